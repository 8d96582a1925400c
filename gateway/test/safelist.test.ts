import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { readSettings } from '#kernel/runtime/settings.ts';
import { createLogger } from '#kernel/runtime/logger.ts';
import { eventually } from '#kernel/testing/eventually.ts';
import { examples } from '../../examples/index.ts';
import { LOG_IN } from '../../examples/windows.ts';
import { Admission, DOCUMENT_LIMITS } from '../limits/admission.ts';
import { Safelist, type SafelistOptions, safelistIn } from '../persisted/safelist.ts';
import { STREAM_CLIENTS } from './stream-clients.ts';
import { World } from './world.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const WHO = 'query Who {\n  whoAmI\n}';
const WATCH =
  'subscription Watch {\n  paymentStatusChanged(paymentId: "pay_1") {\n    status\n  }\n}';
const OTHER = '{ openingHours }';

const manifestOf = (...bodies: string[]) =>
  JSON.stringify({
    format: 'apollo-persisted-query-manifest',
    version: 1,
    operations: bodies.map((body) => ({ id: sha256(body), name: '', type: 'query', body })),
  });

let world: World;
let manifest: string;
let changed: () => void;
const lines: { msg: string; operations?: string[]; hash?: string }[] = [];

async function keepTo(mode: SafelistOptions['mode']): Promise<void> {
  manifest = manifestOf(WHO, WATCH);
  lines.length = 0;
  const source = {
    read: async () => manifest,
    watch: (call: () => void) => {
      changed = call;
      return () => {};
    },
  };
  const logger = pino({ level: 'warn' }, { write: (line) => void lines.push(JSON.parse(line)) });
  world = await World.start({ safelist: { source, mode }, logger });
}
afterEach(() => world.stop());

async function all(answers: AsyncIterable<unknown>): Promise<unknown[]> {
  const seen: unknown[] = [];
  for await (const answer of answers) seen.push(answer);
  return seen;
}

const refusedOver = (query: string) =>
  all(world.client().iterate({ query })).then(
    () => undefined,
    (errors: { extensions?: Record<string, unknown> }[]) => errors[0]?.extensions?.['code'],
  );
const codeOf = async (body: unknown): Promise<unknown> =>
  (await world.ask(body)).json.errors?.[0]?.extensions?.['code'];
const named = (query: string) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash: sha256(query) } },
});

describe('a safelist that is enforced', () => {
  beforeEach(() => keepTo('enforce'));

  it('answers its operations by their documents and by their ids, on every transport', async () => {
    const answer = { data: { whoAmI: 'nobody' } };
    expect((await world.ask({ query: WHO })).json).toMatchObject(answer);
    expect((await world.ask(named(WHO))).json).toMatchObject(answer);
    expect(await all(world.client().iterate({ query: WHO }))).toMatchObject([answer]);
    const byId = STREAM_CLIENTS.sse(`${world.url}/graphql`, { query: '', ...named(WATCH) });
    expect(await all(byId)).toHaveLength(3);
  });

  it('answers them also when they are spaced otherwise', async () => {
    expect((await world.ask({ query: 'query Who { whoAmI } # who?' })).status).toBe(200);
  });

  it('refuses any other, before a subgraph hears of it', async () => {
    expect(await codeOf({ query: OTHER })).toBe('OPERATION_NOT_PERSISTED');
    expect(await codeOf({ query: OTHER, ...named(OTHER) })).toBe('OPERATION_NOT_PERSISTED');
    expect(await refusedOver(OTHER)).toBe('OPERATION_NOT_PERSISTED');
    const stream = await all(STREAM_CLIENTS.sse(`${world.url}/graphql`, { query: OTHER }));
    expect(stream).toMatchObject([
      { errors: [{ extensions: { code: 'OPERATION_NOT_PERSISTED' } }] },
    ]);
    expect(world.requests).toEqual([]);
  });

  it('lets no client add to it', async () => {
    await world.ask({ query: OTHER, ...named(OTHER) });
    expect(await codeOf(named(OTHER))).toBe('PERSISTED_QUERY_NOT_FOUND');
  });

  it('is replaced when its file changes, unless by what is no manifest', async () => {
    manifest = '{ "format": "something else" }';
    changed();
    await eventually(() => lines.some(({ msg }) => msg.includes('the safelist')));
    expect(await codeOf({ query: WHO })).toBeUndefined();
    manifest = manifestOf(OTHER);
    changed();
    await eventually(async () => (await codeOf({ query: OTHER })) === undefined);
    expect(await codeOf({ query: WHO })).toBe('OPERATION_NOT_PERSISTED');
  });
});

describe('a safelist that is only looked at', () => {
  beforeEach(() => keepTo('log'));

  it('answers other operations too, counts them, and tells of each document once', async () => {
    const count = async () => {
      const text = await (await fetch(`${world.url}/metrics`)).text();
      return Number(/^comptoir_unlisted_operations_total (\d+)/m.exec(text)?.[1] ?? 0);
    };
    const before = await count();
    const query = 'query Hours { openingHours }';
    for (const body of [{ query: WHO }, { query }, { query }])
      expect((await world.ask(body)).status).toBe(200);
    expect(await count()).toBe(before + 2);
    const told = lines.filter(({ msg }) => msg.includes('not in the safelist'));
    expect(told).toMatchObject([{ operations: ['Hours'], hash: sha256(query) }]);
  });
});

describe('the manifest that codegen writes', () => {
  const path = join(import.meta.dirname, '..', '..', 'examples', 'persisted-documents.json');
  const settings = (more: Record<string, string>) =>
    safelistIn(readSettings({ SAFELIST: path, ...more }));
  const open = (options: SafelistOptions) =>
    Safelist.open(options, new Admission(DOCUMENT_LIMITS), createLogger('silent'));

  it('has what the examples and the explorer ask, and each by the hash of its document', async () => {
    const options = settings({});
    if (!options) throw new Error('A safelist that is named is enforced.');
    const safelist = await open(options);
    const asked = [LOG_IN, ...examples.map(({ query }) => query)];
    expect(asked.filter((query) => safelist.refuse(query))).toEqual([]);
    const { operations } = JSON.parse(readFileSync(path, 'utf8')) as {
      operations: { id: string; body: string }[];
    };
    for (const { id, body } of operations) {
      expect(id).toBe(sha256(body));
      expect(safelist.named(id)).toBe(body);
    }
    safelist.stop();
  });

  it('is not looked at when it is switched off', () => {
    expect(settings({ SAFELIST_MODE: 'off' })).toBeUndefined();
  });

  it('keeps a gateway from starting when it is none', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'comptoir-safelist-'));
    const file = join(folder, 'safelist.json');
    await writeFile(file, '{}');
    const [none, broken] = [join(folder, 'nowhere.json'), file].map((SAFELIST) =>
      safelistIn(readSettings({ SAFELIST })),
    );
    await expect(open(none as SafelistOptions)).rejects.toThrow(/cannot be read \(ENOENT\)/);
    await expect(open(broken as SafelistOptions)).rejects.toThrow(/no manifest.*format/);
    await rm(folder, { recursive: true });
  });
});
