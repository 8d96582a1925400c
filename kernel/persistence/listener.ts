import pg from 'pg';
import type { Logger } from 'pino';

const RECONNECT_MS = 500;

/** Sleeps until rung, or for a while: a lost ring only degrades to polling. */
export class Waker {
  private rung = false;
  private release = () => {};

  ring(): void {
    this.rung = true;
    this.release();
  }

  /** Until rung (also if that was since the last wait) or until `ms` have passed. */
  async wait(ms: number): Promise<void> {
    if (!this.rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.max(0, ms));
        this.release = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.rung = false;
    this.release = () => {};
  }
}

/** One LISTEN connection for a whole process; rings the wakers of each channel. */
export class Listener {
  private readonly wakers = new Map<string, Set<Waker>>();
  private client: pg.Client | undefined;
  private closed = false;
  private listening: Promise<void> = Promise.resolve();

  constructor(
    private readonly url: string,
    private readonly logger: Logger,
  ) {}

  async connect(): Promise<this> {
    const client = new pg.Client({
      connectionString: this.url,
      keepAlive: true,
      application_name: 'comptoir listener',
    });
    client.on('notification', ({ channel }) => this.ring(channel));
    client.on('error', (error) =>
      this.logger.warn({ err: error }, 'the listening connection failed'),
    );
    client.on('end', () => this.reconnectSoon());
    await client.connect();
    for (const channel of this.wakers.keys()) await client.query(`listen ${channel}`);
    this.client = client;
    // Whatever was said while we were away.
    for (const channel of this.wakers.keys()) this.ring(channel);
    return this;
  }

  /** Rings `waker` at every notification on `channel`; the answer takes it off again. */
  async on(channel: string, waker: Waker): Promise<() => void> {
    let wakers = this.wakers.get(channel);
    if (!wakers) {
      wakers = new Set();
      this.wakers.set(channel, wakers);
      await this.listenTo(channel);
    }
    wakers.add(waker);
    waker.ring();
    return () => void wakers.delete(waker);
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.client?.end().catch(() => {});
  }

  /** One after the other: a connection takes one statement at a time. */
  private listenTo(channel: string): Promise<void> {
    this.listening = this.listening.then(async () => {
      await this.client?.query(`listen ${channel}`).catch(() => {
        // The connection is lost; the next one listens to every channel.
      });
    });
    return this.listening;
  }

  private ring(channel: string): void {
    for (const waker of this.wakers.get(channel) ?? []) waker.ring();
  }

  private reconnectSoon(): void {
    this.client = undefined;
    if (this.closed) return;
    setTimeout(() => {
      if (!this.closed) this.connect().catch(() => this.reconnectSoon());
    }, RECONNECT_MS).unref();
  }
}
