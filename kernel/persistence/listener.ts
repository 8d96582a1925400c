import pg from 'pg';
import type { Logger } from 'pino';

const RECONNECT_MS = 500;

/** What a notification sets off. */
export interface Bell {
  ring(): void;
}

/** Sleeps until rung, or for a while: a lost ring only degrades to polling. */
export class Waker implements Bell {
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

/** One LISTEN connection for a whole process; rings the bells of each channel. */
export class Listener {
  private readonly bells = new Map<string, Set<Bell>>();
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
    try {
      await client.connect();
      for (const channel of this.bells.keys()) await client.query(`listen ${channel}`);
    } catch (error) {
      await client.end().catch(() => {});
      throw error;
    }
    // Not before: an attempt that fails ends too, and must not be followed by two.
    client.on('end', () => this.reconnectSoon());
    this.client = client;
    // Whatever was said while we were away.
    for (const channel of this.bells.keys()) this.ring(channel);
    return this;
  }

  /** Rings `bell` at once and at every notification on `channel`; the answer takes it off again. */
  async on(channel: string, bell: Bell): Promise<() => void> {
    let bells = this.bells.get(channel);
    if (!bells) {
      bells = new Set();
      this.bells.set(channel, bells);
      await this.listenTo(channel);
    }
    bells.add(bell);
    bell.ring();
    return () => void bells.delete(bell);
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
    for (const bell of this.bells.get(channel) ?? []) bell.ring();
  }

  private reconnectSoon(): void {
    this.client = undefined;
    if (this.closed) return;
    setTimeout(() => {
      if (!this.closed) this.connect().catch(() => this.reconnectSoon());
    }, RECONNECT_MS).unref();
  }
}
