import { setTimeout as pause } from 'node:timers/promises';
import type { z } from 'zod';

import { newId } from './ids.ts';
import {
  type faultInput,
  type holdInput,
  type Operation,
  OPERATIONS,
  type Point,
} from './input.ts';
import { Refusal } from './refusal.ts';
import type { Store } from './store.ts';

/** A call of the merchant that touches money, as holds, faults and the count of calls see it. */
export interface Call {
  readonly operation: Operation;
  readonly paymentReference: string;
  readonly refundReference?: string;
}

/** The answer to a call is lost on purpose, whatever the call did. */
export class LostAnswer extends Error {
  constructor(readonly kind: 'error' | 'drop') {
    super(`The answer is lost on purpose (${kind}).`);
  }
}

interface Hold extends z.infer<typeof holdInput> {
  readonly id: string;
  readonly released: PromiseWithResolvers<void>;
  caught?: { paymentReference: string; refundReference?: string; at: string };
}

type Fault = z.infer<typeof faultInput>;

/** Lets a test stop the provider at a chosen point of a chosen call, break it, and count what it did. */
export class Control {
  private readonly holds = new Map<string, Hold>();
  private faults: Fault[] = [];

  constructor(private readonly store: Store) {}

  /** The next matching call stops at `point` until the hold is released. */
  hold(input: z.infer<typeof holdInput>) {
    const hold: Hold = { ...input, id: newId('hold'), released: withResolvers() };
    this.holds.set(hold.id, hold);
    return holdJson(hold);
  }

  listHolds() {
    return [...this.holds.values()].map(holdJson);
  }

  release(id: string): void {
    const hold = this.holds.get(id);
    if (!hold) throw new Refusal('not_found', 'hold_not_found', 'There is no such hold.');
    this.holds.delete(id);
    hold.released.resolve();
  }

  addFault(fault: Fault): void {
    this.faults.push({ ...fault });
  }

  /** Releases every hold and forgets every fault. The books and the counts stay: they are history. */
  clear(): void {
    this.faults = [];
    for (const id of this.holds.keys()) this.release(id);
  }

  /** Calls that are still held end without acting, or without an answer if they have acted. */
  stop(): void {
    for (const hold of this.holds.values()) hold.released.reject(new LostAnswer('drop'));
    this.holds.clear();
  }

  /** Where a call meets the holds and faults of a test. @throws {LostAnswer} */
  async pass(call: Call, point: Point): Promise<void> {
    const matches = (wanted: {
      operation: Operation;
      point: Point;
      reference?: string | undefined;
    }): boolean =>
      wanted.operation === call.operation &&
      wanted.point === point &&
      (wanted.reference === undefined || referencesOf(call).includes(wanted.reference));

    const hold = [...this.holds.values()].find((one) => !one.caught && matches(one));
    if (hold) {
      const { operation: _, ...references } = call;
      hold.caught = { ...references, at: new Date().toISOString() };
      await hold.released.promise;
    }
    const fault = this.faults.find(matches);
    if (fault) await this.commit(fault);
  }

  record(call: Call, outcome: { replayed: boolean }): void {
    this.store.run(
      `INSERT INTO calls (operation, payment_reference, refund_reference, replayed, received_at)
       VALUES (:operation, :paymentReference, :refundReference, :replayed, :now)`,
      {
        operation: call.operation,
        paymentReference: call.paymentReference,
        refundReference: call.refundReference ?? null,
        replayed: Number(outcome.replayed),
        now: new Date().toISOString(),
      },
    );
  }

  /**
   * How often the merchant called and how often that moved money, of one payment or refund or of all. Effects are counted
   * from the outbox, because a webhook is written exactly with the effect it tells of.
   */
  counts(reference?: string) {
    const where = `(:reference IS NULL OR :reference IN (payment_reference, refund_reference))`;
    const calls = this.store.all(
      `SELECT operation, count(*) AS calls, sum(replayed) AS replays FROM calls WHERE ${where} GROUP BY operation`,
      { reference: reference ?? null },
    );
    const effects = this.store.all(
      `SELECT type, count(*) AS effects FROM webhooks WHERE ${where} GROUP BY type`,
      {
        reference: reference ?? null,
      },
    );
    const counted = OPERATIONS.map((operation) => {
      const row = calls.find((one) => one['operation'] === operation);
      const effect = effects.find((one) => one['type'] === EFFECTS[operation]);
      return [
        operation,
        {
          calls: Number(row?.['calls'] ?? 0),
          replays: Number(row?.['replays'] ?? 0),
          effects: Number(effect?.['effects'] ?? 0),
        },
      ] as const;
    });
    return { reference: reference ?? null, ...Object.fromEntries(counted) };
  }

  private async commit(fault: Fault): Promise<void> {
    fault.times -= 1;
    if (fault.times === 0) this.faults = this.faults.filter((one) => one !== fault);
    if (fault.kind === 'slow') await pause(fault.delayMs);
    else throw new LostAnswer(fault.kind);
  }
}

const EFFECTS: Record<Operation, string> = {
  authorize: 'payment.authorized',
  capture: 'payment.captured',
  void: 'payment.voided',
  refund: 'refund.succeeded',
};

const referencesOf = (call: Call): (string | undefined)[] => [
  call.paymentReference,
  call.refundReference,
];

function holdJson(hold: Hold) {
  const { id, operation, point, reference, caught } = hold;
  return { id, operation, point, reference: reference ?? null, caught: caught ?? null };
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: Error) => void;
}

function withResolvers(): PromiseWithResolvers<void> {
  let resolve: () => void = () => undefined;
  let reject: (reason: Error) => void = () => undefined;
  const promise = new Promise<void>((resolved, rejected) => {
    resolve = resolved;
    reject = rejected;
  });
  // A hold that never caught a call has nobody who waits for it.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
