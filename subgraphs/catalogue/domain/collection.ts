import type { Currency } from '#kernel/domain/currency.ts';
import { DomainError } from '#kernel/domain/domain-error.ts';
import { type Id, newId } from '#kernel/domain/id.ts';
import { type Attribute, misfit } from './attribute.ts';
import { InvalidCollection } from './errors.ts';
import { type Fault, SAID_TWICE, type Said, fault, requireSound, saidFaults } from './faults.ts';
import { type Media, mediaFaults } from './media.ts';
import {
  type Scope,
  type SearchFilter,
  type SearchRequest,
  type SearchSort,
  areMetByAll,
  parseConditions,
} from './search.ts';

/** Which products belong to a collection, now and whenever one is asked. */
export type CollectionRule = {
  /** What a product must meet; an empty filter is none, so that only the products named below belong. */
  readonly filter: SearchFilter;
  /** Of the filter's prices, whatever currency a buyer pays in. */
  readonly currency: Currency;
  /** Belong to it whatever they meet. */
  readonly productIds: readonly Id<'prd'>[];
};

/** What operators say of a collection. */
export type CollectionFacts = Said & {
  readonly media: readonly Media[];
  /** Among collections; the lowest comes first. */
  readonly position: number;
  readonly rule: CollectionRule;
  /** The order of its products, unless a buyer asks for another. */
  readonly sort: SearchSort;
};

/** Products that are shown together because a rule says so, such as "Gifts under 20 euros". */
export type Collection = CollectionFacts & {
  readonly id: Id<'col'>;
  /** Counts its changes. */
  readonly version: number;
  /** Whether buyers see it. */
  readonly published: boolean;
};

/** What there is of the things that a rule may name. */
export type RuleTerms = {
  /** By slug. */
  readonly categories: ReadonlySet<string>;
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** Ids of those named that exist, in whatever status. */
  readonly products: ReadonlySet<string>;
};

const MOST_PRODUCTS = 500;
const MOST_POSITION = 1_000_000;

/**
 * A new collection, which nobody sees until it is published.
 * @throws {InvalidCollection}
 */
export const newCollection = (facts: CollectionFacts, terms: RuleTerms): Collection =>
  checked({ ...facts, id: newId('col'), version: 0, published: false }, terms);

/**
 * @param terms null if the rule stays: what it names is still there, because nobody may take it away
 * @throws {InvalidCollection}
 */
export const withCollectionFacts = (
  collection: Collection,
  facts: Partial<CollectionFacts>,
  terms: RuleTerms | null,
): Collection => checked({ ...collection, ...facts }, terms);

/** The part of the catalogue that a rule speaks of. */
export function scopeOf({ filter, currency, productIds }: CollectionRule): Scope {
  const conditions = parseConditions(filter, currency);
  return { conditions: areMetByAll(conditions) ? null : conditions, productIds };
}

/** What a search among its products asks for: by default, those that the rule names first, and the others in its order. */
export function within(
  { rule, sort }: Pick<Collection, 'rule' | 'sort'>,
  asked: Pick<SearchRequest, 'query' | 'sort'>,
): Pick<SearchRequest, 'query' | 'sort' | 'within' | 'inFront'> {
  const isItsOwn = asked.sort == null && asked.query == null;
  return {
    query: asked.query ?? null,
    sort: asked.sort ?? (isItsOwn ? sort : 'RELEVANCE'),
    within: scopeOf(rule),
    inFront: isItsOwn ? rule.productIds : [],
  };
}

/** Its addresses, with the language of each. */
export const addressesOf = ({ slug, slugs }: Pick<Said, 'slug' | 'slugs'>): [string, string][] => [
  ['en', slug],
  ...Object.entries(slugs),
];

function checked(collection: Collection, terms: RuleTerms | null): Collection {
  const { position, sort } = collection;
  const isPlace = Number.isInteger(position) && position >= 0 && position <= MOST_POSITION;
  const faults = [
    ...saidFaults(collection),
    ...mediaFaults('media', collection.media),
    ...fault(!isPlace, 'position', `A position is 0 to ${MOST_POSITION}.`),
    ...fault(sort === 'RELEVANCE', 'sort', 'Without words, nothing is more relevant than others.'),
    ...(terms ? ruleFaults(collection.rule, terms) : []),
  ];
  return requireSound(collection, faults, InvalidCollection);
}

function ruleFaults(rule: CollectionRule, terms: RuleTerms): Fault[] {
  const { filter, productIds } = rule;
  const { categories, products } = terms;
  return [
    ...filterFaults(rule),
    ...fault(
      filter.category != null && !categories.has(filter.category),
      'rule.filter.category',
      'There is no such category.',
    ),
    ...(filter.attributes ?? []).flatMap((pick) => attributeFaults(pick, terms)),
    ...fault(
      productIds.length > MOST_PRODUCTS,
      'rule.productIds',
      `A rule names at most ${MOST_PRODUCTS} products.`,
    ),
    ...productIds.flatMap((id, index) => [
      ...fault(!products.has(id), `rule.productIds.${index}`, 'There is no such product.'),
      ...fault(productIds.indexOf(id) < index, `rule.productIds.${index}`, SAID_TWICE),
    ]),
  ];
}

/** Brands, options, and values of a TEXT or NUMBER, need no product yet: one that comes later belongs. */
function attributeFaults(
  { name, values }: { readonly name: string; readonly values: readonly string[] },
  { attributes }: RuleTerms,
): Fault[] {
  const path = `rule.filter.attributes.${name}`;
  const attribute = attributes.get(name);
  if (!attribute) return [{ path, message: 'There is no such attribute.' }];
  if (attribute.kind === 'DATE' || attribute.kind === 'REFERENCE')
    return [{ path, message: 'Products are not found by dates and references.' }];
  return values.flatMap((value) => {
    const message = misfit(attribute, value);
    return message === null ? [] : [{ path, message }];
  });
}

/** Searches refuse the same filters, as a whole; here each field tells what is wrong with it. */
function filterFaults(rule: CollectionRule): Fault[] {
  const ofFields = Object.entries(rule.filter).flatMap(([name, said]) =>
    refusals(`rule.filter.${name}`, () => parseConditions({ [name]: said }, rule.currency)),
  );
  if (ofFields.length > 0) return ofFields;
  const together = refusals('rule.filter', () => scopeOf(rule));
  if (together.length > 0) return together;
  return fault(
    scopeOf(rule).conditions === null && rule.productIds.length === 0,
    'rule',
    'A rule has a filter that some product does not meet, or names products.',
  );
}

function refusals(path: string, parse: () => unknown): Fault[] {
  try {
    parse();
    return [];
  } catch (error) {
    if (error instanceof DomainError) return [{ path, message: error.message }];
    throw error;
  }
}
