import { z } from 'zod';
import 'zod-openapi';
import { CURRENCIES, type Currency } from '#kernel/domain/currency.ts';
import { Money } from '#kernel/domain/money.ts';
import { AVAILABILITY_STATUSES, availabilityOf } from '../domain/availability.ts';
import type { Collection } from '../domain/collection.ts';
import { FACET_KINDS } from '../domain/facets.ts';
import type { Media } from '../domain/media.ts';
import { type Language, inLanguage } from '../domain/names.ts';
import { choiceLabel, optionLabel } from '../domain/option.ts';
import type { PriceBounds } from '../domain/price-words.ts';
import type { Category, Product, ProductOption, Variant } from '../domain/product.ts';
import { type AppliedPrice, pricesFor } from '../domain/pricing.ts';
import type { Reader } from './translations.ts';

/** What the REST API answers, in the words of the graph. Each schema stands in the OpenAPI document under its id. */

const described = <Schema extends z.ZodType>(schema: Schema, description: string): Schema =>
  schema.meta({ description });

export const currency = z
  .enum(CURRENCIES, { error: 'This is not an ISO 4217 code such as EUR.' })
  .meta({ id: 'Currency', description: 'An ISO 4217 code.', examples: ['EUR'] });

const money = z
  .strictObject({
    minorUnits: described(
      z.string().regex(/^-?\d+$/),
      'The amount in minor units: 1234 for EUR 12.34.',
    ),
    decimal: described(z.string(), 'The same amount as a decimal: "12.34".'),
    currency,
  })
  .meta({ id: 'Money', description: 'An exact amount in one currency.' });

const variantPrice = z
  .strictObject({
    unitPrice: described(money, 'The price of one piece.'),
    regularPrice: described(
      money.nullable(),
      'What one piece always costs; null if it is sold at special prices only.',
    ),
    region: described(
      z.string().nullable(),
      'The region for which the price holds, ISO 3166-1 or ISO 3166-2; null for anywhere.',
    ),
    minimumQuantity: described(z.int().min(1), 'For so many pieces of one variant, or more.'),
    validFrom: described(
      z.iso.datetime().nullable(),
      'The first moment at which it holds; null if it always did.',
    ),
    validUntil: described(
      z.iso.datetime().nullable(),
      'The first moment at which it holds no more; null if there is none.',
    ),
  })
  .meta({ id: 'VariantPrice', description: 'What one piece costs, and why.' });

const choice = z
  .strictObject({
    name: described(z.string(), 'What it is about, such as "grape".'),
    value: described(z.string(), 'What holds of it, such as "Riesling".'),
  })
  .meta({ id: 'NamedValue', description: 'A fact.' });

const chosenOption = z
  .strictObject({
    name: described(z.string(), 'The option, as facets and filters say it, such as "Colour".'),
    value: described(z.string(), 'The choice, as facets and filters say it, such as "Navy".'),
    label: described(z.string(), 'The option for people.'),
    text: described(z.string(), 'The choice for people.'),
  })
  .meta({ id: 'ChosenOption', description: 'What a variant has for an option of its product.' });

const productOption = z
  .strictObject({
    name: described(z.string(), 'What is chosen, as facets and filters say it.'),
    label: described(z.string(), 'The same for people.'),
    values: described(z.array(z.string()), 'What there is to choose from, in order.'),
    choices: described(
      z.array(z.strictObject({ value: z.string(), label: z.string() })),
      'The same, with what each value is called by people.',
    ),
  })
  .meta({ id: 'ProductOption', description: 'What a buyer chooses.' });

const availabilityStatus = z.enum(AVAILABILITY_STATUSES).meta({
  id: 'AvailabilityStatus',
  description:
    'What a buyer can expect. `IN_STOCK`: it is on the shelf. `LOW`: only a few are left. `BACKORDER`: it can be bought, and ' +
    'comes when the shop has it again. `OUT_OF_STOCK`: it cannot be bought now.',
});

export const availability = z
  .strictObject({
    variantId: described(z.string(), 'The variant.'),
    status: availabilityStatus,
    inStock: described(z.boolean(), 'Whether at least one piece is on the shelf.'),
    quantity: described(z.int().min(0), 'Pieces on the shelf that are promised to nobody.'),
  })
  .meta({ id: 'Availability', description: 'What of a variant can be bought now.' });

const media = z
  .strictObject({
    url: described(z.url(), 'Where it lies; begins with https://.'),
    alt: described(z.string(), 'What it shows, for whoever does not see it.'),
    width: described(z.int().min(1), 'How wide it is, in pixels.'),
    height: described(z.int().min(1), 'How high it is, in pixels.'),
  })
  .meta({ id: 'Media', description: 'A picture of a product or a variant.' });

export const variant = z
  .strictObject({
    id: described(z.string(), 'The variant.'),
    productId: described(z.string(), 'The product it is a variant of.'),
    sku: described(z.string(), 'The seller’s stock-keeping unit, unique.'),
    name: described(z.string(), 'Its name beside the product’s, such as "6 bottles".'),
    options: described(z.array(chosenOption), 'Its choice for each option of the product.'),
    prices: described(
      z.array(variantPrice),
      'What one piece costs now, in each currency it is sold in: for as many pieces and where they go as `quantity` and `region` say.',
    ),
    availability: availabilityStatus,
    inStock: described(z.boolean(), 'Whether at least one piece is on the shelf.'),
    quantity: described(z.int().min(0), 'Pieces on the shelf that are promised to nobody.'),
    provisioning: described(
      z.enum(['SHIPMENT', 'LICENCE_KEY']),
      'How a sold piece reaches its buyer.',
    ),
    media: described(z.array(media), 'Pictures of just this variant, in their order.'),
    taxCategory: described(z.string(), 'By which taxes on it are found, country by country.'),
  })
  .meta({
    id: 'Variant',
    description: 'What is bought: a product with a choice made for each of its options.',
  });

export const category = z
  .strictObject({
    id: described(z.string(), 'The category.'),
    slug: described(z.string(), 'Its name in addresses, unique.'),
    name: described(z.string(), 'Its name for people.'),
    parentId: described(z.string().nullable(), 'The category above; null at the root.'),
  })
  .meta({ id: 'Category', description: 'A node of the tree that products are sorted into.' });

export const collection = z
  .strictObject({
    id: described(z.string(), 'The collection.'),
    slug: described(z.string(), 'Its name in addresses, in English; unique.'),
    slugs: described(
      z.array(z.strictObject({ language: z.string(), text: z.string() })),
      'Its names in addresses in other languages.',
    ),
    name: described(z.string(), 'Its name for people.'),
    description: described(z.string(), 'What it is, in a few sentences.'),
    media: described(z.array(media), 'Pictures of it, in their order.'),
  })
  .meta({
    id: 'Collection',
    description: 'Products that are shown together because a rule says so.',
  });

export const product = z
  .strictObject({
    id: described(z.string(), 'The product.'),
    slug: described(z.string(), 'Its name in addresses, in English; unique.'),
    slugs: described(
      z.array(z.strictObject({ language: z.string(), text: z.string() })),
      'Its names in addresses in other languages; no product has another’s.',
    ),
    name: described(z.string(), 'Its name for people.'),
    description: described(z.string(), 'What it is, in a few sentences.'),
    brand: described(z.string(), 'Who makes it.'),
    productType: described(z.string(), 'The kind of thing it is, such as "wine".'),
    categoryId: described(z.string(), 'Where it is sorted into.'),
    merchantId: described(z.string(), 'Who sells it.'),
    attributes: described(z.array(choice), 'Facts about it.'),
    options: described(
      z.array(productOption),
      'What a buyer chooses, with what there is to choose from.',
    ),
    minimumAge: described(
      z.int().nullable(),
      'How old a buyer must be, in years; null if anyone may buy.',
    ),
    forbiddenRegions: described(
      z.array(z.string()),
      'Where it may not be sold: ISO 3166-1 alpha-2 countries, or ISO 3166-2 parts of them.',
    ),
    alcoholByVolume: described(z.number().nullable(), 'Alcohol by volume, in percent.'),
    warnings: described(z.array(z.string()), 'What its buyers must be told, in this order.'),
    media: described(z.array(media), 'Pictures of it, in their order.'),
    publishedAt: described(z.iso.datetime(), 'When it first went on sale.'),
    variants: described(z.array(variant), 'What of it can be bought, in order.'),
  })
  .meta({ id: 'Product', description: 'Something the shop sells, in one or more variants.' });

export const facet = z
  .strictObject({
    kind: described(
      z.enum(FACET_KINDS),
      'Which parameter takes its values: `category`, `brand`, `attribute` or `option`.',
    ),
    name: described(
      z.string(),
      '"category", "brand", or the name of an attribute or an option; of one kind, no two have the same.',
    ),
    label: described(z.string(), 'What it is called by people.'),
    values: z.array(
      z.strictObject({
        value: described(z.string(), 'The value to filter by; a category’s is its slug.'),
        label: described(z.string(), 'The value for people.'),
        count: described(
          z.int().min(0),
          'How many products would be found with it, all other filters kept.',
        ),
      }),
    ),
  })
  .meta({ id: 'Facet', description: 'A way to narrow the search.' });

export const suggestion = z
  .strictObject({
    kind: described(z.enum(['CATEGORY', 'BRAND', 'PRODUCT']), 'What it leads to.'),
    text: described(z.string(), 'For people.'),
    value: described(
      z.string(),
      'A category’s slug, a brand as the parameter takes it, or a product’s id.',
    ),
  })
  .meta({ id: 'Suggestion', description: 'What somebody who is typing may want.' });

export const priceRange = z
  .strictObject({ lowest: money, highest: money })
  .meta({ id: 'PriceRange', description: 'From the cheapest to the dearest product found.' });

export const priceBounds = z
  .strictObject({
    atLeast: described(money.nullable(), 'The least; null if there is no end.'),
    atMost: described(money.nullable(), 'The most; null if there is no end.'),
  })
  .meta({
    id: 'PriceBounds',
    description:
      'The price that the words were understood to ask for, such as "under 20 euro"; null if they said none, or if nothing that they ask for costs so.',
  });

export const problem = z
  .strictObject({
    type: described(z.literal('about:blank'), 'The status says what kind of problem it is.'),
    title: described(z.string(), 'The status in words.'),
    status: described(z.int(), 'The HTTP status.'),
    code: described(z.string(), 'What went wrong, for programs; the codes are those of the graph.'),
    detail: described(z.string(), 'What went wrong, for people.'),
    parameters: described(
      z.array(z.strictObject({ name: z.string(), message: z.string() })).optional(),
      'Which parameters are wrong, and why.',
    ),
  })
  .meta({ id: 'Problem', description: 'Why there is no answer. Source: RFC 9457.' });

export type ProductResource = z.infer<typeof product>;
export type FacetResource = z.infer<typeof facet>;
export type Problem = z.infer<typeof problem>;

export const moneyResource = (minorUnits: string, code: Currency): z.infer<typeof money> => {
  const amount = Money.of(BigInt(minorUnits), code);
  return { ...amount.toJSON(), decimal: amount.toDecimal() };
};

const priceResource = ({
  currency: code,
  minorUnits,
  regularMinorUnits,
  ...terms
}: AppliedPrice): z.infer<typeof variantPrice> => ({
  unitPrice: moneyResource(minorUnits, code),
  regularPrice: regularMinorUnits === null ? null : moneyResource(regularMinorUnits, code),
  ...terms,
});

export const priceBoundsResource = (
  bounds: PriceBounds | null,
  code: Currency,
): z.infer<typeof priceBounds> | null => {
  const amount = (minor: bigint | null) =>
    minor === null ? null : moneyResource(minor.toString(), code);
  return bounds && { atLeast: amount(bounds.atLeast), atMost: amount(bounds.atMost) };
};

const choices = (named: Readonly<Record<string, string>>): z.infer<typeof choice>[] =>
  Object.entries(named).map(([name, value]) => ({ name, value }));

const mediaResource = (
  { url, alt, alts, width, height }: Media,
  language: Language,
): z.infer<typeof media> => ({ url, alt: inLanguage(language, alt, alts), width, height });

const optionResource = (
  { name, choices: values }: ProductOption,
  { language, options: called }: Reader,
): z.infer<typeof productOption> => {
  const option = called.get(name) ?? null;
  return {
    name,
    label: optionLabel(language, name, option),
    values: [...values],
    choices: values.map((value) => ({ value, label: choiceLabel(language, value, option) })),
  };
};

export const variantResource = (
  found: Variant,
  { language, options: called, purchase }: Reader,
): z.infer<typeof variant> => {
  const { id, productId, sku, name, options, provisioning, available } = found;
  return {
    id,
    productId,
    sku,
    name,
    options: Object.entries(options).map(([option, value]) => ({
      name: option,
      value,
      label: optionLabel(language, option, called.get(option) ?? null),
      text: choiceLabel(language, value, called.get(option) ?? null),
    })),
    prices: pricesFor(found, purchase).map(priceResource),
    availability: availabilityOf(found),
    inStock: available > 0,
    quantity: available,
    provisioning,
    media: found.media.map((one) => mediaResource(one, language)),
    taxCategory: found.taxCategory,
  };
};

export const availabilityResource = (found: Variant): z.infer<typeof availability> => ({
  variantId: found.id,
  status: availabilityOf(found),
  inStock: found.available > 0,
  quantity: found.available,
});

export const categoryResource = (
  { id, slug, name, names, parentId }: Category,
  language: Language,
): z.infer<typeof category> => ({ id, slug, name: inLanguage(language, name, names), parentId });

export const collectionResource = (
  found: Collection,
  language: Language,
): z.infer<typeof collection> => ({
  id: found.id,
  slug: found.slug,
  slugs: Object.entries(found.slugs).map(([spoken, text]) => ({ language: spoken, text })),
  name: inLanguage(language, found.name, found.names),
  description: inLanguage(language, found.description, found.descriptions),
  media: found.media.map((one) => mediaResource(one, language)),
});

export const productResource = (
  found: Product,
  variants: readonly Variant[],
  reader: Reader,
): ProductResource => ({
  id: found.id,
  slug: found.slug,
  slugs: Object.entries(found.slugs).map(([spoken, text]) => ({ language: spoken, text })),
  name: inLanguage(reader.language, found.name, found.names),
  description: inLanguage(reader.language, found.description, found.descriptions),
  brand: found.brand,
  productType: found.productType,
  categoryId: found.categoryId,
  merchantId: found.merchantId,
  attributes: choices(found.attributes),
  options: found.options.map((option) => optionResource(option, reader)),
  minimumAge: found.minimumAge,
  forbiddenRegions: [...found.forbiddenRegions],
  alcoholByVolume: found.alcoholByVolume,
  warnings: [...found.warnings],
  media: found.media.map((one) => mediaResource(one, reader.language)),
  publishedAt: found.publishedAt.toISOString(),
  variants: variants.map((one) => variantResource(one, reader)),
});
