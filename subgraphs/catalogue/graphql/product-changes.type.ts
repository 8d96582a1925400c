import { Field, Float, ID, InputType, Int } from 'type-graphql';
import { MoneyInput } from '#kernel/graphql/money.type.ts';
import { problem, resultUnion } from '#kernel/graphql/problems.ts';
import {
  CategoryNotFound,
  InvalidProduct,
  ProductChanged,
  ProductNotFound,
  ProductNotReady,
  SkuTaken,
  SlugTaken,
  VariantNotOfProduct,
} from '../domain/errors.ts';
import type { ProvisioningTemplate } from '../domain/product.ts';
import { AddressedFactsInput, CreateAddressedInput } from './addressed.type.ts';
import { FAULTS } from './fault.type.ts';
import { SpecialPriceInput } from './pricing.type.ts';
import { MediaInput } from './media.type.ts';
import { ProductRecordType } from './product-record.type.ts';
import { SEEN_VERSION, SeenInput } from './seen.type.ts';
import { ProvisioningTemplateEnum } from './variant.type.ts';

@InputType('NamedValueInput', { description: 'A fact, or a choice that is made.' })
export class NamedValueInput {
  @Field(() => String, { description: 'What it is about, such as "grape" or "Pack".' })
  name!: string;

  @Field(() => String, { description: 'What holds of it, such as "Riesling" or "6 bottles".' })
  value!: string;
}

@InputType('ProductOptionInput', { description: 'What a buyer chooses.' })
export class ProductOptionInput {
  @Field(() => String, { description: 'What is chosen, such as "Pack".' })
  name!: string;

  @Field(() => [String], { description: 'What there is to choose from, in order.' })
  values!: string[];
}

const SKU =
  'The seller’s stock-keeping unit: 1 to 100 letters, digits, hyphens, dots, underscores.';

@InputType('VariantInput', { description: 'What can be bought of a product.' })
export class VariantInput {
  @Field(() => String, { description: SKU })
  sku!: string;

  @Field(() => String, { description: 'Its name beside the product’s, such as "6 bottles".' })
  name!: string;

  @Field(() => [NamedValueInput], {
    defaultValue: [],
    description: 'One choice for each of the product’s options.',
  })
  options!: NamedValueInput[];

  @Field(() => [MoneyInput], {
    defaultValue: [],
    description: 'What one piece costs, once for each currency that it is sold in.',
  })
  prices!: MoneyInput[];

  @Field(() => String, {
    nullable: true,
    description: 'Its own tax category, if it differs from the product’s.',
  })
  taxCategory?: string | null;
}

@InputType('CreateProductInput', { description: 'A product that is new.' })
export class CreateProductInput extends CreateAddressedInput {
  @Field(() => String, { description: 'Who makes it.' })
  brand!: string;

  @Field(() => String, { description: 'The kind of thing it is, such as "wine".' })
  productType!: string;

  @Field(() => ID, { description: 'Where it is sorted into.' })
  categoryId!: string;

  @Field(() => ID, { description: 'Who sells it.' })
  merchantId!: string;

  @Field(() => ProvisioningTemplateEnum, {
    defaultValue: 'SHIPMENT',
    description: 'How a sold piece reaches its buyer.',
  })
  provisioning!: ProvisioningTemplate;

  @Field(() => String, {
    defaultValue: 'standard',
    description: 'By which taxes on it are found, country by country: "standard", "books".',
  })
  taxCategory!: string;

  @Field(() => [NamedValueInput], { defaultValue: [], description: 'Facts about it, by name.' })
  attributes!: NamedValueInput[];

  @Field(() => [ProductOptionInput], { defaultValue: [], description: 'What a buyer chooses.' })
  options!: ProductOptionInput[];

  @Field(() => [VariantInput], {
    defaultValue: [],
    description: 'What of it can be bought, in order.',
  })
  variants!: VariantInput[];
}

@InputType('SeenProductInput', { description: 'A product, as you have seen it.' })
export class SeenProductInput extends SeenInput {
  @Field(() => ID, { description: 'The product.' })
  productId!: string;
}

/** What is said of a product from now on. What is left out stays. */
@InputType()
export abstract class ProductFactsInput extends AddressedFactsInput {
  @Field(() => String, { nullable: true, description: 'Who makes it.' })
  brand?: string | null;

  @Field(() => String, { nullable: true, description: 'The kind of thing it is.' })
  productType?: string | null;

  @Field(() => ID, { nullable: true, description: 'Where it is sorted into.' })
  categoryId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Who sells it.' })
  merchantId?: string | null;

  @Field(() => ProvisioningTemplateEnum, {
    nullable: true,
    description: 'How a sold piece reaches its buyer.',
  })
  provisioning?: ProvisioningTemplate | null;

  @Field(() => String, { nullable: true, description: 'By which taxes on it are found.' })
  taxCategory?: string | null;

  @Field(() => [NamedValueInput], { nullable: true, description: 'All facts about it.' })
  attributes?: NamedValueInput[] | null;

  @Field(() => [ProductOptionInput], {
    nullable: true,
    description: 'All that a buyer chooses, and each variant has a choice of.',
  })
  options?: ProductOptionInput[] | null;
}

@InputType('VariantChoicesInput', { description: 'What a variant is a choice of.' })
export class VariantChoicesInput {
  @Field(() => String, { description: 'The SKU of the variant.' })
  sku!: string;

  @Field(() => [NamedValueInput], {
    description: 'All its choices, one for each of the product’s options.',
  })
  options!: NamedValueInput[];
}

@InputType('UpdateProductInput', {
  description: 'What is said of a product from now on. What is left out stays.',
})
export class UpdateProductInput extends ProductFactsInput implements SeenProductInput {
  @Field(() => ID, { description: 'The product.' })
  productId!: string;

  @Field(() => Int, SEEN_VERSION)
  expectedVersion!: number;

  @Field(() => [VariantChoicesInput], {
    defaultValue: [],
    description:
      'What variants choose from now on, such as of an option that is new. The others choose what they did.',
  })
  variants!: VariantChoicesInput[];
}

@InputType('ComplianceInput', { description: 'All that the law demands of a product’s buyers.' })
export class ComplianceInput {
  @Field(() => Int, {
    nullable: true,
    description: 'How old a buyer must be, in years; null if anyone may buy.',
  })
  minimumAge?: number | null;

  @Field(() => [String], {
    description: 'Where it may not be sold: ISO 3166-1 alpha-2 countries, or ISO 3166-2 parts.',
  })
  forbiddenRegions!: string[];

  @Field(() => Float, { nullable: true, description: 'Alcohol by volume, in percent.' })
  alcoholByVolume?: number | null;

  @Field(() => [String], { description: 'What its buyers must be told, in this order.' })
  warnings!: string[];
}

@InputType('SetComplianceInput', { description: 'What the law demands of a product’s buyers.' })
export class SetComplianceInput extends ComplianceInput implements SeenProductInput {
  @Field(() => ID, { description: 'The product.' })
  productId!: string;

  @Field(() => Int, SEEN_VERSION)
  expectedVersion!: number;
}

@InputType('SetMediaInput', {
  description: 'The pictures of a product, or of one of its variants.',
})
export class SetMediaInput extends SeenProductInput {
  @Field(() => String, {
    nullable: true,
    description: 'The SKU of the variant that they show; null if they show the product.',
  })
  sku?: string | null;

  @Field(() => [MediaInput], { description: 'All pictures, in their order; at most 50.' })
  media!: MediaInput[];
}

@InputType('AddVariantInput', { description: 'A variant that a product has from now on.' })
export class AddVariantInput extends SeenProductInput {
  @Field(() => VariantInput, { description: 'The variant.' })
  variant!: VariantInput;
}

@InputType('UpdateVariantInput', {
  description: 'What is said of a variant from now on. What is left out stays.',
})
export class UpdateVariantInput extends SeenProductInput {
  @Field(() => String, { description: 'The SKU of the variant.' })
  sku!: string;

  @Field(() => String, { nullable: true, description: 'Another SKU for it.' })
  newSku?: string | null;

  @Field(() => String, { nullable: true, description: 'Its name beside the product’s.' })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Its own tax category; an empty text for the product’s.',
  })
  taxCategory?: string | null;

  @Field(() => [NamedValueInput], { nullable: true, description: 'All its choices.' })
  options?: NamedValueInput[] | null;
}

@InputType('RemoveVariantInput', { description: 'A variant that is not sold any more.' })
export class RemoveVariantInput extends SeenProductInput {
  @Field(() => String, { description: 'The SKU of the variant.' })
  sku!: string;
}

@InputType('VariantPricesInput', { description: 'What a variant costs.' })
export class VariantPricesInput {
  @Field(() => String, { description: 'The SKU of the variant.' })
  sku!: string;

  @Field(() => [MoneyInput], {
    description: 'All its prices, once for each currency; without any it is not sold.',
  })
  prices!: MoneyInput[];
}

@InputType('SetPricesInput', { description: 'What variants of a product cost from now on.' })
export class SetPricesInput extends SeenProductInput {
  @Field(() => [VariantPricesInput], { description: 'The variants whose prices change.' })
  variants!: VariantPricesInput[];
}

@InputType('SetSpecialPricesInput', { description: 'The special prices of a variant.' })
export class SetSpecialPricesInput extends SeenProductInput {
  @Field(() => String, { description: 'The SKU of the variant.' })
  sku!: string;

  @Field(() => [SpecialPriceInput], {
    description:
      'All special prices, at most 200; no two may hold at once for as many and the same region.',
  })
  specialPrices!: SpecialPriceInput[];
}

export const InvalidProductProblem = problem(
  InvalidProduct,
  'The product would make no sense.',
  FAULTS,
);
const SlugTakenProblem = problem(SlugTaken, 'Another product has this slug.', {
  facts: { slug: { type: () => String, description: 'The slug.' } },
});
const SkuTakenProblem = problem(SkuTaken, 'Another variant has, or had, this SKU.', {
  facts: { sku: { type: () => String, description: 'The SKU.' } },
});
export const ProductNotFoundProblem = problem(ProductNotFound, 'There is no such product.');
export const ProductChangedProblem = problem(
  ProductChanged,
  'Somebody else has changed the product meanwhile.',
  { facts: { currentVersion: { type: () => Int, description: 'The version it has now.' } } },
);
export const CategoryNotFoundProblem = problem(CategoryNotFound, 'There is no such category.');

export const CreateProductResult = resultUnion(
  'CreateProductResult',
  'The new product, or why there is none.',
  ProductRecordType,
  InvalidProductProblem,
  SlugTakenProblem,
  SkuTakenProblem,
  CategoryNotFoundProblem,
);

export const ChangeProductResult = resultUnion(
  'ChangeProductResult',
  'The product as it is now, or why it stays as it was.',
  ProductRecordType,
  ProductNotFoundProblem,
  ProductChangedProblem,
  problem(
    ProductNotReady,
    'Nothing of the product has a price, or would have one, so it cannot be on sale.',
  ),
  problem(VariantNotOfProduct, 'The product has no variant with this SKU.', {
    facts: { sku: { type: () => String, description: 'The SKU.' } },
  }),
  InvalidProductProblem,
  SlugTakenProblem,
  SkuTakenProblem,
  CategoryNotFoundProblem,
);
