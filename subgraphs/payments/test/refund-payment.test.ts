import { newId } from '#kernel/domain/id.ts';
import { eventually } from '#kernel/testing/eventually.ts';
import { customer, operator } from '#kernel/testing/principals.ts';
import { type Stage, startStage } from './stage.ts';

describe('refunding a payment', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage.stop());

  const eur = (minorUnits: string) => ({ minorUnits, currency: 'EUR' });
  const ended = (refundId: unknown, status: string) =>
    eventually(
      async () => {
        const { rows } = await stage.context.truth.query<{ status: string }>(
          'select status from payments.refunds where id = $1',
          [refundId],
        );
        return rows[0]?.status === status;
      },
      { what: `refund ${status}` },
    );

  it('sends part of the money back and tells whose it was', async () => {
    const { paymentId, customer: buyer } = await stage.captured();
    const refund = await stage.refund({ paymentId, amount: eur('2500') });
    expect(refund).toMatchObject({
      __typename: 'Refund',
      status: 'REQUESTED',
      amount: { minorUnits: '2500' },
    });
    await ended(refund['id'], 'SUCCEEDED');
    expect(await stage.eventData(String(refund['id']), 'RefundSucceeded')).toMatchObject({
      paymentId,
      amount: eur('2500'),
      split: [{ amount: eur('2500') }],
      reason: 'RETURNED',
      provider: 'sandbox',
    });
    expect(
      await stage.show(
        paymentId,
        'summaryStatus refunded { minorUnits } refunds { status }',
        buyer,
      ),
    ).toEqual({
      summaryStatus: 'PARTIALLY_REFUNDED',
      refunded: { minorUnits: '2500' },
      refunds: [{ status: 'SUCCEEDED' }],
    });
    expect(await stage.provider.paymentOf(await stage.attemptOf(paymentId))).toMatchObject({
      refundedAmount: eur('2500'),
    });
  });

  it('sends back all that is left unless told how much', async () => {
    const { paymentId, customer: buyer } = await stage.captured();
    await stage.refund({ paymentId, amount: eur('1') });
    const rest = await stage.refund({ paymentId });
    expect(rest['amount']).toEqual({ minorUnits: '9999' });
    await ended(rest['id'], 'SUCCEEDED');
    await eventually(
      async () =>
        (await stage.show<{ summaryStatus: string }>(paymentId, 'summaryStatus', buyer))
          ?.summaryStatus === 'REFUNDED',
    );
  });

  it('asked for twenty times at once never sends back more than was captured', async () => {
    const { paymentId } = await stage.captured();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => stage.refund({ paymentId, amount: eur('1000') })),
    );
    const refunds = answers.filter(({ __typename }) => __typename === 'Refund');
    expect(refunds).toHaveLength(10);
    expect(answers.filter(({ __typename }) => __typename === 'RefundExceedsCaptured')).toHaveLength(
      10,
    );
    for (const { id } of refunds) await ended(id, 'SUCCEEDED');
    expect(await stage.provider.paymentOf(await stage.attemptOf(paymentId))).toMatchObject({
      refundedAmount: eur('10000'),
    });
  });

  it('happens once per idempotency key', async () => {
    const { paymentId } = await stage.captured();
    const who = operator('payments.refund', 'payments.read');
    const input = { paymentId, amount: eur('100'), idempotencyKey: newId('rfd') };
    const answers = await Promise.all(Array.from({ length: 5 }, () => stage.refund(input, who)));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(await stage.refund({ ...input, amount: eur('200') }, who)).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    await ended(answers[0]?.['id'], 'SUCCEEDED');
    expect((await stage.provider.calls(String(answers[0]?.['id']))).refund.effects).toBe(1);
  });

  it('gives the money free again when the provider cannot send it back', async () => {
    const { paymentId, customer: buyer } = await stage.captured({ token: 'tok_refund_fails' });
    const refund = await stage.refund({ paymentId });
    await ended(refund['id'], 'FAILED');
    expect(await stage.eventData(String(refund['id']), 'RefundFailed')).toMatchObject({
      failure: 'CARD_ACCOUNT_CLOSED',
    });
    expect(await stage.show(paymentId, 'summaryStatus refunded { minorUnits }', buyer)).toEqual({
      summaryStatus: 'PAID',
      refunded: { minorUnits: '0' },
    });
    expect(await stage.refund({ paymentId })).toMatchObject({
      __typename: 'Refund',
      amount: { minorUnits: '10000' },
    });
  });

  it.each(['before', 'after'])(
    'is unknown while the answer is lost %s the provider acted, and then happens once',
    async (point) => {
      const { paymentId } = await stage.captured();
      await stage.provider.fault({ operation: 'refund', kind: 'drop', point });
      const refund = await stage.refund({ paymentId, amount: eur('700') });
      await ended(refund['id'], 'SUCCEEDED');
      expect(await stage.events(String(refund['id']))).toEqual([
        'RefundRequested',
        'RefundOutcomeUnknown',
        'RefundSucceeded',
      ]);
      expect((await stage.provider.calls(String(refund['id']))).refund.effects).toBe(1);
    },
  );

  it.each([
    [
      'more than was captured',
      { amount: eur('10001') },
      { code: 'REFUND_EXCEEDS_CAPTURED', refundable: { minorUnits: '10000' } },
    ],
    ['nothing', { amount: eur('0') }, { code: 'AMOUNT_NOT_POSITIVE' }],
    [
      'another currency',
      { amount: { minorUnits: '1', currency: 'USD' } },
      { code: 'CURRENCY_MISMATCH' },
    ],
    ['without a reason', { reason: '  ' }, { code: 'INVALID_REASON' }],
    [
      'with a card number in the reason',
      { reason: 'card 4242 4242 4242 4242' },
      { code: 'CARD_NUMBER_REFUSED' },
    ],
    [
      'with a key that is too short',
      { idempotencyKey: 'short' },
      { code: 'INVALID_IDEMPOTENCY_KEY' },
    ],
    ['a payment that does not exist', { paymentId: newId('pay') }, { code: 'PAYMENT_NOT_FOUND' }],
    ['something that is no payment', { paymentId: 'everything' }, { code: 'PAYMENT_NOT_FOUND' }],
  ])('is refused for %s', async (_what, changes, problem) => {
    const { paymentId } = await stage.captured();
    expect(await stage.refund({ paymentId, ...changes })).toMatchObject(problem);
  });

  it('is refused before money was captured', async () => {
    const { paymentId } = await stage.open();
    expect(await stage.refund({ paymentId })).toMatchObject({ code: 'PAYMENT_NOT_REFUNDABLE' });
  });

  it('needs the permission', async () => {
    const { paymentId, customer: buyer } = await stage.captured();
    await expect(stage.refund({ paymentId }, buyer)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is seen by its customer and by operators, and by nobody else', async () => {
    const { paymentId, customer: buyer } = await stage.captured();
    const { id } = await stage.refund({ paymentId });
    const seenBy = async (who: ReturnType<typeof customer>) => {
      const query = 'query ($id: ID!) { refund(id: $id) { id payment { id } } }';
      return (await stage.context.as(who).execute<{ refund: unknown }>(query, { id })).data.refund;
    };
    expect(await seenBy(buyer)).toEqual({ id, payment: { id: paymentId } });
    expect(await seenBy(operator('payments.read'))).toEqual({ id, payment: { id: paymentId } });
    expect(await seenBy(customer())).toBeNull();
  });
});
