import { newId } from '#kernel/domain/id.ts';
import { ANONYMOUS } from '#kernel/graphql/principal.ts';
import { eventually } from '#kernel/testing/eventually.ts';
import { customer, operator } from '#kernel/testing/principals.ts';
import type { Principal } from '#kernel/graphql/principal.ts';
import { type OpenedPayment, type Stage, startStage } from './stage.ts';

interface Change {
  readonly cursor: string;
  readonly status: string;
  readonly reason: string | null;
  readonly occurredAt: string;
  readonly payment: { readonly id: string; readonly status: string; readonly refunds: unknown[] };
}

const SUBSCRIPTION = `subscription ($paymentId: ID!, $after: String) {
  paymentStatusChanged(paymentId: $paymentId, after: $after) {
    cursor status reason occurredAt payment { id status refunds { id } }
  }
}`;

describe('paymentStatusChanged', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage.stop());

  /** What happened has its place in the log: a moment after it is committed, which a test may not race with. */
  const positioned = (paymentId: string) =>
    eventually(async () => {
      const { rows } = await stage.context.truth.query<{ done: boolean }>(
        `select coalesce(max(e.aggregate_version), 0) = coalesce(max(p.version), 0) as done
         from (select $1::text as id) wanted
         left join payments.payments p on p.id = wanted.id
         left join payments_log.events e on e.aggregate_id = wanted.id`,
        [paymentId],
      );
      return rows[0]?.done;
    });

  async function subscribe(who: Principal, paymentId: string, after?: string) {
    await positioned(paymentId);
    const source = await stage.context.as(who).subscribe(SUBSCRIPTION, { paymentId, after });
    const next = async (): Promise<Change | undefined> => {
      const { value, done } = await source.next();
      if (done) return undefined;
      const error = value.errors?.[0];
      if (error) throw Object.assign(new Error(error.message), error.extensions);
      return (value.data as { paymentStatusChanged: Change }).paymentStatusChanged;
    };
    const rest = async (): Promise<Change[]> => {
      const changes: Change[] = [];
      for (let change = await next(); change; change = await next()) changes.push(change);
      return changes;
    };
    return { next, rest, leave: () => source.return?.() };
  }

  const statuses = (changes: (Change | undefined)[]) => changes.map((change) => change?.status);

  async function challenged(): Promise<OpenedPayment & { pass(): Promise<void> }> {
    const opened = await stage.open({ token: 'tok_3ds' });
    await stage.authorize(opened.paymentId);
    const fields = 'nextAction { url }';
    const shown = await stage.show<{ nextAction: { url: string } }>(
      opened.paymentId,
      fields,
      opened.customer,
    );
    return {
      ...opened,
      pass: () => stage.provider.answerChallenge(shown?.nextAction.url ?? '', 'passed'),
    };
  }

  it('begins with the current status, then tells each change once, in order, and ends with the capture', async () => {
    const { paymentId, customer: buyer, pass } = await challenged();
    const changes = await subscribe(buyer, paymentId);
    const first = await changes.next();
    expect(first).toMatchObject({
      status: 'REQUIRES_ACTION',
      payment: { id: paymentId, status: 'REQUIRES_ACTION' },
    });
    await pass();
    const second = await changes.next();
    expect(second?.status).toBe('AUTHORIZED');
    await stage.capture(paymentId);
    expect(statuses(await changes.rest())).toEqual(['CAPTURED']);
  });

  it('shows the payment as it is now beside each change of the past', async () => {
    const { paymentId, customer: buyer } = await stage.open();
    const changes = await subscribe(buyer, paymentId);
    await changes.next();
    await stage.authorize(paymentId);
    await stage.capture(paymentId);
    const [authorized, captured] = await changes.rest();
    expect(authorized).toMatchObject({ status: 'AUTHORIZED', payment: { status: 'CAPTURED' } });
    expect(captured).toMatchObject({ status: 'CAPTURED', payment: { status: 'CAPTURED' } });
  });

  it('may be subscribed to before the payment is opened', async () => {
    const buyer = customer();
    const paymentId = newId('pay');
    const changes = await subscribe(buyer, paymentId);
    const first = changes.next();
    await stage.openPayment({
      paymentId,
      orderId: newId('ord'),
      customerId: buyer.id,
      amount: { minorUnits: '1', currency: 'EUR' },
      split: [{ merchantId: newId('mer'), amount: { minorUnits: '1', currency: 'EUR' } }],
      token: 'tok_decline_lost_card',
    });
    expect(await first).toMatchObject({ status: 'CREATED' });
    await stage.authorize(paymentId);
    expect(await changes.rest()).toMatchObject([{ status: 'DECLINED', reason: 'LOST_CARD' }]);
  });

  it('is resumed after any cursor without a gap or a repetition', async () => {
    const { paymentId, customer: buyer, pass } = await challenged();
    const live = await subscribe(buyer, paymentId);
    const seen = [await live.next()];
    await pass();
    await stage.reaches(paymentId, 'AUTHORIZED');
    await stage.capture(paymentId);
    seen.push(...(await live.rest()));
    expect(statuses(seen)).toEqual(['REQUIRES_ACTION', 'AUTHORIZED', 'CAPTURED']);
    for (const [index, change] of seen.entries()) {
      const resumed = await subscribe(buyer, paymentId, change?.cursor);
      const missed = await resumed.rest();
      expect(missed.map(({ cursor }) => cursor)).toEqual(
        seen.slice(index + 1).map((later) => later?.cursor),
      );
    }
  });

  it('of a payment that ended tells its last status and ends', async () => {
    const { paymentId, customer: buyer } = await stage.captured();
    const changes = await subscribe(buyer, paymentId);
    expect(statuses(await changes.rest())).toEqual(['CAPTURED']);
  });

  it.each([
    ['cancelled', 'OUT_OF_STOCK', 'CANCELLED'],
    ['expired', 'EXPIRED', 'EXPIRED'],
  ])('ends when the payment is %s', async (_what, reason, status) => {
    const { paymentId, customer: buyer } = await challenged();
    const changes = await subscribe(buyer, paymentId);
    await changes.next();
    await stage.cancel(paymentId, reason);
    expect(await changes.rest()).toMatchObject([{ status, reason }]);
  });

  it('tells many subscribers of one payment the same', async () => {
    const { paymentId, customer: buyer, pass } = await challenged();
    const all = await Promise.all(Array.from({ length: 20 }, () => subscribe(buyer, paymentId)));
    await Promise.all(all.map(({ next }) => next()));
    await pass();
    await stage.reaches(paymentId, 'AUTHORIZED');
    await stage.capture(paymentId);
    const told = await Promise.all(all.map(({ rest }) => rest()));
    const history = told.map((changes) =>
      changes.map(({ cursor, status, occurredAt }) => ({ cursor, status, occurredAt })),
    );
    for (const changes of history) expect(changes).toEqual(history[0]);
    expect(statuses(told[0] ?? [])).toEqual(['AUTHORIZED', 'CAPTURED']);
  });

  it('answers another’s payment like one that does not exist', async () => {
    const { paymentId } = await stage.captured();
    for (const id of [paymentId, newId('pay'), 'no-id-at-all']) {
      const changes = await subscribe(customer(), id);
      await expect(changes.next()).rejects.toMatchObject({ code: 'PAYMENT_NOT_FOUND' });
    }
  });

  it('is open to operators who may read payments', async () => {
    const { paymentId } = await stage.captured();
    const changes = await subscribe(operator('payments.read'), paymentId);
    expect(statuses(await changes.rest())).toEqual(['CAPTURED']);
  });

  it('needs a login', async () => {
    const { paymentId } = await stage.captured();
    const changes = await subscribe(ANONYMOUS, paymentId);
    await expect(changes.next()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('refuses a cursor that it did not give', async () => {
    const { paymentId, customer: buyer } = await stage.captured();
    const changes = await subscribe(buyer, paymentId, 'yesterday');
    await expect(changes.next()).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('lets a subscriber go who waits for nothing', async () => {
    const { paymentId, customer: buyer } = await challenged();
    const changes = await subscribe(buyer, paymentId);
    await changes.next();
    const waiting = changes.next();
    await changes.leave();
    expect(await waiting).toBeUndefined();
  });
});
