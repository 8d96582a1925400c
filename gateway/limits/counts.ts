import type { createClient } from '@redis/client';
import type { Logger } from 'pino';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  RLWrapperTimeouts,
} from 'rate-limiter-flexible';

/** Counts so many points in a name. @returns how long it has to wait until it may have more, in milliseconds; 0: it may */
export type Count = (name: string, points: number) => Promise<number>;

/** Where is counted what everybody has had within a minute. */
export interface Counts {
  /** Of one kind of names, which may have up to `limit` points. */
  of(kind: string, limit: number): Count;
  /** Whether others should count with us, and it cannot be asked how much. */
  readonly isApart: boolean;
  stop(): void;
}

const MINUTE_SECONDS = 60;

const countIn =
  (limiter: RateLimiterAbstract): Count =>
  async (name, points) => {
    try {
      await limiter.consume(name, points);
      return 0;
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return Math.max(1, refusal.msBeforeNext);
      throw refusal;
    }
  };

/** In this process, for itself. */
export const ownCounts = (): Counts => ({
  of: (kind, points) =>
    countIn(new RateLimiterMemory({ keyPrefix: kind, points, duration: MINUTE_SECONDS })),
  isApart: false,
  stop() {},
});

type Redis = ReturnType<typeof createClient>;

/** An operation that waits for longer is counted here alone. */
const REDIS_WITHIN_MS = 200;
/** And those after it, for so long. */
const ALONE_MS = 5000;

/**
 * In Redis, so that several gateways count together. While it is away, each counts for itself: nobody is refused, or
 * waits, because of that.
 */
export class SharedCounts implements Counts {
  isApart = false;
  private aloneUntil = 0;

  private constructor(
    private readonly redis: Redis,
    private readonly logger: Logger,
  ) {
    redis.on('error', (error) => this.part(error));
    redis.on('ready', () => this.join());
    // It tries for ever, and tells of its failures by 'error'; this ends when it is told to stop.
    redis.connect().catch(() => {});
  }

  /** Does not wait until Redis is there. */
  static async open(url: string, logger: Logger): Promise<SharedCounts> {
    const { createClient } = await import('@redis/client');
    return new SharedCounts(createClient({ url, disableOfflineQueue: true }), logger);
  }

  of(kind: string, points: number): Count {
    const options = { keyPrefix: `comptoir:${kind}`, points, duration: MINUTE_SECONDS };
    const alone = countIn(new RateLimiterMemory(options));
    const limiter = new RateLimiterRedis({
      ...options,
      storeClient: this.redis,
      useRedisPackage: true,
    });
    const together = countIn(new RLWrapperTimeouts({ limiter, timeoutMs: REDIS_WITHIN_MS }));
    return async (name, more) => {
      if (!this.redis.isReady || performance.now() < this.aloneUntil) return alone(name, more);
      try {
        const waitMs = await together(name, more);
        this.join();
        return waitMs;
      } catch (error) {
        this.aloneUntil = performance.now() + ALONE_MS;
        this.part(error);
        return alone(name, more);
      }
    };
  }

  stop(): void {
    this.redis.destroy();
  }

  private part(error: unknown): void {
    if (this.isApart) return;
    this.isApart = true;
    this.logger.warn({ err: error }, 'Redis does not answer, so each gateway counts for itself');
  }

  private join(): void {
    if (!this.isApart) return;
    this.isApart = false;
    this.logger.info('Redis answers again, and the gateways count together');
  }
}
