import { statementsOf } from '#kernel/testing/count-statements.ts';
import { type Stage, startStage } from './stage.ts';

/** Each statement's first words: enough to tell which one it is. */
const inShort = (text: string): string =>
  text.replaceAll('"', '').trim().split(/\s+/).slice(0, 3).join(' ');

const COMMIT = 'commit';

describe('what a payment costs the database', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage({ background: false });
    stage.relay.open = false;
    // The first connection looks around.
    await stage.open();
  });
  afterAll(() => stage.stop());

  async function sentBy(work: () => Promise<unknown>): Promise<string[]> {
    const { statements } = await statementsOf(work);
    return statements.map(inShort);
  }

  it('to open: its row and its event', async () => {
    expect(await sentBy(() => stage.open())).toEqual([
      'insert into payments.payments',
      'insert into payments.events',
      COMMIT,
    ]);
  });

  it('to authorize: the intent with its evidence, and the outcome, each on what was just read', async () => {
    const { paymentId } = await stage.open();
    expect(await sentBy(() => stage.authorize(paymentId))).toEqual([
      'select payment.id as',
      'update payments.payments set',
      'insert into payments.risk_assessments',
      'insert into payments.attempts',
      COMMIT,
      'update payments.payments set',
      'update payments.attempts set',
      'insert into payments.events',
      COMMIT,
    ]);
  });

  it('to capture: the intent and the outcome', async () => {
    const { paymentId } = await stage.open();
    await stage.authorize(paymentId);
    expect(await sentBy(() => stage.capture(paymentId))).toEqual([
      'select payment.id as',
      'update payments.payments set',
      'insert into payments.captures',
      COMMIT,
      'update payments.payments set',
      'update payments.captures set',
      'insert into payments.events',
      COMMIT,
    ]);
  });

  it('to follow: its last event, and the payment only for who asks for it', async () => {
    const { paymentId, customer } = await stage.captured();
    await stage.context.truth.query('select payments.assign_positions(100)');
    const follow = async (fields: string) => {
      const source = await stage.context
        .as(customer)
        .subscribe(
          `subscription { paymentStatusChanged(paymentId: "${paymentId}") { ${fields} } }`,
        );
      return source.next();
    };
    const event = 'select e.position::text as';
    expect(await sentBy(() => follow('status'))).toEqual([event]);
    expect(await sentBy(() => follow('status payment { status }'))).toEqual([
      event,
      'select p0.* from',
    ]);
  });

  it('to authorize or capture again: nothing but a look', async () => {
    const { paymentId } = await stage.captured();
    expect(await sentBy(() => stage.authorize(paymentId))).toEqual(['select payment.id as']);
    expect(await sentBy(() => stage.capture(paymentId))).toEqual(['select payment.id as']);
  });
});
