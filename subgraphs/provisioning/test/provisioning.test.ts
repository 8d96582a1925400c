import { type Id, newId } from '#kernel/domain/id.ts';
import { eventually } from '#kernel/testing/eventually.ts';
import type { Principal } from '#kernel/graphql/principal.ts';
import { customer, operator, service } from '#kernel/testing/principals.ts';
import { type StartedContext, startContext } from '#kernel/testing/start-context.ts';
import { provisioning } from '../index.ts';

const PROVISION = `mutation Provision($input: ProvisionOrderInput!) { provisionOrder(input: $input) { status reason } }`;
const REVOKE = `mutation Revoke($orderId: ID!) { revokeOrder(orderId: $orderId, reason: "CAPTURE_REFUSED") { status reason } }`;
const ITEMS = `query Items($order: ID!) {
  _entities(representations: [{ __typename: "Order", id: $order }]) {
    ... on Order { provisionedItems { id status template quantity licenceKeys trackingNumber variant { id } } }
  }
}`;
const orders = service('orders', 'provisioning.execute');

interface Item {
  id: string;
  status: string;
  licenceKeys: string[];
  trackingNumber: string | null;
}

let started: StartedContext;
let catalogueIsAway = false;
const soldAs = new Map<string, string>();

beforeAll(async () => {
  started = await startContext(provisioning, {
    answers: {
      ProvisioningVariants: ({ ids }) => {
        if (catalogueIsAway) throw new Error('The catalogue is away.');
        return {
          variants: (ids as string[]).map((id) => ({
            id,
            provisioning: soldAs.get(id) ?? 'SHIPMENT',
          })),
        };
      },
    },
  });
});
afterAll(() => started.stop());

interface OrderOptions {
  customerId?: Id<'usr'>;
  licences?: number;
  parcels?: number;
}

/** An order for licences, parcels or both. */
function anOrder({ customerId = newId('usr'), licences = 0, parcels = 0 }: OrderOptions) {
  const line = (template: string, quantity: number) => {
    const variantId = newId('var');
    soldAs.set(variantId, template);
    return { lineId: newId('oln'), variantId, sku: `SKU-${template}`, template, quantity };
  };
  return {
    orderId: newId('ord'),
    customerId,
    lines: [
      ...(licences > 0 ? [line('LICENCE_KEY', licences)] : []),
      ...(parcels > 0 ? [line('SHIPMENT', parcels)] : []),
    ],
  };
}

const provision = (input: ReturnType<typeof anOrder>) =>
  started.as(orders).execute(PROVISION, { input });

async function itemsOf(orderId: string, as = operator('provisioning.manage')): Promise<Item[]> {
  const { data } = await started
    .as(as)
    .execute<{ _entities: [{ provisionedItems: Item[] }] }>(ITEMS, { order: orderId });
  return data._entities[0].provisionedItems;
}

const settled = (orderId: string, status: string) =>
  eventually(async () => {
    const items = await itemsOf(orderId);
    return items.every((item) => item.status === status) && items;
  });

it('delivers licence keys and parcels', async () => {
  const order = anOrder({ licences: 2, parcels: 1 });
  const { data } = await provision(order);
  expect(data).toEqual({ provisionOrder: { status: 'PROVISIONED', reason: null } });
  const items = await settled(order.orderId, 'ACTIVE');
  expect(items.flatMap((item) => item.licenceKeys)).toHaveLength(2);
  expect(items.some((item) => item.trackingNumber?.startsWith('CT'))).toBe(true);
});

it('asked again for the same order delivers nothing else', async () => {
  const order = anOrder({ licences: 1 });
  const answers = await Promise.all([provision(order), provision(order), provision(order)]);
  for (const { data } of answers)
    expect(data).toEqual({ provisionOrder: { status: 'PROVISIONED', reason: null } });
  await settled(order.orderId, 'ACTIVE');
  const { rows } = await started.truth.query(
    'select from provisioning.provisioned_items where order_id = $1',
    [order.orderId],
  );
  expect(rows).toHaveLength(1);
});

it('delivers nothing of an order of which one line is not to be had', async () => {
  const order = anOrder({ licences: 26, parcels: 1 });
  await provision(order);
  const items = await settled(order.orderId, 'FAILED');
  expect(items.flatMap((item) => item.licenceKeys)).toEqual([]);
  const { data } = await provision(order);
  expect(data).toEqual({ provisionOrder: { status: 'FAILED', reason: 'LICENCE_LIMIT_EXCEEDED' } });
});

it('waits for a catalogue that is away, and then delivers', async () => {
  catalogueIsAway = true;
  const order = anOrder({ parcels: 1 });
  const { data } = await provision(order);
  expect(data).toEqual({ provisionOrder: { status: 'REQUESTED', reason: null } });
  expect((await itemsOf(order.orderId)).map((item) => item.status)).toEqual(['PENDING']);
  catalogueIsAway = false;
  await settled(order.orderId, 'ACTIVE');
});

it('takes everything back, once', async () => {
  const order = anOrder({ licences: 1, parcels: 1 });
  await provision(order);
  await settled(order.orderId, 'ACTIVE');
  const first = await started.as(orders).execute(REVOKE, { orderId: order.orderId });
  const second = await started.as(orders).execute(REVOKE, { orderId: order.orderId });
  expect(first.data).toEqual({ revokeOrder: { status: 'REVOKED', reason: 'CAPTURE_REFUSED' } });
  expect(second).toEqual(first);
  const items = await settled(order.orderId, 'REVOKED');
  expect(items.every((item) => item.licenceKeys.length === 0 && item.trackingNumber === null)).toBe(
    true,
  );
});

it('shows items to their customer and to nobody else', async () => {
  const ada = customer();
  const order = anOrder({ customerId: ada.id, parcels: 1 });
  await provision(order);
  await settled(order.orderId, 'ACTIVE');
  expect(await itemsOf(order.orderId, ada)).toHaveLength(1);
  expect(await itemsOf(order.orderId, customer())).toEqual([]);
});

it('tells who watches an item each of its statuses once, to the end', async () => {
  const ada = customer();
  const order = anOrder({ customerId: ada.id, parcels: 1 });
  await provision(order);
  const [{ id } = { id: '' }] = await itemsOf(order.orderId, ada);
  const watch = (who: Principal) =>
    started.as(who).subscribe(
      `subscription W($id: ID!) {
        provisioningStatusChanged(itemId: $id) { status item { status trackingNumber } }
      }`,
      { id },
    );
  const seen: unknown[] = [];
  const watching = (async () => {
    for await (const { data } of await watch(ada)) {
      seen.push(
        (data as { provisioningStatusChanged: { status: string } }).provisioningStatusChanged,
      );
    }
  })();
  await eventually(() => seen.length === 1);
  await started.as(orders).execute(REVOKE, { orderId: order.orderId });
  await watching;
  expect(seen).toMatchObject([
    { status: 'ACTIVE', item: { status: 'ACTIVE' } },
    { status: 'REVOKED', item: { status: 'REVOKED', trackingNumber: null } },
  ]);
  const codes: unknown[] = [];
  for await (const { errors } of await watch(customer()))
    codes.push(errors?.[0]?.extensions?.['code']);
  expect(codes).toEqual(['PROVISIONED_ITEM_NOT_FOUND']);
});

it('lets no person provision or revoke', async () => {
  const input = anOrder({ parcels: 1 });
  for (const person of [customer(), operator('provisioning.manage', 'provisioning.execute')]) {
    const { errors } = await started.as(person).execute(PROVISION, { input });
    expect(errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
  }
});

it('tells the log how each order ended', async () => {
  const order = anOrder({ parcels: 1 });
  await provision(order);
  const types = await eventually(async () => {
    const { rows } = await started.truth.query<{ type: string }>(
      `select type from provisioning_log.events where data ->> 'orderId' = $1 and type not like 'Item%' order by position`,
      [order.orderId],
    );
    return rows.length === 2 && rows.map((row) => row.type);
  });
  expect(types).toEqual(['ProvisioningRequested', 'OrderProvisioned']);
});
