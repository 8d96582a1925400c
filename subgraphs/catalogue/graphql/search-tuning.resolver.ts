import { Arg, Args, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { requirePermission } from '#kernel/graphql/authorization.ts';
import {
  type Connection,
  ConnectionArgs,
  checkPage,
  toConnection,
} from '#kernel/graphql/connection.ts';
import { decodeCursor, encodeCursor, text, wholeNumber } from '#kernel/graphql/cursor.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import { listPins, listSynonyms, searchHistory, stopWords } from '../persistence/search-tuning.ts';
import { type CatalogueRuntime, reading } from '../runtime.ts';
import { operatorOf } from './operator.ts';
import {
  PinProductsResult,
  SearchHistoryConnection,
  type SearchHistoryEntryType,
  SearchPinsConnection,
  SearchPinsInput,
  SearchPinsType,
  SearchStopWordsInput,
  SearchStopWordsType,
  SearchSynonymConnection,
  SearchSynonymInput,
  SearchSynonymType,
  SetSearchStopWordsResult,
  SetSearchSynonymResult,
} from './search-tuning.type.ts';
import { pinProducts, setStopWords, setSynonym } from '../usecases/tune-search.ts';

/** What operators do about search. Each holds from the next search on, whatever engine answers it. */
@Resolver()
export class SearchTuningResolver {
  constructor(private readonly rt: CatalogueRuntime) {}

  @Query(() => SearchSynonymConnection, {
    description: 'What terms mean in searches, by language and term. Needs catalogue.manage.',
  })
  async searchSynonyms(
    @Arg('language', () => String, {
      nullable: true,
      description: 'Only those of this language: ISO 639-1, such as "de".',
    })
    language: string | null,
    @Args(() => ConnectionArgs) page: ConnectionArgs,
    @Ctx() request: GraphRequest,
  ): Promise<Connection<SearchSynonymType>> {
    requirePermission(request, 'catalogue.manage');
    checkPage(page);
    const after = page.after == null ? null : decodeCursor(page.after, text, text);
    const found = await listSynonyms(reading(this.rt), language, after, page.first + 1);
    return toConnection(
      found,
      page,
      (each) => encodeCursor(each.language, each.term),
      SearchSynonymType.of,
    );
  }

  @Query(() => SearchStopWordsType, {
    description: 'The words that no search looks for. Needs catalogue.manage.',
  })
  async searchStopWords(@Ctx() request: GraphRequest): Promise<SearchStopWordsType> {
    requirePermission(request, 'catalogue.manage');
    return SearchStopWordsType.of(await stopWords(reading(this.rt)));
  }

  @Query(() => SearchPinsConnection, {
    description: 'What stands first and last for queries, by query. Needs catalogue.manage.',
  })
  async searchPins(
    @Args(() => ConnectionArgs) page: ConnectionArgs,
    @Ctx() request: GraphRequest,
  ): Promise<Connection<SearchPinsType>> {
    requirePermission(request, 'catalogue.manage');
    checkPage(page);
    const found = await listPins(reading(this.rt), placeIn(page), page.first + 1);
    return toConnection(found, page, ({ query }) => encodeCursor(query), SearchPinsType.of);
  }

  @Query(() => SearchHistoryConnection, {
    description:
      'What operators said of searches, who did it and when, the newest first. Needs catalogue.manage.',
  })
  async searchTuningHistory(
    @Args(() => ConnectionArgs) page: ConnectionArgs,
    @Ctx() request: GraphRequest,
  ): Promise<Connection<SearchHistoryEntryType>> {
    requirePermission(request, 'catalogue.manage');
    checkPage(page);
    const [before] = page.after ? decodeCursor(page.after, wholeNumber) : [];
    const asked = { limit: page.first + 1, before: before ?? null };
    const entries = await searchHistory(reading(this.rt), asked);
    return toConnection(entries, page, ({ number }) => encodeCursor(number), asItIs);
  }

  @Mutation(() => SetSearchSynonymResult, {
    description: 'Says what a term means in searches. Needs catalogue.manage.',
  })
  async setSearchSynonym(
    @Arg('input', () => SearchSynonymInput, { description: 'The synonym.' })
    input: SearchSynonymInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof SetSearchSynonymResult> {
    return SearchSynonymType.of(await setSynonym(this.rt, operatorOf(request), input, input));
  }

  @Mutation(() => SetSearchStopWordsResult, {
    description: 'Replaces the words that no search looks for. Needs catalogue.manage.',
  })
  async setSearchStopWords(
    @Arg('input', () => SearchStopWordsInput, { description: 'The words.' })
    input: SearchStopWordsInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof SetSearchStopWordsResult> {
    return SearchStopWordsType.of(await setStopWords(this.rt, operatorOf(request), input, input));
  }

  @Mutation(() => PinProductsResult, {
    description: 'Replaces what stands first and last for a query. Needs catalogue.manage.',
  })
  async pinProducts(
    @Arg('input', () => SearchPinsInput, { description: 'The query and its products.' })
    input: SearchPinsInput,
    @Ctx() request: GraphRequest,
  ): Promise<typeof PinProductsResult> {
    return SearchPinsType.of(await pinProducts(this.rt, operatorOf(request), input, input));
  }
}

const asItIs = <T>(row: T): T => row;

/** The one word that the page's cursor names. */
function placeIn({ after }: ConnectionArgs): string | null {
  if (after == null) return null;
  const [place] = decodeCursor(after, text);
  return place;
}
