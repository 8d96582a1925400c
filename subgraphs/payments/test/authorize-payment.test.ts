import { newId } from '#kernel/domain/id.ts';
import { customer } from '#kernel/testing/principals.ts';
import { type Stage, startStage } from './stage.ts';

describe('authorizing a payment', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage.stop());

  it('holds the money when the bank approves', async () => {
    const { paymentId, customer: buyer } = await stage.open();
    expect(await stage.authorize(paymentId)).toEqual({ status: 'AUTHORIZED', reason: null });
    expect(
      await stage.show(
        paymentId,
        'status authorized { minorUnits } card { brand last4 country }',
        buyer,
      ),
    ).toEqual({
      status: 'AUTHORIZED',
      authorized: { minorUnits: '10000' },
      card: { brand: 'visa', last4: '4242', country: 'DE' },
    });
    expect(await stage.events(paymentId)).toEqual(['PaymentCreated', 'PaymentAuthorized']);
  });

  it('tells why the bank declined', async () => {
    const { paymentId } = await stage.open({ token: 'tok_decline_insufficient_funds' });
    expect(await stage.authorize(paymentId)).toEqual({
      status: 'DECLINED',
      reason: 'INSUFFICIENT_FUNDS',
    });
  });

  it('declines a token that the provider does not know', async () => {
    const { paymentId } = await stage.open({ token: 'tok_nobody_knows' });
    expect(await stage.authorize(paymentId)).toEqual({
      status: 'DECLINED',
      reason: 'TOKEN_NOT_USABLE',
    });
  });

  it('continues the same attempt when it is asked again', async () => {
    const { paymentId } = await stage.open();
    await stage.authorize(paymentId);
    expect(await stage.authorize(paymentId)).toEqual({ status: 'AUTHORIZED', reason: null });
    const { authorize } = await stage.provider.calls(await stage.attemptOf(paymentId));
    expect(authorize).toMatchObject({ calls: 1, effects: 1 });
  });

  it('is asked for ten times at once and happens once', async () => {
    const { paymentId } = await stage.open();
    const answers = await Promise.all(Array.from({ length: 10 }, () => stage.authorize(paymentId)));
    expect(answers.every(({ status }) => status === 'AUTHORIZED' || status === 'CREATED')).toBe(
      true,
    );
    await stage.reaches(paymentId, 'AUTHORIZED');
    const { rows } = await stage.context.truth.query(
      'select from payments.attempts where payment_id = $1',
      [paymentId],
    );
    expect(rows).toHaveLength(1);
    const { authorize } = await stage.provider.calls(await stage.attemptOf(paymentId));
    expect(authorize.effects).toBe(1);
  });

  it.each(['tok_error_after_success', 'tok_drop_after_success'])(
    'is unknown when the answer to %s gets lost, then authorized, once',
    async (token) => {
      stage.relay.open = false;
      const { paymentId } = await stage.open({ token });
      expect(await stage.authorize(paymentId)).toEqual({ status: 'UNKNOWN', reason: null });
      await stage.reaches(paymentId, 'AUTHORIZED');
      stage.relay.open = true;
      expect(await stage.events(paymentId)).toEqual([
        'PaymentCreated',
        'PaymentOutcomeUnknown',
        'PaymentAuthorized',
      ]);
      const { authorize } = await stage.provider.calls(await stage.attemptOf(paymentId));
      expect(authorize).toMatchObject({ calls: 1, effects: 1 });
    },
  );

  it('sends the call again, under the same key, when the provider never got it', async () => {
    await stage.provider.fault({ operation: 'authorize', kind: 'drop', point: 'before' });
    const { paymentId } = await stage.open();
    expect(await stage.authorize(paymentId)).toEqual({ status: 'UNKNOWN', reason: null });
    await stage.reaches(paymentId, 'AUTHORIZED');
    const { authorize } = await stage.provider.calls(await stage.attemptOf(paymentId));
    expect(authorize).toMatchObject({ calls: 2, effects: 1 });
  });

  it('is found by the job when a crash left the attempt without an answer', async () => {
    const { paymentId } = await stage.open();
    const hold = await stage.provider.hold({ operation: 'authorize', point: 'before' });
    const abandoned = stage.authorize(paymentId);
    await stage.provider.caught(hold);
    await stage.context.truth.query(`update payments.payments set ask_at = now() where id = $1`, [
      paymentId,
    ]);
    await stage.provider.release(hold);
    await stage.reaches(paymentId, 'AUTHORIZED');
    await abandoned;
    const { authorize } = await stage.provider.calls(await stage.attemptOf(paymentId));
    expect(authorize.effects).toBe(1);
  });

  describe('with a challenge', () => {
    it('shows the customer the way to the bank and goes on when they pass', async () => {
      const { paymentId, customer: buyer } = await stage.open({
        token: 'tok_3ds',
        returnUrl: 'https://shop.example/done',
      });
      expect(await stage.authorize(paymentId)).toEqual({ status: 'REQUIRES_ACTION', reason: null });
      const shown = await stage.show<{ nextAction: { url: string } }>(
        paymentId,
        'nextAction { url }',
        buyer,
      );
      await stage.provider.answerChallenge(shown?.nextAction.url ?? '', 'passed');
      await stage.reaches(paymentId, 'AUTHORIZED');
      expect(await stage.show(paymentId, 'nextAction { url }', buyer)).toEqual({
        nextAction: null,
      });
    });

    it('is declined when they fail', async () => {
      const { paymentId, customer: buyer } = await stage.open({
        token: 'tok_3ds',
        returnUrl: 'https://shop.example/done',
      });
      await stage.authorize(paymentId);
      const shown = await stage.show<{ nextAction: { url: string } }>(
        paymentId,
        'nextAction { url }',
        buyer,
      );
      await stage.provider.answerChallenge(shown?.nextAction.url ?? '', 'failed');
      expect(await stage.reaches(paymentId, 'DECLINED')).toEqual({
        status: 'DECLINED',
        reason: 'AUTHENTICATION_FAILED',
      });
    });
  });

  describe('screened for fraud', () => {
    it('challenges a card from another country, and keeps the evidence for operators', async () => {
      const { paymentId, customer: buyer } = await stage.open({ token: 'tok_foreign' });
      expect(await stage.authorize(paymentId)).toMatchObject({ status: 'REQUIRES_ACTION' });
      const fields = 'risk { decision findings { rule observed limit outcome } }';
      const findings = await stage.show<{ risk: { findings: unknown[] } }>(paymentId, fields, {
        ...buyer,
        permissions: ['payments.read'],
      });
      expect(findings?.risk).toMatchObject({ decision: 'CHALLENGE' });
      expect(findings?.risk.findings).toContainEqual({
        rule: 'COUNTRY_MISMATCH',
        observed: 'card of BR',
        limit: 'buyer of DE',
        outcome: 'CHALLENGE',
      });
      expect(await stage.show(paymentId, fields, buyer)).toEqual({ risk: null });
    });

    it('challenges a large amount', async () => {
      const { paymentId } = await stage.open({ minorUnits: '250001' });
      expect(await stage.authorize(paymentId)).toMatchObject({ status: 'REQUIRES_ACTION' });
    });

    it('challenges on the hosted page, where nobody knows the card yet', async () => {
      const { paymentId } = await stage.open({
        token: null,
        hosted: true,
        returnUrl: 'https://shop.example/done',
      });
      expect(await stage.authorize(paymentId)).toMatchObject({ status: 'REQUIRES_ACTION' });
      const { rows } = await stage.context.truth.query(
        'select challenge from payments.attempts where payment_id = $1',
        [paymentId],
      );
      expect(rows).toEqual([{ challenge: true }]);
    });

    it('blocks a customer who pays again and again, without asking the provider', async () => {
      const buyer = customer();
      await stage.context.truth.query(
        `insert into payments.payments (id, version, order_id, customer_id, currency, amount_minor, authorized_minor,
           captured_minor, pending_refund_minor, refunded_minor, shares, status, asked, created_at)
         select 'pay_' || n, 1, 'ord_' || n, $1, 'EUR', 1, 0, 0, 0, 0, '[]', 'CREATED', 0, now() from generate_series(1, 60) n`,
        [buyer.id],
      );
      const { paymentId } = await stage.open({ customer: buyer });
      expect(await stage.authorize(paymentId)).toEqual({
        status: 'DECLINED',
        reason: 'FRAUD_BLOCKED',
      });
      expect(await stage.attemptOf(paymentId)).toBe('');
    });
  });

  describe('opening it', () => {
    const input = () => ({
      paymentId: newId('pay'),
      orderId: newId('ord'),
      customerId: newId('usr'),
      amount: { minorUnits: '100', currency: 'EUR' },
      split: [{ merchantId: newId('mer'), amount: { minorUnits: '100', currency: 'EUR' } }],
      token: 'tok_approve',
    });

    it('may be repeated with the same facts, and not with others', async () => {
      const facts = input();
      await stage.openPayment(facts);
      expect(await stage.openPayment(facts)).toEqual({ status: 'CREATED', reason: null });
      await expect(stage.openPayment({ ...facts, token: 'tok_3ds' })).rejects.toMatchObject({
        code: 'PAYMENT_ALREADY_OPENED',
      });
      expect(await stage.events(facts.paymentId)).toEqual(['PaymentCreated']);
    });

    it('refuses a card number, and stores nothing of it', async () => {
      const facts = { ...input(), token: '4242 4242 4242 4242' };
      await expect(stage.openPayment(facts)).rejects.toMatchObject({ code: 'CARD_NUMBER_REFUSED' });
      await expect(stage.outcome(facts.paymentId)).rejects.toMatchObject({
        code: 'PAYMENT_NOT_FOUND',
      });
    });

    it('is refused to everyone but the workflow of orders', async () => {
      const mutation =
        'mutation ($input: OpenPaymentInput!) { openPayment(input: $input) { status } }';
      const { errors } = await stage.context.as(customer()).execute(mutation, { input: input() });
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    });
  });
});
