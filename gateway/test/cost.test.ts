import { STREAM_CLIENTS } from './stream-clients.ts';
import { World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await World.start({ maxCost: 25 });
});
afterAll(() => world.stop());
beforeEach(() => void (world.requests.length = 0));

async function last(answers: AsyncIterable<unknown>): Promise<unknown> {
  let answer: unknown;
  for await (const each of answers) answer = each;
  return answer;
}

/** A list may have ten: so 10 × (1 + 1). */
const CHEAP = '{ payments { order { total } } }';
const COSTLY = '{ payments { order { again { total } } } }';
const WATCH =
  'subscription { paymentStatusChanged(paymentId: "pay_1") { status payment { status } } }';

describe('what an operation cost', () => {
  const cost = { estimated: 20, max: 25 };

  it('is in its answer over HTTP, over WebSocket and in a stream', async () => {
    const operation = { query: CHEAP };
    const answers = [
      (await world.ask(operation)).json,
      await last(world.client().iterate(operation)),
      await last(STREAM_CLIENTS.sse(`${world.url}/graphql`, operation)),
    ];
    expect(answers).toMatchObject(Array(3).fill({ extensions: { cost } }));
  });

  it('is in an answer with errors', async () => {
    const { json } = await world.ask({ query: '{ refused }' });
    expect(json).toMatchObject({ errors: [{}], extensions: { cost: { estimated: 0, max: 25 } } });
  });

  it('is in each event of a subscription', async () => {
    const operation = { query: WATCH };
    const events = [
      await last(world.client().iterate(operation)),
      await last(STREAM_CLIENTS.sse(`${world.url}/graphql`, operation)),
      await last(STREAM_CLIENTS.multipart(`${world.url}/graphql`, operation)),
    ];
    const each = { extensions: { cost: { estimated: 2, max: 25 } } };
    expect(events).toMatchObject([each, each, {}]);
  });
});

describe('what would cost too much', () => {
  const extensions = { code: 'QUERY_TOO_COSTLY', estimated: 30, max: 25 };

  it('is refused before a subgraph hears of it, with the estimate and the limit', async () => {
    const { status, json } = await world.ask({ query: COSTLY });
    expect([status, json]).toMatchObject([400, { errors: [{ extensions }] }]);
    await expect(last(world.client().iterate({ query: COSTLY }))).rejects.toMatchObject([
      { extensions },
    ]);
    expect(world.requests).toEqual([]);
  });

  it('is allowed with variables that leave the dear part out', async () => {
    const query =
      'query ($all: Boolean!) { payments { order { again @include(if: $all) { total } } } }';
    expect((await world.ask({ query, variables: { all: true } })).json).toMatchObject({
      errors: [{ extensions }],
    });
    expect((await world.ask({ query, variables: { all: false } })).json.errors).toBeUndefined();
  });
});
