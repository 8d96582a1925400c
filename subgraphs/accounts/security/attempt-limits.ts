import { createHash } from 'node:crypto';
import type { PostgreSqlConnection } from '@mikro-orm/postgresql';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Runtime } from '#kernel/runtime/context.ts';
import { TooManyAttempts } from '../domain/errors.ts';

const WINDOW_SECONDS = 15 * 60;
/** For one account, from anywhere. */
const PER_ACCOUNT = 10;
/** From one address, for any account: a household or an office, not a botnet. */
const PER_ADDRESS = 100;

/**
 * Counts log-ins per account and per client address in the database, so that every process and every restart knows of
 * them. Asked before any hashing, which is what an attacker would make us do.
 */
export class AttemptLimits {
  private constructor(
    private readonly accounts: RateLimiterPostgres,
    private readonly addresses: RateLimiterPostgres,
  ) {}

  static async open(rt: Runtime): Promise<AttemptLimits> {
    const storeClient = await (rt.orm.em.getConnection() as PostgreSqlConnection).getNativeClient();
    const limiter = (keyPrefix: string, points: number) =>
      new RateLimiterPostgres({
        storeClient,
        storeType: 'client',
        schemaName: rt.name,
        tableName: 'log_in_attempts',
        tableCreated: true,
        keyPrefix,
        points,
        duration: WINDOW_SECONDS,
      });
    return new AttemptLimits(limiter('account', PER_ACCOUNT), limiter('address', PER_ADDRESS));
  }

  /** @throws {TooManyAttempts} */
  async count(email: string, clientAddress: string | null): Promise<void> {
    try {
      await this.addresses.consume(clientAddress ?? 'unknown');
      await this.accounts.consume(keyOf(email));
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw new TooManyAttempts(Math.ceil(refusal.msBeforeNext / 1000));
    }
  }

  /** A log-in that succeeded was no attempt to guess. */
  async forgive(email: string, clientAddress: string | null): Promise<void> {
    await this.accounts.delete(keyOf(email));
    await this.addresses.reward(clientAddress ?? 'unknown');
  }
}

/** Addresses of people stay out of a table that outlives them. */
const keyOf = (email: string) => createHash('sha256').update(email).digest('base64url');
