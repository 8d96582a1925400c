import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Id, newId } from '#kernel/domain/id.ts';
import { statementsOf } from '#kernel/testing/count-statements.ts';
import { kill, startProcess } from '#kernel/testing/start-process.ts';
import type { ProductImport } from '../domain/product-import.ts';
import type { FileFormat, RowFault } from '../files/source.ts';
import { generateCatalogue } from '../seed/index.ts';
import { exportProducts } from '../usecases/export-products.ts';
import { type ImportRequest, importProducts } from '../usecases/import-products.ts';
import type { CatalogueRuntime } from '../runtime.ts';
import { seedCatalogue } from '../usecases/seed-catalogue.ts';
import { type Catalogue, givenCategory, startCatalogue } from './given.ts';

let shop: Catalogue;
let folder: string;
let category: Id<'cat'>;
beforeEach(async () => {
  shop = await startCatalogue();
  category = await givenCategory(shop);
  folder = await mkdtemp(join(tmpdir(), 'comptoir-import-'));
});
afterEach(async () => {
  await shop.stop();
  await rm(folder, { recursive: true });
});

const merchant = newId('mer');

interface Loaded {
  readonly ended: ProductImport;
  readonly faults: RowFault[];
}

async function importFile(
  path: string,
  request: Omit<ImportRequest, 'file'>,
  runtime: CatalogueRuntime = shop.runtime,
): Promise<ProductImport> {
  const file = await open(path);
  try {
    return await importProducts(runtime, { ...request, file });
  } finally {
    await file.close();
  }
}

async function load(content: string | Buffer, format: FileFormat, dryRun = false): Promise<Loaded> {
  const path = join(folder, 'products');
  await writeFile(path, content);
  const faults: RowFault[] = [];
  const ended = await importFile(path, {
    format,
    dryRun,
    by: 'terminal',
    onProgress: (_, found) => void faults.push(...found),
  });
  return { ended, faults };
}

const loadCsv = (rows: readonly string[], dryRun = false) =>
  load(`${rows.join('\n')}\n`, 'CSV', dryRun);

const HEADING =
  'product,status,name,brand,type,category,merchant,minimum_age,sku,variant,option:Size,price:EUR';

/** A row of a pot in one size. */
const pot = (
  name: string,
  size = 'small',
  { price = '12.00', status = 'PUBLISHED', age = '' } = {},
) =>
  `${name},${status},Pot ${name},Oldmoor,pot,${category},${merchant},${age},${name}-${size},${size},${size},${price}`;

async function count(table: string): Promise<number> {
  const { rows } = await shop.truth.query<{ count: number }>(
    `select count(*)::int as count from catalogue.${table}`,
  );
  return rows[0]!.count;
}

describe('a file of products', () => {
  it('is loaded, with a variant for each row', async () => {
    const { ended, faults } = await loadCsv([
      HEADING,
      pot('clay'),
      pot('clay', 'large'),
      pot('tin'),
    ]);
    expect(faults).toEqual([]);
    expect(ended).toMatchObject({
      status: 'COMPLETED',
      created: 2,
      rejected: 0,
      line: 4,
      lines: 4,
    });
    const { rows } = await shop.truth.query(
      `select p.slug, p.status, array_agg(v.sku order by v.position) as skus, min(r.lowest_minor)::int as eur
       from catalogue.products p join catalogue.variants v on v.product_id = p.id
       join catalogue.price_ranges r on r.product_id = p.id group by p.id order by 1`,
    );
    expect(rows).toEqual([
      { slug: 'clay', status: 'PUBLISHED', skus: ['clay-small', 'clay-large'], eur: 1200 },
      { slug: 'tin', status: 'PUBLISHED', skus: ['tin-small'], eur: 1200 },
    ]);
    const { rows: history } = await shop.truth.query(
      'select distinct kind, changed_by, import_id from catalogue.product_changes',
    );
    expect(history).toEqual([{ kind: 'CREATED', changed_by: 'terminal', import_id: ended.id }]);
  });

  it('has what is wrong told with line and column, and the rest loaded', async () => {
    const { ended, faults } = await loadCsv([
      HEADING,
      pot('good'),
      pot('cheap', 'small', { price: '0' }),
      pot('exact', 'small', { price: '1.234' }),
      pot('young', 'small', { age: 'seven' }),
      pot('lost').replace(category, 'nowhere'),
      pot('two'),
      pot('two', 'large').replace('Oldmoor', 'Newmoor'),
      pot('short').replace(/,[^,]*$/, ''),
      pot('again', 'small').replace('again-small', 'good-small'),
      pot('double'),
      pot('double').replace('Pot double', ''),
      'nothing,,,,,,,,,,,',
      pot('last'),
    ]);
    expect(faults.map(({ line, column }) => [line, column])).toEqual([
      [3, 'price:EUR'],
      [4, 'price:EUR'],
      [5, 'minimum_age'],
      [6, 'category'],
      [8, 'brand'],
      [9, null],
      [10, 'sku'],
      [12, 'sku'],
      [13, 'name'],
      [13, 'brand'],
      [13, 'type'],
      [13, 'category'],
      [13, 'merchant'],
    ]);
    expect(ended).toMatchObject({ status: 'COMPLETED', created: 2, rejected: 9 });
    expect(await count('products')).toBe(2);
    expect(await count('import_faults')).toBe(faults.length);
  });

  it('has what is wrong named where it has no column for it', async () => {
    await loadCsv([HEADING, pot('clay', 'small', { status: 'DRAFT', price: '' })]);
    const { faults } = await loadCsv(['product,sku', 'clay,clay-large']);
    expect(faults).toEqual([
      { line: 2, column: null, message: 'variants.0.name: A text of 1 to 200 characters.' },
      {
        line: 2,
        column: null,
        message: 'variants.0.options.Size: A variant has one of the choices of each option.',
      },
    ]);
  });

  it('in JSON has what is wrong told by its path', async () => {
    const line = (more: object) =>
      JSON.stringify({
        product: 'clay',
        name: 'Pot',
        brand: 'Oldmoor',
        type: 'pot',
        category,
        merchant,
        variants: [{ sku: 'CLAY', name: 'one', prices: { EUR: '12.00' } }],
        ...more,
      });
    const { ended, faults } = await load(
      [
        line({}),
        line({ product: 'tin', variants: [{ sku: 'TIN', name: 'one', prices: { XYZ: '1' } }] }),
        line({ product: 'iron', colour: 'red' }),
        '{"product": "clay" oops}',
        '',
        line({ product: 'oak', variants: [{ sku: 'OAK', name: 'one', options: { Size: 1 } }] }),
      ].join('\n'),
      'JSON_LINES',
    );
    expect(faults.map(({ line: at, column }) => [at, column])).toEqual([
      [2, 'variants.0.prices.XYZ'],
      [3, 'colour'],
      [4, 'character 20'],
      [6, 'variants.0.options.Size'],
    ]);
    expect(ended).toMatchObject({ created: 1, rejected: 4 });
  });

  it('changes what it names of products that there are, and nothing else', async () => {
    await loadCsv([HEADING, pot('clay'), pot('clay', 'large'), pot('tin')]);
    const prices = await loadCsv([
      'sku,price:EUR,price:GBP',
      'clay-large,15.00,13.00',
      'tin-small,12.00,',
    ]);
    expect(prices.faults).toEqual([]);
    expect(prices.ended).toMatchObject({ updated: 1, unchanged: 1, created: 0 });
    const taken = await loadCsv(['product,name,sku,price:EUR', 'clay,Clay Pot,clay-small,']);
    expect(taken.ended).toMatchObject({ updated: 1 });
    const { rows } = await shop.truth.query(
      `select p.name, v.sku, c.currency, c.amount_minor::int as amount from catalogue.products p
       join catalogue.variants v on v.product_id = p.id left join catalogue.prices c on c.variant_id = v.id
       where p.slug = 'clay' order by v.position, 3`,
    );
    const name = 'Clay Pot';
    expect(rows).toEqual([
      { name, sku: 'clay-small', currency: null, amount: null },
      { name, sku: 'clay-large', currency: 'EUR', amount: 1500 },
      { name, sku: 'clay-large', currency: 'GBP', amount: 1300 },
    ]);
  });

  it('is not read at all when its heading makes no sense', async () => {
    const { ended, faults } = await loadCsv(['product,colour,name,name', 'clay,red,Pot,Pot']);
    expect(faults.map(({ line, column }) => [line, column])).toEqual([
      [1, 'colour'],
      [1, 'name'],
    ]);
    expect(ended).toMatchObject({ status: 'FAILED', created: 0 });
    expect((await loadCsv([])).ended.status).toBe('FAILED');
  });

  it.each([
    ['a misplaced quotation mark', 'slug,"quoted" wrong'],
    ['one that is never closed', 'slug,"quoted'],
    ['a row that is too long', `slug,${'x'.repeat(1_000_001)}`],
  ])('that cannot be read to its end, by %s, is not loaded at all', async (_what, wrong) => {
    await loadCsv([HEADING, pot('clay'), pot('tin')]);
    const good = ['product,brand', 'clay,Newmoor', '', 'tin,"New\nmoor"'];
    const { ended, faults } = await loadCsv([...good, wrong, 'clay,Newmoor', 'tin,"Newmoor"']);
    expect(faults).toMatchObject([{ line: 6, column: null }]);
    expect(ended).toMatchObject({ status: 'FAILED', position: 0, updated: 0, rejected: 0 });
  });

  it.each<FileFormat>(['CSV', 'JSON_LINES'])(
    'that is not in UTF-8, as %s, is not loaded at all',
    async (format) => {
      await loadCsv([HEADING, pot('clay')]);
      const lines =
        format === 'CSV'
          ? ['product,name', 'clay,Pot', 'clay,Küche']
          : ['', '{"product":"clay","name":"Pot"}', '{"product":"clay","name":"Küche"}'];
      const { ended, faults } = await load(Buffer.from(lines.join('\n'), 'latin1'), format);
      expect(faults).toMatchObject([{ line: 3, message: expect.stringContaining('UTF-8') }]);
      expect(ended).toMatchObject({ status: 'FAILED', position: 0, updated: 0 });
    },
  );

  it('may end its lines as anybody does', async () => {
    const { ended } = await load([HEADING, pot('clay'), pot('tin'), ''].join('\r'), 'CSV');
    expect(ended).toMatchObject({ status: 'COMPLETED', created: 2, line: 3, lines: 3 });
  });

  it('changes nothing in a dry run, and tells the same', async () => {
    const rows = [HEADING, pot('clay'), pot('tin', 'small', { price: 'free' })];
    const dry = await loadCsv(rows, true);
    expect(await count('products')).toBe(0);
    expect(await count('product_changes')).toBe(0);
    const real = await loadCsv(rows);
    expect(dry.faults).toEqual(real.faults);
    expect(dry.ended).toMatchObject({ dryRun: true, status: 'COMPLETED', created: 1, rejected: 1 });
    expect(await count('products')).toBe(1);
  });

  it('finds in a dry run what stands twice however far apart, as loading it would, and where it first stands', async () => {
    const others = Array.from({ length: 450 }, (_, at) => `${pot(`pot-${at}`)},`);
    const rows = [
      `${HEADING},slug:de`,
      `${pot('clay')},tontopf`,
      ...others,
      // The SKU of another product, its German slug, and its German slug as an English one.
      `${pot('mud').replace('mud-small', 'clay-small')},`,
      `${pot('earth')},tontopf`,
      `${pot('tontopf')},`,
      // A wrong row takes nothing.
      `${pot('sand').replace('12.00', 'free')},sandtopf`,
      `${pot('dune')},sandtopf`,
      // More of the same product is no other one.
      `${pot('clay')},tontopf`,
    ];
    const dry = await loadCsv(rows, true);
    expect(await count('import_names')).toBe(0);
    expect(dry.faults).toMatchObject([
      { line: 453, column: 'sku', message: 'Line 2 gives this SKU to another product.' },
      { line: 454, column: 'slug:de', message: 'Line 2 gives this slug to another product.' },
      { line: 455, column: 'product', message: 'Line 2 gives this slug to another product.' },
      { line: 456, column: 'price:EUR' },
    ]);
    const real = await loadCsv(rows);
    const places = ({ faults }: Loaded) => faults.map(({ line, column }) => [line, column]);
    expect(places(dry)).toEqual(places(real));
    expect(dry.ended.rejected).toBe(real.ended.rejected);
  });

  it('goes on with a dry run that was broken off, and still knows what stood before', async () => {
    const rows = [HEADING, pot('clay'), ...Array.from({ length: 399 }, (_, at) => pot(`p-${at}`))];
    const path = join(folder, 'products');
    const again = pot('mud').replace('mud-small', 'clay-small');
    await writeFile(path, `${[...rows, again].join('\n')}\n`);
    const faults: RowFault[] = [];
    const asked = { format: 'CSV', dryRun: true, by: 'terminal' } as const;
    const left = await importFile(path, { ...asked, signal: AbortSignal.abort() });
    expect(left).toMatchObject({ status: 'RUNNING', position: 200 });
    const onProgress = (_: ProductImport, found: readonly RowFault[]) => void faults.push(...found);
    const ended = await importFile(path, { ...asked, onProgress });
    expect(ended).toMatchObject({ id: left.id, status: 'COMPLETED', created: 400, rejected: 1 });
    expect(faults).toMatchObject([{ line: 402, column: 'sku' }]);
    expect(faults[0]?.message).toContain('Line 2 ');
  });

  it('costs the same number of statements however many products a part of it has', async () => {
    const rows = (name: string, products: number) =>
      Array.from({ length: products }, (_, at) => pot(`${name}${at}`));
    // The first one makes a connection.
    await loadCsv([HEADING, ...rows('first', 1)]);
    const few = await statementsOf(() => loadCsv([HEADING, ...rows('few', 1)]));
    const many = await statementsOf(() => loadCsv([HEADING, ...rows('many', 150)]));
    expect(many.result.ended.created).toBe(150);
    expect(many.statements.length).toBe(few.statements.length);
  });
});

describe('an import that is killed', () => {
  it('goes on behind what it has loaded, and loads nothing twice', async () => {
    const products = 1000;
    const path = join(folder, 'products');
    const rows = Array.from({ length: products }, (_, at) => pot(`pot-${at}`));
    await writeFile(path, [HEADING, ...rows].join('\n'));
    const program = new URL('import-process.ts', import.meta.url);
    await kill(await startProcess(program, [path], shop.database.environment));
    const left = await count('products');
    expect(left).toBeGreaterThan(0);
    const ended = await importFile(path, { format: 'CSV', dryRun: false, by: 'terminal' });
    expect(ended.status).toBe('COMPLETED');
    expect(await count('products')).toBe(products);
    expect(await count('product_changes')).toBe(products);
    expect(await count(`events where type = 'ProductCreated'`)).toBe(products);
    const { rows: created } = await shop.truth.query<{ created: string }>(
      'select sum(created) as created from catalogue.imports',
    );
    expect(Number(created[0]?.created)).toBe(products);
  });
});

describe('a large file', () => {
  it('is loaded in memory that does not grow with it', async () => {
    const isDeep = process.env['COMPTOIR_DEEP'] === '1';
    const products = isDeep ? 100_000 : 500;
    const path = join(folder, 'products');
    const rows = Array.from({ length: products }, (_, at) => pot(`pot-${at}`));
    await writeFile(path, [HEADING, ...rows].join('\n'));
    const startedAt = performance.now();
    const program = new URL('import-process.ts', import.meta.url);
    const child = await startProcess(program, [path], shop.database.environment);
    const grownByMb = await new Promise<number>((resolve, reject) => {
      child.on('message', (told) => {
        if (typeof told === 'object' && 'grownByMb' in told) resolve(Number(told.grownByMb));
      });
      child.once('exit', () => reject(new Error('It ended without a word.')));
      child.send('how large did you become?');
    });
    const rate = Math.round((products * 1000) / (performance.now() - startedAt));
    const report = `${products} products, ${rate} a second, ${Math.round(grownByMb)} MB more\n`;
    if (isDeep) process.stdout.write(report);
    expect(await count('products')).toBe(products);
    expect(grownByMb).toBeLessThan(300);
  });
});

describe('an export', () => {
  it.each<FileFormat>(['CSV', 'JSON_LINES'])('as %s, imported, changes nothing', async (format) => {
    await shop.truth.query('delete from catalogue.categories');
    await seedCatalogue(shop.runtime, () => generateCatalogue({ products: 300 }));
    const file = await text(await exportProducts(shop.runtime, { format, statuses: null }));
    const { ended, faults } = await load(file, format);
    expect(faults).toEqual([]);
    expect(ended).toMatchObject({
      created: 0,
      updated: 0,
      rejected: 0,
      unchanged: await count('products'),
    });
    expect(await count('product_changes')).toBe(0);
    const again = await text(await exportProducts(shop.runtime, { format, statuses: null }));
    expect(again).toBe(file);
  });

  it('takes no slug that another product has in any language', async () => {
    await loadCsv([
      `${HEADING},slug:de`,
      `${pot('clay')},tontopf`,
      `${pot('mud')},tontopf`,
      `${pot('tontopf')},`,
    ]);
    const { faults } = await loadCsv([
      `${HEADING},slug:de`,
      `${pot('tontopf')},`,
      `${pot('mud')},clay`,
    ]);
    expect(faults.map(({ line, column }) => [line, column])).toEqual([
      [2, 'product'],
      [3, 'slug:de'],
    ]);
    expect(await count('products')).toBe(1);
  });

  it('is what a new catalogue is made from', async () => {
    await loadCsv([
      `${HEADING},warnings,forbidden_regions,attribute:glaze,name:de,slug:de,description:fr`,
      `${pot('clay')},"a \\| b|c ""d""",US-UT|SA,"salt, thick",Tontopf,tontopf,Un pot.`,
      `${pot('clay', 'large')},,,,,,`,
      `${pot('tin', 'small', { status: 'DRAFT' })},,,,,,`,
    ]);
    const request = { format: 'CSV', statuses: null } as const;
    const file = await text(await exportProducts(shop.runtime, request));
    const other = await startCatalogue();
    try {
      await other.truth.query(
        'insert into catalogue.categories (id, slug, name, path, position) values ($1, $1, $1, $1, 1)',
        [category],
      );
      const path = join(folder, 'exported');
      await writeFile(path, file);
      await importFile(path, { format: 'CSV', dryRun: false, by: 'terminal' }, other.runtime);
      expect(await text(await exportProducts(other.runtime, request))).toBe(file);
      const { rows } = await other.truth.query(
        `select warnings, forbidden_regions, attributes, names, slugs, descriptions from catalogue.products where slug = 'clay'`,
      );
      expect(rows).toEqual([
        {
          warnings: ['a | b', 'c "d"'],
          forbidden_regions: ['US-UT', 'SA'],
          attributes: { glaze: 'salt, thick' },
          names: { de: 'Tontopf' },
          slugs: { de: 'tontopf' },
          descriptions: { fr: 'Un pot.' },
        },
      ]);
    } finally {
      await other.stop();
    }
  });

  it('has only products in the statuses that are asked for', async () => {
    await loadCsv([HEADING, pot('clay'), pot('tin', 'small', { status: 'DRAFT' })]);
    const file = await text(
      await exportProducts(shop.runtime, { format: 'JSON_LINES', statuses: ['DRAFT'] }),
    );
    expect(
      file
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { product: string }).product),
    ).toEqual(['tin']);
  });
});
