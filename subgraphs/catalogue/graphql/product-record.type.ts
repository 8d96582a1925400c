import {
  Field,
  Float,
  GraphQLISODateTime,
  ID,
  InputType,
  Int,
  ObjectType,
  registerEnumType,
} from 'type-graphql';
import type { Currency } from '#kernel/domain/currency.ts';
import type { Id } from '#kernel/domain/id.ts';
import { connectionType } from '#kernel/graphql/connection.ts';
import { MoneyType } from '#kernel/graphql/money.type.ts';
import type { FieldChange, ProductChangeKind } from '../domain/product-changes.ts';
import type { ProductRecord, VariantRecord } from '../domain/product-record.ts';
import type { ProductStatus } from '../domain/product-status.ts';
import type { ProvisioningTemplate } from '../domain/product.ts';
import type { HistoryEntry } from '../persistence/product-listing.ts';
import { SpecialPriceType } from './pricing.type.ts';
import { MediaType } from './media.type.ts';
import { LocalizedTextType } from './localized-text.type.ts';
import { ProductAttributeType, ProductOptionType } from './product.type.ts';
import { VERSION } from './seen.type.ts';
import { MerchantStub } from './stubs.ts';
import { ChosenOptionType, ProvisioningTemplateEnum } from './variant.type.ts';

export const ProductStatusEnum: Readonly<Record<ProductStatus, ProductStatus>> = {
  DRAFT: 'DRAFT',
  PUBLISHED: 'PUBLISHED',
  ARCHIVED: 'ARCHIVED',
};
registerEnumType(ProductStatusEnum, {
  name: 'ProductStatus',
  description: 'Where a product stands.',
  valuesConfig: {
    DRAFT: { description: 'It was never on sale, and only operators see it.' },
    PUBLISHED: { description: 'It is on sale.' },
    ARCHIVED: { description: 'It is off sale. Whoever bought it still sees what it was.' },
  },
});

const ProductChangeKindEnum: Readonly<Record<ProductChangeKind, ProductChangeKind>> = {
  CREATED: 'CREATED',
  UPDATED: 'UPDATED',
  PUBLISHED: 'PUBLISHED',
  ARCHIVED: 'ARCHIVED',
};
registerEnumType(ProductChangeKindEnum, {
  name: 'ProductChangeKind',
  description: 'What became of a product in one step.',
  valuesConfig: {
    CREATED: { description: 'It is new.' },
    UPDATED: { description: 'Something else is said of it.' },
    PUBLISHED: { description: 'It was put on sale.' },
    ARCHIVED: { description: 'It was taken off sale.' },
  },
});

@ObjectType('VariantRecord', { description: 'A variant as operators keep it.' })
class VariantRecordType {
  @Field(() => ID, { description: 'The variant.' })
  id!: Id<'var'>;

  @Field(() => String, { description: 'The seller’s stock-keeping unit, unique.' })
  sku!: string;

  @Field(() => String, { description: 'Its name beside the product’s.' })
  name!: string;

  @Field(() => [ChosenOptionType], { description: 'Its choice for each option of the product.' })
  options!: ChosenOptionType[];

  @Field(() => [MoneyType], { description: 'What one piece costs, by currency.' })
  prices!: MoneyType[];

  @Field(() => [SpecialPriceType], {
    description: 'What one piece costs somewhere, for some time, or from some quantity on.',
  })
  specialPrices!: SpecialPriceType[];

  @Field(() => [MediaType], { description: 'Pictures of just this variant, in their order.' })
  media!: MediaType[];

  @Field(() => String, {
    nullable: true,
    description: 'Its own tax category; null if it has the product’s.',
  })
  taxCategory!: string | null;

  static of({
    id,
    sku,
    name,
    options,
    prices,
    specialPrices,
    media,
    taxCategory,
  }: VariantRecord): VariantRecordType {
    return Object.assign(new VariantRecordType(), {
      id,
      sku,
      name,
      taxCategory,
      specialPrices: specialPrices.map(SpecialPriceType.of),
      media: media.map(MediaType.of),
      options: named(options),
      prices: Object.entries(prices).map(([currency, minorUnits]) =>
        MoneyType.of({ minorUnits, currency: currency as Currency }),
      ),
    });
  }
}

@ObjectType('ProductRecord', {
  description: 'A product as operators keep it, in any status, with its variants in their order.',
})
export class ProductRecordType {
  @Field(() => ID, { description: 'The product.' })
  id!: Id<'prd'>;

  @Field(() => Int, VERSION)
  version!: number;

  @Field(() => ProductStatusEnum, { description: 'Where it stands.' })
  status!: ProductStatus;

  @Field(() => String, { description: 'Its name in addresses, in English; unique.' })
  slug!: string;

  @Field(() => [LocalizedTextType], { description: 'Its names in addresses in other languages.' })
  slugs!: LocalizedTextType[];

  @Field(() => String, { description: 'Its name for people, in English.' })
  name!: string;

  @Field(() => [LocalizedTextType], { description: 'Its name in other languages.' })
  names!: LocalizedTextType[];

  @Field(() => String, { description: 'What it is, in a few sentences, in English.' })
  description!: string;

  @Field(() => [LocalizedTextType], { description: 'What it is, in other languages.' })
  descriptions!: LocalizedTextType[];

  @Field(() => String, { description: 'Who makes it.' })
  brand!: string;

  @Field(() => String, { description: 'The kind of thing it is, such as "wine".' })
  productType!: string;

  @Field(() => MerchantStub, { nullable: true, description: 'Who sells it.' })
  merchant!: MerchantStub;

  @Field(() => ProvisioningTemplateEnum, { description: 'How a sold piece reaches its buyer.' })
  provisioning!: ProvisioningTemplate;

  @Field(() => [ProductAttributeType], { description: 'Facts about it, by name.' })
  attributes!: ProductAttributeType[];

  @Field(() => [ProductOptionType], { description: 'What a buyer chooses.' })
  options!: ProductOptionType[];

  @Field(() => Int, { nullable: true, description: 'How old a buyer must be; null for any age.' })
  minimumAge!: number | null;

  @Field(() => [String], { description: 'Where it may not be sold: ISO 3166-1 or ISO 3166-2.' })
  forbiddenRegions!: readonly string[];

  @Field(() => Float, { nullable: true, description: 'Alcohol by volume, in percent.' })
  alcoholByVolume!: number | null;

  @Field(() => [String], { description: 'What its buyers must be told, in this order.' })
  warnings!: readonly string[];

  @Field(() => [MediaType], { description: 'Pictures of it, in their order.' })
  media!: MediaType[];

  @Field(() => String, {
    description: 'By which taxes on it are found, country by country: "standard", "books".',
  })
  taxCategory!: string;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When it first went on sale; null if it never did.',
  })
  publishedAt!: Date | null;

  @Field(() => [VariantRecordType], { description: 'What of it can be bought, in order.' })
  variants!: VariantRecordType[];

  categoryId!: Id<'cat'>;

  static of(record: ProductRecord): ProductRecordType {
    const { slugs, names, descriptions, attributes, options, merchantId, variants, ...same } =
      record;
    return Object.assign(new ProductRecordType(), same, {
      slugs: LocalizedTextType.listOf(slugs),
      names: LocalizedTextType.listOf(names),
      descriptions: LocalizedTextType.listOf(descriptions),
      attributes: named(attributes),
      media: record.media.map(MediaType.of),
      options: options.map(({ name, choices }) => ({ name, values: choices })),
      merchant: MerchantStub.of(merchantId),
      variants: variants.map(VariantRecordType.of),
    });
  }
}

const named = (facts: Readonly<Record<string, string>>) =>
  Object.entries(facts).map(([name, value]) => ({ name, value }));

@ObjectType('ProductFieldChange', { description: 'One thing that is no longer what it was.' })
export class FieldChangeType implements FieldChange {
  @Field(() => String, {
    description: 'What it is: "name", "attributes.grape", "variants.TEA-100.prices.EUR".',
  })
  field!: string;

  @Field(() => String, { nullable: true, description: 'What was said before; null for nothing.' })
  before!: string | null;

  @Field(() => String, { nullable: true, description: 'What is said since; null for nothing.' })
  after!: string | null;
}

@ObjectType('ProductHistoryEntry', { description: 'One step in the life of a product.' })
export class ProductHistoryEntryType {
  @Field(() => Int, { description: 'The version of the product that it led to.' })
  version!: number;

  @Field(() => ProductChangeKindEnum, { description: 'What became of the product.' })
  kind!: ProductChangeKind;

  @Field(() => [FieldChangeType], {
    description: 'All that differs. Empty for a new product.',
  })
  fields!: readonly FieldChangeType[];

  @Field(() => String, { description: 'Who did it: a person’s id, or "terminal".' })
  changedBy!: string;

  @Field(() => GraphQLISODateTime, { description: 'When.' })
  changedAt!: Date;

  @Field(() => ID, { nullable: true, description: 'The import that brought it.' })
  importId!: Id<'imp'> | null;

  static of(entry: HistoryEntry): ProductHistoryEntryType {
    return Object.assign(new ProductHistoryEntryType(), entry);
  }
}

export const { ConnectionType: ProductRecordConnection } = connectionType(
  'ProductRecord',
  ProductRecordType,
);
export const { ConnectionType: ProductHistoryConnection } = connectionType(
  'ProductHistoryEntry',
  ProductHistoryEntryType,
);

@InputType('ProductRecordFilter', { description: 'Which products an operator looks for.' })
export class ProductRecordFilter {
  @Field(() => [ProductStatusEnum], { nullable: true, description: 'Only in one of these.' })
  statuses?: ProductStatus[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'The slug of a category; what is below it is listed too.',
  })
  category?: string | null;

  @Field(() => String, { nullable: true, description: 'Only of this brand.' })
  brand?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'A part of the name, or how a SKU begins, in at most 200 characters.',
  })
  words?: string | null;
}
