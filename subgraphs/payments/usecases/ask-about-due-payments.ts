import type { Id } from '#kernel/domain/id.ts';
import { sql } from '#kernel/persistence/sql.ts';
import type { PaymentsRuntime } from '../runtime.ts';
import { askProvider } from './ask-provider.ts';

const BATCH = 20;
/** Longer than any call; if this process dies meanwhile, another one asks after that. */
const LEASE_MS = 30_000;

/** Asks the provider about every payment that is due to be asked about. Safe on any number of processes. */
export async function askAboutDuePayments(rt: PaymentsRuntime): Promise<void> {
  const now = rt.clock();
  const due = await sql<{ id: Id<'pay'> }>(
    rt.orm.em.fork(),
    `update payments.payments set ask_at = $2, revision = revision + 1
     where id = any (array(
       select id from payments.payments where ask_at <= $1 order by ask_at limit ${BATCH} for update skip locked))
     returning id`,
    [now, new Date(now.getTime() + LEASE_MS)],
  );
  const asked = await Promise.allSettled(due.map(({ id }) => askProvider(rt, id)));
  for (const [index, result] of asked.entries()) {
    if (result.status === 'rejected') {
      rt.logger.error(
        { err: result.reason as unknown, paymentId: due[index]?.id },
        'asking about a payment failed',
      );
    }
  }
}
