import { Arg, Ctx, Directive, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { Currency } from '#kernel/domain/currency.ts';
import { badInput } from '#kernel/graphql/bad-input.ts';
import { MoneyType } from '#kernel/graphql/money.type.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import { CurrencyCode } from '#kernel/graphql/scalars.ts';
import { type Language, inLanguage } from '../domain/names.ts';
import { priceRange } from '../domain/pricing.ts';
import type { Variant } from '../domain/product.ts';
import type { Offer } from '../persistence/offers.ts';
import { addressOf } from '../persistence/products.ts';
import { type CatalogueRuntime, reading } from '../runtime.ts';
import { CategoryType } from './category.type.ts';
import { CollectionType } from './collection.type.ts';
import { LANGUAGE_ARGUMENT, LanguageEnum, languageOf } from './language.ts';
import { loadersOf } from './loaders.ts';
import { CURRENCY_ARGUMENT, PriceRangeType, REGION_ARGUMENT } from './pricing.type.ts';
import { ProductTypeType } from './product-type.type.ts';
import { ProductAddressType, ProductType } from './product.type.ts';
import { VariantType } from './variant.type.ts';

@Resolver(() => ProductType)
export class ProductResolver {
  constructor(private readonly rt: CatalogueRuntime) {}

  @Query(() => ProductType, {
    nullable: true,
    description:
      'A product by its id, or by its slug in any language or one that it had before; null if none such is on sale.',
  })
  async product(
    @Arg('id', () => ID, { nullable: true, description: 'The product.' }) id: string | null,
    @Arg('slug', () => String, { nullable: true, description: 'Its name in addresses.' }) slug:
      | string
      | null,
    @Ctx() request: GraphRequest,
  ): Promise<ProductType | null> {
    const loaders = loadersOf(this.rt);
    const offer = await byEither(
      [id, (key) => loaders.offer(request, key)],
      [slug, (key) => loaders.offerBySlug(request, key)],
    );
    return offer?.product.status === 'PUBLISHED' ? ProductType.of(offer) : null;
  }

  @Query(() => ProductAddressType, {
    nullable: true,
    description: 'Where a slug leads, old ones too; null if nothing on sale has, or had, it.',
  })
  async productAddress(
    @Arg('slug', () => String, { description: 'The name in addresses, in any language.' })
    slug: string,
    @Ctx() request: GraphRequest,
  ): Promise<ProductAddressType | null> {
    if (slug.includes('\0')) return null;
    const address = await addressOf(reading(this.rt), slug);
    const offer = address && (await loadersOf(this.rt).offer(request, address.productId));
    if (offer?.product.status !== 'PUBLISHED') return null;
    return { ...address!, product: ProductType.of(offer), moved: address!.slug !== slug };
  }

  @FieldResolver(() => String, { description: 'Its name for people.' })
  name(
    @Root() { said }: ProductType,
    @Arg('language', () => LanguageEnum, LANGUAGE_ARGUMENT) language: Language | null,
    @Ctx() request: GraphRequest,
  ): string {
    return inLanguage(languageOf(request, language), said.name, said.names);
  }

  @FieldResolver(() => String, { description: 'What it is, in a few sentences.' })
  description(
    @Root() { said }: ProductType,
    @Arg('language', () => LanguageEnum, LANGUAGE_ARGUMENT) language: Language | null,
    @Ctx() request: GraphRequest,
  ): string {
    return inLanguage(languageOf(request, language), said.description, said.descriptions);
  }

  @FieldResolver(() => String, { description: 'Its name in addresses, in one language.' })
  slugIn(
    @Root() { said }: ProductType,
    @Arg('language', () => LanguageEnum, LANGUAGE_ARGUMENT) language: Language | null,
    @Ctx() request: GraphRequest,
  ): string {
    return inLanguage(languageOf(request, language), said.slug, said.slugs);
  }

  @FieldResolver(() => CategoryType, { description: 'Where it is sorted into.' })
  category(@Root() { categoryId, offer }: ProductType): CategoryType {
    return CategoryType.of(offer.categories.get(categoryId)!, offer.categories);
  }

  @FieldResolver(() => ProductTypeType, { description: 'What kind of thing it is.' })
  async type(
    @Root() { productType }: ProductType,
    @Ctx() request: GraphRequest,
  ): Promise<ProductTypeType> {
    return ProductTypeType.of((await loadersOf(this.rt).productType(request, productType))!);
  }

  @FieldResolver(() => PriceRangeType, {
    nullable: true,
    description:
      'What one piece costs now, from its cheapest variant to its dearest; null if none is sold in this currency.',
  })
  priceRange(
    @Root() { offer }: ProductType,
    @Arg('currency', () => CurrencyCode, CURRENCY_ARGUMENT) currency: Currency,
    @Arg('region', () => String, REGION_ARGUMENT) region: string | null,
  ): PriceRangeType | null {
    const asked = { currency, region: region ?? null, quantity: 1, at: this.rt.clock() };
    const range = priceRange(forSaleOf(offer), asked);
    return range && { lowest: MoneyType.of(range.lowest), highest: MoneyType.of(range.highest) };
  }

  @Directive('@listSize(assumedSize: 10)')
  @FieldResolver(() => [CollectionType], {
    description: 'The published collections to which it belongs now, by their positions.',
  })
  async collections(
    @Root() { id }: ProductType,
    @Ctx() request: GraphRequest,
  ): Promise<CollectionType[]> {
    return ((await loadersOf(this.rt).collections(request, id)) ?? []).map(CollectionType.of);
  }

  @FieldResolver(() => [VariantType], { description: 'What of it can be bought, in order.' })
  variants(@Root() { offer }: ProductType): VariantType[] {
    return forSaleOf(offer).map((variant) => VariantType.of(variant, offer));
  }
}

const forSaleOf = ({ variants }: Offer): Variant[] => variants.filter(({ forSale }) => forSale);

type Lookup<Row> = readonly [
  key: string | null | undefined,
  read: (key: string) => Promise<Row | null>,
];

/** @throws {GraphQLError} BAD_USER_INPUT unless exactly one key is given */
export function byEither<Row>(
  ...lookups: readonly [Lookup<Row>, Lookup<Row>]
): Promise<Row | null> {
  const [chosen, other] = lookups.filter(([key]) => key != null);
  const [key, read] = chosen ?? [];
  if (key == null || !read || other) {
    throw badInput('Name it in exactly one way.');
  }
  return read(key);
}
