import { defineContext } from '#kernel/runtime/context.ts';
import { paymentReferences } from './graphql/references.ts';
import { PaymentResolver } from './graphql/payment.resolver.ts';
import { PaymentStatusResolver, paymentStatusSource } from './graphql/payment-status.resolver.ts';
import { RefundResolver } from './graphql/refund.resolver.ts';
import { ServiceOperationsResolver } from './graphql/service-operations.resolver.ts';
import { Migration20261121CreatePayments } from './persistence/migrations/20261121-create-payments.ts';
import { AttemptMapping, CaptureMapping, PaymentMapping } from './persistence/payment.mapping.ts';
import { RefundMapping } from './persistence/refund.mapping.ts';
import { RiskAssessmentMapping } from './persistence/risk-assessment.mapping.ts';
import { openProvider } from './providers/index.ts';
import { providerWebhooks } from './rest/provider-webhooks.ts';
import type { PaymentsRuntime } from './runtime.ts';
import { applyProviderEvents } from './usecases/apply-provider-events.ts';
import { askAboutDuePayments } from './usecases/ask-about-due-payments.ts';
import { registerRefundWorkflow } from './workflows/refund-payment.ts';

/** Payments, their attempts and refunds, fraud screening, and the way to the payment provider. */
export const payments = defineContext<PaymentsRuntime>({
  name: 'payments',
  entities: [PaymentMapping, AttemptMapping, CaptureMapping, RefundMapping, RiskAssessmentMapping],
  migrations: [Migration20261121CreatePayments],
  publishes: true,
  open: async (runtime) => ({
    ...runtime,
    provider: openProvider(runtime.settings),
    patienceMs: runtime.settings.PAYMENT_WAIT_SECONDS * 1000,
  }),
  graph: {
    resolvers: [PaymentResolver, RefundResolver, PaymentStatusResolver, ServiceOperationsResolver],
    references: paymentReferences,
    subscriptions: paymentStatusSource,
  },
  rest: providerWebhooks,
  workflows: registerRefundWorkflow,
  jobs: (rt) => [
    { name: 'ask the provider', everyMs: 1_000, run: () => askAboutDuePayments(rt) },
    { name: 'apply the provider’s messages', everyMs: 1_000, run: () => applyProviderEvents(rt) },
  ],
});
