import type { Runtime } from '#kernel/runtime/context.ts';
import type { PaymentProvider } from './domain/ports.ts';

/** What the rooms of this context need besides the kernel's runtime. */
export interface PaymentsRuntime extends Runtime {
  readonly provider: PaymentProvider;
  /** How long a subscriber may wait for a payment that does not exist yet. */
  readonly patienceMs: number;
}
