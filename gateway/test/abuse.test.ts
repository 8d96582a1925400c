import { once } from 'node:events';
import type { GraphQLError } from 'graphql';
import WebSocket from 'ws';
import { eventually } from '#kernel/testing/eventually.ts';
import { ABUSES, DOCUMENTS, SLOW_ABUSES } from './abuses.ts';
import { World } from './world.ts';

const DEEP = process.env['COMPTOIR_DEEP'] === '1';
const IDLE_SOCKETS = DEEP ? 5000 : 200;

let world: World;
beforeAll(async () => {
  world = await World.start({
    headersWithinMs: 2000,
    initWithinMs: 2000,
    idleMs: 3000,
    connections: { total: 10_000, perAddress: 10_000, perPrincipal: 10_000 },
  });
});
afterAll(() => world.stop());
beforeEach(() => void (world.requests.length = 0));

async function all(answers: AsyncIterable<unknown>): Promise<void> {
  for await (const _answer of answers) continue;
}

describe('what is done to hurt', () => {
  it.each(ABUSES.map((abuse) => [abuse.how, abuse.refusal, abuse] as const))(
    '%s: is refused with %s, before a subgraph hears of it',
    async (_how, refusal, abuse) => {
      expect(await abuse.attempt(world.url, 0)).toBe(refusal);
      expect(world.requests).toEqual([]);
    },
  );

  it.each(DOCUMENTS)(
    'a document that %s: is refused with %s over WebSocket, too, which stays open',
    async (_how, code, asked) => {
      const closed: number[] = [];
      const client = world.client({}, (by) => closed.push(by));
      const refused = await all(client.iterate({ ...asked })).catch(
        (errors: GraphQLError[]) => errors,
      );
      expect(refused?.[0]?.extensions['code']).toBe(code);
      expect(closed.filter((by) => by !== 1000)).toEqual([]);
      expect(world.requests).toEqual([]);
    },
  );

  it.each(SLOW_ABUSES.map((abuse) => [abuse.how, abuse.refusal, abuse] as const))(
    '%s: is cut with %s',
    async (_how, refusal, abuse) => {
      expect(await abuse.attempt(world.url, 0)).toBe(refusal);
    },
  );
});

describe(`${IDLE_SOCKETS} sockets that do nothing`, () => {
  it('keep nobody from an answer, and are closed', async () => {
    const codes: number[] = [];
    const connected = async () => {
      const socket = new WebSocket(
        `${world.url.replace('http', 'ws')}/graphql`,
        'graphql-transport-ws',
      );
      socket.on('close', (code) => codes.push(code));
      await once(socket, 'open');
      socket.send('{"type":"connection_init"}');
      await once(socket, 'message');
    };
    for (let open = 0; open < IDLE_SOCKETS; open += 100)
      await Promise.all(Array.from({ length: 100 }, connected));
    expect((await world.ask({ query: '{ whoAmI }' })).status).toBe(200);
    await eventually(() => codes.length === IDLE_SOCKETS);
    expect(new Set(codes)).toEqual(new Set([1000]));
  });
});
