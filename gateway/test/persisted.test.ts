import { createHash } from 'node:crypto';
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { type FormattedExecutionResult, parse } from 'graphql';
import { STREAM_CLIENTS } from './stream-clients.ts';
import { World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.stop());

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const named = (sha256Hash: string) => ({ persistedQuery: { version: 1, sha256Hash } });
const NOT_FOUND = { extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } };

let documents = 0;
/** A query that nobody has asked before, with its name. */
function newQuery() {
  const query = `{ q${(documents += 1)}: whoAmI }`;
  return { query, answer: { [`q${documents}`]: 'nobody' }, extensions: named(sha256(query)) };
}

async function all(answers: AsyncIterable<unknown>): Promise<unknown[]> {
  const seen: unknown[] = [];
  for await (const answer of answers) seen.push(answer);
  return seen;
}

async function get(parameters: Record<string, unknown>) {
  const search = Object.entries(parameters).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  const response = await fetch(`${world.url}/graphql?${new URLSearchParams(search).toString()}`, {
    headers: { 'apollo-require-preflight': '1' },
  });
  return (await response.json()) as FormattedExecutionResult;
}

describe('a document that is named by its hash', () => {
  it('is asked for as long as it is not known, as Apollo’s clients expect it', async () => {
    const { status, json } = await world.ask({ extensions: newQuery().extensions });
    expect([status, json]).toMatchObject([
      200,
      { errors: [{ message: 'PersistedQueryNotFound', ...NOT_FOUND }] },
    ]);
  });

  it('is known from then on, by POST, by GET and over WebSocket', async () => {
    const { query, answer, extensions } = newQuery();
    expect((await world.ask({ query, extensions })).json.data).toEqual(answer);
    expect((await world.ask({ extensions })).json.data).toEqual(answer);
    expect((await get({ extensions })).data).toEqual(answer);
    const overSocket = world.client().iterate({ query: '', extensions });
    expect(await all(overSocket)).toMatchObject([{ data: answer }]);
  });

  it('may be a subscription, over WebSocket and as a stream', async () => {
    const query =
      'subscription Named { paymentStatusChanged(paymentId: "pay_1") { cursor status } }';
    const extensions = named(sha256(query));
    const expected = await all(world.client().iterate({ query, extensions }));
    expect(expected).toHaveLength(3);
    expect(await all(world.client().iterate({ query: '', extensions }))).toEqual(expected);
    const stream = STREAM_CLIENTS.sse(`${world.url}/graphql`, { query: '', extensions });
    expect(await all(stream)).toEqual(expected);
  });

  it('is asked for over WebSocket, too', async () => {
    const { extensions } = newQuery();
    const asked = all(world.client().iterate({ query: '', extensions }));
    await expect(asked).rejects.toMatchObject([NOT_FOUND]);
  });

  it('is not remembered when it is no good', async () => {
    const query = '{ nothing }';
    const extensions = named(sha256(query));
    expect((await world.ask({ query, extensions })).status).toBe(400);
    expect((await world.ask({ extensions })).json.errors).toMatchObject([NOT_FOUND]);
  });

  it('is limited before it is validated, like any other', async () => {
    const query = `{ ${'whoAmI '.repeat(21)} }`;
    const { json } = await world.ask({ query, extensions: named(sha256(query)) });
    expect(json.errors).toMatchObject([{ extensions: { code: 'TOO_MANY_ROOT_FIELDS' } }]);
  });

  it.each([
    ['another hash than its own', named(sha256('{ somethingElse }'))],
    ['an unknown version', { persistedQuery: { version: 2, sha256Hash: sha256('{ whoAmI }') } }],
    ['no hash', { persistedQuery: { version: 1 } }],
    ['what is no name', { persistedQuery: 'whoAmI' }],
  ])('is refused with %s', async (_what, extensions) => {
    const { status, json } = await world.ask({ query: '{ whoAmI }', extensions });
    expect([status, json.errors]).toMatchObject([400, [{ extensions: { code: 'BAD_REQUEST' } }]]);
  });
});

it('a client of Apollo that sends hashes first is answered', async () => {
  const hashed = new PersistedQueryLink({ sha256, useGETForHashedQueries: true });
  const headers = { 'apollo-require-preflight': '1' };
  const client = new ApolloClient({
    link: hashed.concat(new HttpLink({ uri: `${world.url}/graphql`, headers })),
    cache: new InMemoryCache(),
  });
  const { query, answer } = newQuery();
  for (const fetchPolicy of ['network-only', 'no-cache'] as const) {
    const { data } = await client.query({ query: parse(query), fetchPolicy });
    expect(data).toEqual(answer);
  }
  client.stop();
});
