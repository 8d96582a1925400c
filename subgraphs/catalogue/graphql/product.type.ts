import { Directive, Field, Float, GraphQLISODateTime, ID, Int, ObjectType } from 'type-graphql';
import type { Id } from '#kernel/domain/id.ts';
import type { Language } from '../domain/names.ts';
import type { Product } from '../domain/product.ts';
import type { Offer } from '../persistence/offers.ts';
import { LanguageEnum } from './language.ts';
import { LocalizedTextType } from './localized-text.type.ts';
import { MediaType } from './media.type.ts';
import { MerchantStub } from './stubs.ts';

@ObjectType('ProductAttribute', {
  description: 'A fact about a product, such as its grape or its material.',
})
export class ProductAttributeType {
  @Field(() => String, { description: 'The attribute; the name of a facet.' })
  name!: string;

  @Field(() => String, {
    description: 'The fact, as facets and filters say it: "Riesling", "75", "true".',
  })
  value!: string;
}

@ObjectType('OptionChoice', { description: 'One of the values that there are to choose from.' })
export class OptionChoiceType {
  @Field(() => String, { description: 'The value, as facets and filters say it.' })
  value!: string;

  of!: string;
}

@ObjectType('ProductOption', { description: 'What a buyer chooses.' })
export class ProductOptionType {
  @Field(() => String, {
    description: 'What is chosen, such as "Pack", as facets and filters say it.',
  })
  name!: string;

  @Field(() => [String], { description: 'What there is to choose from, in order.' })
  values!: readonly string[];
}

@ObjectType('Product', { description: 'Something the shop sells, in one or more variants.' })
@Directive('@key(fields: "id")')
@Directive('@key(fields: "slug")')
@Directive('@cacheControl(maxAge: 60)')
export class ProductType {
  @Field(() => ID, { description: 'The product.' })
  id!: Id<'prd'>;

  @Field(() => String, { description: 'Its name in addresses, in English; unique.' })
  slug!: string;

  @Field(() => [LocalizedTextType], {
    description: 'Its names in addresses in other languages; no product has another’s.',
  })
  slugs!: LocalizedTextType[];

  @Field(() => String, { description: 'Who makes it.' })
  brand!: string;

  @Field(() => String, { description: 'The name of the kind of thing it is, such as "wine".' })
  productType!: string;

  @Field(() => [ProductAttributeType], { description: 'Facts about it, by name.' })
  attributes!: ProductAttributeType[];

  @Field(() => [ProductOptionType], { description: 'What a buyer chooses.' })
  options!: ProductOptionType[];

  @Field(() => Int, {
    nullable: true,
    description: 'How old a buyer must be, in years; null if anyone may buy.',
  })
  minimumAge!: number | null;

  @Field(() => [String], {
    description:
      'Where it may not be sold: ISO 3166-1 alpha-2 countries, or ISO 3166-2 parts of them.',
  })
  forbiddenRegions!: readonly string[];

  @Field(() => Float, { nullable: true, description: 'Alcohol by volume, in percent.' })
  alcoholByVolume!: number | null;

  @Field(() => [String], { description: 'What its buyers must be told, in this order.' })
  warnings!: readonly string[];

  @Field(() => [MediaType], { description: 'Pictures of it, in their order.' })
  media!: MediaType[];

  @Field(() => MerchantStub, { nullable: true, description: 'Who sells it.' })
  merchant!: MerchantStub;

  @Field(() => GraphQLISODateTime, { description: 'When it first went on sale.' })
  publishedAt!: Date;

  said!: Pick<Product, 'slug' | 'slugs' | 'name' | 'names' | 'description' | 'descriptions'>;
  categoryId!: Id<'cat'>;
  offer!: Offer;

  static of(offer: Offer): ProductType {
    const { product } = offer;
    const {
      attributes,
      options,
      merchantId,
      slugs,
      name,
      names,
      description,
      descriptions,
      ...same
    } = product;
    return Object.assign(new ProductType(), same, {
      offer,
      media: product.media.map(MediaType.of),
      said: { slug: product.slug, slugs, name, names, description, descriptions },
      slugs: LocalizedTextType.listOf(slugs),
      attributes: Object.entries(attributes).map(([name, value]) => ({ name, value })),
      options: options.map(({ name, choices }) => ({ name, values: choices })),
      merchant: MerchantStub.of(merchantId),
    });
  }
}

@ObjectType('ProductAddress', { description: 'Where a slug leads.' })
@Directive('@cacheControl(maxAge: 60)')
export class ProductAddressType {
  @Field(() => ProductType, { description: 'The product.' })
  product!: ProductType;

  @Field(() => LanguageEnum, { description: 'The language of the slug.' })
  language!: Language;

  @Field(() => String, { description: 'The slug that the product has now in this language.' })
  slug!: string;

  @Field(() => Boolean, {
    description: 'Whether that is another one than was asked for: send people there, for good.',
  })
  moved!: boolean;
}
