import { execute } from '#kernel/persistence/sql.ts';
import type { ProviderNotice } from '../domain/ports.ts';
import type { PaymentsRuntime } from '../runtime.ts';

/** Keeps a verified message of the provider, to be applied later. The same message again changes nothing. */
export async function recordProviderEvent(
  rt: PaymentsRuntime,
  notice: ProviderNotice,
): Promise<void> {
  const now = rt.clock();
  await execute(
    rt.orm.em.fork(),
    `insert into payments.provider_events (provider, id, type, reference, received_at, apply_at)
     values ($1, $2, $3, $4, $5, $5) on conflict do nothing`,
    [rt.provider.name, notice.id, notice.type, notice.reference, now],
  );
}
