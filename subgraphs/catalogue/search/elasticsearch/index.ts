import type { Client, estypes } from '@elastic/elasticsearch';
import type { Runtime } from '#kernel/runtime/context.ts';
import type {
  Findings,
  ProductSearch,
  SearchCounts,
  SearchPage,
  Suggestion,
  Typed,
} from '../../domain/ports.ts';
import type { Id } from '#kernel/domain/id.ts';
import type { Search, SearchPosition, SearchSort } from '../../domain/search.ts';
import type { Understanding } from '../../domain/understanding.ts';
import { plainText } from '../../domain/query-words.ts';
import { highlightProducts } from '../postgres/highlight-products.ts';
import { Renewed } from '../renewed.ts';
import type { AskedSearch } from '../postgres/question.ts';
import { suggestGroups } from '../postgres/suggest.ts';
import type { Understandings } from '../understandings.ts';
import { aggregationsFor, countsFrom } from './count.ts';
import { readFacetLabels } from './facet-labels.ts';
import { ALIAS } from './mapping.ts';
import { type PointInTime, Snapshots } from './snapshots.ts';
import {
  type Demand,
  conditions,
  filters,
  thoseInFront,
  havingSome,
  scoreInFront,
  wordsQuery,
} from './query.ts';

type Query = estypes.QueryDslQueryContainer;

/** What was found of what `query` finds; and, if that was asked for, what was counted. */
type Answer = {
  readonly query: Query;
  readonly hits: estypes.SearchHitsMetadata;
  readonly aggregations: estypes.SearchResponse['aggregations'] | undefined;
};

/** With fewer products than these, those that have only some of what is wanted are shown too. */
const ENOUGH = 10;

/** Categories and choices seldom change their names. */
const LABELS_LAST_MS = 60_000;

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
  POPULARITY: () => [{ demand: 'desc' }, { id: 'desc' }],
};

/** Searches an Elasticsearch index of the catalogue, which `IndexManager` keeps. */
export class ElasticsearchSearch implements ProductSearch {
  private readonly snapshots: Snapshots;
  private readonly labels: Renewed<ReadonlyMap<string, string>>;

  constructor(
    private readonly client: Client,
    private readonly rt: Pick<Runtime, 'orm'> & { readonly understandings: Understandings },
    private readonly index: string = ALIAS,
  ) {
    this.snapshots = new Snapshots(client, index);
    this.labels = new Renewed(() => readFacetLabels(this.em()), LABELS_LAST_MS);
  }

  async prepare(): Promise<void> {}

  async find(search: Search, page: SearchPage): Promise<Findings> {
    const meaning = search.terms && (await this.rt.understandings.of(search.terms));
    const { query, hits, aggregations, snapshot } = await this.snapshots.within(
      page.after?.snapshot,
      (pit) => this.pageOf({ search, meaning }, page, pit),
    );
    const places = placesOf(search, hits, snapshot);
    return {
      places,
      didYouMean: meaning?.didYouMean ?? null,
      count: async () => this.counted(search, aggregations ?? (await this.count(search, query))),
      highlight: (ids, language) =>
        highlightProducts(this.em(), { search, meaning }, { ids, language }),
    };
  }

  /** Categories and brands are few, and PostgreSQL knows them. */
  async suggest({ beginning, language, limit }: Typed): Promise<Suggestion[]> {
    const plain = plainText(beginning);
    if (plain === '') return [];
    const [groups, products] = await Promise.all([
      suggestGroups(this.em(), plain, language),
      this.suggestProducts(plain, { language, limit }),
    ]);
    return [...groups, ...products].slice(0, limit);
  }

  private async suggestProducts(
    plain: string,
    { language, limit }: Pick<Typed, 'language' | 'limit'>,
  ): Promise<Suggestion[]> {
    const { hits } = await this.client.search({
      index: this.index,
      query: { bool: { filter: [{ match: { beginnings: { query: plain, operator: 'and' } } }] } },
      sort: [{ standing: 'desc' }, { id: 'asc' }],
      size: limit,
      track_total_hits: false,
      _source: false,
      docvalue_fields: ['label', `labels.${language}`],
    });
    return hits.hits.flatMap(({ _id, fields }): Suggestion[] => {
      const [text] = (fields?.[`labels.${language}`] ?? fields?.['label'] ?? []) as string[];
      return _id === undefined || text === undefined ? [] : [{ kind: 'PRODUCT', text, value: _id }];
    });
  }

  private em() {
    return this.rt.orm.em.fork();
  }

  /**
   * Looks for products that have all that is wanted. Only if fewer than enough are found it asks how many there are
   * whatever is filtered, and looks again for those that lack something.
   */
  private async pageOf(asked: AskedSearch, page: SearchPage, pit: PointInTime): Promise<Answer> {
    const { meaning } = asked;
    const strict = { least: mostOf(meaning), broad: false };
    const answer = await this.ask(asked, strict, page, pit);
    const enough = ENOUGH + (meaning?.pinned.length ?? 0);
    if (!meaning || !mayRelax(meaning) || totalOf(answer.hits) >= enough) return answer;
    const demand = await this.demand(meaning, pit);
    return demand.least === strict.least && !demand.broad
      ? answer
      : this.ask(asked, demand, page, pit);
  }

  /**
   * What a product must have: all of the things, all but one if hardly any has, or else just any of them or of their
   * kinds.
   */
  private async demand(meaning: Understanding, pit: PointInTime): Promise<Demand> {
    const most = meaning.wanted.length;
    for (const least of most > 2 ? [most, most - 1] : [most]) {
      const demand = { least, broad: false };
      const { hits } = await this.client.search({
        pit,
        size: 0,
        track_total_hits: ENOUGH,
        query: havingSome(meaning, demand),
      });
      if (totalOf(hits) >= ENOUGH) return demand;
    }
    return { least: 1, broad: true };
  }

  /** One page of products with what is demanded, and what is counted if that is asked for. */
  private async ask(
    { search, meaning }: AskedSearch,
    demand: Demand,
    { limit, after, counted }: SearchPage,
    pit: PointInTime,
  ): Promise<Answer> {
    const filter = conditions(search);
    const words = meaning ? [wordsQuery(search, meaning, demand)] : [];
    const should = thoseInFront(search);
    const query = { bool: { must: words, filter, should } };
    const kept = filters(search);
    const picked = kept.map((one) => one.query);
    const { hits, aggregations } = await this.client.search({
      pit,
      ...(counted
        ? { query, post_filter: { bool: { filter: picked } }, aggs: aggregationsFor(search, kept) }
        : { query: { bool: { must: words, filter: [...filter, ...picked], should } } }),
      sort: [...orderOfThoseInFront(search), ...ORDERS[search.sort](search.currency)],
      size: limit,
      track_total_hits: ENOUGH + (meaning?.pinned.length ?? 0),
      _source: false,
      ...(after && {
        search_after: [
          ...placeInFront(search, after),
          valueOf(search.sort, after),
          after.id,
          AFTER_ALL_TIES,
        ],
      }),
    });
    return { query, hits, aggregations };
  }

  private async count(search: Search, query: Query): Promise<Answer['aggregations']> {
    const aggs = aggregationsFor(search, filters(search));
    const { aggregations } = await this.client.search({ index: this.index, query, size: 0, aggs });
    return aggregations;
  }

  private async counted(
    search: Search,
    aggregations: Answer['aggregations'],
  ): Promise<SearchCounts> {
    const labels = await this.labels.current();
    return countsFrom(aggregations ?? {}, { search, filters: filters(search) }, labels);
  }
}

/** Nobody looks for words as well, so the score says just this. */
const orderOfThoseInFront = ({ inFront }: Search): estypes.SortCombinations[] =>
  inFront.length > 0 ? [{ _score: { order: 'desc' } }] : [];

const placeInFront = (search: Search, { id }: SearchPosition): number[] =>
  search.inFront.length > 0 ? [scoreInFront(search, id)] : [];

/** How many things are wanted, if products may have some of them only. */
const mostOf = (meaning: Understanding | null): number =>
  !meaning || meaning.bySku.length > 0 ? 1 : Math.max(1, meaning.wanted.length);

const mayRelax = ({ wanted, bySku }: Understanding): boolean =>
  bySku.length === 0 && (wanted.length > 1 || wanted.some(({ broader }) => broader.length > 0));

const placesOf = (
  search: Search,
  { hits }: estypes.SearchHitsMetadata,
  snapshot: string,
): SearchPosition[] => {
  const at = orderOfThoseInFront(search).length;
  return hits.flatMap(({ _id, sort }) =>
    _id === undefined ? [] : [{ key: keyOf(sort?.[at]), id: _id as Id<'prd'>, snapshot }],
  );
};

const totalOf = ({ total }: estypes.SearchHitsMetadata): number =>
  typeof total === 'number' ? total : (total?.value ?? 0);

const keyOf = (value: unknown): string =>
  typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(9) : String(value);

const valueOf = (sort: SearchSort, { key }: SearchPosition): string | number =>
  sort === 'NAME' ? key : Number(key);
