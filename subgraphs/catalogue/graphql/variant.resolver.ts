import { GraphQLError } from 'graphql';
import { Directive, Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { Currency } from '#kernel/domain/currency.ts';
import { MoneyType } from '#kernel/graphql/money.type.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import { CurrencyCode } from '#kernel/graphql/scalars.ts';
import { priceIn } from '../domain/product.ts';
import type { CatalogueRuntime } from '../runtime.ts';
import { loadersOf } from './loaders.ts';
import { byEither } from './product.resolver.ts';
import { ProductType } from './product.type.ts';
import { VariantType } from './variant.type.ts';

const MAX_IDS = 200;

@Resolver(() => VariantType)
export class VariantResolver {
  constructor(private readonly rt: CatalogueRuntime) {}

  @Query(() => VariantType, {
    nullable: true,
    description: 'A variant by its id or by its sku; null if none such is for sale.',
  })
  async variant(
    @Arg('id', () => ID, { nullable: true, description: 'The variant.' }) id: string | null,
    @Arg('sku', () => String, { nullable: true, description: 'Its stock-keeping unit.' }) sku:
      | string
      | null,
    @Ctx() request: GraphRequest,
  ): Promise<VariantType | null> {
    const loaders = loadersOf(this.rt);
    const variant = await byEither(
      [id, (key) => loaders.variant(request, key)],
      [sku, (key) => loaders.variantBySku(request, key)],
    );
    return variant?.forSale ? VariantType.of(variant) : null;
  }

  @Directive(`@listSize(assumedSize: ${MAX_IDS})`)
  @Query(() => [VariantType], {
    nullable: 'items',
    description: `Variants by their ids, at most ${MAX_IDS}, in the order asked for; null where none is for sale.`,
  })
  async variants(
    @Arg('ids', () => [ID], { description: 'The variants.' }) ids: string[],
    @Ctx() request: GraphRequest,
  ): Promise<(VariantType | null)[]> {
    if (ids.length > MAX_IDS) {
      throw new GraphQLError(`Ask for at most ${MAX_IDS} variants.`, {
        extensions: { code: 'BAD_USER_INPUT' },
      });
    }
    const variants = await Promise.all(ids.map((id) => loadersOf(this.rt).variant(request, id)));
    return variants.map((variant) => (variant?.forSale ? VariantType.of(variant) : null));
  }

  @FieldResolver(() => MoneyType, {
    nullable: true,
    description: 'Its price; null if it is not sold in this currency.',
  })
  price(
    @Root() variant: VariantType,
    @Arg('currency', () => CurrencyCode, {
      defaultValue: 'EUR',
      description: 'The currency to pay in.',
    })
    currency: Currency,
  ): MoneyType | null {
    const price = priceIn(currency, variant);
    return price && MoneyType.of(price);
  }

  @FieldResolver(() => ProductType, { description: 'The product it is a variant of.' })
  async product(
    @Root() { productId }: VariantType,
    @Ctx() request: GraphRequest,
  ): Promise<ProductType> {
    return ProductType.of((await loadersOf(this.rt).product(request, productId))!);
  }
}
