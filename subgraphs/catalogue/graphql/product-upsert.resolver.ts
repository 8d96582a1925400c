import { Arg, Ctx, Directive, Mutation, Resolver } from 'type-graphql';
import { badInput } from '#kernel/graphql/bad-input.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import type { Fault } from '../domain/faults.ts';
import type { SaidOfVariant } from '../domain/product-record.ts';
import type { ProductUpsert } from '../domain/product-upsert.ts';
import type { CatalogueRuntime } from '../runtime.ts';
import { upsertProducts } from '../usecases/upsert-products.ts';
import { mediaFrom } from './media.type.ts';
import { operatorOf } from './operator.ts';
import { specialPriceOf } from './pricing.type.ts';
import { byName, complianceOf, factsOf, pricesOf } from './product-facts.ts';
import {
  MOST_PRODUCTS,
  type UpsertProductInput,
  UpsertProductResult,
  UpsertProductsInput,
  UpsertedProductType,
  type UpsertVariantInput,
} from './product-upsert.type.ts';
import { said } from './said.ts';

/** Many products at once. */
@Resolver()
export class ProductUpsertResolver {
  constructor(private readonly rt: CatalogueRuntime) {}

  @Directive(`@listSize(assumedSize: ${MOST_PRODUCTS})`)
  @Mutation(() => [UpsertProductResult], {
    description: `Keeps what is said of up to ${MOST_PRODUCTS} products, new or known, and answers for each what became of it, in order. One of which anything is wrong stays as it was, and the others are kept. Sent again, it changes nothing. Needs catalogue.manage.`,
  })
  async upsertProducts(
    @Arg('input', () => UpsertProductsInput, { description: 'The products.' })
    { products }: UpsertProductsInput,
    @Ctx() request: GraphRequest,
  ): Promise<(typeof UpsertProductResult)[]> {
    const by = operatorOf(request);
    if (products.length > MOST_PRODUCTS)
      throw badInput(`Upsert at most ${MOST_PRODUCTS} products at a time.`);
    const answers = await upsertProducts(this.rt, by, products.map(upsertOf));
    return answers.map((answer) =>
      answer instanceof Error ? answer : UpsertedProductType.of(answer),
    ) as (typeof UpsertProductResult)[];
  }
}

function upsertOf(input: UpsertProductInput): ProductUpsert {
  const { id, expectedVersion, status, compliance, media, variants } = input;
  const slips: Fault[] = [];
  return {
    id: id ?? null,
    expectedVersion: expectedVersion ?? null,
    status: status ?? null,
    facts: {
      ...factsOf(input, slips),
      ...(compliance && complianceOf(compliance)),
      ...said({ media: media && mediaFrom(media, slips) }),
    },
    variants: (variants ?? []).map((one, index) => variantOf(one, slips, `variants.${index}`)),
    slips,
  };
}

function variantOf(input: UpsertVariantInput, slips: Fault[], place: string): SaidOfVariant {
  const { sku, name, options, prices, specialPrices, media, taxCategory } = input;
  return {
    sku,
    ...said({
      name,
      options: options && byName(`${place}.options`, options, slips),
      prices: prices && pricesOf(`${place}.prices`, prices, slips),
      specialPrices: specialPrices?.map(specialPriceOf),
      media: media && mediaFrom(media, slips, `${place}.media`),
    }),
    ...(taxCategory != null && { taxCategory: taxCategory === '' ? null : taxCategory }),
  };
}
