import { type Stage, startStage } from './stage.ts';

describe('an authorized payment', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage.stop());

  async function authorized(token = 'tok_approve') {
    const opened = await stage.open({ token });
    await stage.authorize(opened.paymentId);
    return opened;
  }

  describe('captured', () => {
    it('is taken once, however often and however concurrently that is asked for', async () => {
      const { paymentId } = await authorized();
      await Promise.all(Array.from({ length: 10 }, () => stage.capture(paymentId)));
      expect(await stage.reaches(paymentId, 'CAPTURED')).toEqual({
        status: 'CAPTURED',
        reason: null,
      });
      expect(await stage.capture(paymentId)).toEqual({ status: 'CAPTURED', reason: null });
      const { capture } = await stage.provider.calls(await stage.attemptOf(paymentId));
      expect(capture.effects).toBe(1);
      expect(
        (await stage.events(paymentId)).filter((type) => type === 'PaymentCaptured'),
      ).toHaveLength(1);
    });

    it('tells the ledger whose money it is', async () => {
      const { paymentId, orderId } = await stage.captured();
      expect(await stage.eventData(paymentId, 'PaymentCaptured')).toMatchObject({
        paymentId,
        orderId,
        amount: { minorUnits: '10000', currency: 'EUR' },
        split: [{ amount: { minorUnits: '10000', currency: 'EUR' } }],
        provider: 'sandbox',
      });
    });

    it.each(['before', 'after'])(
      'is unknown when the answer gets lost %s the provider acted, then captured, once',
      async (point) => {
        // A message that comes meanwhile would make up for it at once.
        stage.relay.open = false;
        const { paymentId } = await authorized();
        await stage.provider.fault({ operation: 'capture', kind: 'drop', point });
        expect(await stage.capture(paymentId)).toEqual({ status: 'UNKNOWN', reason: null });
        await stage.reaches(paymentId, 'CAPTURED');
        stage.relay.open = true;
        const { capture } = await stage.provider.calls(await stage.attemptOf(paymentId));
        expect(capture.effects).toBe(1);
      },
    );

    it('stays authorized, with the reason, when the provider refuses', async () => {
      const { paymentId } = await authorized('tok_capture_declined');
      expect(await stage.capture(paymentId)).toEqual({
        status: 'AUTHORIZED',
        reason: 'CAPTURE_DECLINED',
      });
      expect(await stage.events(paymentId)).toContain('PaymentCaptureFailed');
      expect(await stage.cancel(paymentId)).toMatchObject({ status: 'CANCELLED' });
    });

    it('is refused before the money is held', async () => {
      const { paymentId } = await stage.open();
      await expect(stage.capture(paymentId)).rejects.toMatchObject({
        code: 'PAYMENT_NOT_CAPTURABLE',
      });
    });
  });

  describe('cancelled', () => {
    it('releases the money, once', async () => {
      const { paymentId } = await authorized();
      expect(await stage.cancel(paymentId)).toEqual({
        status: 'CANCELLED',
        reason: 'OUT_OF_STOCK',
      });
      expect(await stage.cancel(paymentId)).toEqual({
        status: 'CANCELLED',
        reason: 'OUT_OF_STOCK',
      });
      const reference = await stage.attemptOf(paymentId);
      expect(await stage.provider.paymentOf(reference)).toMatchObject({ status: 'voided' });
      expect((await stage.provider.calls(reference)).void.effects).toBe(1);
    });

    it('is remembered while the authorization is unknown, and releases the money as soon as it is known', async () => {
      stage.relay.open = false;
      await stage.provider.fault({ operation: 'authorize', kind: 'drop', point: 'after' });
      const { paymentId } = await authorized();
      await stage.provider.fault({ operation: 'void', kind: 'error', point: 'before' });
      expect(await stage.cancel(paymentId)).toMatchObject({ status: 'UNKNOWN' });
      expect(await stage.reaches(paymentId, 'CANCELLED')).toEqual({
        status: 'CANCELLED',
        reason: 'OUT_OF_STOCK',
      });
      stage.relay.open = true;
      const reference = await stage.attemptOf(paymentId);
      expect(await stage.provider.paymentOf(reference)).toMatchObject({ status: 'voided' });
    });

    it('while the authorization is under way ends with nothing held', async () => {
      const { paymentId } = await stage.open();
      const hold = await stage.provider.hold({ operation: 'authorize', point: 'before' });
      const authorizing = stage.authorize(paymentId);
      await stage.provider.caught(hold);
      const cancelling = stage.cancel(paymentId);
      await stage.provider.release(hold);
      await Promise.all([authorizing, cancelling]);
      await stage.reaches(paymentId, 'CANCELLED');
      expect(await stage.provider.paymentOf(await stage.attemptOf(paymentId))).toMatchObject({
        status: 'voided',
      });
    });

    it('ends as EXPIRED when the customer took too long', async () => {
      const { paymentId } = await authorized('tok_3ds');
      expect(await stage.cancel(paymentId, 'EXPIRED')).toEqual({
        status: 'EXPIRED',
        reason: 'EXPIRED',
      });
    });

    it('is refused once the money was taken', async () => {
      const { paymentId } = await stage.captured();
      await expect(stage.cancel(paymentId)).rejects.toMatchObject({
        code: 'PAYMENT_NOT_CANCELLABLE',
      });
    });
  });

  describe('in the database', () => {
    const payment = `insert into payments.payments (id, version, order_id, customer_id, currency, amount_minor,
        authorized_minor, captured_minor, pending_refund_minor, refunded_minor, shares, status, asked, created_at)
      select 'pay_second', 1, order_id, customer_id, 'EUR', 1, 0, 0, 0, 0, '[]', 'CREATED', 0, now()
      from payments.payments where id = $1`;
    const attempt = (currency: string, status: string) =>
      `insert into payments.attempts (id, payment_id, provider, currency, amount_minor, challenge, status, created_at)
       values ('att_second', $1, 'sandbox', '${currency}', 1, false, '${status}', now())`;
    const capture = (id: string, currency: string) =>
      `insert into payments.captures (id, payment_id, currency, amount_minor, status, created_at)
       select '${id}', id, '${currency}', 1, 'REQUESTED', now() from payments.payments where id = $1`;

    it.each([
      [
        'more authorized than is owed',
        'update payments.payments set authorized_minor = amount_minor + 1 where id = $1',
        'no_more_is_authorized_than_owed',
      ],
      [
        'more taken than is held',
        `update payments.payments set captured_minor = authorized_minor + 1 where id = $1`,
        'no_more_is_captured_than_authorized',
      ],
      [
        'more given back than was taken',
        `update payments.payments set captured_minor = 1, refunded_minor = 1, pending_refund_minor = 1 where id = $1`,
        'refunds_never_exceed_captures',
      ],
      ['a second live payment beside it', payment, 'one_live_payment_per_order'],
      ['a second active attempt', attempt('EUR', 'REQUESTED'), 'one_active_attempt_per_payment'],
      [
        'an attempt in another currency',
        attempt('USD', 'DECLINED'),
        'attempts_payment_id_currency_fkey',
      ],
      [
        'a capture in another currency',
        capture('cap_1', 'USD'),
        'captures_payment_id_currency_fkey',
      ],
    ])('cannot have %s', async (_what, statement, constraint) => {
      const { paymentId } = await authorized();
      const { truth } = stage.context;
      await expect(truth.query(statement, [paymentId])).rejects.toMatchObject({ constraint });
    });

    it('cannot have two open captures', async () => {
      const { paymentId } = await authorized();
      const { truth } = stage.context;
      await truth.query(capture('cap_1', 'EUR'), [paymentId]);
      await expect(truth.query(capture('cap_2', 'EUR'), [paymentId])).rejects.toMatchObject({
        constraint: 'one_open_capture_per_payment',
      });
    });
  });
});
