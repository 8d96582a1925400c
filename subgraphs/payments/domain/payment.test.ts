import { PAYMENT_TRANSITIONS, type PaymentStatus } from './payment-status.ts';
import type { Payment } from './payment.ts';
import type { ProviderPayment } from './ports.ts';
import {
  authorizedPayment,
  capturedPayment,
  eur,
  finding,
  NOW,
  opening,
  openedPayment,
  raised,
  requestedPayment,
  truthAbout,
} from '../test/given.ts';
import type { Money } from '#kernel/domain/money.ts';
import { newId } from '#kernel/domain/id.ts';

const later = (ms: number) => new Date(NOW.getTime() + ms);

function told(payment: Payment, status: ProviderPayment['status'], captured?: Money): Payment {
  payment.learn(truthAbout(payment, { status, ...(captured && { captured }) }), NOW);
  return payment;
}

function unanswered(payment: Payment): Payment {
  const instruction = payment.instruction();
  if (instruction) payment.unanswered(instruction, NOW);
  return payment;
}

function refused(payment: Payment, reason = 'REFUSED'): Payment {
  const instruction = payment.instruction();
  if (instruction) payment.refused(instruction, reason, NOW);
  return payment;
}

describe('opening a payment', () => {
  it('refuses an amount of nothing', () => {
    const nothing = { amount: eur(0n), split: [] };
    expect(() => openedPayment(nothing)).toThrow(
      expect.objectContaining({ code: 'AMOUNT_NOT_POSITIVE' }),
    );
  });

  it.each([
    ['do not add up', [{ merchantId: 'mer_a', amount: eur(1n) }]],
    [
      'go to one merchant twice',
      [
        { merchantId: 'mer_a', amount: eur(1n) },
        { merchantId: 'mer_a', amount: eur(99_99n) },
      ],
    ],
    [
      'are negative',
      [
        { merchantId: 'mer_a', amount: eur(-1n) },
        { merchantId: 'mer_b', amount: eur(100_01n) },
      ],
    ],
  ])('refuses shares that %s', (_what, split) => {
    expect(() => openedPayment({ split })).toThrow(
      expect.objectContaining({ code: 'SPLIT_MISMATCH' }),
    );
  });

  it('knows the same opening again, and tells another from it', () => {
    const facts = opening();
    const payment = openedPayment(facts);
    expect(payment.isOpenedBy(facts)).toBe(true);
    expect(payment.isOpenedBy({ ...facts, buyerCountry: 'FR' })).toBe(false);
    expect(
      payment.isOpenedBy(
        opening({ ...facts, amount: eur(1n), split: [{ merchantId: 'mer_a', amount: eur(1n) }] }),
      ),
    ).toBe(false);
  });
});

describe('authorizing a payment', () => {
  it('is declined without an attempt when the risk is too high', () => {
    const payment = openedPayment();
    expect(
      payment.requestAuthorization([finding('ALLOW'), finding('BLOCK')], 'sandbox', NOW),
    ).toBeNull();
    expect(payment).toMatchObject({ status: 'DECLINED', reason: 'FRAUD_BLOCKED' });
  });

  it.each([
    ['ALLOW', false],
    ['CHALLENGE', true],
    ['REVIEW', true],
  ] as const)('with a risk of %s asks for a challenge: %s', (outcome, challenge) => {
    const payment = openedPayment();
    expect(payment.requestAuthorization([finding(outcome)], 'sandbox', NOW)?.challenge).toBe(
      challenge,
    );
  });

  it('makes one attempt, whoever asks again', () => {
    const payment = requestedPayment();
    const { attempt } = payment;
    expect(payment.requestAuthorization([finding('ALLOW')], 'sandbox', NOW)).toBeNull();
    expect(payment.attempt).toBe(attempt);
  });

  it('sends the customer to the provider and forgets the address afterwards', () => {
    const payment = told(requestedPayment(), 'REQUIRES_ACTION');
    expect(payment).toMatchObject({
      status: 'REQUIRES_ACTION',
      nextActionUrl: 'https://provider.example/3ds',
    });
    told(payment, 'AUTHORIZED');
    expect(payment).toMatchObject({ status: 'AUTHORIZED', nextActionUrl: null });
  });

  it('is declined for the provider’s reason', () => {
    const payment = told(requestedPayment(), 'DECLINED');
    expect(payment).toMatchObject({ status: 'DECLINED', reason: 'INSUFFICIENT_FUNDS' });
  });

  it('is declined when the provider refuses the request', () => {
    const payment = refused(requestedPayment(), 'TOKEN_UNKNOWN');
    expect(payment).toMatchObject({ status: 'DECLINED', reason: 'TOKEN_UNKNOWN', askAt: null });
  });

  it('is unknown, not failed, when no answer comes, and keeps its attempt', () => {
    const payment = requestedPayment();
    const instruction = payment.instruction();
    unanswered(payment);
    expect(payment).toMatchObject({ status: 'UNKNOWN', attempt: { status: 'UNKNOWN' } });
    expect(payment.instruction()).toEqual(instruction);
  });

  it('asks less and less often while no answer comes', () => {
    const payment = requestedPayment();
    const pauses = Array.from(
      { length: 12 },
      () => Number(unanswered(payment).askAt) - Number(NOW),
    );
    expect(pauses.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(pauses.at(-1)).toBe(300_000);
  });

  it('refuses to believe in another amount', () => {
    const payment = requestedPayment();
    const truth = truthAbout(payment, { amount: eur(100_01n) });
    expect(() => payment.learn(truth, NOW)).toThrow(
      expect.objectContaining({ code: 'PROVIDER_CONTRADICTION' }),
    );
  });

  it('ignores what is said of another attempt', () => {
    const payment = requestedPayment();
    payment.learn(truthAbout(payment, { reference: newId('att') }), NOW);
    expect(payment.status).toBe('CREATED');
  });

  it('ignores an answer that came too late to matter', () => {
    const payment = requestedPayment();
    const instruction = payment.instruction();
    told(payment, 'AUTHORIZED');
    if (instruction) payment.unanswered(instruction, NOW);
    if (instruction) payment.refused(instruction, 'LATE', NOW);
    expect(payment.status).toBe('AUTHORIZED');
  });
});

describe('capturing a payment', () => {
  it('takes everything that is authorized unless told otherwise', () => {
    const payment = authorizedPayment();
    expect(payment.requestCapture(null, NOW)?.amount).toEqual(payment.amount);
  });

  it('tells each merchant’s share', () => {
    const payment = authorizedPayment();
    payment.takeRaised();
    payment.requestCapture(null, NOW);
    told(payment, 'CAPTURED');
    expect(payment.takeRaised().at(-1)?.event).toMatchObject({
      type: 'PaymentCaptured',
      data: {
        amount: { minorUnits: '10000' },
        captured: { minorUnits: '10000' },
        split: [{ amount: { minorUnits: '6667' } }, { amount: { minorUnits: '3333' } }],
      },
    });
  });

  it('takes parts until nothing is left', () => {
    const payment = authorizedPayment();
    payment.requestCapture(eur(40_00n), NOW);
    told(payment, 'PARTIALLY_CAPTURED', eur(40_00n));
    expect(payment).toMatchObject({
      status: 'PARTIALLY_CAPTURED',
      capturedMinor: 4000n,
      openCapture: null,
    });
    expect(payment.requestCapture(null, NOW)?.amount).toEqual(eur(60_00n));
    told(payment, 'CAPTURED');
    expect(payment.shares.every(({ amount, captured }) => amount === captured)).toBe(true);
  });

  it('refuses more than was authorized', () => {
    expect(() => authorizedPayment().requestCapture(eur(100_01n), NOW)).toThrow(
      expect.objectContaining({ code: 'CAPTURE_EXCEEDS_AUTHORIZATION', capturable: eur(100_00n) }),
    );
  });

  it('refuses an amount of nothing', () => {
    expect(() => authorizedPayment().requestCapture(eur(0n), NOW)).toThrow(
      expect.objectContaining({ code: 'AMOUNT_NOT_POSITIVE' }),
    );
  });

  it.each([
    ['CREATED', () => openedPayment()],
    ['REQUIRES_ACTION', () => told(requestedPayment(), 'REQUIRES_ACTION')],
    ['UNKNOWN', () => unanswered(requestedPayment())],
    ['DECLINED', () => told(requestedPayment(), 'DECLINED')],
    ['CANCELLED', () => told(authorizedPayment(), 'VOIDED')],
    ['EXPIRED', () => told(authorizedPayment(), 'EXPIRED')],
  ])('refuses a payment that is %s', (status, payment) => {
    expect(() => payment().requestCapture(null, NOW)).toThrow(
      expect.objectContaining({ code: 'PAYMENT_NOT_CAPTURABLE', status }),
    );
  });

  it('refuses a payment that somebody wants cancelled', () => {
    const payment = authorizedPayment();
    payment.requestCancellation('OUT_OF_STOCK', NOW);
    expect(() => payment.requestCapture(null, NOW)).toThrow(
      expect.objectContaining({ code: 'PAYMENT_NOT_CAPTURABLE' }),
    );
  });

  it('is asked for once, whoever asks again', () => {
    const payment = authorizedPayment();
    expect(payment.requestCapture(null, NOW)).not.toBeNull();
    expect(payment.requestCapture(null, NOW)).toBeNull();
    expect(told(payment, 'CAPTURED').requestCapture(null, NOW)).toBeNull();
  });

  it('is not concluded by a truth from before it was asked for', () => {
    const payment = authorizedPayment();
    payment.requestCapture(null, NOW);
    unanswered(payment);
    told(payment, 'AUTHORIZED');
    expect(payment.status).toBe('UNKNOWN');
    expect(payment.instruction()?.kind).toBe('CAPTURE');
  });

  it('that the provider refuses leaves the money held', () => {
    const payment = authorizedPayment();
    payment.requestCapture(null, NOW);
    unanswered(payment);
    payment.takeRaised();
    refused(payment, 'CAPTURE_DECLINED');
    expect(payment).toMatchObject({
      status: 'AUTHORIZED',
      reason: 'CAPTURE_DECLINED',
      openCapture: null,
    });
    expect(raised(payment)).toEqual(['PaymentCaptureFailed']);
  });

  it('refuses to believe that more was taken than was held', () => {
    const payment = authorizedPayment();
    expect(() => told(payment, 'CAPTURED', eur(100_01n))).toThrow(
      expect.objectContaining({ code: 'PROVIDER_CONTRADICTION' }),
    );
  });

  it('learns of a capture that it did not ask for, even before it knew of the authorization', () => {
    const payment = told(requestedPayment(), 'CAPTURED');
    expect(raised(payment)).toEqual(['PaymentCreated', 'PaymentAuthorized', 'PaymentCaptured']);
  });

  it('keeps what was captured when the rest expires', () => {
    const payment = told(authorizedPayment(), 'PARTIALLY_CAPTURED', eur(40_00n));
    expect(told(payment, 'EXPIRED').status).toBe('PARTIALLY_CAPTURED');
    expect(told(payment, 'VOIDED').status).toBe('PARTIALLY_CAPTURED');
  });
});

describe('cancelling a payment', () => {
  it('that was never sent to a provider ends at once', () => {
    const payment = openedPayment();
    payment.requestCancellation('OUT_OF_STOCK', NOW);
    expect(payment).toMatchObject({ status: 'CANCELLED', reason: 'OUT_OF_STOCK' });
  });

  it('that waited too long ends as EXPIRED', () => {
    const payment = told(requestedPayment(), 'REQUIRES_ACTION');
    payment.requestCancellation('EXPIRED', NOW);
    expect(payment.instruction()?.kind).toBe('VOID');
    expect(told(payment, 'VOIDED').status).toBe('EXPIRED');
  });

  it('is remembered while the authorization is unknown, and carried out once it is known', () => {
    const payment = unanswered(requestedPayment());
    payment.requestCancellation('OUT_OF_STOCK', NOW);
    expect(payment.instruction()?.kind).toBe('AUTHORIZE');
    told(payment, 'AUTHORIZED');
    expect(payment.instruction()?.kind).toBe('VOID');
    expect(told(payment, 'VOIDED')).toMatchObject({ status: 'CANCELLED', reason: 'OUT_OF_STOCK' });
  });

  it('keeps the first reason', () => {
    const payment = authorizedPayment();
    payment.requestCancellation('OUT_OF_STOCK', NOW);
    payment.requestCancellation('EXPIRED', NOW);
    expect(told(payment, 'VOIDED')).toMatchObject({ status: 'CANCELLED', reason: 'OUT_OF_STOCK' });
  });

  it.each([
    ['no answer comes', unanswered],
    ['the provider refuses', refused],
  ])('is unknown when %s, and asked again', (_what, answer) => {
    const payment = authorizedPayment();
    payment.requestCancellation('OUT_OF_STOCK', NOW);
    answer(payment);
    expect(payment.status).toBe('UNKNOWN');
    expect(payment.askAt).toEqual(later(1_000));
    expect(told(payment, 'VOIDED').status).toBe('CANCELLED');
  });

  it('gives way to a capture that came first', () => {
    const payment = authorizedPayment();
    payment.requestCancellation('OUT_OF_STOCK', NOW);
    expect(told(payment, 'CAPTURED')).toMatchObject({
      status: 'CAPTURED',
      cancellationReason: null,
    });
  });

  it('does nothing to a payment that ended without a capture', () => {
    const payment = told(requestedPayment(), 'DECLINED');
    payment.requestCancellation('OUT_OF_STOCK', NOW);
    expect(payment.status).toBe('DECLINED');
  });

  it('is refused once money was captured', () => {
    expect(() => capturedPayment().requestCancellation('OUT_OF_STOCK', NOW)).toThrow(
      expect.objectContaining({ code: 'PAYMENT_NOT_CANCELLABLE' }),
    );
  });

  it('is refused while money may have been captured', () => {
    const payment = authorizedPayment();
    payment.requestCapture(null, NOW);
    unanswered(payment);
    expect(() => payment.requestCancellation('OUT_OF_STOCK', NOW)).toThrow(
      expect.objectContaining({ code: 'PAYMENT_NOT_CANCELLABLE' }),
    );
  });

  it('is said to be the provider’s doing when we did not ask for it', () => {
    expect(told(authorizedPayment(), 'VOIDED').reason).toBe('VOIDED_AT_PROVIDER');
  });
});

describe('setting money aside for refunds', () => {
  it('refuses when nothing was captured', () => {
    expect(() => authorizedPayment().reserveRefund(eur(1n))).toThrow(
      expect.objectContaining({ code: 'PAYMENT_NOT_REFUNDABLE', status: 'AUTHORIZED' }),
    );
  });

  it('refuses an amount of nothing', () => {
    expect(() => capturedPayment().reserveRefund(eur(0n))).toThrow(
      expect.objectContaining({ code: 'AMOUNT_NOT_POSITIVE' }),
    );
  });

  it('counts refunds that are still under way', () => {
    const payment = capturedPayment();
    payment.reserveRefund(eur(60_00n));
    expect(() => payment.reserveRefund(eur(40_01n))).toThrow(
      expect.objectContaining({ code: 'REFUND_EXCEEDS_CAPTURED', refundable: eur(40_00n) }),
    );
    payment.settleRefund(eur(60_00n));
    expect(payment).toMatchObject({ refunded: eur(60_00n), refundable: eur(40_00n) });
  });

  it('gives back what a failed refund had taken', () => {
    const payment = capturedPayment();
    const before = payment.shares;
    const split = payment.reserveRefund(eur(33_33n));
    payment.releaseRefund(eur(33_33n), split);
    expect(payment.refundable).toEqual(eur(100_00n));
    expect(payment.shares).toEqual(before);
  });
});

describe('asking on', () => {
  it('goes on while the customer acts, in case a message of the provider gets lost', () => {
    const payment = told(requestedPayment(), 'REQUIRES_ACTION');
    expect(payment.askAt).toEqual(later(30_000));
    payment.askAgain(NOW);
    expect(payment.askAt).toEqual(later(60_000));
  });

  it('ends when there is nothing left to learn', () => {
    expect(authorizedPayment().askAt).toBeNull();
    expect(capturedPayment().askAt).toBeNull();
  });

  it('begins with the intent, so that a crash before the answer is found', () => {
    expect(requestedPayment().askAt).toEqual(later(15_000));
  });
});

describe('the provider’s truth', () => {
  const states: Record<PaymentStatus, () => Payment> = {
    CREATED: requestedPayment,
    REQUIRES_ACTION: () => told(requestedPayment(), 'REQUIRES_ACTION'),
    AUTHORIZED: authorizedPayment,
    PARTIALLY_CAPTURED: () => told(authorizedPayment(), 'PARTIALLY_CAPTURED', eur(1n)),
    CAPTURED: capturedPayment,
    DECLINED: () => told(requestedPayment(), 'DECLINED'),
    CANCELLED: () => told(requestedPayment(), 'VOIDED'),
    EXPIRED: () => told(requestedPayment(), 'EXPIRED'),
    UNKNOWN: () => unanswered(requestedPayment()),
  };
  const truths = [
    'REQUIRES_ACTION',
    'AUTHORIZED',
    'DECLINED',
    'PARTIALLY_CAPTURED',
    'CAPTURED',
    'VOIDED',
    'EXPIRED',
  ] as const;
  const cases = Object.keys(states).flatMap((from) =>
    truths.map((truth) => ({ from: from as PaymentStatus, truth })),
  );

  it.each(cases)(
    '$truth moves a payment that is $from along the table, or not at all',
    ({ from, truth }) => {
      const payment = states[from]();
      expect(payment.status).toBe(from);
      payment.takeRaised();
      const steps = [from];
      const captured = truth === 'PARTIALLY_CAPTURED' ? eur(40_00n) : undefined;
      told(payment, truth, captured);
      for (const { event } of payment.takeRaised())
        steps.push(event.data['status'] as PaymentStatus);
      expect(steps.at(-1)).toBe(payment.status);
      for (const [index, to] of steps.slice(1).entries()) {
        expect(PAYMENT_TRANSITIONS[steps[index] ?? from]).toContain(to);
      }
      const version = payment.version;
      told(payment, truth, captured);
      expect(payment.version).toBe(version);
    },
  );
});
