import { eventually } from '#kernel/testing/eventually.ts';
import { type Stage, startStage } from './stage.ts';

describe('messages of the provider', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage.stop());
  beforeEach(() => {
    stage.relay.open = true;
    stage.relay.messages.length = 0;
  });

  const applied = () =>
    eventually(async () => {
      const { rows } = await stage.context.truth.query(
        'select from payments.provider_events where apply_at is not null',
      );
      return rows.length === 0;
    });

  it('delivered twice, late and in the wrong order end in the same state, without another event', async () => {
    const { paymentId } = await stage.captured();
    const expected = await stage.events(paymentId);
    await eventually(() => stage.relay.messages.length >= 2);
    const messages = [...stage.relay.messages];
    for (const message of [...messages.toReversed(), ...messages]) {
      expect(await stage.relay.deliver(message)).toBe(200);
    }
    await applied();
    expect(await stage.outcome(paymentId)).toEqual({ status: 'CAPTURED', reason: null });
    expect(await stage.events(paymentId)).toEqual(expected);
  });

  it('that never arrived are made up for by asking', async () => {
    stage.relay.open = false;
    const { paymentId, customer } = await stage.open({ token: 'tok_3ds' });
    await stage.authorize(paymentId);
    const shown = await stage.show<{ nextAction: { url: string } }>(
      paymentId,
      'nextAction { url }',
      customer,
    );
    await stage.provider.answerChallenge(shown?.nextAction.url ?? '', 'passed');
    expect(await stage.outcome(paymentId)).toMatchObject({ status: 'REQUIRES_ACTION' });
    await stage.context.truth.query('update payments.payments set ask_at = now() where id = $1', [
      paymentId,
    ]);
    await stage.reaches(paymentId, 'AUTHORIZED');
  });

  it('lead through the hosted page: the card, then the bank’s question', async () => {
    const { paymentId, customer } = await stage.open({
      token: null,
      hosted: true,
      returnUrl: 'https://shop.example/done',
    });
    await stage.authorize(paymentId);
    const pageOf = async () =>
      (
        await stage.show<{ nextAction: { url: string } | null }>(
          paymentId,
          'nextAction { url }',
          customer,
        )
      )?.nextAction?.url ?? '';
    const cardForm = await pageOf();
    await stage.provider.enterCard(cardForm, '4242424242424242');
    await eventually(async () => (await pageOf()) !== cardForm);
    await stage.provider.answerChallenge(await pageOf(), 'passed');
    await stage.reaches(paymentId, 'AUTHORIZED');
    expect(await stage.show(paymentId, 'card { last4 }', customer)).toEqual({
      card: { last4: '4242' },
    });
  });

  it('that are not signed by the provider change nothing', async () => {
    stage.relay.open = false;
    const { paymentId } = await stage.open({ token: 'tok_3ds' });
    await stage.authorize(paymentId);
    const message = await eventually(() => stage.relay.messages[0]);
    const before = await stage.context.truth.query('select from payments.provider_events');
    const changed = { ...message, body: Buffer.concat([message.body, Buffer.from(' ')]) };
    expect(await stage.relay.deliver(changed)).toBe(401);
    expect(await stage.relay.deliver({ headers: {}, body: message.body })).toBe(401);
    const after = await stage.context.truth.query('select from payments.provider_events');
    expect(after.rowCount).toBe(before.rowCount);
  });

  it('keep no more of the card than may be shown', async () => {
    const { paymentId } = await stage.captured();
    const { rows } = await stage.context.truth.query<{ everything: string }>(
      `select p::text || a::text as everything from payments.payments p join payments.attempts a on a.payment_id = p.id
       where p.id = $1`,
      [paymentId],
    );
    expect(rows[0]?.everything).not.toMatch(/4242424242424242/);
  });
});
