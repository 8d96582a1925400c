import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { lockKey, writtenChannel } from './event-log.ts';
import { type Listener, Waker } from './listener.ts';
import { PreparingClient } from './preparing-client.ts';

/** How soon another process takes over from a sequencer that died. */
const POLL_MS = 1000;
/** A writer rings; this is for a ring that was lost. */
const DOZE_MS = 5000;
/** How long a lone event waits for company: long enough to batch a burst, too short to notice. */
const LINGER_MS = 2;
const BATCH = 5000;
const RESTART_MS = 500;

export interface SequencerOptions {
  readonly context: string;
  /** As the context's service role; a session of its own, because the locks are the session's. */
  readonly url: string;
  readonly listener: Listener;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** Gives committed events their positions for as long as `signal` lets it; of several processes one at a time works. */
export async function runSequencer(options: SequencerOptions): Promise<void> {
  const waker = new Waker();
  const off = await options.listener.on(writtenChannel(options.context), waker);
  options.signal.addEventListener('abort', () => waker.ring(), { once: true });
  while (!options.signal.aborted) {
    try {
      await sequence(options, waker);
    } catch (error) {
      if (options.signal.aborted) break;
      options.logger.warn(
        { err: error, context: options.context },
        'the sequencer lost its connection',
      );
      await sleep(RESTART_MS);
    }
  }
  off();
}

async function sequence({ context, url, signal }: SequencerOptions, waker: Waker): Promise<void> {
  const client = new PreparingClient({
    connectionString: url,
    keepAlive: true,
    application_name: `comptoir ${context} sequencer`,
  });
  client.on('error', () => {
    // The query in flight, or the next one, rejects.
  });
  await client.connect();
  const ask = async <T>(call: string, values: unknown[] = []): Promise<T> =>
    (await client.query<{ answer: T }>(`select ${call} as answer`, values)).rows[0]!.answer;
  try {
    // Safe: any durable commit that depends on a position comes after it in the write-ahead log.
    await client.query('set synchronous_commit = off');
    await ask(`${context}.create_event_partitions()`);
    // Tried again and again, because a session blocked in pg_advisory_lock() would hold back vacuum.
    while (!signal.aborted && !(await ask(`pg_try_advisory_lock(${lockKey(context, 'leader')})`)))
      await sleep(POLL_MS, undefined, { ref: false });
    let pauseMs = LINGER_MS;
    for (let assigned = -1; !signal.aborted;) {
      assigned = await ask<number>(`${context}.sequence($1, $2)`, [BATCH, assigned === 0]);
      if (assigned === 0) {
        await waker.wait(DOZE_MS);
      } else {
        pauseMs = assigned > 0 ? LINGER_MS : Math.min(pauseMs * 2, POLL_MS / 10);
        await sleep(pauseMs);
      }
    }
  } finally {
    await client.end().catch(() => {});
  }
}
