import { type AddressInfo, type Socket, createServer } from 'node:net';
import { createInterface } from 'node:readline';

export interface ReceivedMail {
  readonly from: string;
  readonly to: string;
  /** Header fields by lower-case name, unfolded. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** A mail server as far as a sender sees it. Source: RFC 5321. */
export interface SmtpServer {
  readonly url: string;
  readonly received: ReceivedMail[];
  /** Answers every later command that begins with `verb` by `reply`, such as `451 Try later`. */
  refuse(verb: string, reply: string): void;
  /** Takes mail again. */
  accept(): void;
  /** As if just started. */
  clear(): void;
  /** Called with each mail before it is acknowledged. */
  onMail: (mail: ReceivedMail) => Promise<void>;
  stop(): Promise<void>;
}

export async function startSmtpServer(): Promise<SmtpServer> {
  const sockets = new Set<Socket>();
  const refusals = new Map<string, string>();
  const received: ReceivedMail[] = [];
  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    void converse(socket, refusals, async (mail) => {
      received.push(mail);
      await server.onMail(mail);
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const server: SmtpServer = {
    url: `smtp://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    received,
    refuse: (verb, reply) => void refusals.set(verb, reply),
    accept: () => refusals.clear(),
    clear() {
      refusals.clear();
      received.length = 0;
      server.onMail = async () => {};
    },
    onMail: async () => {},
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
  return server;
}

async function converse(
  socket: Socket,
  refusals: ReadonlyMap<string, string>,
  take: (mail: ReceivedMail) => Promise<void>,
): Promise<void> {
  const say = (reply: string) => socket.write(`${reply}\r\n`);
  let from = '';
  let to = '';
  let letter: string[] | undefined;
  say('220 mail.example ready');
  for await (const line of createInterface({ input: socket, crlfDelay: Infinity })) {
    const verb = line.split(/[ :]/)[0]?.toUpperCase() ?? '';
    const refusal = refusals.get(verb);
    if (letter && line !== '.') {
      letter.push(line.replace(/^\./, ''));
    } else if (letter) {
      await take({ from, to, ...parsed(letter) });
      letter = undefined;
      say('250 Taken');
    } else if (refusal) {
      say(refusal);
    } else if (verb === 'MAIL') {
      from = addressIn(line);
      say('250 May send');
    } else if (verb === 'RCPT') {
      to = addressIn(line);
      say('250 Lives here');
    } else if (verb === 'DATA') {
      letter = [];
      say('354 Go on');
    } else if (verb === 'QUIT') {
      socket.end('221 Goodbye\r\n');
    } else {
      say('250 Very well');
    }
  }
}

const addressIn = (line: string): string => /<([^>]*)>/.exec(line)?.[1] ?? '';

function parsed(data: readonly string[]): Pick<ReceivedMail, 'headers' | 'text'> {
  const end = data.indexOf('');
  const unfolded = data
    .slice(0, end)
    .join('\n')
    .replace(/\n[ \t]+/g, ' ')
    .split('\n');
  const headers = Object.fromEntries(
    unfolded.map((field) => [
      field.slice(0, field.indexOf(':')).toLowerCase(),
      field.slice(field.indexOf(':') + 1).trim(),
    ]),
  );
  const body = data.slice(end + 1).join('\n');
  return { headers, text: decoded(body, headers['content-transfer-encoding']) };
}

function decoded(body: string, encoding: string | undefined): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  if (encoding !== 'quoted-printable') return body;
  const bytes = body
    .replace(/=\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
