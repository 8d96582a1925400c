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
import { plainText } from '../../domain/query-words.ts';
import { productsWith } from '../../persistence/products.ts';
import { highlightProducts } from '../postgres/highlight-products.ts';
import { suggestGroups } from '../postgres/suggest.ts';
import { understandQuery } from '../understand-query.ts';
import { aggregationsFor, countsFrom, facetLabels } from './count.ts';
import { ALIAS } from './mapping.ts';
import { type PointInTime, Snapshots } from './snapshots.ts';
import { conditions, filters, havingSome, wordsQuery } from './query.ts';

/** With fewer products than these, those that have only some of what is wanted are shown too. */
const ENOUGH = 10;

/** Elasticsearch breaks ties within a point in time by the place of documents; ids have left none. */
const AFTER_ALL_TIES = Number.MAX_SAFE_INTEGER;

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
  private readonly snapshots: Snapshots;

  constructor(
    private readonly client: Client,
    private readonly rt: Pick<Runtime, 'orm'>,
    private readonly index: string = ALIAS,
  ) {
    this.snapshots = new Snapshots(client, index);
  }

  async prepare(): Promise<void> {}

  async find(search: Search, page: SearchPage): Promise<Findings> {
    const meaning = search.terms && (await understandQuery(this.em(), search.terms));
    const { query, hits, snapshot } = await this.snapshots.within(
      page.after?.snapshot,
      async (pit) => {
        const asked = await this.queryFor(search, meaning, pit);
        return { query: asked, hits: await this.page(search, asked, page, pit) };
      },
    );
    const products = await this.productsOf(hits, snapshot);
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

  /** Categories and brands are few, and PostgreSQL knows them. */
  async suggest(beginning: string, limit: number): Promise<Suggestion[]> {
    const plain = plainText(beginning);
    if (plain === '') return [];
    const [groups, products] = await Promise.all([
      suggestGroups(this.em(), plain),
      this.suggestProducts(plain, limit),
    ]);
    return [...groups, ...products].slice(0, limit);
  }

  private async suggestProducts(plain: string, limit: number): Promise<Suggestion[]> {
    const { hits } = await this.client.search({
      index: this.index,
      query: { bool: { filter: [{ match: { beginnings: { query: plain, operator: 'and' } } }] } },
      sort: [{ standing: 'desc' }, { id: 'asc' }],
      size: limit,
      track_total_hits: false,
      _source: false,
      docvalue_fields: ['sortName'],
    });
    return hits.hits.flatMap(({ _id, fields }): Suggestion[] => {
      const [text] = (fields?.['sortName'] ?? []) as string[];
      return _id === undefined || text === undefined ? [] : [{ kind: 'PRODUCT', text, value: _id }];
    });
  }

  private em() {
    return this.rt.orm.em.fork();
  }

  private async queryFor(
    search: Search,
    meaning: Understanding | null,
    pit: PointInTime,
  ): Promise<estypes.QueryDslQueryContainer> {
    const filter = conditions(search);
    if (!meaning) return { bool: { filter } };
    const least = await this.demand(meaning, pit);
    return { bool: { must: [wordsQuery(search, meaning, least)], filter } };
  }

  /** How many of the things a product must have: all of them, all but one if hardly any has, or else just any. */
  private async demand(meaning: Understanding, pit: PointInTime): Promise<number> {
    const most = meaning.wanted.length;
    if (most < 2 || meaning.bySku.length > 0) return 1;
    for (const least of most > 2 ? [most, most - 1] : [most]) {
      const { hits } = await this.client.search({
        pit,
        size: 0,
        track_total_hits: ENOUGH,
        query: havingSome(meaning, least),
      });
      if (totalOf(hits) >= ENOUGH) return least;
    }
    return 1;
  }

  private async page(
    search: Search,
    query: estypes.QueryDslQueryContainer,
    { limit, after }: SearchPage,
    pit: PointInTime,
  ): Promise<estypes.SearchHit[]> {
    const picked = filters(search).map((filter) => filter.query);
    const { hits } = await this.client.search({
      pit,
      query: picked.length > 0 ? { bool: { must: [query], filter: picked } } : query,
      sort: ORDERS[search.sort](search.currency),
      size: limit,
      track_total_hits: false,
      _source: false,
      ...(after && { search_after: [valueOf(search.sort, after), after.id, AFTER_ALL_TIES] }),
    });
    return hits.hits;
  }

  private async productsOf(
    hits: readonly estypes.SearchHit[],
    snapshot: string,
  ): Promise<FoundProduct[]> {
    const positions = hits.flatMap(({ _id, sort }): SearchPosition[] =>
      _id === undefined ? [] : [{ key: keyOf(sort?.[0]), id: _id as Id<'prd'>, snapshot }],
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
    const [{ aggregations }, labels] = await Promise.all([
      this.client.search({
        index: this.index,
        query,
        size: 0,
        aggs: aggregationsFor(search, kept),
      }),
      facetLabels(this.em()),
    ]);
    return countsFrom(aggregations ?? {}, kept, labels);
  }
}

const totalOf = ({ total }: estypes.SearchHitsMetadata): number =>
  typeof total === 'number' ? total : (total?.value ?? 0);

const keyOf = (value: unknown): string =>
  typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(9) : String(value);

const valueOf = (sort: SearchSort, { key }: SearchPosition): string | number =>
  sort === 'NAME' ? key : Number(key);
