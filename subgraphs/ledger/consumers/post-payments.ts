import { parseId } from '#kernel/domain/id.ts';
import { Money, type MoneyJson } from '#kernel/domain/money.ts';
import type { Consumer } from '#kernel/persistence/consumer.ts';
import type { LogEvent } from '#kernel/persistence/event-log.ts';
import type { PaymentEvent, RefundEvent, Split } from '../../payments/events.ts';
import type { MerchantShare, PaymentFact } from '../domain/postings.ts';
import { postPayments } from '../usecases/post-payments.ts';

/** Books captures and refunds, a batch of events by one call. */
export const onPayments: Consumer = {
  group: 'ledger.post-payments',
  log: 'payments',
  gatherMs: 200,
  handleBatch: async (em, events) =>
    postPayments(
      em,
      events.map(factIn).filter((fact) => fact !== undefined),
    ),
};

/** What the event means to the books; undefined if no money moved. */
function factIn(logged: LogEvent): PaymentFact | undefined {
  const event = logged as unknown as PaymentEvent | RefundEvent;
  switch (event.type) {
    case 'PaymentPartiallyCaptured':
    case 'PaymentCaptured':
      return { ...common(event.data, logged), kind: 'sale', captureId: logged.id };
    case 'RefundSucceeded':
      return {
        ...common(event.data, logged),
        kind: 'refund',
        refundId: parseId('rfd', event.data.refundId),
      };
    default:
      return undefined;
  }
}

interface MovedMoney {
  readonly paymentId: string;
  readonly orderId: string;
  readonly provider: string;
  readonly amount: MoneyJson;
  readonly split: Split;
}

const common = (
  { paymentId, orderId, provider, amount, split }: MovedMoney,
  { occurredAt }: LogEvent,
) => ({
  paymentId: parseId('pay', paymentId),
  orderId: parseId('ord', orderId),
  provider,
  amount: Money.fromJSON(amount),
  split: shares(split),
  occurredAt,
});

const shares = (split: Split): MerchantShare[] =>
  split.map(({ merchantId, amount }) => ({
    merchantId: parseId('mer', merchantId),
    amount: Money.fromJSON(amount),
  }));
