import { newId } from '#kernel/domain/id.ts';
import { ANONYMOUS, type Principal } from '#kernel/graphql/principal.ts';
import { eventually } from '#kernel/testing/eventually.ts';
import { customer, operator, seller } from '#kernel/testing/principals.ts';
import { type Stage, startStage } from './stage.ts';

const ACTIVITY = `subscription ($merchantId: ID, $after: String) {
  paymentActivity(merchantId: $merchantId, after: $after) {
    cursor status payment { id status }
  }
}`;

interface Change {
  readonly cursor: string;
  readonly status: string;
  readonly payment: { readonly id: string };
}

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.stop());

async function follow(
  variables: { merchantId?: string; after?: string } = {},
  who: Principal = operator('payments.read'),
) {
  const source = await stage.context.as(who).subscribe(ACTIVITY, variables);
  const next = async (): Promise<Change> => {
    const { value, done } = await source.next();
    if (done) throw new Error('The feed has ended.');
    const error = value.errors?.[0];
    if (error) throw Object.assign(new Error(error.message), error.extensions);
    return (value.data as { paymentActivity: Change }).paymentActivity;
  };
  const take = async (count: number) => {
    const changes: Change[] = [];
    while (changes.length < count) changes.push(await next());
    return changes;
  };
  return { next, take, leave: () => source.return?.() };
}

/** A payment that was opened and authorized, shared by the merchants. */
async function paid(...merchantIds: string[]): Promise<string> {
  const paymentId = newId('pay');
  await stage.openPayment({
    paymentId,
    orderId: newId('ord'),
    customerId: customer().id,
    amount: { minorUnits: String(merchantIds.length), currency: 'EUR' },
    split: merchantIds.map((merchantId) => ({
      merchantId,
      amount: { minorUnits: '1', currency: 'EUR' },
    })),
    token: 'tok_approve',
  });
  await stage.authorize(paymentId);
  await eventually(async () => {
    const { rows } = await stage.context.truth.query(
      `select from payments_log.events where aggregate_id = $1 and type = 'PaymentAuthorized'`,
      [paymentId],
    );
    return rows.length > 0;
  });
  return paymentId;
}

const shown = (changes: readonly Change[]) =>
  changes.map(({ status, payment }) => [payment.id, status]);

it('begins with the latest change and tells each one once, in order', async () => {
  const merchantId = newId('mer');
  const first = await paid(merchantId);
  const feed = await follow({ merchantId });
  expect(shown([await feed.next()])).toEqual([[first, 'AUTHORIZED']]);
  const second = await paid(merchantId);
  await stage.capture(first);
  expect(shown(await feed.take(3))).toEqual([
    [second, 'CREATED'],
    [second, 'AUTHORIZED'],
    [first, 'CAPTURED'],
  ]);
  await feed.leave();
});

it('of a merchant tells of the payments that the merchant has a part of, and of no others', async () => {
  const [mine, other] = [newId('mer'), newId('mer')];
  const before = await paid(mine);
  const feed = await follow({ merchantId: mine });
  await feed.next();
  await paid(other);
  const shared = await paid(other, mine);
  const changes = await feed.take(2);
  expect(new Set(changes.map(({ payment }) => payment.id))).toEqual(new Set([shared]));
  expect(before).not.toBe(shared);
});

it('of all merchants tells of every payment, and not of refunds', async () => {
  const first = await paid(newId('mer'));
  const feed = await follow();
  await feed.next();
  await stage.capture(first);
  await feed.next();
  await stage.refund({ paymentId: first });
  const second = await paid(newId('mer'));
  expect(shown(await feed.take(2))).toEqual([
    [second, 'CREATED'],
    [second, 'AUTHORIZED'],
  ]);
});

it('is resumed after any cursor without a gap or a repetition', async () => {
  const merchantId = newId('mer');
  await paid(merchantId);
  const feed = await follow({ merchantId });
  const seen = [await feed.next()];
  await paid(merchantId);
  await paid(merchantId);
  seen.push(...(await feed.take(4)));
  for (const [index, { cursor }] of seen.slice(0, -1).entries()) {
    const resumed = await follow({ merchantId, after: cursor });
    expect(await resumed.take(4 - index)).toEqual(seen.slice(index + 1));
    await resumed.leave();
  }
});

it.each<[string, Principal]>([
  ['FORBIDDEN', customer()],
  ['FORBIDDEN', seller(newId('mer'))],
  ['FORBIDDEN', operator('orders.read')],
  ['UNAUTHENTICATED', ANONYMOUS],
])('is refused with %s to whoever may not read all payments', async (code, who) => {
  const feed = await follow({}, who);
  await expect(feed.next()).rejects.toMatchObject({ code });
});

it.each([
  ['INVALID_ID', { merchantId: 'nobody' }],
  ['BAD_USER_INPUT', { after: 'yesterday' }],
])('refuses with %s %j', async (code, variables) => {
  const feed = await follow(variables);
  await expect(feed.next()).rejects.toMatchObject({ code });
});
