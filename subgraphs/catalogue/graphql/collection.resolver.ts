import type { GraphQLResolveInfo } from 'graphql';
import {
  Arg,
  Args,
  Ctx,
  Directive,
  FieldResolver,
  ID,
  Info,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import type { Currency } from '#kernel/domain/currency.ts';
import { hasPermission, requirePermission } from '#kernel/graphql/authorization.ts';
import {
  type Connection,
  ConnectionArgs,
  checkPage,
  toConnection,
} from '#kernel/graphql/connection.ts';
import { decodeCursor, encodeCursor, text, wholeNumber } from '#kernel/graphql/cursor.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import { CurrencyCode } from '#kernel/graphql/scalars.ts';
import { within } from '../domain/collection.ts';
import { type Language, inLanguage } from '../domain/names.ts';
import type { SearchSort } from '../domain/search.ts';
import {
  type AddressedCollection,
  findCollection,
  listCollections,
} from '../persistence/collections.ts';
import { type CatalogueRuntime, reading } from '../runtime.ts';
import { CollectionAddressType, CollectionConnection, CollectionType } from './collection.type.ts';
import { LANGUAGE_ARGUMENT, LanguageEnum, languageOf } from './language.ts';
import { byEither } from './product.resolver.ts';
import { foundPage } from './search-page.ts';
import {
  type FoundPage,
  ProductFilterInput,
  ProductSearchConnection,
  SearchSortEnum,
} from './search.type.ts';

const PERMISSION = 'catalogue.manage';

/** Collections, as buyers and operators see them. */
@Resolver(() => CollectionType)
export class CollectionResolver {
  constructor(private readonly rt: CatalogueRuntime) {}

  @Query(() => CollectionType, {
    nullable: true,
    description: `A collection by its id, or by its slug in any language or one that it had before; null if there is none. One that is not published is shown to nobody without ${PERMISSION}.`,
  })
  async collection(
    @Arg('id', () => ID, { nullable: true, description: 'The collection.' }) id: string | null,
    @Arg('slug', () => String, { nullable: true, description: 'Its name in addresses.' }) slug:
      | string
      | null,
    @Ctx() request: GraphRequest,
  ): Promise<CollectionType | null> {
    const read = (key: string) => this.visible(key, request);
    const found = await byEither([id, read], [slug, read]);
    return found && CollectionType.of(found);
  }

  @Query(() => CollectionAddressType, {
    nullable: true,
    description:
      'Where a slug leads, old ones too; null if no collection that you see has, or had, it.',
  })
  async collectionAddress(
    @Arg('slug', () => String, { description: 'The name in addresses, in any language.' })
    slug: string,
    @Ctx() request: GraphRequest,
  ): Promise<CollectionAddressType | null> {
    const found = await this.visible(slug, request);
    if (!found) return null;
    const { address } = found;
    return { ...address, collection: CollectionType.of(found), moved: address.slug !== slug };
  }

  @Query(() => CollectionConnection, {
    description: 'Collections by their positions: the published ones, unless you ask for all.',
  })
  @Directive('@cacheControl(maxAge: 60)')
  async collections(
    @Arg('includeUnpublished', () => Boolean, {
      defaultValue: false,
      description: `Whether those that buyers do not see are listed too. Needs ${PERMISSION}.`,
    })
    includeUnpublished: boolean,
    @Args(() => ConnectionArgs) page: ConnectionArgs,
    @Ctx() request: GraphRequest,
  ): Promise<Connection<CollectionType>> {
    if (includeUnpublished) requirePermission(request, PERMISSION);
    checkPage(page);
    const [position, slug] = page.after ? decodeCursor(page.after, wholeNumber, text) : [];
    const rows = await listCollections(reading(this.rt), {
      limit: page.first + 1,
      after: position === undefined || slug === undefined ? null : { position, slug },
      unpublished: includeUnpublished,
    });
    return toConnection(
      rows,
      page,
      (row) => encodeCursor(row.position, row.slug),
      CollectionType.of,
    );
  }

  @FieldResolver(() => String, { description: 'Its name for people.' })
  name(
    @Root() { kept }: CollectionType,
    @Arg('language', () => LanguageEnum, LANGUAGE_ARGUMENT) language: Language | null,
    @Ctx() request: GraphRequest,
  ): string {
    return inLanguage(languageOf(request, language), kept.name, kept.names);
  }

  @FieldResolver(() => String, { description: 'What it is, in a few sentences.' })
  description(
    @Root() { kept }: CollectionType,
    @Arg('language', () => LanguageEnum, LANGUAGE_ARGUMENT) language: Language | null,
    @Ctx() request: GraphRequest,
  ): string {
    return inLanguage(languageOf(request, language), kept.description, kept.descriptions);
  }

  @FieldResolver(() => String, { description: 'Its name in addresses, in one language.' })
  slugIn(
    @Root() { kept }: CollectionType,
    @Arg('language', () => LanguageEnum, LANGUAGE_ARGUMENT) language: Language | null,
    @Ctx() request: GraphRequest,
  ): string {
    return inLanguage(languageOf(request, language), kept.slug, kept.slugs);
  }

  @Directive('@cost(weight: 10)')
  @FieldResolver(() => ProductSearchConnection, {
    description: 'The products that belong to it now, with facets that count nothing else.',
  })
  @Directive('@cacheControl(maxAge: 10)')
  async products(
    @Root() { kept }: CollectionType,
    @Arg('query', () => String, {
      nullable: true,
      description: 'Words to look for among them, as in searchProducts.',
    })
    query: string | null,
    @Arg('filter', () => ProductFilterInput, {
      nullable: true,
      description: 'What they must meet beside the rule.',
    })
    filter: ProductFilterInput | null,
    @Arg('sort', () => SearchSortEnum, {
      nullable: true,
      description:
        'Their order; the collection’s by default, in which those that its rule names stand first, or by relevance if there is a query.',
    })
    sort: SearchSort | null,
    @Arg('currency', () => CurrencyCode, {
      defaultValue: 'EUR',
      description: 'The currency in which prices are compared.',
    })
    currency: Currency,
    @Args(() => ConnectionArgs) page: ConnectionArgs,
    @Ctx() request: GraphRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<FoundPage> {
    const asked = { ...within(kept, { query, sort }), filter, currency };
    return foundPage(this.rt, asked, page, { request, info });
  }

  private async visible(key: string, request: GraphRequest): Promise<AddressedCollection | null> {
    if (key.includes('\0')) return null;
    const found = await findCollection(reading(this.rt), key);
    return found?.published || hasPermission(request, PERMISSION) ? found : null;
  }
}
