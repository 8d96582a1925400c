import fc from 'fast-check';
import { newId } from '#kernel/domain/id.ts';
import { capturedPayment, eur, NOW, raised } from '../test/given.ts';
import { Refund } from './refund.ts';

function requestedRefund(reason = 'RETURNED'): Refund {
  const payment = capturedPayment();
  const amount = eur(50_00n);
  const split = payment.reserveRefund(amount);
  const request = {
    id: newId('rfd'),
    payment,
    amount,
    split,
    reason,
    requestedBy: 'usr_1',
  };
  return Refund.request({ ...request, provider: 'sandbox' }, NOW);
}

describe('a refund', () => {
  it('may be unknown for a while and then succeed', () => {
    const refund = requestedRefund();
    refund.outcomeUnknown();
    refund.outcomeUnknown();
    refund.succeed();
    expect(raised(refund)).toEqual(['RefundRequested', 'RefundOutcomeUnknown', 'RefundSucceeded']);
    expect(refund.isConcluded).toBe(true);
  });

  it('tells why it failed', () => {
    const refund = requestedRefund();
    refund.fail('ACCOUNT_CLOSED');
    expect(refund.takeRaised().at(-1)?.event.data).toMatchObject({ failure: 'ACCOUNT_CLOSED' });
  });

  it('ends once', () => {
    const refund = requestedRefund();
    refund.succeed();
    expect(() => refund.fail('LATE')).toThrow(
      expect.objectContaining({ code: 'ILLEGAL_REFUND_TRANSITION' }),
    );
  });

  it.each(['', '  ', 'x'.repeat(501)])(
    'is refused without a reason of 1 to 500 characters',
    (reason) => {
      expect(() => requestedRefund(reason)).toThrow(
        expect.objectContaining({ code: 'INVALID_REASON' }),
      );
    },
  );

  it('remembers whose money goes back', () => {
    const refund = requestedRefund();
    expect(refund.merchantAmounts.map(({ amount }) => amount)).toEqual([eur(33_34n), eur(16_66n)]);
  });
});

describe('refunds of one payment', () => {
  const amounts = fc.array(fc.bigInt({ min: 1n, max: 40_00n }), { maxLength: 30 });

  it('take from no merchant more than was captured for it, and in the end exactly that', () => {
    fc.assert(
      fc.property(amounts, fc.infiniteStream(fc.boolean()), (units, fates) => {
        const payment = capturedPayment();
        const taken = new Map<string, bigint>();
        const refund = (unit: bigint, succeeds: boolean) => {
          const split = payment.reserveRefund(eur(unit));
          if (!succeeds) return payment.releaseRefund(eur(unit), split);
          for (const { merchantId, amount } of split) {
            taken.set(merchantId, (taken.get(merchantId) ?? 0n) + amount.minorUnits);
          }
          return payment.settleRefund(eur(unit));
        };
        for (const unit of units) {
          if (unit <= payment.refundable.minorUnits) refund(unit, fates.next().value as boolean);
          for (const share of payment.shares)
            expect(BigInt(share.refunded)).toBeLessThanOrEqual(BigInt(share.captured));
        }
        if (payment.refundable.isPositive) refund(payment.refundable.minorUnits, true);
        for (const share of payment.shares)
          expect(taken.get(share.merchantId)).toBe(BigInt(share.captured));
        expect(payment.summaryStatus).toBe('REFUNDED');
      }),
    );
  });
});
