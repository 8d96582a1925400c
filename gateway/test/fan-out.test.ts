import { setTimeout as pause } from 'node:timers/promises';
import type { FormattedExecutionResult } from 'graphql';
import WebSocket from 'ws';
import { newId } from '#kernel/domain/id.ts';
import type { Principal } from '#kernel/graphql/principal.ts';
import { eventually } from '#kernel/testing/eventually.ts';
import { customer, operator } from '#kernel/testing/principals.ts';
import { World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.start();
  world.endless = true;
  world.fromPresent = true;
});
afterEach(() => world.stop());

const WATCH = `subscription Watch($id: ID!, $after: String) {
  paymentStatusChanged(paymentId: $id, after: $after) {
    cursor status payment { askedBy order { total } }
  }
}`;

interface Watched {
  readonly cursors: (string | undefined)[];
  readonly results: FormattedExecutionResult[];
  leave(): void;
}

/** Everything that a client is told, from now until it leaves. */
function watch(token?: string, variables: Record<string, unknown> = {}, query = WATCH): Watched {
  const client = world.client(token === undefined ? {} : { authorization: token });
  const results: FormattedExecutionResult[] = [];
  const leave = client.subscribe(
    { query, variables: { id: 'pay_1', ...variables } },
    { next: (result) => void results.push(result as never), error: () => {}, complete: () => {} },
  );
  return {
    results,
    leave,
    get cursors() {
      return results.map((result) => changeIn(result)?.cursor);
    },
  };
}

const changeIn = ({ data }: FormattedExecutionResult) =>
  data?.['paymentStatusChanged'] as
    | { readonly cursor: string; readonly payment: { readonly askedBy: string } }
    | undefined;
const told = (watched: Watched, events: number) =>
  eventually(() => watched.results.length >= events, { what: `${events} events` });
const asked = (subgraph: string) =>
  world.requests.filter((request) => request.subgraph === subgraph).length;

it('a hundred clients with the same subscription are one to the subgraphs', async () => {
  const all = Array.from({ length: 100 }, () => watch());
  await Promise.all(all.map((each) => told(each, 1)));
  await eventually(() => world.openStreams === 1);
  const before = asked('orders');
  world.happens('SETTLED', 'ARCHIVED');
  await Promise.all(all.map((each) => told(each, 3)));
  for (const { cursors } of all) expect(cursors).toEqual(['2', '3', '4']);
  expect(asked('orders') - before).toBe(2);
  for (const { leave } of all) leave();
  await eventually(() => world.openStreams === 0);
});

const ada = customer();
const payments = operator('payments.read');

it.each<[string, Principal, Principal]>([
  ['two customers', ada, customer()],
  ['a customer and an operator', ada, payments],
  ['two operators', payments, operator('payments.read')],
  [
    'somebody and the same with a permission more',
    payments,
    { ...payments, permissions: ['a', 'b'] },
  ],
  ['somebody and the same in another role', ada, { ...ada, roles: ['operator'] }],
  ['a seller and the same for another merchant', ada, { ...ada, merchantId: newId('mer') }],
  ['a service and a service', service('orders'), service('ledger')],
])('%s are never told the same', async (_who, one, other) => {
  Object.assign(world.people, { 'Bearer one': one, 'Bearer other': other });
  const watching = ['Bearer one', 'Bearer other', undefined].map((token) => watch(token));
  await Promise.all(watching.map((each) => told(each, 1)));
  world.happens('SETTLED');
  await Promise.all(watching.map((each) => told(each, 2)));
  expect(
    watching.map(({ results }) => results.map((result) => changeIn(result)?.payment.askedBy)),
  ).toEqual(['Bearer one', 'Bearer other', 'nobody'].map((name) => [name, name]));
  expect(world.openStreams).toBe(3);
});

function service(name: string): Principal {
  return { kind: 'service', name, permissions: [], expiresAt: new Date(Date.now() + 60_000) };
}

it('two sessions of one person are told the same, by the token that lasts longer', async () => {
  const later = new Date(Date.now() + 120_000);
  world.people['Bearer one'] = { ...customer(), id: ada.id, sessionId: 'ses_1' };
  world.people['Bearer two'] = { ...customer(), id: ada.id, sessionId: 'ses_2', expiresAt: later };
  const [one, two] = [watch('Bearer one'), watch('Bearer two')];
  await Promise.all([told(one, 1), told(two, 1)]);
  await eventually(() => world.openStreams === 1);
  one.leave();
  await eventually(() => {
    world.happens('SETTLED');
    const { subgraph, request } = world.requests.at(-1) ?? {};
    return subgraph === 'orders' && request?.headers['authorization'] === 'Bearer two';
  });
  expect(two.cursors).toEqual(two.cursors.map((_, index) => String(index + 2)));
});

it('a client that resumes reads what it missed, and then the same as all', async () => {
  const live = watch();
  await told(live, 1);
  const resumed = watch(undefined, { after: '0' });
  await told(resumed, 2);
  await eventually(() => world.openStreams === 1);
  const before = asked('orders');
  world.happens('SETTLED');
  await Promise.all([told(live, 2), told(resumed, 3)]);
  expect([live.cursors, resumed.cursors]).toEqual([
    ['2', '3'],
    ['1', '2', '3'],
  ]);
  expect(asked('orders') - before).toBe(1);
});

it('who comes later is told the present as it is then', async () => {
  const first = watch();
  await told(first, 1);
  world.happens('SETTLED');
  await told(first, 2);
  const before = asked('orders');
  const second = watch();
  await told(second, 1);
  expect(second.cursors).toEqual(['3']);
  expect(asked('orders') - before).toBe(1);
  await eventually(() => world.openStreams === 1);
});

it('a client that does not ask for cursors gets none, and shares all the same', async () => {
  const query = 'subscription S { paymentStatusChanged(paymentId: "pay_1") { status } }';
  const all = [watch(undefined, {}, query), watch(undefined, {}, query)];
  await Promise.all(all.map((each) => told(each, 1)));
  await eventually(() => world.openStreams === 1);
  expect(all.map(({ results }) => results)).toMatchObject(
    Array(2).fill([{ data: { paymentStatusChanged: { status: 'CAPTURED' } } }]),
  );
});

it('a stream that broke is resumed after its last event, and clients see nothing of it', async () => {
  const watched = watch();
  await told(watched, 1);
  world.breakStreams();
  world.happens('SETTLED');
  await told(watched, 2);
  expect(watched.cursors).toEqual(['2', '3']);
});

it('a client that does not read is left behind, told so, and told everything', async () => {
  const fast = watch();
  await told(fast, 1);
  const { slow, results } = await opens('1');
  slow.pause();
  const events = 150;
  for (let event = 0; event < events; event += 1) {
    world.happens('x'.repeat(100_000));
    await told(fast, event + 2);
  }
  slow.resume();
  await eventually(() => results.length > events);
  const expected = Array.from({ length: events + 1 }, (_, event) => String(event + 2));
  expect(results.map((result) => changeIn(result)?.cursor)).toEqual(expected);
  expect(fast.cursors).toEqual(expected);
  const gaps = results.flatMap((result, index) =>
    result.extensions?.['gap'] ? [[index, result.extensions['gap']]] : [],
  );
  expect(gaps.length).toBeGreaterThan(0);
  for (const [index, gap] of gaps) expect(gap).toEqual({ after: expected[Number(index) - 1] });
  await eventually(() => world.openStreams === 1);
  slow.terminate();
});

it('what waits for a slow client keeps the id that it was written for', async () => {
  const fast = watch();
  await told(fast, 1);
  const wanted = ['one', 'two', 'six'];
  const { slow, results, ids } = await opens(...wanted);
  slow.pause();
  const events = 50;
  for (let event = 0; event < events; event += 1) {
    world.happens('x'.repeat(100_000));
    await told(fast, event + 2);
  }
  slow.resume();
  await eventually(() => results.length === wanted.length * (events + 1));
  const times = wanted.map((wantedId) => ids.filter((id) => id === wantedId).length);
  expect(times).toEqual(wanted.map(() => events + 1));
  slow.terminate();
});

/** A socket with a subscription under each of `ids`, all told by the stream that others share. */
async function opens(...wanted: string[]) {
  const slow = new WebSocket(`${world.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const results: FormattedExecutionResult[] = [];
  const ids: string[] = [];
  slow.on('message', (text: Buffer) => {
    const message = JSON.parse(String(text)) as { type: string; id: string; payload: never };
    if (message.type !== 'next') return;
    results.push(message.payload);
    ids.push(message.id);
  });
  slow.on('open', () => slow.send('{"type":"connection_init"}'));
  await new Promise((resolve) => slow.once('message', resolve));
  const payload = { query: WATCH, variables: { id: 'pay_1' } };
  for (const id of wanted) slow.send(JSON.stringify({ id, type: 'subscribe', payload }));
  await eventually(() => results.length === wanted.length);
  await eventually(() => world.openStreams === 1);
  return { slow, results, ids };
}

describe('when something happens to many payments at one moment', () => {
  const watchEach = (count: number) =>
    Array.from({ length: count }, (_, index) => watch(undefined, { id: `pay_${index}` }));

  it('only so many events are made ready at a time, and everybody is told all, in order', async () => {
    const all = watchEach(150);
    await Promise.all(all.map((each) => told(each, 1)));
    world.answersOrders = () => pause(2);
    world.happens('SETTLED', 'ARCHIVED');
    await Promise.all(all.map((each) => told(each, 3)));
    for (const { cursors } of all) expect(cursors).toEqual(['2', '3', '4']);
    expect(world.ordersAtOnce.most).toBe(64);
  });

  it('those who need a subgraph that does not answer hold up nobody else', async () => {
    const all = watchEach(150);
    const other = watch(
      undefined,
      {},
      'subscription { paymentStatusChanged(paymentId: "pay_1") { cursor } }',
    );
    await Promise.all([...all, other].map((each) => told(each, 1)));
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    world.answersOrders = () => answered;
    world.happens('SETTLED', 'ARCHIVED');
    await told(other, 3);
    expect(all.every(({ results }) => results.length === 1)).toBe(true);
    answer();
    await Promise.all(all.map((each) => told(each, 3)));
  });
});
