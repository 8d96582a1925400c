import type { ProviderNotice } from '../domain/ports.ts';
import { storeProviderEvent } from '../persistence/provider-events.ts';
import type { PaymentsRuntime } from '../runtime.ts';

/**
 * Keeps a verified message of the provider. Answers whether it is to be applied now: not if it tells nothing new, and not
 * yet if the answer of a call under way will tell the same. The same message again changes nothing.
 */
export const recordProviderEvent = (
  rt: PaymentsRuntime,
  notice: ProviderNotice,
): Promise<boolean> => storeProviderEvent(rt.orm.em.fork(), rt.provider.name, notice, rt.clock());
