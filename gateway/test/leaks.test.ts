import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql';
import { STREAM_CLIENTS } from './stream-clients.ts';
import { World } from './world.ts';

/** What must stay inside, in the forms in which it comes up. */
const STACK = 'TypeError: card is not a function\n    at pay (/srv/shop/payments/dist/pay.js:10:5)';
const SQL = `insert into payments.attempts (id) values ('x') - duplicate key value violates unique constraint "attempts_pkey"`;
const HOST = 'connect ECONNREFUSED 10.0.0.7:5432';
const URL_INSIDE = 'postgresql://payments:hunter2@db.internal/payments refused us';
const INSIDE =
  /card is not|srv|pay\.js|attempts|ECONNREFUSED|10\.0\.0\.7|:5432|hunter2|internal\/|ofServices/;

const error = (message: unknown, extensions?: unknown): GraphQLFormattedError =>
  ({ message, extensions, path: ['payment'] }) as GraphQLFormattedError;

/** Answers that a subgraph should never give. */
const HOSTILE: readonly (readonly [string, unknown])[] = [
  ...[STACK, SQL, HOST, URL_INSIDE].flatMap((secret): [string, unknown][] => [
    [`without a code: ${secret}`, { errors: [error(secret)] }],
    [`with a code: ${secret}`, { errors: [error(secret, { code: 'PAYMENT_LOST' })] }],
    [`as one of ours: ${secret}`, { errors: [error(secret, { code: 'INTERNAL', errorId: 'x' })] }],
    [
      `as a fact: ${secret}`,
      { errors: [error('Lost.', { code: 'LOST', why: [{ deep: secret }] })] },
    ],
    [`as a code: ${secret}`, { errors: [error('Lost.', { code: secret })] }],
    [
      `beside: ${secret}`,
      { errors: [error('No.', { code: 'NO', exception: { message: secret } })] },
    ],
    [`beside data: ${secret}`, { data: { payment: null }, errors: [error(secret)] }],
    [`as an extension: ${secret}`, { data: { payment: null }, extensions: { trace: secret } }],
  ]),
  [
    'of our own mistake',
    { errors: [error('Did you mean "ofServices"?', { code: 'GRAPHQL_VALIDATION_FAILED' })] },
  ],
  ['that lists no errors', { errors: SQL }],
  ['with an error that is none', { errors: [null, SQL, 7] }],
  ['with a message that is none', { errors: [error({ sql: SQL }, { code: 'LOST' })] }],
  ['with extensions that are none', { errors: [error(SQL, SQL)] }],
  ['with a path that is none', { errors: [{ message: SQL, path: HOST }] }],
  ['with data that is none', { data: SQL }],
  ['with nothing', {}],
  ['that is nothing', null],
];

const QUERY = '{ payment(id: "pay_1") { status } }';
const WATCH = 'subscription { paymentStatusChanged(paymentId: "pay_1") { status } }';

/** All that a client is told, as text. */
const TRANSPORTS: Record<string, () => Promise<string>> = {
  HTTP: async () => JSON.stringify((await world.ask({ query: QUERY })).json),
  WebSocket: () => told(world.client().iterate({ query: QUERY })),
  'a subscription over WebSocket': () => told(world.client().iterate({ query: WATCH })),
  'server-sent events': () => told(STREAM_CLIENTS.sse(`${world.url}/graphql`, { query: WATCH })),
  multipart: () => told(STREAM_CLIENTS.multipart(`${world.url}/graphql`, { query: WATCH })),
};

async function told(answers: AsyncIterable<unknown>): Promise<string> {
  const all: unknown[] = [];
  try {
    for await (const answer of answers) all.push(answer);
  } catch (refused) {
    all.push(refused instanceof Error ? `${refused.message} ${refused.stack?.length}` : refused);
  }
  return JSON.stringify(all);
}

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.stop());
afterEach(() => {
  world.says = undefined;
});

describe.each(Object.entries(TRANSPORTS))('over %s', (_transport, ask) => {
  it.each(HOSTILE)('a client learns nothing from an answer %s', async (_what, says) => {
    world.says = says;
    const answer = await ask();
    expect(answer).not.toMatch(INSIDE);
    expect(answer).toMatch(/"(data|errors)"|^\[\]$/);
  });
});

it('every error has a code that the catalogue explains', async () => {
  const catalogue = readFileSync(
    join(import.meta.dirname, '..', '..', 'docs', 'errors.md'),
    'utf8',
  );
  for (const [, says] of HOSTILE) {
    world.says = says;
    const { json } = await world.ask({ query: QUERY });
    const codes = (json as FormattedExecutionResult).errors?.map(
      (each) => each.extensions?.['code'],
    );
    for (const code of codes ?? [])
      if (!['NO', 'LOST'].includes(String(code)))
        expect(catalogue).toContain(`\`${String(code)}\``);
  }
});
