import { Arg, Args, Ctx, Field, ID, InputType, Mutation, Query, Resolver } from 'type-graphql';
import { requirePermission } from '#kernel/graphql/authorization.ts';
import {
  type Connection,
  ConnectionArgs,
  checkPage,
  toConnection,
} from '#kernel/graphql/connection.ts';
import { decodeCursor, encodeCursor, text, wholeNumber } from '#kernel/graphql/cursor.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import {
  listPins,
  listStopWords,
  listSynonyms,
  searchHistory,
} from '../persistence/search-tuning.ts';
import { type CatalogueRuntime, reading } from '../runtime.ts';
import { operatorOf } from './operator.ts';
import {
  SearchHistoryConnection,
  type SearchHistoryEntryType,
  SearchPinsConnection,
  type SearchPinsType,
  SearchStopWordConnection,
  type SearchStopWordType,
  SearchSynonymConnection,
  type SearchSynonymType,
} from './search-tuning.type.ts';
import { pinProducts, setStopWords, setSynonym } from '../usecases/tune-search.ts';

@InputType('SearchSynonymInput', { description: 'What a term that people search for means.' })
class SearchSynonymInput {
  @Field(() => String, { description: 'The language of the term: ISO 639-1, such as "de".' })
  language!: string;

  @Field(() => String, { description: 'What people type; its plural and accents do not matter.' })
  term!: string;

  @Field(() => [String], {
    description: 'What the catalogue calls it; none takes the synonym away.',
  })
  means!: string[];
}

@InputType('SearchPinsInput', { description: 'What stands first and last for a query.' })
class SearchPinsInput {
  @Field(() => String, { description: 'The query; letter case and accents do not matter.' })
  query!: string;

  @Field(() => [ID], { defaultValue: [], description: 'Products that stand first, in this order.' })
  first!: string[];

  @Field(() => [ID], { defaultValue: [], description: 'Products that stand last.' })
  last!: string[];
}

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
    return toConnection(found, page, (each) => encodeCursor(each.language, each.term), asItIs);
  }

  @Query(() => SearchStopWordConnection, {
    description: 'The words that no search looks for. Needs catalogue.manage.',
  })
  async searchStopWords(
    @Args(() => ConnectionArgs) page: ConnectionArgs,
    @Ctx() request: GraphRequest,
  ): Promise<Connection<SearchStopWordType>> {
    requirePermission(request, 'catalogue.manage');
    checkPage(page);
    const found = await listStopWords(reading(this.rt), placeIn(page), page.first + 1);
    return toConnection(found, page, encodeCursor, (word) => ({ word }));
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
    return toConnection(found, page, ({ query }) => encodeCursor(query), asItIs);
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

  @Mutation(() => Boolean, {
    description: 'Says what a term means in searches. Needs catalogue.manage.',
  })
  async setSearchSynonym(
    @Arg('input', () => SearchSynonymInput, { description: 'The synonym.' })
    input: SearchSynonymInput,
    @Ctx() request: GraphRequest,
  ): Promise<boolean> {
    await setSynonym(this.rt, operatorOf(request), input);
    return true;
  }

  @Mutation(() => Boolean, {
    description: 'Replaces the words that no search looks for. Needs catalogue.manage.',
  })
  async setSearchStopWords(
    @Arg('words', () => [String], { description: 'All of them.' }) words: string[],
    @Ctx() request: GraphRequest,
  ): Promise<boolean> {
    await setStopWords(this.rt, operatorOf(request), words);
    return true;
  }

  @Mutation(() => Boolean, {
    description: 'Replaces what stands first and last for a query. Needs catalogue.manage.',
  })
  async pinProducts(
    @Arg('input', () => SearchPinsInput, { description: 'The query and its products.' })
    input: SearchPinsInput,
    @Ctx() request: GraphRequest,
  ): Promise<boolean> {
    await pinProducts(this.rt, operatorOf(request), input);
    return true;
  }
}

const asItIs = <T>(row: T): T => row;

/** The one word that the page's cursor names. */
function placeIn({ after }: ConnectionArgs): string | null {
  if (after == null) return null;
  const [place] = decodeCursor(after, text);
  return place;
}
