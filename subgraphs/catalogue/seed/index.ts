import { beer } from './beer.ts';
import { books } from './books.ts';
import { categories } from './categories.ts';
import { Chance } from './chance.ts';
import { collections } from './collections.ts';
import { clothing } from './clothing.ts';
import { coffee } from './coffee.ts';
import { food } from './food.ts';
import { home } from './home.ts';
import { kitchen } from './kitchen.ts';
import { leisure } from './leisure.ts';
import { optionsOf } from './option-names.ts';
import { paper } from './paper.ts';
import { pricesFrom, shopEnding } from './prices.ts';
import { attributesOf, productTypesOf } from './product-types.ts';
import { slugify } from './prose.ts';
import { sellers } from './sellers.ts';
import { software } from './software.ts';
import { spirits } from './spirits.ts';
import { storyDescriptions, storyProducts } from './story.ts';
import { tea } from './tea.ts';
import { synonyms, translationsOf } from './trade-words.ts';
import type { Choice, ChoiceValue, Draft, Trade } from './trade.ts';
import type { SeedCatalogue, SeedPrices, SeedProduct, SeedVariant } from './types.ts';
import { wine } from './wine.ts';

export type * from './types.ts';

const trades: Trade[] = [
  wine,
  beer,
  spirits,
  coffee,
  tea,
  food,
  kitchen,
  home,
  books,
  paper,
  clothing,
  leisure,
  software,
];

const SHARE_OUT_OF_STOCK = 0.03;
const UNLIMITED_STOCK = 100_000;

/**
 * Invents a shop: the same one on every call. The story products stand first; each trade then
 * gives its share of `products`, and a smaller catalogue holds the first products of a larger one.
 * @throws {RangeError} if a trade runs out of new names, somewhere above 5,000 products
 */
export function generateCatalogue({ products = 2_100 } = {}): SeedCatalogue {
  const taken = new Set(storyProducts.map((product) => product.slug));
  const invented = Math.max(0, products - storyProducts.length);
  const shares = apportion(invented, trades);
  const made = [
    ...storyProducts.map((product) => ({
      ...product,
      names: translationsOf(product.name),
      slugs: {},
      descriptions: storyDescriptions[product.slug] ?? {},
      ...keptWith(product),
    })),
    ...trades.flatMap((trade, index) => invent(trade, shares[index] ?? 0, taken)),
  ];
  for (const product of made) product.slugs = localSlugs(product, taken);
  return {
    sellers,
    categories,
    collections,
    synonyms,
    attributes: attributesOf(made),
    productTypes: productTypesOf(made),
    options: optionsOf(made),
    products: made,
  };
}

/** Whole numbers that add up to `products`; rounding moves on to the next trade what it left. */
function apportion(products: number, among: Trade[]): number[] {
  const whole = among.reduce((sum, trade) => sum + trade.products, 0);
  let weight = 0;
  let given = 0;
  return among.map((trade) => {
    weight += trade.products;
    const share = Math.round((products * weight) / whole) - given;
    given += share;
    return share;
  });
}

function invent(trade: Trade, count: number, taken: Set<string>): SeedProduct[] {
  const chance = new Chance(trade.code);
  return Array.from({ length: count }, (_, index) => {
    const draft = draftNew(trade, chance, taken);
    const serial = String(index + 1).padStart(4, '0');
    return productFrom(draft, `${trade.code}-${serial}`, chance);
  });
}

/** Slugs hold brand and name, so a new slug also means that no brand uses a name twice. */
function draftNew(trade: Trade, chance: Chance, taken: Set<string>): Draft {
  for (let attempt = 0; attempt < 1_000; attempt += 1) {
    const draft = trade.draft(chance);
    const slug = slugOf(draft);
    if (!taken.has(slug)) {
      taken.add(slug);
      return draft;
    }
  }
  throw new RangeError(`The trade ${trade.code} has no more names to give.`);
}

function slugOf({ brand, name }: Pick<Draft, 'brand' | 'name'>): string {
  return slugify(name.startsWith(brand) ? name : `${brand} ${name}`);
}

/** The name's in each language, unless another product came first. */
function localSlugs({ brand, names }: SeedProduct, taken: Set<string>): SeedProduct['slugs'] {
  const own = Object.entries(names).flatMap(([language, name]): [string, string][] => {
    const slug = slugOf({ brand, name });
    if (taken.has(slug)) return [];
    taken.add(slug);
    return [[language, slug]];
  });
  return Object.fromEntries(own);
}

function productFrom(draft: Draft, skuStem: string, chance: Chance): SeedProduct {
  const { name, description, brand, sellerSlug, categorySlug, productType, attributes } = draft;
  return {
    slug: slugOf(draft),
    ...keptWith({ name, productType, slug: slugOf(draft) }),
    name,
    names: translationsOf(name),
    slugs: {},
    description,
    descriptions: {},
    brand,
    sellerSlug,
    categorySlug,
    productType,
    attributes,
    minimumAge: draft.minimumAge ?? null,
    forbiddenRegions: [...(draft.forbiddenRegions ?? [])],
    alcoholByVolume: draft.alcoholByVolume ?? null,
    provisioning: draft.provisioning ?? 'SHIPMENT',
    options: draft.choices.map(({ option, values }) => ({
      name: option,
      values: values.map(({ value }) => value),
    })),
    variants: variantsFrom(draft, skuStem, chance),
  };
}

function variantsFrom(draft: Draft, skuStem: string, chance: Chance): SeedVariant[] {
  const ending = shopEnding(draft.euros, chance);
  return combinations(draft.choices).map((chosen) => {
    const factor = chosen.reduce((product, { value }) => product * (value.factor ?? 1), 1);
    const prices = pricesFrom(draft.euros * factor, ending);
    const isBottle = chosen.some(({ value }) => value.value === 'Bottle, 75 cl');
    return {
      sku: [skuStem, ...chosen.map(({ value }) => value.code)].join('-'),
      name: chosen.map(({ value }) => value.value).join(', ') || draft.name,
      options: Object.fromEntries(chosen.map(({ option, value }) => [option, value.value])),
      prices,
      ...(isBottle && { pricesOfSix: cheaper(prices) }),
      stock: stockOf(draft, chance),
    };
  });
}

const TAX_CATEGORIES: Readonly<Record<string, string>> = {
  book: 'books',
  software: 'electronic-services',
  wine: 'alcohol',
  beer: 'alcohol',
  spirits: 'alcohol',
  ...Object.fromEntries(
    ['coffee', 'tea', 'chocolate', 'preserve', 'olive oil', 'biscuits', 'honey', 'vinegar'].map(
      (food) => [food, 'food'],
    ),
  ),
};

/** Nobody has taken these pictures: the address is one that never leads anywhere. Source: RFC 2606. */
function keptWith({
  name,
  productType,
  slug,
}: Pick<SeedProduct, 'name' | 'productType' | 'slug'>): Pick<SeedProduct, 'taxCategory' | 'media'> {
  const url = `https://media.example.com/${slug}.jpg`;
  return {
    taxCategory: TAX_CATEGORIES[productType] ?? 'standard',
    media: [{ url, alt: name, alts: translationsOf(name), width: 1200, height: 1200 }],
  };
}

/** By a twentieth. */
const cheaper = ({ EUR, GBP, USD }: SeedPrices): SeedPrices => ({
  EUR: Math.round(EUR * 0.95),
  GBP: Math.round(GBP * 0.95),
  USD: Math.round(USD * 0.95),
});

type Chosen = { option: string; value: ChoiceValue };

function combinations(choices: Choice[]): Chosen[][] {
  return choices.reduce<Chosen[][]>(
    (sofar, { option, values }) =>
      sofar.flatMap((chosen) => values.map((value) => [...chosen, { option, value }])),
    [[]],
  );
}

function stockOf(draft: Draft, chance: Chance): number {
  if (draft.provisioning === 'LICENCE_KEY') return UNLIMITED_STOCK;
  return chance.happens(SHARE_OUT_OF_STOCK) ? 0 : Math.round(chance.skewed([1, 500]));
}
