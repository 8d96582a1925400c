import { AsyncLocalStorage } from 'node:async_hooks';
import { DomainError } from '../domain/domain-error.ts';

/** How many milliseconds whoever asks will still wait. No moment, because the clocks of two machines differ. */
export const DEADLINE_HEADER = 'x-deadline-ms';

/** Nobody waits for the answer any more. */
export class DeadlineExceeded extends DomainError {
  readonly code = 'DEADLINE_EXCEEDED';
  constructor() {
    super('This took longer than the caller waits.');
  }
}

/** What this process was asked to do for somebody, as far as it concerns all that is done for it, however deep down. */
export interface Errand {
  /** By the clock of `performance.now()`. Undefined when whoever asked set none. */
  readonly deadline: number | undefined;
  /** Whether it changes nothing, so that it may be given up half-way. */
  readonly onlyReads: boolean;
  /** Aborted when whoever asked has left. */
  readonly left?: AbortSignal | undefined;
  /** Sent on with every request to another part. */
  readonly headers: Readonly<Record<string, string>>;
}

interface Running extends Errand {
  over: boolean;
}

const running = new AsyncLocalStorage<Running>();

/** Runs `work` and all that it begins as part of `errand`. */
export async function onErrand<T>(errand: Errand, work: () => Promise<T>): Promise<T> {
  // What a request has begun and left running, such as a loop, is not bound by it afterwards.
  const started: Running = { ...errand, over: false };
  try {
    return await running.run(started, work);
  } finally {
    started.over = true;
  }
}

/** The errand that this is done for; undefined for what a program does by itself. */
export function currentErrand(): Errand | undefined {
  const errand = running.getStore();
  return errand?.over ? undefined : errand;
}

/** Runs `work` for everybody: that one of those who wait for it gives up does not end it. */
export const withoutErrand = <T>(work: () => T): T => running.exit(work);

/** Whether this is done for a reader who has left, or does not wait any longer. */
export function isUseless(): boolean {
  const errand = currentErrand();
  if (!errand?.onlyReads) return false;
  return errand.left?.aborted === true || msUntil(errand.deadline ?? Infinity) === 0;
}

/** How long until `deadline`; nothing when it has passed. */
export const msUntil = (deadline: number): number =>
  Math.max(0, Math.ceil(deadline - performance.now()));

/** @param header of `DEADLINE_HEADER`. What is no number of milliseconds sets no deadline. */
export function deadlineFrom(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,9}$/.test(header)
    ? performance.now() + Number(header)
    : undefined;
}
