import { type Server, type Socket, connect, createServer } from 'node:net';

type Watch = {
  readonly pattern: RegExp;
  /** `before`: what matches is not passed on. `after`: it is passed on, and the answer is held. */
  readonly point: 'before' | 'after';
  caught(): void;
};

/**
 * Stands between the program and PostgreSQL and holds one statement still, so that a test can kill the program at that
 * very moment. It reads only what it needs of the protocol: the text of what clients send.
 */
export class SqlProxy {
  private readonly sockets = new Set<Socket>();
  private watch: Watch | undefined;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async start(target: { host: string; port: number }): Promise<SqlProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The proxy does not listen.');
    const proxy = new SqlProxy(server, address.port);
    server.on('connection', (client) => proxy.join(client, connect(target)));
    return proxy;
  }

  /**
   * Holds the connection on which a statement that matches `pattern` comes next, and answers when it is held. It stays
   * held until its client is gone.
   */
  holdNext(pattern: RegExp, point: 'before' | 'after'): Promise<void> {
    return new Promise((resolve) => {
      this.watch = { pattern, point, caught: resolve };
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
    client.on('data', (chunk: Buffer) => {
      const { watch } = this;
      if (watch?.pattern.test(chunk.toString('latin1'))) {
        this.watch = undefined;
        // Whatever the client still says is dropped, but its end is heard.
        client.removeAllListeners('data').resume();
        if (watch.point === 'after') {
          // The answer never reaches the program, but what it asked for happens.
          database.removeAllListeners('data').once('data', () => watch.caught());
          database.write(chunk);
        } else {
          watch.caught();
        }
        return;
      }
      database.write(chunk);
    });
  }
}
