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
 * program at that very moment. It reads only what it needs of the protocol: the text of what clients send.
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
    client.on('data', (chunk: Buffer) => {
      const text = chunk.toString('latin1');
      if (this.watch?.statement.test(text)) {
        watched = this.watch;
        this.watch = undefined;
      }
      if (watched && /\bcommit\b/i.test(text)) hold(client, database, chunk, watched);
      else database.write(chunk);
    });
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
