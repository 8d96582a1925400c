import type { RedisClientType } from '@redis/client';
import type { Logger } from 'pino';
import type { SharedStore } from './cache.ts';

/** Who asks does not wait for longer; PostgreSQL is not much slower than that. */
const WITHIN_MS = 100;
/** After a failure it is left alone for so long. */
const PAUSE_MS = 5000;
const KEPT_SECONDS = 600;

/** Values in Redis. While that is away, nothing is kept there, and nobody waits. */
export class RedisStore implements SharedStore {
  private pausedUntil = 0;

  private constructor(
    private readonly redis: RedisClientType,
    private readonly prefix: string,
    private readonly logger: Pick<Logger, 'warn'>,
  ) {
    redis.on('error', (error) => this.pause(error));
    // It tries for ever, and tells of its failures by 'error'.
    redis.connect().catch(() => {});
  }

  /**
   * Does not wait until Redis is there.
   * @param prefix before each key: only who may read the values of another has the same
   */
  static async open(
    url: string,
    prefix: string,
    logger: Pick<Logger, 'warn'>,
  ): Promise<RedisStore> {
    const { createClient } = await import('@redis/client');
    const redis: RedisClientType = createClient({ url, disableOfflineQueue: true });
    return new RedisStore(redis, prefix, logger);
  }

  read(keys: readonly string[]): Promise<readonly (string | null)[]> {
    const nothing = keys.map(() => null);
    return this.ask(() => this.redis.mGet(keys.map((key) => this.prefix + key)), nothing);
  }

  async write(texts: ReadonlyMap<string, string>): Promise<void> {
    const expiration = { type: 'EX', value: KEPT_SECONDS } as const;
    const written = async () => {
      await Promise.all(
        [...texts].map(([key, text]) => this.redis.set(this.prefix + key, text, { expiration })),
      );
    };
    await this.ask(written, undefined);
  }

  close(): void {
    this.redis.destroy();
  }

  private async ask<Answer>(question: () => Promise<Answer>, otherwise: Answer): Promise<Answer> {
    if (!this.redis.isReady || performance.now() < this.pausedUntil) return otherwise;
    const limit = AbortSignal.timeout(WITHIN_MS);
    try {
      return await Promise.race([
        question(),
        new Promise<never>((_, refuse) => {
          limit.addEventListener('abort', () => refuse(new Error('Redis took too long.')));
        }),
      ]);
    } catch (error) {
      this.pause(error);
      return otherwise;
    }
  }

  private pause(error: unknown): void {
    if (performance.now() >= this.pausedUntil)
      this.logger.warn({ err: error }, 'Redis does not answer, so nothing is kept there for now');
    this.pausedUntil = performance.now() + PAUSE_MS;
  }
}
