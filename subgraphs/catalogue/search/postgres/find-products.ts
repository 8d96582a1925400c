import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from '#kernel/persistence/sql.ts';
import type { FacetCount, FacetValue } from '../../domain/facets.ts';
import type { FoundProduct, SearchCounts, SearchPage } from '../../domain/ports.ts';
import type { FacetPick, Search, SearchSort, SearchTerms } from '../../domain/search.ts';
import { PRODUCT_COLUMNS, type ProductRow, productOf } from '../../persistence/products.ts';
import type { FacetDictionary } from './facet-dictionary.ts';

/** How each order compares: `key` is the value in words for a cursor, `bound` the value that a cursor's words mean. */
const ORDERS: Readonly<
  Record<
    SearchSort,
    { value: string; key: string; descends: boolean; bound: (key: string) => string }
  >
> = {
  RELEVANCE: {
    value: 'ts_rank(p.search, terms.query)',
    key: 'sorted::text',
    descends: true,
    bound: (key) => `${key}::real`,
  },
  NAME: { value: 'p.name', key: 'sorted', descends: false, bound: (key) => `${key}::text` },
  // Products without a price in this currency come last, whichever way one sorts.
  PRICE_ASC: {
    value: 'coalesce(r.lowest_minor, 999999999999999999)',
    key: 'sorted::text',
    descends: false,
    bound: (key) => `${key}::bigint`,
  },
  PRICE_DESC: {
    value: 'coalesce(r.lowest_minor, -1)',
    key: 'sorted::text',
    descends: true,
    bound: (key) => `${key}::bigint`,
  },
  NEWEST: {
    value: 'p.published_at',
    key: '(extract(epoch from sorted) * 1000)::bigint::text',
    descends: true,
    bound: (key) => `timestamptz 'epoch' + ${key}::bigint * interval '1 millisecond'`,
  },
};

/** One page of what `search` finds, in its order, after `position` if there is one. */
export async function findProducts(
  em: EntityManager,
  search: Search,
  page: SearchPage,
): Promise<FoundProduct[]> {
  const question = new Question(search);
  const { value, key, descends, bound } = ORDERS[search.sort];
  const direction = descends ? 'desc' : 'asc';
  const conditions = [
    ...question.conditions(),
    ...question.filters().map(({ condition }) => condition),
  ];
  if (page.after) {
    const from = `(${bound(question.bind(page.after.key))}, ${question.bind(page.after.id)})`;
    conditions.push(`(${value}, p.id) ${descends ? '<' : '>'} ${from}`);
  }
  const rows = await sql<ProductRow & { key: string }>(
    em,
    `with page as (
       select p.id, ${value} as sorted from ${question.source()} ${where(conditions)}
       order by 2 ${direction}, 1 ${direction} limit ${question.bind(page.limit)})
     select ${PRODUCT_COLUMNS}, ${key} as key from page join catalogue.products p using (id)
     order by sorted ${direction}, p.id ${direction}`,
    question.values,
  );
  return rows.map(({ key: last, ...row }) => ({
    ...productOf(row),
    position: { key: last, id: row.id },
  }));
}

/**
 * Counts what `search` finds. A facet's counts leave its own filter out, so that they say what picking another value
 * would find: each product remembers as bits which filters it missed, and counts for a facet if it missed that one alone.
 */
export async function countProducts(
  em: EntityManager,
  dictionary: FacetDictionary,
  search: Search,
): Promise<SearchCounts> {
  const question = new Question(search);
  const filters = question.filters().map((filter, index) => ({ ...filter, bit: 2 ** index }));
  const missed = filters
    .map(({ condition, bit }) => `case when ${condition} then 0 else ${bit} end`)
    .join(' + ');
  const bitOf = new Map(filters.map(({ facet, bit }) => [facet, bit]));
  const [counts] = await sql<
    Omit<SearchCounts, 'facets'> & { counted: [id: number, missed: number, count: number][] }
  >(
    em,
    `with found as materialized (
       select p.facet_value_ids, r.lowest_minor, ${missed || '0'} as missed
       from ${question.source('with prices')} ${where(question.conditions())}
     ), counted as (
       select id, missed, count(*) from (
         select unnest(facet_value_ids) as id, missed from found ${where(missed ? ['missed & (missed - 1) = 0'] : [])}
       ) each group by 1, 2
     )
     select count(*) filter (where missed = 0)::int as total,
       min(lowest_minor) filter (where missed in (0, ${bitOf.get(null) ?? 0}))::text as lowest,
       max(lowest_minor) filter (where missed in (0, ${bitOf.get(null) ?? 0}))::text as highest,
       (select coalesce(json_agg(json_build_array(id, missed, count)), '[]') from counted) as counted
     from found`,
    question.values,
  );
  const { counted, ...totals } = counts!;
  const meanings = await dictionary.lookUp(
    em,
    counted.map(([id]) => id),
  );
  return { ...totals, facets: creditFacets(counted, meanings, bitOf) };
}

/** A product that missed only a facet's own filter counts for that facet, and one that missed none for every facet. */
function creditFacets(
  counted: readonly (readonly [id: number, missed: number, count: number])[],
  meanings: ReadonlyMap<number, FacetValue>,
  bitOf: ReadonlyMap<string | null, number>,
): FacetCount[] {
  const counts = new Map<number, FacetCount>();
  for (const [id, missed, count] of counted) {
    const value = meanings.get(id);
    if (!value || (missed !== 0 && missed !== bitOf.get(value.facet))) continue;
    counts.set(id, { ...value, count: count + (counts.get(id)?.count ?? 0) });
  }
  return [...counts.values()];
}

const where = (conditions: readonly string[]) =>
  conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';

/** A filter that the counts of its own facet leave out; `facet` is null for the price. */
type Filter = { readonly condition: string; readonly facet: string | null };

/** A search in SQL, over `products p`, its `price_ranges r` in the currency, and its `terms`. */
class Question {
  readonly values: unknown[] = [];

  constructor(private readonly search: Search) {}

  bind(value: unknown): string {
    return `$${this.values.push(value)}`;
  }

  source(prices?: 'with prices'): string {
    const { terms, currency, price, sort } = this.search;
    const priced = prices !== undefined || price !== null || sort.startsWith('PRICE');
    return [
      'catalogue.products p',
      ...(terms ? [`cross join (select ${this.tsquery(terms)} as query) terms`] : []),
      ...(priced
        ? [
            `left join catalogue.price_ranges r on r.product_id = p.id and r.currency = ${this.bind(currency)}`,
          ]
        : []),
    ].join(' ');
  }

  /** What every result and every count must meet. */
  conditions(): string[] {
    const { terms, inStockOnly, ageRestricted, minimumAgeAtMost, regions } = this.search;
    return [
      ...(terms ? ['p.search @@ terms.query'] : []),
      ...(inStockOnly
        ? [
            `exists (select from catalogue.variants v join catalogue.stock_levels s on s.variant_id = v.id
              where v.product_id = p.id and s.on_hand > s.reserved)`,
          ]
        : []),
      ...(ageRestricted === null ? [] : [`p.minimum_age is ${ageRestricted ? 'not ' : ''}null`]),
      ...(minimumAgeAtMost === null
        ? []
        : [`(p.minimum_age is null or p.minimum_age <= ${this.bind(minimumAgeAtMost)})`]),
      ...(regions.length > 0 ? [`not p.forbidden_regions && ${this.bind(regions)}::text[]`] : []),
    ];
  }

  filters(): Filter[] {
    const { picks, price } = this.search;
    return [
      ...picks.map((pick) => ({ condition: this.picked(pick), facet: pick.facet })),
      ...(price
        ? [
            {
              condition: `coalesce(r.lowest_minor between ${this.bind(price.atLeast)} and ${this.bind(price.atMost)}, false)`,
              facet: null,
            },
          ]
        : []),
    ];
  }

  private picked({ facet, values }: FacetPick): string {
    return `p.facet_value_ids && array(select id from catalogue.facet_values
      where facet = ${this.bind(facet)} and value = any (${this.bind(values)}))`;
  }

  /** The last word counts as it is and as the beginning of a longer one, unless it is too common to search for. */
  private tsquery({ words, prefix }: SearchTerms): string {
    const stemmed = (text: string) => `websearch_to_tsquery('english', catalogue.folded(${text}))`;
    const whole = stemmed(this.bind(words));
    if (prefix === null) return whole;
    const bound = `${this.bind(prefix)}::text`;
    const begun = `to_tsquery('simple', '''' || catalogue.folded(${bound}) || ''':*')`;
    return `${whole} && case when numnode(${stemmed(bound)}) = 0 then '' else ${stemmed(bound)} || ${begun} end`;
  }
}
