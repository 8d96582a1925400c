import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from '#kernel/persistence/sql.ts';
import type { FacetCount, FacetValue } from '../../domain/facets.ts';
import type { SearchCounts } from '../../domain/ports.ts';
import { PRICE_STEPS } from '../../domain/price-steps.ts';
import type { FacetDictionary } from './facet-dictionary.ts';
import { type AskedSearch, Question, where } from './question.ts';

type Counted = [id: number, missed: number, count: number];

/**
 * Counts what `asked` finds. A facet's counts leave its own filter out, so that they say what picking another value
 * would find: each product remembers as bits which filters it missed, and counts for a facet if it missed that one alone.
 */
export async function countProducts(
  em: EntityManager,
  dictionary: FacetDictionary,
  asked: AskedSearch,
): Promise<SearchCounts> {
  const question = new Question(asked);
  const filters = question.filters().map((filter, index) => ({ ...filter, bit: 2 ** index }));
  const missed = filters
    .map(({ condition, bit }) => `case when ${condition} then 0 else ${bit} end`)
    .join(' + ');
  const bitOf = new Map(filters.map(({ facet, bit }) => [facet, bit]));
  const priced = `missed in (0, ${bitOf.get(null) ?? 0})`;
  const [counts] = await sql<
    Omit<SearchCounts, 'facets' | 'prices'> & {
      counted: Counted[];
      prices: [step: number, count: number][];
    }
  >(
    em,
    `with found as materialized (
       select p.facet_value_ids, r.lowest_minor, ${missed || '0'} as missed
       from ${question.source('with prices')} ${where(question.conditions())}
     ), counted as (
       select id, missed, count(*) from (
         select unnest(facet_value_ids) as id, missed from found ${where(missed ? ['missed & (missed - 1) = 0'] : [])}
       ) each group by 1, 2
     ), steps as (
       select width_bucket(lowest_minor, array[${PRICE_STEPS.join(', ')}]::bigint[]) - 1 as step, count(*)
       from found where lowest_minor is not null and ${priced} group by 1 order by 1
     )
     select count(*) filter (where missed = 0)::int as total,
       min(lowest_minor) filter (where ${priced})::text as lowest,
       max(lowest_minor) filter (where ${priced})::text as highest,
       (select coalesce(json_agg(json_build_array(step, count) order by step), '[]') from steps) as prices,
       (select coalesce(json_agg(json_build_array(id, missed, count)), '[]') from counted) as counted
     from found`,
    question.values,
  );
  const { counted, prices, ...totals } = counts!;
  const meanings = await dictionary.lookUp(
    em,
    counted.map(([id]) => id),
  );
  return {
    ...totals,
    prices: prices.map(([step, count]) => ({ from: String(PRICE_STEPS[step]), count })),
    facets: creditFacets(counted, meanings, bitOf),
  };
}

/** A product that missed only a facet's own filter counts for that facet, and one that missed none for every facet. */
function creditFacets(
  counted: readonly Counted[],
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
