import type { Client, estypes } from '@elastic/elasticsearch';
import type { Runtime } from '#kernel/runtime/context.ts';
import type {
  Findings,
  FoundProduct,
  ProductSearch,
  SearchCounts,
  SearchPage,
  Suggestion,
} from '../../domain/ports.ts';
import type { Id } from '#kernel/domain/id.ts';
import { onSale } from '../../domain/product.ts';
import type { Search, SearchPosition, SearchSort } from '../../domain/search.ts';
import type { Understanding } from '../../domain/understanding.ts';
import { allCategories, productsWith } from '../../persistence/products.ts';
import { highlightProducts } from '../postgres/highlight-products.ts';
import { suggest } from '../postgres/suggest.ts';
import { understandQuery } from '../understand-query.ts';
import { aggregationsFor, countsFrom } from './count.ts';
import { ALIAS } from './mapping.ts';
import { conditions, filters, havingSome, wordsQuery } from './query.ts';

/** With fewer products than these, those that have only some of what is wanted are shown too. */
const ENOUGH = 10;

const ORDERS: Readonly<Record<SearchSort, (currency: string) => estypes.SortCombinations[]>> = {
  RELEVANCE: () => [{ _score: { order: 'desc' } }, { id: 'desc' }],
  NAME: () => [{ sortName: 'asc' }, { id: 'asc' }],
  // Products without a price in this currency come last, whichever way one sorts.
  PRICE_ASC: (currency) => [
    {
      [`prices.${currency}`]: { order: 'asc', missing: 999_999_999_999_999, unmapped_type: 'long' },
    },
    { id: 'asc' },
  ],
  PRICE_DESC: (currency) => [
    { [`prices.${currency}`]: { order: 'desc', missing: -1, unmapped_type: 'long' } },
    { id: 'desc' },
  ],
  NEWEST: () => [{ publishedAt: 'desc' }, { id: 'desc' }],
};

/** Searches an Elasticsearch index of the catalogue, which `IndexManager` keeps; products are read from PostgreSQL. */
export class ElasticsearchSearch implements ProductSearch {
  constructor(
    private readonly client: Client,
    private readonly rt: Pick<Runtime, 'orm'>,
    private readonly index: string = ALIAS,
  ) {}

  async find(search: Search, page: SearchPage): Promise<Findings> {
    const meaning = search.terms && (await understandQuery(this.em(), search.terms));
    const query = await this.queryFor(search, meaning);
    const products = await this.page(search, query, page);
    return {
      products,
      didYouMean: meaning?.didYouMean ?? null,
      count: () => this.count(search, query),
      highlight: () =>
        highlightProducts(
          this.em(),
          { search, meaning },
          products.map(({ id }) => id),
        ),
    };
  }

  /** Categories, brands and names are few and known to PostgreSQL, which answers this within milliseconds. */
  suggest(beginning: string, limit: number): Promise<Suggestion[]> {
    return suggest(this.em(), beginning, limit);
  }

  private em() {
    return this.rt.orm.em.fork();
  }

  private async queryFor(
    search: Search,
    meaning: Understanding | null,
  ): Promise<estypes.QueryDslQueryContainer> {
    const filter = conditions(search);
    if (!meaning) return { bool: { filter } };
    return {
      bool: { must: [wordsQuery(search, meaning, await this.demand(meaning))], filter },
    };
  }

  /** How many of the things a product must have: all of them, all but one if hardly any has, or else just any. */
  private async demand(meaning: Understanding): Promise<number> {
    const most = meaning.wanted.length;
    const candidates = most > 2 ? [most, most - 1] : [most];
    if (most < 2 || meaning.bySku.length > 0) return 1;
    const { responses } = await this.client.msearch({
      searches: candidates.flatMap((least) => [
        { index: this.index },
        { size: 0, track_total_hits: ENOUGH, query: havingSome(meaning, least) },
      ]),
    });
    const enough = responses.findIndex(
      (response) => 'hits' in response && totalOf(response) >= ENOUGH,
    );
    return candidates[enough] ?? 1;
  }

  private async page(
    search: Search,
    query: estypes.QueryDslQueryContainer,
    { limit, after }: SearchPage,
  ): Promise<FoundProduct[]> {
    const picked = filters(search).map((filter) => filter.query);
    const { hits } = await this.client.search({
      index: this.index,
      query: picked.length > 0 ? { bool: { must: [query], filter: picked } } : query,
      sort: ORDERS[search.sort](search.currency),
      size: limit,
      _source: false,
      ...(after && { search_after: [valueOf(search.sort, after), after.id] }),
    });
    const positions = hits.hits.flatMap(({ _id, sort }): SearchPosition[] =>
      _id === undefined ? [] : [{ key: keyOf(sort?.[0]), id: _id as Id<'prd'> }],
    );
    const rows = await productsWith(
      this.em(),
      'id',
      positions.map(({ id }) => id),
    );
    const byId = new Map(onSale(rows).map((product) => [product.id, product]));
    // What is gone or off sale since is left out.
    return positions.flatMap((position) => {
      const product = byId.get(position.id);
      return product ? [{ ...product, position }] : [];
    });
  }

  private async count(
    search: Search,
    query: estypes.QueryDslQueryContainer,
  ): Promise<SearchCounts> {
    const kept = filters(search);
    const [{ aggregations }, categories] = await Promise.all([
      this.client.search({
        index: this.index,
        query,
        size: 0,
        aggs: aggregationsFor(search, kept),
      }),
      allCategories(this.em()),
    ]);
    const labels = new Map(categories.map(({ slug, name }) => [slug, name]));
    return countsFrom(aggregations ?? {}, kept, labels);
  }
}

const totalOf = ({ hits }: estypes.MsearchMultiSearchItem): number =>
  typeof hits.total === 'number' ? hits.total : (hits.total?.value ?? 0);

const keyOf = (value: unknown): string =>
  typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(9) : String(value);

const valueOf = (sort: SearchSort, { key }: SearchPosition): string | number =>
  sort === 'NAME' ? key : Number(key);
