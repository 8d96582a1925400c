import { once } from 'node:events';
import { appendFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { eventually } from '#kernel/testing/eventually.ts';
import { watchedFile } from '../index.ts';
import { SUPERGRAPH, World } from './world.ts';

const WITHOUT_WHO_AM_I = SUPERGRAPH.replace(/^ *whoAmI: .*\n/m, '');
const WITHOUT_REFUND = SUPERGRAPH.replace(/^ *refund\(.*\n/m, '  nothing: String\n');
const WITHOUT_SUBSCRIPTION = SUPERGRAPH.replace(
  /^ *paymentStatusChanged\(.*\n/m,
  '  nothing: String\n',
);

let supergraph: string;
let logged: { level: number; why?: string; msg: string }[];
let world: World;
beforeEach(async () => {
  supergraph = SUPERGRAPH;
  logged = [];
  const logger = pino({ level: 'warn' }, { write: (line) => void logged.push(JSON.parse(line)) });
  const source = { read: async () => supergraph, watch: () => () => {} };
  world = await World.start({ supergraph: source, logger });
});
afterEach(() => world.stop());

const become = async (sdl: string) => {
  supergraph = sdl;
  await world.reload();
};

/** Operations that had to be planned while somebody waited. */
async function misses(): Promise<string | undefined> {
  const metrics = await (await fetch(`${world.url}/metrics`)).text();
  return /^comptoir_plan_cache_misses_total (\d+)$/m.exec(metrics)?.[1];
}

const codes = async (query: string): Promise<unknown[]> => {
  const { json } = await world.ask({ query });
  const overHttp = json.errors?.[0]?.extensions?.['code'];
  const overSocket = await world
    .client()
    .iterate({ query })
    .next()
    .then(
      () => undefined,
      (errors: { extensions: { code: string } }[]) => errors[0]?.extensions.code,
    );
  return [overHttp, overSocket];
};

describe('when another supergraph is there', () => {
  it('serves it on every transport', async () => {
    expect(await codes('{ whoAmI }')).toEqual([undefined, undefined]);
    await become(WITHOUT_WHO_AM_I);
    const invalid = 'GRAPHQL_VALIDATION_FAILED';
    expect(await codes('{ whoAmI }')).toEqual([invalid, invalid]);
    expect(await codes('{ orders { id } }')).toEqual([undefined, undefined]);
  });

  it('has planned before what clients ask', async () => {
    await codes('{ orders { id } }');
    const before = await misses();
    await become(WITHOUT_WHO_AM_I);
    await codes('{ orders { id } }');
    expect(await misses()).toBe(before);
  });

  it('ends an operation under way as it began', async () => {
    let refund = () => {};
    world.refunded = new Promise((resolve) => (refund = resolve));
    const answer = world.ask({
      query: 'mutation { refund(id: "pay_1") { status order { total } } }',
    });
    await eventually(() => world.requests.length === 1);
    await become(WITHOUT_REFUND);
    refund();
    expect((await answer).json).toMatchObject({
      data: { refund: { status: 'REFUNDED', order: { total: 42 } } },
    });
  });

  it('goes on with a subscription, and with what other subgraphs know', async () => {
    let tell = () => {};
    world.lastEvent = new Promise((resolve) => (tell = resolve));
    const query =
      'subscription { paymentStatusChanged(paymentId: "pay_1") { status payment { order { total } } } }';
    const events = world.client().iterate({ query });
    await events.next();
    await events.next();
    await become(WITHOUT_SUBSCRIPTION);
    expect((await codes(query))[1]).toBe('GRAPHQL_VALIDATION_FAILED');
    tell();
    expect((await events.next()).value).toMatchObject({
      data: { paymentStatusChanged: { status: 'CAPTURED', payment: { order: { total: 42 } } } },
    });
    expect((await events.next()).done).toBe(true);
  });

  it('asks a subgraph where the supergraph says', async () => {
    const elsewhere = createServer((_request, response) =>
      response.end('{"data":{"whoAmI":"far"}}'),
    );
    await once(elsewhere.listen(0, '127.0.0.1'), 'listening');
    const { port } = elsewhere.address() as AddressInfo;
    await become(SUPERGRAPH.replace('http://orders.invalid', `http://127.0.0.1:${port}/graphql`));
    expect((await world.ask({ query: '{ whoAmI }' })).json).toMatchObject({
      data: { whoAmI: 'far' },
    });
    elsewhere.closeAllConnections();
    elsewhere.close();
  });

  it.each([
    ['is no GraphQL', 'type Query {', /Syntax Error/],
    ['is no supergraph', 'type Query { a: String }', /./],
    ['wants us to decide who may see what', secured('authenticated'), /authenticated/],
    ['wants us to know scopes', secured('requiresScopes'), /requiresScopes/],
    ['names a subgraph that nobody serves', elsewhere('http://unknown.invalid'), /unknown/],
  ])('refuses one that %s in one line, and stays with the one before', async (_name, sdl, why) => {
    await become(sdl);
    expect(logged.map((line) => line.msg)).toEqual([
      'the supergraph cannot be served, so the one before stays',
    ]);
    expect(logged[0]?.why).toMatch(why);
    expect(await codes('{ whoAmI }')).toEqual([undefined, undefined]);
  });
});

/** A supergraph in which the gateway would have to authorise. */
function secured(directive: string): string {
  return SUPERGRAPH.replace(
    /^schema\n/m,
    `schema\n  @link(url: "https://specs.apollo.dev/${directive}/v0.1", for: SECURITY)\n`,
  ).replace(/^directive/m, `directive @${directive} on FIELD_DEFINITION | OBJECT\n\ndirective`);
}

/** A supergraph with a third subgraph. */
function elsewhere(url: string): string {
  return SUPERGRAPH.replace(
    /^enum join__Graph \{\n/m,
    `enum join__Graph {\n  UNKNOWN @join__graph(name: "unknown", url: "${url}")\n`,
  );
}

it('a file that is replaced is read again by itself', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'comptoir-supergraph-'));
  const path = join(folder, 'supergraph.graphql');
  await writeFile(path, SUPERGRAPH);
  const watching = await World.start({ supergraph: watchedFile('supergraph', path) });
  try {
    await writeFile(`${path}.new`, WITHOUT_WHO_AM_I);
    await rename(`${path}.new`, path);
    await eventually(async () => (await watching.ask({ query: '{ whoAmI }' })).status === 400);
  } finally {
    await watching.stop();
    await rm(folder, { recursive: true });
  }
});

it('a file is read again also where something else is written all the time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'comptoir-supergraph-'));
  const path = join(folder, 'supergraph.graphql');
  await writeFile(path, SUPERGRAPH);
  const busy = setInterval(() => void appendFile(join(folder, 'log'), 'x'), 20);
  let looked = 0;
  const unwatch = watchedFile('supergraph', path).watch(() => (looked += 1));
  try {
    await eventually(() => looked > 1);
  } finally {
    unwatch();
    clearInterval(busy);
    await rm(folder, { recursive: true });
  }
});

it('a file that is not there is named at the start', async () => {
  const nowhere = watchedFile('supergraph', '/nowhere/supergraph.graphql');
  await expect(World.start({ supergraph: nowhere })).rejects.toThrow(
    'The supergraph /nowhere/supergraph.graphql cannot be read (ENOENT).',
  );
});
