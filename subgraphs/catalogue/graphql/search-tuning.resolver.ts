import { Arg, Ctx, Field, ID, InputType, Mutation, Resolver } from 'type-graphql';
import { requirePermission } from '#kernel/graphql/authorization.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import type { CatalogueRuntime } from '../runtime.ts';
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

  @Mutation(() => Boolean, {
    description: 'Says what a term means in searches. Needs catalogue.manage.',
  })
  async setSearchSynonym(
    @Arg('input', () => SearchSynonymInput, { description: 'The synonym.' })
    input: SearchSynonymInput,
    @Ctx() request: GraphRequest,
  ): Promise<boolean> {
    requirePermission(request, 'catalogue.manage');
    await setSynonym(this.rt, input);
    return true;
  }

  @Mutation(() => Boolean, {
    description: 'Replaces the words that no search looks for. Needs catalogue.manage.',
  })
  async setSearchStopWords(
    @Arg('words', () => [String], { description: 'All of them.' }) words: string[],
    @Ctx() request: GraphRequest,
  ): Promise<boolean> {
    requirePermission(request, 'catalogue.manage');
    await setStopWords(this.rt, words);
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
    requirePermission(request, 'catalogue.manage');
    await pinProducts(this.rt, input);
    return true;
  }
}
