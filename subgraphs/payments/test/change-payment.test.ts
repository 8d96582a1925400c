import { inTransaction } from '#kernel/persistence/transaction.ts';
import { eventually } from '#kernel/testing/eventually.ts';
import { changePayment, findPayment, lockPayment } from '../persistence/find-payment.ts';
import { type Stage, startStage } from './stage.ts';

describe('a payment that is changed', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage.stop());

  async function authorized() {
    const opened = await stage.open();
    await stage.authorize(opened.paymentId);
    return opened;
  }

  const waitsForALock = () =>
    eventually(async () => {
      const { rows } = await stage.context.truth.query(
        `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
      );
      return rows.length > 0;
    });

  it('is seen, once its lock is ours, with what whoever had the lock before did to its parts', async () => {
    const { paymentId } = await authorized();
    const attemptId = await stage.attemptOf(paymentId);
    const { orm } = stage.context.runtime;
    const other = await stage.context.truth.connect();
    try {
      await other.query('begin');
      await other.query('select from payments.payments where id = $1 for update', [paymentId]);
      const locked = inTransaction(orm, async (em) => {
        const { attempt, openCapture } = await lockPayment(em, paymentId);
        return { attempt: attempt?.reason, openCapture: openCapture?.id };
      });
      await waitsForALock();
      await other.query(`update payments.attempts set reason = 'SEEN' where id = $1`, [attemptId]);
      await other.query(
        `insert into payments.captures (id, payment_id, currency, amount_minor, status, created_at)
         values ('cap_' || $1, $1, 'EUR', 1, 'REQUESTED', now())`,
        [paymentId],
      );
      await other.query('commit');
      expect(await locked).toEqual({ attempt: 'SEEN', openCapture: `cap_${paymentId}` });
    } finally {
      other.release();
    }
  });

  it('is changed as it stands now when the caller knew an older state of it', async () => {
    const { paymentId } = await authorized();
    const { orm, clock } = stage.context.runtime;
    const known = await findPayment(orm, paymentId);
    await changePayment(orm, paymentId, (payment) =>
      payment.requestCancellation('EARLIER', clock()),
    );
    const told: (string | null)[] = [];
    const changed = await changePayment(orm, known, (payment) => {
      told.push(payment.cancellationReason);
      payment.requestCancellation('LATER', clock());
    });
    expect(told).toEqual([null, 'EARLIER']);
    expect(changed.cancellationReason).toBe('EARLIER');
    expect((await findPayment(orm, paymentId)).cancellationReason).toBe('EARLIER');
  });

  it('is changed once by each of many who all knew the same state of it', async () => {
    const { paymentId } = await stage.open();
    const { orm, clock } = stage.context.runtime;
    const known = await Promise.all(Array.from({ length: 10 }, () => findPayment(orm, paymentId)));
    await Promise.all(
      known.map((one) => changePayment(orm, one, (payment) => payment.askAgain(clock()))),
    );
    expect(await findPayment(orm, paymentId)).toMatchObject({ asked: 10, revision: 10 });
  });

  it('saves nothing of a change that came too late, its parts included', async () => {
    const { paymentId } = await stage.open();
    const { orm, clock } = stage.context.runtime;
    const known = await Promise.all([findPayment(orm, paymentId), findPayment(orm, paymentId)]);
    const attempts = await Promise.all(
      known.map((one) =>
        changePayment(orm, one, (payment) => {
          const attempt = payment.requestAuthorization([], 'sandbox', clock());
          return attempt ? [attempt] : [];
        }),
      ),
    );
    const [first, second] = attempts.map(({ attempt }) => attempt?.id);
    expect(first).toBe(second);
    expect(await stage.attemptOf(paymentId)).toBe(first);
  });
});
