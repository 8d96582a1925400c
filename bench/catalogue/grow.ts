import pg from 'pg';

const SYLLABLES = ['bra', 'ven', 'tor', 'lin', 'mar', 'sol', 'kei', 'dun'];

/** Such as “venmar”: a word that no product of the seed has. */
const editionName = (n: number): string =>
  [n % 8, Math.floor(n / 8) % 8, Math.floor(n / 64)]
    .slice(0, n < 64 ? 2 : 3)
    .map((syllable) => SYLLABLES[syllable] ?? '')
    .join('');

/** Another id of the same form, the same each time. `t` is the row that is copied, `e` its edition. */
const another = (column: string) =>
  `left(t.${column}, 4) || '0' || substr(md5(t.${column} || e.n), 1, 25)`;
const drawn = (column: string, upTo: number) => `abs(hashtext(t.${column} || e.n)) % ${upTo}`;

/** What an edition of a product has of its own, by table and column; all else it has of the original. */
const OWN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  products: {
    id: another('id'),
    slug: `t.slug || '-' || e.name`,
    name: `initcap(e.name) || ' ' || t.name`,
    published_at: `t.published_at + e.n * interval '1 hour'`,
    popularity: drawn('id', 2_000),
    // Found by its own name too. All else that is derived from a product it has of the original.
    search: `t.search || setweight(to_tsvector('english', e.name), 'A')`,
  },
  product_options: { product_id: another('product_id') },
  variants: {
    id: another('id'),
    product_id: another('product_id'),
    sku: `t.sku || '-' || upper(e.name)`,
  },
  prices: {
    variant_id: another('variant_id'),
    amount_minor: `greatest(1, t.amount_minor * (80 + ${drawn('variant_id', 60)}) / 100)`,
  },
  stock_levels: { variant_id: another('variant_id'), reserved: '0' },
};

const GIN = `select indexdef as text, format('drop index catalogue.%I', indexname) as undone from pg_indexes
  where schemaname = 'catalogue' and tablename = 'products' and indexdef like '% USING gin %'`;

/** What triggers would have written, row by row. */
const FOLLOWING = [
  `insert into catalogue.price_ranges
     select v.product_id, p.currency, min(p.amount_minor), max(p.amount_minor)
     from catalogue.variants v join catalogue.prices p on p.variant_id = v.id group by 1, 2
   on conflict do nothing`,
  'insert into catalogue.product_versions (product_id) select id from catalogue.products on conflict do nothing',
  'select catalogue.learn_words()',
];

/**
 * Brings a freshly seeded catalogue to about `size` products: each of the seed's in so many editions, with a name, prices
 * and sales of their own. The same ones on every machine.
 * @param url a superuser's
 * @returns how many products there are
 */
export async function growCatalogue(url: string, size: number): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const count = async () => {
      const { rows } = await client.query<{ n: number }>(
        'select count(*)::int as n from catalogue.products',
      );
      return rows[0]?.n ?? 0;
    };
    const editions = Math.round(size / (await count())) - 1;
    if (editions < 1) return await count();
    const names = Array.from({ length: editions }, (_, n) => editionName(n));
    // Triggers would search each product's words again, and take ten minutes.
    await client.query('set session_replication_role = replica');
    const { rows: indexes } = await client.query<{ text: string; undone: string }>(GIN);
    for (const { undone } of indexes) await client.query(undone);
    for (const table of Object.keys(OWN)) await copy(client, table, names);
    for (const { text } of indexes) await client.query(text);
    for (const statement of FOLLOWING) await client.query(statement);
    await client.query('vacuum analyze');
    return await count();
  } finally {
    await client.end();
  }
}

async function copy(client: pg.Client, table: string, names: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select column_name as name from information_schema.columns
     where table_schema = 'catalogue' and table_name = $1 and is_generated = 'NEVER' and identity_generation is null`,
    [table],
  );
  const columns = rows.map(({ name }) => name);
  const values = columns.map((column) => OWN[table]?.[column] ?? `t.${column}`);
  await client.query(
    `insert into catalogue.${table} (${columns.join(', ')}) select ${values.join(', ')}
     from catalogue.${table} t cross join unnest($1::text[]) with ordinality as e (name, n)`,
    [names],
  );
}
