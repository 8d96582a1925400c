import {
  BATCH,
  type ClaimedEvent,
  claimProviderEvents,
  closeProviderEvents,
} from '../persistence/provider-events.ts';
import type { PaymentsRuntime } from '../runtime.ts';
import { askProvider } from './ask-provider.ts';

/**
 * Applies the messages that wait: each only says which payment to ask the provider about, so repeated messages and
 * any order end in the same state. What has become known meanwhile is not asked about. Safe on any number of processes.
 */
export async function applyProviderEvents(rt: PaymentsRuntime): Promise<void> {
  for (let isMore = true; isMore;) {
    const events = await claimProviderEvents(rt.orm.em.fork(), rt.provider.name, rt.clock());
    await apply(
      rt,
      events.filter(({ isKnown }) => !isKnown),
    );
    isMore = events.length === BATCH;
  }
}

async function apply(rt: PaymentsRuntime, events: readonly ClaimedEvent[]): Promise<void> {
  const byPayment = [...Map.groupBy(events, ({ paymentId }) => paymentId)];
  const applied = await Promise.allSettled(
    byPayment.map(async ([paymentId, about]) => {
      if (paymentId !== null) await askProvider(rt, paymentId);
      await closeProviderEvents(rt.orm.em.fork(), rt.provider.name, about);
    }),
  );
  for (const result of applied) {
    // It stays claimed until the lease ends, and is then applied again.
    if (result.status === 'rejected')
      rt.logger.warn({ err: result.reason as unknown }, 'applying a message failed');
  }
}
