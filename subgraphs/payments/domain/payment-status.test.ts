import { isFinal, mayMove, PAYMENT_STATUSES, type Standing, summarize } from './payment-status.ts';
import { REFUND_STATUSES, REFUND_TRANSITIONS } from './refund-status.ts';

/** Rows: from; columns: to, in the same order. */
const DRAWN = {
  //                   CRE REQ AUT PAR CAP DEC CAN EXP UNK
  CREATED: /*       */ '.   x   x   .   .   x   x   x   x',
  REQUIRES_ACTION: /**/ '.   .   x   .   .   x   x   x   x',
  AUTHORIZED: /*    */ '.   .   .   x   x   .   x   x   x',
  PARTIALLY_CAPTURED: '.   .   .   x   x   .   .   .   x',
  CAPTURED: /*      */ '.   .   .   .   .   .   .   .   .',
  DECLINED: /*      */ '.   .   .   .   .   .   .   .   .',
  CANCELLED: /*     */ '.   .   .   .   .   .   .   .   .',
  EXPIRED: /*       */ '.   .   .   .   .   .   .   .   .',
  UNKNOWN: /*       */ '.   x   x   x   x   x   x   x   .',
};

describe('a payment’s status', () => {
  const moves = PAYMENT_STATUSES.flatMap((from) =>
    PAYMENT_STATUSES.map((to, column) => ({
      from,
      to,
      allowed: DRAWN[from].split(/\s+/)[column] === 'x',
    })),
  );

  it.each(moves)('may move from $from to $to: $allowed', ({ from, to, allowed }) => {
    expect(mayMove(from, to)).toBe(allowed);
  });

  it('ends at CAPTURED, DECLINED, CANCELLED and EXPIRED', () => {
    expect(PAYMENT_STATUSES.filter(isFinal)).toEqual([
      'CAPTURED',
      'DECLINED',
      'CANCELLED',
      'EXPIRED',
    ]);
  });
});

describe('a refund’s status', () => {
  const drawn = {
    //          REQ UNK SUC FAI
    REQUESTED: '.   x   x   x',
    UNKNOWN: ' .   .   x   x'.trim(),
    SUCCEEDED: '.   .   .   .',
    FAILED: '.   .   .   .',
  };
  const moves = REFUND_STATUSES.flatMap((from) =>
    REFUND_STATUSES.map((to, column) => ({
      from,
      to,
      allowed: drawn[from].split(/\s+/)[column] === 'x',
    })),
  );

  it.each(moves)('may move from $from to $to: $allowed', ({ from, to, allowed }) => {
    expect(REFUND_TRANSITIONS[from].includes(to)).toBe(allowed);
  });
});

describe('the summary for a client', () => {
  const standing = (changes: Partial<Standing>): Standing => ({
    status: 'CAPTURED',
    capturedMinor: 100n,
    pendingRefundMinor: 0n,
    refundedMinor: 0n,
    ...changes,
  });

  it.each([
    ['CREATED', 'PENDING'],
    ['UNKNOWN', 'PENDING'],
    ['REQUIRES_ACTION', 'ACTION_REQUIRED'],
    ['AUTHORIZED', 'AUTHORIZED'],
    ['PARTIALLY_CAPTURED', 'PARTIALLY_PAID'],
    ['CAPTURED', 'PAID'],
    ['DECLINED', 'FAILED'],
    ['CANCELLED', 'CANCELLED'],
    ['EXPIRED', 'EXPIRED'],
  ] as const)('of %s without refunds is %s', (status, summary) => {
    expect(summarize(standing({ status }))).toBe(summary);
  });

  it('tells of a refund under way before anything else', () => {
    expect(summarize(standing({ refundedMinor: 50n, pendingRefundMinor: 50n }))).toBe(
      'REFUND_PENDING',
    );
  });

  it('tells a part that was refunded from all of it', () => {
    expect(summarize(standing({ refundedMinor: 99n }))).toBe('PARTIALLY_REFUNDED');
    expect(summarize(standing({ refundedMinor: 100n }))).toBe('REFUNDED');
  });
});
