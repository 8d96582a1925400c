import { Arg, Ctx, Directive, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { badInput } from '#kernel/graphql/bad-input.ts';
import type { Currency } from '#kernel/domain/currency.ts';
import { MoneyType } from '#kernel/graphql/money.type.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import { CurrencyCode } from '#kernel/graphql/scalars.ts';
import { type AppliedPrice, type PriceQuestion, type Priced, priceFor } from '../domain/pricing.ts';
import type { CatalogueRuntime } from '../runtime.ts';
import { loadersOf } from './loaders.ts';
import {
  CURRENCY_ARGUMENT,
  QuoteLineInput,
  QuoteType,
  REGION_ARGUMENT,
  SpecialPriceType,
  VariantPriceType,
} from './pricing.type.ts';
import { byEither } from './product.resolver.ts';
import { ProductType } from './product.type.ts';
import { VariantType } from './variant.type.ts';

const MAX_IDS = 200;
const QUANTITY_ARGUMENT = {
  defaultValue: 1,
  description: 'How many pieces are bought; many may cost less each.',
};

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
    return variant?.forSale ? VariantType.of(variant, variant.offer) : null;
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
      throw badInput(`Ask for at most ${MAX_IDS} variants.`);
    }
    const variants = await Promise.all(ids.map((id) => loadersOf(this.rt).variant(request, id)));
    return variants.map((variant) =>
      variant?.forSale ? VariantType.of(variant, variant.offer) : null,
    );
  }

  @Directive(`@listSize(assumedSize: ${MAX_IDS})`)
  @Query(() => [QuoteType], {
    nullable: 'items',
    description: `What so many pieces of some variants cost now, for at most ${MAX_IDS}, in the order asked for; null where none is for sale.`,
  })
  async quotes(
    @Arg('lines', () => [QuoteLineInput], { description: 'How many pieces of what.' })
    lines: QuoteLineInput[],
    @Arg('currency', () => CurrencyCode, { description: 'The currency to pay in.' })
    currency: Currency,
    @Arg('region', () => String, REGION_ARGUMENT) region: string | null,
    @Ctx() request: GraphRequest,
  ): Promise<(QuoteType | null)[]> {
    if (lines.length > MAX_IDS) throw badInput(`Ask for at most ${MAX_IDS} quotes.`);
    const variants = await Promise.all(
      lines.map(({ variantId }) => loadersOf(this.rt).variant(request, variantId)),
    );
    return variants.map((variant, index) => {
      if (!variant?.forSale) return null;
      const { quantity } = lines[index]!;
      const price = this.priceOf(variant, { currency, region, quantity });
      return {
        variant: VariantType.of(variant, variant.offer),
        quantity,
        price: price && VariantPriceType.of(price),
      };
    });
  }

  @FieldResolver(() => MoneyType, {
    nullable: true,
    description: 'What one piece costs now; null if it is not sold in this currency.',
  })
  price(
    @Root() variant: VariantType,
    @Arg('currency', () => CurrencyCode, CURRENCY_ARGUMENT) currency: Currency,
    @Arg('region', () => String, REGION_ARGUMENT) region: string | null,
    @Arg('quantity', () => Int, QUANTITY_ARGUMENT) quantity: number,
  ): MoneyType | null {
    const price = this.priceOf(variant, { currency, region, quantity });
    return price && MoneyType.of(price);
  }

  @FieldResolver(() => VariantPriceType, {
    nullable: true,
    description: 'What one piece costs now, and why; null if it is not sold in this currency.',
  })
  pricing(
    @Root() variant: VariantType,
    @Arg('currency', () => CurrencyCode, CURRENCY_ARGUMENT) currency: Currency,
    @Arg('region', () => String, REGION_ARGUMENT) region: string | null,
    @Arg('quantity', () => Int, QUANTITY_ARGUMENT) quantity: number,
  ): VariantPriceType | null {
    const price = this.priceOf(variant, { currency, region, quantity });
    return price && VariantPriceType.of(price);
  }

  @FieldResolver(() => [SpecialPriceType], {
    description: 'What one piece costs somewhere, for some time, or from some quantity on.',
  })
  specialPrices(@Root() { specialPrices }: VariantType): SpecialPriceType[] {
    const now = this.rt.clock();
    return specialPrices
      .filter(({ validUntil }) => validUntil === null || now < new Date(validUntil))
      .map(SpecialPriceType.of);
  }

  @FieldResolver(() => ProductType, { description: 'The product it is a variant of.' })
  product(@Root() { offer }: VariantType): ProductType {
    return ProductType.of(offer);
  }

  private priceOf(
    priced: Priced,
    asked: Pick<PriceQuestion, 'currency' | 'region' | 'quantity'>,
  ): AppliedPrice | null {
    if (asked.quantity < 1) throw badInput('Ask for at least one piece.');
    return priceFor(priced, { ...asked, region: asked.region ?? null, at: this.rt.clock() });
  }
}
