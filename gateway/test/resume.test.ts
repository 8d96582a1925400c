import WebSocket from 'ws';
import { eventually } from '#kernel/testing/eventually.ts';
import { customer } from '#kernel/testing/principals.ts';
import { Live, Refused } from '../../examples/live.ts';
import { World } from './world.ts';

const WATCH = `subscription Watch($id: ID!, $after: String) {
  paymentStatusChanged(paymentId: $id, after: $after) { cursor status }
}`;

interface Watched {
  readonly paymentStatusChanged: { readonly cursor: string };
}

let world: World;
let sockets: WebSocket[];
let connections: number;
let token: string | undefined;
let live: Live;
beforeEach(async () => {
  world = await World.start();
  world.endless = true;
  sockets = [];
  connections = 0;
  token = undefined;
  live = new Live(
    `${world.url.replace('http', 'ws')}/graphql`,
    async () => token,
    class extends WebSocket {
      constructor(url: string, protocol: string) {
        super(url, protocol);
        connections += 1;
        sockets.push(this);
      }
    },
  );
});
afterEach(async () => {
  await live.close();
  await world.stop();
});

/** Follows in the background, and keeps what it is told. */
function follow(query = WATCH) {
  const cursors: string[] = [];
  const read = async () => {
    for await (const { data } of live.follow<Watched>(query, { id: 'pay_1' }))
      if (data) cursors.push(data.paymentStatusChanged.cursor);
  };
  const ended = read();
  ended.catch(() => {});
  const hears = (count: number) =>
    eventually(() => cursors.length >= count, { what: `${count} events` });
  return { cursors, ended, hears };
}

it('goes on after the last event when its connection is lost, again and again', async () => {
  const { cursors, hears } = follow();
  for (let turn = 0; turn < 3; turn += 1) {
    await hears(3 + turn);
    sockets.at(-1)?.terminate();
    world.happens('SETTLED');
  }
  await hears(6);
  expect(cursors).toEqual(['0', '1', '2', '3', '4', '5']);
  expect(connections).toBe(4);
});

it('comes with a fresh token when its own is good no more', async () => {
  const old = customer();
  Object.assign(world.people, { 'Bearer old': old, 'Bearer fresh': customer() });
  token = 'old';
  const { cursors, hears } = follow();
  await hears(3);
  token = 'fresh';
  world.endSession(old.sessionId);
  await eventually(() => connections === 2);
  world.happens('SETTLED');
  await hears(4);
  expect(cursors).toEqual(['0', '1', '2', '3']);
});

it('ends when nothing more can follow', async () => {
  world.endless = false;
  const { cursors, ended } = follow();
  await ended;
  expect(cursors).toEqual(['0', '1', '2']);
});

it('does not insist when it is refused', async () => {
  const { ended } = follow('subscription { nothing }');
  await expect(ended).rejects.toThrow(Refused);
  expect(connections).toBe(1);
});

it('tries again while the subgraph is away', async () => {
  world.dead.add('payments');
  const { cursors, hears } = follow();
  await eventually(() => world.requests.length > 1);
  world.dead.delete('payments');
  await hears(3);
  expect(cursors).toEqual(['0', '1', '2']);
});

it('tries again when it is refused for now', async () => {
  await world.stop();
  world = await World.start({ budgets: { perPrincipal: 1e7, perAddress: 1 } });
  await world.ask({ query: '{ whoAmI }' });
  const refused = new Live(
    `${world.url.replace('http', 'ws')}/graphql`,
    async () => {
      connections += 1;
      return undefined;
    },
    WebSocket,
  );
  const events = refused.follow(WATCH, { id: 'pay_1' }).next();
  await eventually(() => connections >= 2);
  await refused.close();
  await expect(events).resolves.toEqual({ done: true, value: undefined });
});
