import { eventually } from '#kernel/testing/eventually.ts';
import { audit } from './support/audit.ts';
import { JourneyPlaceOrderDocument } from './support/operations.ts';
import type { ProviderOperation } from './support/provider.ts';
import { STORY, decided, fillCart, orderOf } from './support/purchase.ts';
import { sampled } from './support/sample.ts';
import { type Shop, openShop } from './support/shop.ts';
import { SqlProxy } from './support/sql-proxy.ts';

type Point = 'before' | 'after';
type Path = 'approve' | 'compensate';

/** Where the program is killed: while the provider holds a call, or while a transaction is held at its commit. */
type KillPoint = { readonly path: Path; readonly point: Point; readonly step: string } & (
  | { readonly provider: ProviderOperation }
  | { readonly statement: RegExp }
);

const writes = (verb: 'insert into' | 'update', table: string) =>
  new RegExp(`${verb} "?${table.replace('.', '"?\\."?')}"?`, 'i');

/** Every transaction that a purchase commits, and every call to the provider, in the order of the story. */
const APPROVE = {
  'place the order': writes('insert into', 'orders.orders'),
  'open the payment': writes('insert into', 'payments.payments'),
  'reserve stock': writes('insert into', 'catalogue.reservations'),
  'begin the attempt': writes('insert into', 'payments.attempts'),
  'conclude the attempt': writes('update', 'payments.attempts'),
  'deliver the items': writes('insert into', 'provisioning.provisioned_items'),
  'begin the capture': writes('insert into', 'payments.captures'),
  'conclude the capture': writes('update', 'payments.captures'),
  'commit the stock': writes('update', 'catalogue.reservations'),
  'complete the order': writes('update', 'orders.orders'),
};
/** More licences than are handed out at once: provisioning fails, and everything is taken back. */
const COMPENSATE = {
  'fail provisioning': writes('insert into', 'provisioning.provisioned_items'),
  'revoke provisioning': writes('update', 'provisioning.provisioning_requests'),
  'release the stock': writes('update', 'catalogue.reservations'),
  'cancel the order': writes('update', 'orders.orders'),
};

const POINTS: readonly Point[] = ['before', 'after'];
const MATRIX: readonly KillPoint[] = POINTS.flatMap((point): KillPoint[] => [
  ...Object.entries(APPROVE).map(([step, statement]): KillPoint => ({
    path: 'approve',
    point,
    step: `${step} (commit)`,
    statement,
  })),
  ...(['authorize', 'capture'] as const).map((provider): KillPoint => ({
    path: 'approve',
    point,
    step: `${provider} (provider)`,
    provider,
  })),
  ...Object.entries(COMPENSATE).map(([step, statement]): KillPoint => ({
    path: 'compensate',
    point,
    step: `${step} (commit)`,
    statement,
  })),
  { path: 'compensate', point, step: 'void (provider)', provider: 'void' },
]);

let shop: Shop;
let proxy: SqlProxy;
beforeAll(async () => {
  shop = await openShop({
    databaseUrl: async (direct) => {
      proxy = await SqlProxy.before(direct);
      return proxy.through(direct);
    },
  });
});
afterAll(async () => {
  await shop.close();
  await proxy.close();
});

/** Arms the trap; answers a promise of the moment in which something is held, and how to let it go. */
async function arm(
  kill: KillPoint,
): Promise<{ caught: Promise<unknown>; release(): Promise<void> }> {
  if ('statement' in kill)
    return { caught: proxy.holdCommit(kill.statement, kill.point), release: async () => {} };
  const hold = await shop.provider.hold(kill.provider, kill.point);
  return {
    caught: eventually(() => hold.caught(), { what: 'a held call' }),
    release: () => hold.release(),
  };
}

it.each(
  sampled(MATRIX, 3).map((kill) => [`${kill.path}: ${kill.point} "${kill.step}"`, kill] as const),
)('killed on the path to %s, the order ends once and right', async (_name, kill) => {
  const buyer = await shop.newCustomer();
  const quantity = kill.path === 'approve' ? 1 : 26;
  const order = orderOf(await fillCart(buyer, { sku: STORY.softwareLicence, quantity }));
  const trap = await arm(kill);
  const placing = buyer.send(JourneyPlaceOrderDocument, order).catch(() => undefined);
  await trap.caught;
  await shop.program.kill();
  await placing;
  await trap.release();
  await shop.program.start();

  // A client that got no answer sends the same key again.
  const { placeOrder } = await buyer.ask(JourneyPlaceOrderDocument, order);
  if (placeOrder.__typename !== 'Order')
    throw new Error(`The order was refused: ${placeOrder.code}.`);
  const end = await decided(shop, placeOrder.id);
  expect(end.status).toBe(kill.path === 'approve' ? 'COMPLETED' : 'CANCELLED');
  await audit(shop);
  await expectOneChargeAtMost(placeOrder.id);
});

/** The provider acted once on each of the order's attempts, however often it was asked. */
async function expectOneChargeAtMost(orderId: string): Promise<void> {
  const { rows } = await shop.truth.query<{ id: string }>(
    'select a.id from payments.attempts a join payments.payments p on p.id = a.payment_id where p.order_id = $1',
    [orderId],
  );
  expect(rows).toHaveLength(1);
  for (const { id } of rows) {
    const calls = await shop.provider.calls(id);
    for (const operation of ['authorize', 'capture', 'void'] as const) {
      expect(calls[operation]?.effects ?? 0).toBeLessThanOrEqual(1);
    }
  }
}
