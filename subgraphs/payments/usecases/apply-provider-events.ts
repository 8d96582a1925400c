import { isId } from '#kernel/domain/id.ts';
import { execute, sql } from '#kernel/persistence/sql.ts';
import { Attempt } from '../domain/attempt.ts';
import type { PaymentsRuntime } from '../runtime.ts';
import { askProvider } from './ask-provider.ts';

const BATCH = 20;
/** Longer than any call; if this process dies meanwhile, another one takes the message up after that. */
const LEASE_MS = 30_000;

/**
 * Applies the messages that wait: each only says which payment to ask the provider about, so repeated messages and
 * any order end in the same state. Safe on any number of processes.
 */
export async function applyProviderEvents(rt: PaymentsRuntime): Promise<void> {
  const events = await claim(rt);
  const references = new Set(events.map(({ reference }) => reference));
  const applied = await Promise.allSettled(
    [...references].map(async (reference) => {
      if (reference !== null && isId('att', reference)) await askAbout(rt, reference);
      await close(
        rt,
        events.filter((event) => event.reference === reference),
      );
    }),
  );
  for (const result of applied) {
    // It stays claimed until the lease ends, and is then applied again.
    if (result.status === 'rejected')
      rt.logger.warn({ err: result.reason as unknown }, 'applying a message failed');
  }
}

async function askAbout(rt: PaymentsRuntime, reference: Attempt['id']): Promise<void> {
  const attempt = await rt.orm.em.fork().findOne(Attempt, { id: reference });
  if (attempt) await askProvider(rt, attempt.paymentId);
}

async function close(rt: PaymentsRuntime, events: readonly ClaimedEvent[]): Promise<void> {
  await execute(
    rt.orm.em.fork(),
    `update payments.provider_events set apply_at = null where provider = $1 and id = any ($2)`,
    [rt.provider.name, events.map(({ id }) => id)],
  );
}

interface ClaimedEvent {
  readonly id: string;
  readonly reference: string | null;
}

function claim(rt: PaymentsRuntime): Promise<ClaimedEvent[]> {
  const now = rt.clock();
  return sql(
    rt.orm.em.fork(),
    `update payments.provider_events set apply_at = $3
     where provider = $1 and id = any (array(
       select id from payments.provider_events where provider = $1 and apply_at <= $2
       order by apply_at limit ${BATCH} for update skip locked))
     returning id, reference`,
    [rt.provider.name, now, new Date(now.getTime() + LEASE_MS)],
  );
}
