import { type Server, type Socket, connect, createServer } from 'node:net';

interface Watch {
  /** A statement of the transaction whose commit is to be held. */
  readonly statement: RegExp;
  /** `before`: the commit does not reach the database. `after`: it does, and its answer does not come back. */
  readonly point: 'before' | 'after';
  caught(): void;
}

/**
 * Stands between the program and PostgreSQL and holds one transaction still at its commit, so that a test can kill the
 * program at that very moment.
 */
export class SqlProxy {
  private readonly sockets = new Set<Socket>();
  private watch: Watch | undefined;

  private constructor(
    private readonly server: Server,
    private readonly port: number,
  ) {}

  /** A proxy before the server of `url`. */
  static async before(url: string): Promise<SqlProxy> {
    const { hostname: host, port: targetPort } = new URL(url);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string')
      throw new Error('The proxy does not listen.');
    const proxy = new SqlProxy(server, address.port);
    server.on('connection', (client) =>
      proxy.join(client, connect({ host, port: Number(targetPort) || 5432 })),
    );
    return proxy;
  }

  /** The same database, reached through the proxy. */
  through(url: string): string {
    const address = new URL(url);
    address.hostname = '127.0.0.1';
    address.port = String(this.port);
    address.searchParams.delete('host');
    return address.toString();
  }

  /** Holds the next transaction with such a statement at its commit; answers when it is held. */
  holdCommit(statement: RegExp, point: 'before' | 'after'): Promise<void> {
    return new Promise((resolve) => {
      this.watch = { statement, point, caught: resolve };
    });
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: Socket, database: Socket): void {
    for (const socket of [client, database]) {
      this.sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.sockets.delete(socket));
    }
    client.on('close', () => database.destroy());
    database.on('close', () => client.destroy());
    database.on('data', (chunk) => client.write(chunk));
    let watched: Watch | undefined;
    const spoken = new SpokenStatements();
    client.on('data', (chunk: Buffer) => {
      const statements = spoken.read(chunk);
      if (statements.some((statement) => this.watch?.statement.test(statement))) {
        watched = this.watch;
        this.watch = undefined;
      }
      if (watched && statements.some((statement) => /^commit\b/i.test(statement)))
        hold(client, database, chunk, watched);
      else database.write(chunk);
    });
  }
}

/**
 * The statements that a client has run, also those that it prepared before and now only names.
 * Source: PostgreSQL 18, 54.7, message formats (Query, Parse, Bind).
 */
class SpokenStatements {
  private readonly prepared = new Map<string, string>();
  private unread = Buffer.alloc(0);
  /** Whether the login, whose messages have no type, is over. */
  private started = false;

  read(chunk: Buffer): string[] {
    this.unread = Buffer.concat([this.unread, chunk]);
    const statements: string[] = [];
    for (let message = this.next(); message; message = this.next()) {
      const [first = '', second = ''] = message.body.toString('latin1').split('\0', 2);
      if (message.type === 'Q') statements.push(first);
      if (message.type === 'P') this.prepared.set(first, second);
      if (message.type === 'B') statements.push(this.prepared.get(second) ?? '');
    }
    return statements;
  }

  private next(): { type: string; body: Buffer } | undefined {
    const header = this.started ? 5 : 4;
    if (this.unread.length < header) return undefined;
    const end = header - 4 + this.unread.readUInt32BE(header - 4);
    if (this.unread.length < end) return undefined;
    const message = this.unread.subarray(0, end);
    this.unread = this.unread.subarray(end);
    const type = this.started ? String.fromCharCode(message[0] ?? 0) : '';
    const body = message.subarray(header);
    // A request for encryption comes before the startup message, which names the protocol 3.
    this.started ||= body.readUInt16BE(0) === 3;
    return { type, body };
  }
}

function hold(client: Socket, database: Socket, commit: Buffer, { point, caught }: Watch): void {
  // Whatever the client still says is dropped, but its end is heard.
  client.removeAllListeners('data').resume();
  if (point === 'before') {
    caught();
    return;
  }
  database.removeAllListeners('data').once('data', caught).resume();
  database.write(commit);
}
