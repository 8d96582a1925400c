import { type IncomingHttpHeaders, type ServerResponse, createServer } from 'node:http';
import type { Socket } from 'node:net';
import { portOf } from '../runtime/http.ts';

/** What a subgraph in trouble does with a request, beside answering it. */
export type Trouble =
  | 'answers'
  | 'hangs'
  | 'answers half and hangs'
  | 'resets at once'
  | 'resets mid-body'
  | 'answers garbage'
  | 'answers 500 with HTML'
  | 'answers 503'
  | 'answers 1 MB';

/** A server where a subgraph should be, with levers for what goes wrong. */
export class TroubledServer {
  trouble: Trouble = 'answers';
  /** How often the trouble comes before all is well. */
  times = Infinity;
  answer: unknown = { data: { ok: true } };
  /** Beside the type of the answer. */
  headers: Readonly<Record<string, string>> = {};
  readonly requests: { headers: IncomingHttpHeaders; body: unknown }[] = [];
  readonly connections = new Set<Socket>();
  /** Requests whose asker went away before the answer. */
  abandoned = 0;

  private readonly server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => (body += part));
    request.on('end', () => {
      this.requests.push({ headers: request.headers, body: body === '' ? null : JSON.parse(body) });
      this.respond(response);
    });
    response.on('close', () => {
      if (!response.writableFinished) this.abandoned += 1;
    });
  }).on('connection', (socket) => {
    this.connections.add(socket);
    socket.on('close', () => this.connections.delete(socket));
  });

  get port(): number {
    return portOf(this.server);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/graphql`;
  }

  /** @param port the one it had, when it comes back */
  async start(port = 0): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Ends whatever hangs. */
  resetAll(): void {
    for (const connection of this.connections) connection.resetAndDestroy();
  }

  private respond(response: ServerResponse): void {
    this.times -= 1;
    const trouble = this.times >= 0 ? this.trouble : 'answers';
    const json = JSON.stringify(this.answer);
    switch (trouble) {
      case 'hangs':
        return;
      case 'answers half and hangs':
      case 'resets mid-body':
        response.writeHead(200, { 'content-length': json.length });
        response.write(json.slice(0, 5), () => {
          if (trouble === 'resets mid-body') response.socket?.resetAndDestroy();
        });
        return;
      case 'resets at once':
        response.socket?.resetAndDestroy();
        return;
      case 'answers garbage':
        response.end('{"data": {"ok": tru');
        return;
      case 'answers 500 with HTML':
        response.writeHead(500, { 'content-type': 'text/html' }).end('<h1>Oops at 10.0.0.7</h1>');
        return;
      case 'answers 503':
        response.writeHead(503).end('{"errors":[{"message":"upstream connect error"}]}');
        return;
      case 'answers 1 MB':
        response.end(JSON.stringify({ data: { ok: 'x'.repeat(1024 * 1024) } }));
        return;
      case 'answers':
        response.writeHead(200, { 'content-type': 'application/json', ...this.headers }).end(json);
    }
  }
}
