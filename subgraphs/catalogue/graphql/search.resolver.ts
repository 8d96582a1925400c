import type { GraphQLResolveInfo } from 'graphql';
import {
  Arg,
  Args,
  Ctx,
  Directive,
  FieldResolver,
  Info,
  Int,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import type { Currency } from '#kernel/domain/currency.ts';
import { Money } from '#kernel/domain/money.ts';
import { ConnectionArgs } from '#kernel/graphql/connection.ts';
import { MoneyType } from '#kernel/graphql/money.type.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import { CurrencyCode } from '#kernel/graphql/scalars.ts';
import type { Language } from '../domain/names.ts';
import { type SearchSort, boundsSaid } from '../domain/search.ts';
import type { CatalogueRuntime } from '../runtime.ts';
import {
  type SearchSummary,
  suggestProducts,
  summarizeSearch,
} from '../usecases/search-products.ts';
import { LANGUAGE_ARGUMENT, LanguageEnum, languageOf } from './language.ts';
import { PriceRangeType } from './pricing.type.ts';
import { foundPage, remarkOn } from './search-page.ts';
import {
  FacetType,
  type FoundPage,
  PriceBoundsType,
  PriceStepType,
  ProductFilterInput,
  ProductHighlightType,
  ProductSearchConnection,
  ProductSuggestionType,
  SearchSortEnum,
} from './search.type.ts';

@Resolver(() => ProductSearchConnection)
export class SearchResolver {
  /** One count for all the fields of an answer that need it. */
  private readonly summaries = new WeakMap<FoundPage, Promise<SearchSummary>>();

  constructor(private readonly rt: CatalogueRuntime) {}

  @Directive('@cost(weight: 10)')
  @Query(() => ProductSearchConnection, {
    description: 'Finds products. Without a query and filter it finds all of them.',
  })
  @Directive('@cacheControl(maxAge: 10)')
  async searchProducts(
    @Arg('query', () => String, {
      nullable: true,
      description:
        'Words to look for, as in web search: "exact words", or, -without. The last word may be unfinished.',
    })
    query: string | null,
    @Arg('filter', () => ProductFilterInput, {
      nullable: true,
      description: 'What a product must meet to be found.',
    })
    filter: ProductFilterInput | null,
    @Arg('sort', () => SearchSortEnum, {
      defaultValue: 'RELEVANCE',
      description: 'The order of the results.',
    })
    sort: SearchSort,
    @Arg('currency', () => CurrencyCode, {
      defaultValue: 'EUR',
      description: 'The currency in which prices are compared.',
    })
    currency: Currency,
    @Args(() => ConnectionArgs) page: ConnectionArgs,
    @Ctx() request: GraphRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<FoundPage> {
    return foundPage(this.rt, { query, filter, sort, currency }, page, { request, info });
  }

  @FieldResolver(() => Int, { description: 'How many products are found in all.' })
  async totalCount(@Root() found: FoundPage): Promise<number> {
    return (await this.summary(found)).total;
  }

  @FieldResolver(() => [FacetType], {
    description:
      'Ways to narrow the search: category, brand, and the commonest attributes and options. Each leaves its own filter out.',
  })
  async facets(@Root() found: FoundPage): Promise<FacetType[]> {
    return (await this.summary(found)).facets.map(FacetType.of);
  }

  @FieldResolver(() => PriceRangeType, {
    nullable: true,
    description:
      'What the products found cost, each in its cheapest variant, whatever price filter is set; null when none has a price in the currency.',
  })
  async priceRange(@Root() found: FoundPage): Promise<PriceRangeType | null> {
    const { lowest, highest } = await this.summary(found);
    if (lowest === null || highest === null) return null;
    const { currency } = found.search;
    return {
      lowest: MoneyType.of(Money.of(BigInt(lowest), currency)),
      highest: MoneyType.of(Money.of(BigInt(highest), currency)),
    };
  }

  @FieldResolver(() => [PriceStepType], {
    description: 'How the prices of what was found are spread, whatever price filter is set.',
  })
  async priceHistogram(@Root() found: FoundPage): Promise<PriceStepType[]> {
    const { prices } = await this.summary(found);
    return prices.map(({ from, count }) => ({
      from: MoneyType.of(Money.of(BigInt(from), found.search.currency)),
      count,
    }));
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'What was looked for, if the query seemed mistyped; null if it did not.',
  })
  didYouMean(@Root() { findings }: FoundPage): string | null {
    return findings.didYouMean;
  }

  @FieldResolver(() => PriceBoundsType, {
    nullable: true,
    description:
      'The price that the words of the query were understood to ask for, such as "under 20 euro", and that was filtered by; null if they said none, or if nothing that they ask for costs so and they were looked for as they were typed.',
  })
  priceUnderstood(@Root() { search }: FoundPage): PriceBoundsType | null {
    const bounds = boundsSaid(search);
    const money = (amount: bigint | null) =>
      amount === null ? null : MoneyType.of(Money.of(amount, search.currency));
    return bounds && { atLeast: money(bounds.atLeast), atMost: money(bounds.atMost) };
  }

  @FieldResolver(() => [ProductHighlightType], {
    description: 'Where the products of this page have what was looked for, in their order.',
  })
  highlights(
    @Root() { findings, edges }: FoundPage,
    @Arg('language', () => LanguageEnum, LANGUAGE_ARGUMENT) language: Language | null,
    @Ctx() request: GraphRequest,
  ): Promise<ProductHighlightType[]> {
    const shown = edges.map(({ node }) => node.id);
    return findings.highlight(shown, languageOf(request, language));
  }

  @Query(() => [ProductSuggestionType], {
    description: 'Categories, brands and products for a query that is being typed.',
  })
  async suggestProducts(
    @Arg('beginning', () => String, { description: 'What has been typed, at most 200 characters.' })
    beginning: string,
    @Arg('first', () => Int, { defaultValue: 8, description: 'How many to answer, from 1 to 20.' })
    first: number,
    @Arg('language', () => LanguageEnum, LANGUAGE_ARGUMENT) language: Language | null,
    @Ctx() request: GraphRequest,
  ): Promise<ProductSuggestionType[]> {
    const typed = { beginning, language: languageOf(request, language), limit: first };
    return suggestProducts(this.rt, typed, remarkOn(request));
  }

  private summary(found: FoundPage): Promise<SearchSummary> {
    const summary = this.summaries.get(found) ?? summarizeSearch(this.rt, found.findings);
    this.summaries.set(found, summary);
    return summary;
  }
}
