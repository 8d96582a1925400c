import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import type { FormattedExecutionResult } from 'graphql';
import { newId } from '#kernel/domain/id.ts';
import type { Principal } from '#kernel/graphql/principal.ts';
import { eventually } from '#kernel/testing/eventually.ts';
import { customer } from '#kernel/testing/principals.ts';
import { type StartedContext, startContext } from '#kernel/testing/start-context.ts';
import { catalogue } from '../index.ts';
import type { CatalogueRuntime } from '../runtime.ts';
import { givenCategory, givenProductTypes, stockKeeper } from './given.ts';

let shop: StartedContext<CatalogueRuntime>;
let heading: string;
beforeAll(async () => {
  shop = await startContext<CatalogueRuntime>(catalogue, { headersWithinMs: 500 });
  await givenProductTypes(shop);
  heading = 'product,status,name,brand,type,category,merchant,sku,variant,price:EUR';
});
afterAll(() => shop.stop());

interface Line {
  readonly fault?: { line: number; column: string; message: string };
  readonly progress?: { importId: string; status: string; created: number; rejected: number };
}

const asSomebody = async (as: Principal) => ({
  authorization: `Bearer ${await shop.tokens.tokenOf(as)}`,
});

async function send(
  body: string,
  { type = 'text/csv', as = stockKeeper as Principal, query = '' } = {},
): Promise<{ status: number; lines: Line[] }> {
  const response = await fetch(`${shop.url}/catalogue/products/import${query}`, {
    method: 'POST',
    headers: { 'content-type': type, ...(await asSomebody(as)) },
    body,
  });
  const lines = (await response.text()).trim().split('\n');
  return { status: response.status, lines: lines.map((line) => JSON.parse(line) as Line) };
}

/** As Linux shows them. */
async function openFiles(): Promise<string[]> {
  const numbers = await readdir('/proc/self/fd');
  return Promise.all(numbers.map((number) => readlink(`/proc/self/fd/${number}`).catch(() => '')));
}

async function fileOf(names: readonly string[]): Promise<string> {
  const category = await givenCategory(shop);
  const rows = names.map(
    (name) =>
      `${name},PUBLISHED,Pot ${name},Oldmoor,pot,${category},${newId('mer')},${name},one,12.00`,
  );
  return [heading, ...rows].join('\n');
}

describe('a file that is sent', () => {
  it('is loaded, and its progress and faults are told line by line', async () => {
    const file = `${await fileOf(['sent-a', 'sent-b'])}\nsent-c,SOLD,,,,,,,,`;
    const { status, lines } = await send(file);
    expect(status).toBe(200);
    expect(lines.find(({ fault }) => fault)?.fault).toMatchObject({ line: 4, column: 'status' });
    expect(lines.at(-1)?.progress).toMatchObject({ status: 'COMPLETED', created: 2, rejected: 1 });
  });

  it('may come over a slow line', async () => {
    const file = Buffer.from(await fileOf(['slow']));
    const sent = request(`${shop.url}/catalogue/products/import`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', ...(await asSomebody(stockKeeper)) },
    });
    sent.write(file.subarray(0, 20));
    // Longer than any other request may take here.
    await setTimeout(3_500);
    sent.end(file.subarray(20));
    const [answered] = (await once(sent, 'response')) as [IncomingMessage];
    expect(await text(answered)).toContain('"status":"COMPLETED"');
  });

  it('has no name on the disk, so that nothing of it is left when the process dies', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'comptoir-'));
    const { TMPDIR: before } = process.env;
    process.env['TMPDIR'] = folder;
    try {
      const headers = { 'content-type': 'text/csv', ...(await asSomebody(stockKeeper)) };
      const sent = request(`${shop.url}/catalogue/products/import`, { method: 'POST', headers });
      sent.write(heading);
      await eventually(async () => (await openFiles()).some((file) => file.startsWith(folder)));
      expect(await readdir(folder)).toEqual([]);
      sent.end();
      const [answered] = (await once(sent, 'response')) as [IncomingMessage];
      await text(answered);
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
      await rm(folder, { recursive: true });
    }
  });

  it('only tells what would happen in a dry run', async () => {
    const { lines } = await send(await fileOf(['dry']), { query: '?dryRun=true' });
    expect(lines.at(-1)?.progress).toMatchObject({ status: 'COMPLETED', created: 1 });
    const { rowCount } = await shop.truth.query(
      `select from catalogue.products where slug = 'dry'`,
    );
    expect(rowCount).toBe(0);
  });

  it.each(['?dryRun=1', '?dryRun=TRUE', '?dryrun=true', '?dryRun=true&dryRun=true'])(
    'is not looked at when something else is asked for than there is: %s',
    async (query) => {
      const { status, lines } = await send(await fileOf(['never']), { query });
      const [name] = /\w+/.exec(query) ?? [];
      expect(status).toBe(400);
      expect(lines).toMatchObject([{ code: 'BAD_USER_INPUT', parameters: [{ name }] }]);
    },
  );

  it('comes from an operator, and in a form that is known', async () => {
    expect((await send('', { as: customer() })).status).toBe(403);
    expect((await send('{}', { type: 'application/json' })).status).toBe(415);
    expect((await send('', { type: 'text/csv; charset=iso-8859-1' })).status).toBe(415);
    expect((await send('sku', { type: 'text/csv; charset=utf-8' })).status).toBe(200);
    const nobody = await fetch(`${shop.url}/catalogue/products/import`, { method: 'POST' });
    expect(nobody.status).toBe(401);
    const { status } = await fetch(`${shop.url}/catalogue/products/export`, {
      headers: await asSomebody(customer()),
    });
    expect(status).toBe(403);
  });

  it('is kept nowhere and loaded by nobody when its sender leaves in its middle', async () => {
    const { rows: before } = await shop.truth.query('select from catalogue.imports');
    const headers = { 'content-type': 'text/csv', ...(await asSomebody(stockKeeper)) };
    await new Promise<void>((resolve) => {
      const sent = request(`${shop.url}/catalogue/products/import`, { method: 'POST', headers });
      sent.on('error', () => resolve());
      sent.write(heading, () => sent.destroy(new Error('gone')));
    });
    // The next one is answered, so the first one is over.
    await send(await fileOf(['after']));
    const { rows: after } = await shop.truth.query('select from catalogue.imports');
    expect(after).toHaveLength(before.length + 1);
  });
});

describe('a file that is fetched', () => {
  it.each([
    ['text/csv', /^product,status,name,[^]+\nfetched,PUBLISHED,Pot fetched,/],
    ['application/x-ndjson', /^\{"status":"PUBLISHED"[^\n]+"product":"fetched"/m],
  ])('is %s, as was asked for', async (accept, expected) => {
    await send(await fileOf(['fetched']));
    const response = await fetch(`${shop.url}/catalogue/products/export?status=PUBLISHED`, {
      headers: { accept, ...(await asSomebody(stockKeeper)) },
    });
    expect(response.headers.get('content-type')).toContain(accept);
    expect(await response.text()).toMatch(expected);
  });

  it.each(['?status=published', '?status=PUBLISHED&status=SOLD', '?state=DRAFT'])(
    'is none when other products are asked for than there can be: %s',
    async (query) => {
      const response = await fetch(`${shop.url}/catalogue/products/export${query}`, {
        headers: { accept: 'text/csv', ...(await asSomebody(stockKeeper)) },
      });
      expect(response.status).toBe(400);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
    },
  );

  it('cannot be had in another form', async () => {
    const response = await fetch(`${shop.url}/catalogue/products/export`, {
      headers: { accept: 'text/html', ...(await asSomebody(stockKeeper)) },
    });
    expect(response.status).toBe(406);
  });
});

describe('an import', () => {
  const ask = async <Data>(query: string, importId: string) => {
    const { data, errors } = await shop.as(stockKeeper).execute<Data>(query, { importId });
    expect(errors).toBeUndefined();
    return data;
  };

  async function told(news: AsyncIterable<FormattedExecutionResult>) {
    const all: { status: string }[] = [];
    for await (const { data } of news) all.push(data?.['importProgressed'] as { status: string });
    return all;
  }

  it('is followed from its beginning to its end', async () => {
    const { lines } = await send(await fileOf(['live']));
    const importId = lines[0]?.progress?.importId ?? '';
    const subscribe = (after: string | null) =>
      shop.as(stockKeeper).subscribe(
        `subscription ($importId: ID!, $after: String) {
           importProgressed(importId: $importId, after: $after) { cursor status line lines created } }`,
        { importId, after },
      );
    // Its beginning, its only part and its end are told a moment after they are committed.
    const { rows } = await eventually(async () => {
      const found = await shop.truth.query<{ position: string }>(
        'select position::text from catalogue_log.events where aggregate_id = $1 order by position',
        [importId],
      );
      return found.rowCount === 3 && found;
    });
    expect(await told(await subscribe(null))).toEqual([
      expect.objectContaining({ status: 'COMPLETED', line: 2, lines: 2, created: 1 }),
    ]);
    const first = Buffer.from(JSON.stringify([rows[0]?.position])).toString('base64url');
    const rest = await told(await subscribe(first));
    expect(rest.map(({ status }) => status)).toEqual(['RUNNING', 'COMPLETED']);
  });

  it('is shown to operators with what is wrong in it, page by page', async () => {
    const wrong = ['a', 'b', 'c'].map((name) => `wrong-${name},SOLD,,,,,,,,`);
    const { lines } = await send([heading, ...wrong].join('\n'));
    const importId = lines[0]?.progress?.importId ?? '';
    const shown = await ask<{
      productImport: object;
      importFaults: { edges: { node: object }[]; pageInfo: { hasNextPage: boolean } };
    }>(
      `query ($importId: ID!) { productImport(id: $importId) { status dryRun rejected startedBy }
         importFaults(importId: $importId, first: 2) { edges { node { line column } } pageInfo { hasNextPage } } }`,
      importId,
    );
    expect(shown).toEqual({
      productImport: {
        status: 'COMPLETED',
        dryRun: false,
        rejected: 3,
        startedBy: stockKeeper.id,
      },
      importFaults: {
        edges: [{ node: { line: 2, column: 'status' } }, { node: { line: 3, column: 'status' } }],
        pageInfo: { hasNextPage: true },
      },
    });
    const { productImports } = await ask<{ productImports: { edges: { node: object }[] } }>(
      '{ productImports(first: 1) { edges { node { id } } } }',
      importId,
    );
    expect(productImports.edges).toEqual([{ node: { id: importId } }]);
  });

  it('is shown to nobody else', async () => {
    const { errors } = await shop
      .as(customer())
      .execute('{ productImports { edges { node { id } } } }');
    expect(errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
  });
});
