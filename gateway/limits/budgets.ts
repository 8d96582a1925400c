import { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import { CLIENT_ADDRESS_HEADER } from '#kernel/graphql/request.ts';
import { networkOf } from '#kernel/runtime/network.ts';
import { type Caller, nameOf } from '../caller.ts';
import { countRefusal } from '../metrics.ts';
import type { Count, Counts } from './counts.ts';

/** How much may be asked for within a minute, in points of cost. */
export interface BudgetLimits {
  readonly perPrincipal: number;
  /** An address may be a whole office. */
  readonly perAddress: number;
}

/** What an operation costs that is refused: to read it was work, too. */
export const REFUSAL_POINTS = 100;
/** What each field costs in addition of an operation that is not remembered, because it has to be planned: 0.2 ms. */
export const PLANNING_POINTS = 20;
/** What each millisecond costs of an attempt to plan one that turned out to be too intricate, however few its fields. */
export const INTRICACY_POINTS = 200;

/** Of those who have spent everything; of others the counts know. */
const REMEMBERED_NAMES = 10_000;

/** What each name may spend in a minute. */
class Budget {
  private readonly spentUntil = new LRUCache<string, number>({ max: REMEMBERED_NAMES });
  private readonly count: Count;

  constructor(
    readonly kind: 'principal' | 'address',
    private readonly limit: number,
    counts: Counts,
  ) {
    this.count = counts.of(kind, limit);
  }

  /** How long until `name` has something to spend, as far as is known without asking. */
  waitMs(name: string): number {
    return Math.max(0, (this.spentUntil.get(name) ?? 0) - performance.now());
  }

  /** One operation may always be had by who has spent nothing. */
  async spend(name: string, points: number): Promise<number> {
    const waitMs = await this.count(name, Math.min(points, this.limit));
    if (waitMs > 0) this.spentUntil.set(name, performance.now() + waitMs);
    return waitMs;
  }
}

type Purse = readonly [budget: Budget, name: string];

/** What everybody may spend: each person, and each address, of which those who are nobody have nothing else. */
export class Budgets {
  private readonly ofPrincipals: Budget;
  private readonly ofAddresses: Budget;

  constructor({ perPrincipal, perAddress }: BudgetLimits, counts: Counts) {
    this.ofPrincipals = new Budget('principal', perPrincipal, counts);
    this.ofAddresses = new Budget('address', perAddress, counts);
  }

  /**
   * Before anything is done for `caller`: it asks nobody.
   * @throws {GraphQLError} if they are known to have spent everything
   */
  refuse(caller: Caller): void {
    for (const [budget, name] of this.pursesOf(caller)) {
      const waitMs = budget.waitMs(name);
      if (waitMs > 0) throw spent(budget, waitMs);
    }
  }

  /** @param points a whole number. @throws {GraphQLError} if they have no more, or not so many */
  async charge(caller: Caller, points: number): Promise<void> {
    const charges = this.pursesOf(caller).map(async ([budget, name]) => {
      const waitMs = await budget.spend(name, points);
      return waitMs > 0 ? spent(budget, waitMs) : undefined;
    });
    for (const refusal of await Promise.all(charges)) if (refusal) throw refusal;
  }

  /** Takes what could not be known before. Who has not so much is refused the next time. */
  async take(caller: Caller, points: number): Promise<void> {
    await Promise.all(this.pursesOf(caller).map(([budget, name]) => budget.spend(name, points)));
  }

  private pursesOf({ principal, headers }: Caller): readonly Purse[] {
    const address = networkOf(headers[CLIENT_ADDRESS_HEADER] ?? null);
    const name = nameOf(principal);
    const ofAddress: Purse = [this.ofAddresses, address];
    return name === undefined ? [ofAddress] : [[this.ofPrincipals, name], ofAddress];
  }
}

const WHOSE = { principal: 'in your name', address: 'from your address' };

function spent({ kind }: Budget, waitMs: number): GraphQLError {
  countRefusal(kind);
  const retryAfterSeconds = Math.ceil(waitMs / 1000);
  return new GraphQLError(
    `Too much was asked for within a minute ${WHOSE[kind]}. Ask again in ${retryAfterSeconds} s.`,
    { extensions: { code: 'RATE_LIMITED', retryAfterSeconds, http: { status: 429 } } },
  );
}
