import type { Currency } from '#kernel/domain/currency.ts';
import { newId } from '#kernel/domain/id.ts';
import { Money } from '#kernel/domain/money.ts';
import { Payment, type PaymentOpening } from '../domain/payment.ts';
import type { ProviderPayment } from '../domain/ports.ts';
import type { RiskFinding, RiskOutcome } from '../domain/risk.ts';

export const NOW = new Date('2026-11-21T12:00:00Z');

export const eur = (minorUnits: bigint): Money => Money.of(minorUnits, 'EUR');

/** A payment of 100.00 EUR with a token, for two merchants, unless told otherwise. */
export function opening(changes: Partial<PaymentOpening> = {}): PaymentOpening {
  const amount = changes.amount ?? eur(100_00n);
  const [cellar = amount, brewery = amount] = amount.allocate([2n, 1n]);
  return {
    id: newId('pay'),
    orderId: newId('ord'),
    customerId: newId('usr'),
    amount,
    split: [
      { merchantId: newId('mer'), amount: cellar },
      { merchantId: newId('mer'), amount: brewery },
    ],
    method: { token: 'tok_approve', returnUrl: null },
    buyerCountry: 'DE',
    ...changes,
  };
}

export const openedPayment = (changes: Partial<PaymentOpening> = {}): Payment =>
  Payment.open(opening(changes), NOW);

export const finding = (outcome: RiskOutcome): RiskFinding => ({
  rule: 'AMOUNT',
  observed: 'observed',
  limit: 'limit',
  outcome,
});

/** A payment whose authorization was asked for; the answer is still out. */
export function requestedPayment(changes: Partial<PaymentOpening> = {}): Payment {
  const payment = openedPayment(changes);
  payment.requestAuthorization([finding('ALLOW')], 'sandbox', NOW);
  return payment;
}

export function truthAbout(
  payment: Payment,
  changes: Partial<ProviderPayment> = {},
): ProviderPayment {
  const full = changes.status === 'CAPTURED' ? payment.amount : zero(payment.currency);
  return {
    providerPaymentId: 'psp_1',
    reference: payment.attempt?.id ?? 'att_none',
    status: 'AUTHORIZED',
    amount: payment.amount,
    captured: full,
    declineReason: changes.status === 'DECLINED' ? 'INSUFFICIENT_FUNDS' : null,
    nextActionUrl: changes.status === 'REQUIRES_ACTION' ? 'https://provider.example/3ds' : null,
    card: { brand: 'visa', last4: '4242', country: 'DE' },
    ...changes,
  };
}

export function authorizedPayment(changes: Partial<PaymentOpening> = {}): Payment {
  const payment = requestedPayment(changes);
  payment.learn(truthAbout(payment), NOW);
  return payment;
}

export function capturedPayment(changes: Partial<PaymentOpening> = {}): Payment {
  const payment = authorizedPayment(changes);
  payment.requestCapture(null, NOW);
  payment.learn(truthAbout(payment, { status: 'CAPTURED' }), NOW);
  return payment;
}

/** The types of the events raised since the last look. */
export const raised = (aggregate: { takeRaised(): { event: { type: string } }[] }): string[] =>
  aggregate.takeRaised().map(({ event }) => event.type);

const zero = (currency: Currency) => Money.zero(currency);
