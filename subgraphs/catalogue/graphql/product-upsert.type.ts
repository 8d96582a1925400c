import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { MoneyInput } from '#kernel/graphql/money.type.ts';
import { resultUnion } from '#kernel/graphql/problems.ts';
import type { ProductStatus } from '../domain/product-status.ts';
import type { UpsertOutcome, Upserted } from '../usecases/upsert-products.ts';
import { MediaInput } from './media.type.ts';
import { SpecialPriceInput } from './pricing.type.ts';
import {
  ComplianceInput,
  InvalidProductProblem,
  NamedValueInput,
  ProductChangedProblem,
  ProductFactsInput,
  ProductNotFoundProblem,
} from './product-changes.type.ts';
import { ProductRecordType, ProductStatusEnum } from './product-record.type.ts';

/** Products that are kept in one transaction: more would hold their locks for longer. */
export const MOST_PRODUCTS = 100;

@InputType('UpsertVariantInput', {
  description:
    'What is said of a variant, whether the product has it or not. What is left out stays.',
})
export class UpsertVariantInput {
  @Field(() => String, { description: 'Its SKU, by which it is known.' })
  sku!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Its name beside the product’s; a new one needs it.',
  })
  name?: string | null;

  @Field(() => [NamedValueInput], { nullable: true, description: 'All its choices.' })
  options?: NamedValueInput[] | null;

  @Field(() => [MoneyInput], { nullable: true, description: 'All its prices.' })
  prices?: MoneyInput[] | null;

  @Field(() => [SpecialPriceInput], { nullable: true, description: 'All its special prices.' })
  specialPrices?: SpecialPriceInput[] | null;

  @Field(() => [MediaInput], { nullable: true, description: 'All pictures of just this variant.' })
  media?: MediaInput[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Its own tax category; an empty text for the product’s.',
  })
  taxCategory?: string | null;
}

@InputType('UpsertProductInput', {
  description:
    'What is said of a product, whether there is one or not. What is left out stays; a list is all there is of it, but variants that are not named stay.',
})
export class UpsertProductInput extends ProductFactsInput {
  @Field(() => ID, {
    nullable: true,
    description: 'The product. Without it, it is the one that has the slug, or a new one.',
  })
  id?: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'The version that you have seen, 0 if there must be none yet. Nothing happens if there is another one.',
  })
  expectedVersion?: number | null;

  @Field(() => ProductStatusEnum, {
    nullable: true,
    description: 'Where it stands from now on; a new one is a draft.',
  })
  status?: ProductStatus | null;

  @Field(() => ComplianceInput, {
    nullable: true,
    description: 'All that the law demands of its buyers.',
  })
  compliance?: ComplianceInput | null;

  @Field(() => [MediaInput], { nullable: true, description: 'All pictures, in their order.' })
  media?: MediaInput[] | null;

  @Field(() => [UpsertVariantInput], {
    nullable: true,
    description: 'What is said of variants. Those that are not named stay; new ones come last.',
  })
  variants?: UpsertVariantInput[] | null;
}

@InputType('UpsertProductsInput', { description: 'What is said of many products at once.' })
export class UpsertProductsInput {
  @Field(() => [UpsertProductInput], {
    description: `The products, each once; at most ${MOST_PRODUCTS}.`,
  })
  products!: UpsertProductInput[];
}

const UpsertOutcomeEnum: Readonly<Record<UpsertOutcome, UpsertOutcome>> = {
  CREATED: 'CREATED',
  UPDATED: 'UPDATED',
  UNCHANGED: 'UNCHANGED',
};
registerEnumType(UpsertOutcomeEnum, {
  name: 'UpsertOutcome',
  description: 'What became of a product of which something was said.',
  valuesConfig: {
    CREATED: { description: 'It is new.' },
    UPDATED: { description: 'Something else is said of it.' },
    UNCHANGED: { description: 'All of this was said of it already.' },
  },
});

@ObjectType('UpsertedProduct', { description: 'A product of which all that was said is kept.' })
export class UpsertedProductType {
  @Field(() => UpsertOutcomeEnum, { description: 'What became of it.' })
  outcome!: UpsertOutcome;

  @Field(() => ProductRecordType, { description: 'The product as it is now.' })
  product!: ProductRecordType;

  static of({ outcome, product }: Upserted): UpsertedProductType {
    return Object.assign(new UpsertedProductType(), {
      outcome,
      product: ProductRecordType.of(product),
    });
  }
}

export const UpsertProductResult = resultUnion(
  'UpsertProductResult',
  'What became of one product, or why it stays as it was.',
  UpsertedProductType,
  InvalidProductProblem,
  ProductChangedProblem,
  ProductNotFoundProblem,
);
