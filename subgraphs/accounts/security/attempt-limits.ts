import { createHash } from 'node:crypto';
import type { PostgreSqlConnection } from '@mikro-orm/postgresql';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Runtime } from '#kernel/runtime/context.ts';
import { networkOf } from '#kernel/runtime/network.ts';
import { TooManyAttempts } from '../domain/errors.ts';

const QUARTER_HOUR_SECONDS = 15 * 60;
const HOUR_SECONDS = 60 * 60;

interface Limiters {
  /** For one account, from anywhere. */
  readonly account: RateLimiterPostgres;
  /** From one address, for any account: a household or an office, not a botnet. */
  readonly address: RateLimiterPostgres;
  /** From one address. A registration costs us as much as a log-in, and is rarer. */
  readonly registration: RateLimiterPostgres;
}

/**
 * Counts log-ins and registrations in the database, so that every process and every restart knows of them. Asked before
 * any hashing, which is what an attacker would make us do.
 */
export class AttemptLimits {
  private constructor(private readonly limiters: Limiters) {}

  static async open(rt: Runtime): Promise<AttemptLimits> {
    const storeClient = await (rt.orm.em.getConnection() as PostgreSqlConnection).getNativeClient();
    const limiter = (keyPrefix: string, points: number, duration: number) =>
      new RateLimiterPostgres({
        storeClient,
        storeType: 'pool',
        schemaName: rt.name,
        tableName: 'attempts',
        tableCreated: true,
        keyPrefix,
        points,
        duration,
      });
    return new AttemptLimits({
      account: limiter('account', 10, QUARTER_HOUR_SECONDS),
      address: limiter('address', 100, QUARTER_HOUR_SECONDS),
      registration: limiter('registration', 1000, HOUR_SECONDS),
    });
  }

  /**
   * @returns whether the next attempt would be refused
   * @throws {TooManyAttempts}
   */
  async countLogIn(email: string, clientAddress: string | null): Promise<{ isLast: boolean }> {
    const { account, address } = this.limiters;
    const fromAddress = await consume(address, networkOf(clientAddress));
    const forAccount = await consume(account, keyOf(email));
    return { isLast: Math.min(fromAddress, forAccount) === 0 };
  }

  /** A log-in that succeeded was no attempt to guess. */
  async forgiveLogIn(email: string, clientAddress: string | null): Promise<void> {
    await this.limiters.account.delete(keyOf(email));
    await this.limiters.address.reward(networkOf(clientAddress));
  }

  /** @throws {TooManyAttempts} */
  async countRegistration(clientAddress: string | null): Promise<void> {
    await consume(this.limiters.registration, networkOf(clientAddress));
  }
}

/** How many attempts remain after this one. */
async function consume(limiter: RateLimiterPostgres, key: string): Promise<number> {
  try {
    return (await limiter.consume(key)).remainingPoints;
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    throw new TooManyAttempts(Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)));
  }
}

/** Addresses of people stay out of a table that only counts. */
const keyOf = (email: string) => createHash('sha256').update(email).digest('base64url');
