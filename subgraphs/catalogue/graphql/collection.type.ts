import { Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { Currency } from '#kernel/domain/currency.ts';
import type { Id } from '#kernel/domain/id.ts';
import { connectionType } from '#kernel/graphql/connection.ts';
import { problem, resultUnion } from '#kernel/graphql/problems.ts';
import { CurrencyCode } from '#kernel/graphql/scalars.ts';
import type { Collection } from '../domain/collection.ts';
import { CollectionNotFound, CollectionSlugTaken, InvalidCollection } from '../domain/errors.ts';
import type { Language } from '../domain/names.ts';
import type { SearchSort } from '../domain/search.ts';
import { CreateAddressedInput, UpdateAddressedInput } from './addressed.type.ts';
import { FAULTS } from './fault.type.ts';
import { LanguageEnum } from './language.ts';
import { LocalizedTextType } from './localized-text.type.ts';
import { MediaInput, MediaType } from './media.type.ts';
import { ProductFilterInput, SearchSortEnum } from './search.type.ts';
import { ChangedMeanwhileProblem, SeenInput, VERSION } from './seen.type.ts';

@ObjectType('CollectionRule', { description: 'Which products belong to a collection.' })
@InputType('CollectionRuleInput', { description: 'Which products belong to a collection.' })
export class CollectionRuleType {
  @Field(() => ProductFilterInput, {
    description:
      'What a product must meet to belong. If every product meets it, only those named below belong.',
  })
  filter!: ProductFilterInput;

  @Field(() => CurrencyCode, {
    defaultValue: 'EUR',
    description: 'Of the prices in the filter, whatever currency a buyer asks in.',
  })
  currency!: Currency;

  @Field(() => [ID], {
    defaultValue: [],
    description:
      'Products that belong whatever they meet, as long as they are on sale, and stand first, in this order; at most 500.',
  })
  productIds!: readonly string[];
}

@ObjectType('Collection', {
  description: 'Products that are shown together because a rule says so, as they are now.',
})
@Directive('@cacheControl(maxAge: 60)')
export class CollectionType {
  @Field(() => ID, { description: 'The collection.' })
  id!: Id<'col'>;

  @Field(() => Int, VERSION)
  version!: number;

  @Field(() => Boolean, { description: 'Whether buyers see it; others only operators do.' })
  published!: boolean;

  @Field(() => String, { description: 'Its name in addresses, in English; unique.' })
  slug!: string;

  @Field(() => [LocalizedTextType], {
    description: 'Its names in addresses in other languages; no collection has another’s.',
  })
  slugs!: LocalizedTextType[];

  @Field(() => [LocalizedTextType], { description: 'Its name in other languages.' })
  names!: LocalizedTextType[];

  @Field(() => [LocalizedTextType], { description: 'What it is, in other languages.' })
  descriptions!: LocalizedTextType[];

  @Field(() => [MediaType], { description: 'Pictures of it, in their order.' })
  media!: MediaType[];

  @Field(() => Int, { description: 'Its place among collections; the lowest comes first.' })
  position!: number;

  @Field(() => CollectionRuleType, { description: 'Which products belong to it.' })
  rule!: CollectionRuleType;

  @Field(() => SearchSortEnum, {
    description:
      'The order of its products, behind those that its rule names, unless you ask for another.',
  })
  sort!: SearchSort;

  kept!: Collection;

  static of(collection: Collection): CollectionType {
    const { id, version, published, slug, slugs, position, rule, sort } = collection;
    return Object.assign(new CollectionType(), {
      id,
      version,
      published,
      slug,
      position,
      sort,
      slugs: LocalizedTextType.listOf(slugs),
      names: LocalizedTextType.listOf(collection.names),
      descriptions: LocalizedTextType.listOf(collection.descriptions),
      media: collection.media.map(MediaType.of),
      rule: { ...rule, filter: { inStockOnly: false, ...rule.filter } },
      kept: collection,
    });
  }
}

@ObjectType('CollectionAddress', { description: 'Where a slug leads.' })
export class CollectionAddressType {
  @Field(() => CollectionType, { description: 'The collection.' })
  collection!: CollectionType;

  @Field(() => LanguageEnum, { description: 'The language of the slug.' })
  language!: Language;

  @Field(() => String, { description: 'The slug that the collection has now in this language.' })
  slug!: string;

  @Field(() => Boolean, {
    description: 'Whether that is another one than was asked for: send people there, for good.',
  })
  moved!: boolean;
}

export const { ConnectionType: CollectionConnection } = connectionType(
  'Collection',
  CollectionType,
);

@InputType('CreateCollectionInput', { description: 'A collection that is new.' })
export class CreateCollectionInput extends CreateAddressedInput {
  @Field(() => [MediaInput], { defaultValue: [], description: 'Pictures of it, in their order.' })
  media!: MediaInput[];

  @Field(() => Int, {
    defaultValue: 0,
    description: 'Its place among collections; the lowest comes first, and equal ones by slug.',
  })
  position!: number;

  @Field(() => CollectionRuleType, { description: 'Which products belong to it.' })
  rule!: CollectionRuleType;

  @Field(() => SearchSortEnum, {
    defaultValue: 'NEWEST',
    description: 'The order of its products; not RELEVANCE, because there are no words.',
  })
  sort!: SearchSort;
}

@InputType('SeenCollectionInput', { description: 'A collection, as you have seen it.' })
export class SeenCollectionInput extends SeenInput {
  @Field(() => ID, { description: 'The collection.' })
  collectionId!: string;
}

@InputType('UpdateCollectionInput', {
  description: 'What is said of a collection from now on. What is left out stays.',
})
export class UpdateCollectionInput extends UpdateAddressedInput {
  @Field(() => ID, { description: 'The collection.' })
  collectionId!: string;

  @Field(() => [MediaInput], { nullable: true, description: 'All pictures of it, in their order.' })
  media?: MediaInput[] | null;

  @Field(() => Int, { nullable: true, description: 'Its place among collections.' })
  position?: number | null;

  @Field(() => CollectionRuleType, {
    nullable: true,
    description: 'Which products belong to it, the whole rule.',
  })
  rule?: CollectionRuleType | null;

  @Field(() => SearchSortEnum, { nullable: true, description: 'The order of its products.' })
  sort?: SearchSort | null;
}

const InvalidCollectionProblem = problem(
  InvalidCollection,
  'The collection, or its rule, would make no sense.',
  FAULTS,
);
const CollectionSlugTakenProblem = problem(
  CollectionSlugTaken,
  'Another collection has this slug.',
  { facts: { slug: { type: () => String, description: 'The slug.' } } },
);
const CollectionNotFoundProblem = problem(CollectionNotFound, 'There is no such collection.');

export const CreateCollectionResult = resultUnion(
  'CreateCollectionResult',
  'The new collection, or why there is none.',
  CollectionType,
  InvalidCollectionProblem,
  CollectionSlugTakenProblem,
);

export const UpdateCollectionResult = resultUnion(
  'UpdateCollectionResult',
  'The collection as it is now, or why it stays as it was.',
  CollectionType,
  CollectionNotFoundProblem,
  ChangedMeanwhileProblem,
  InvalidCollectionProblem,
  CollectionSlugTakenProblem,
);

export const ChangeCollectionResult = resultUnion(
  'ChangeCollectionResult',
  'The collection as it is now, or was when it was removed, or why it stays as it was.',
  CollectionType,
  CollectionNotFoundProblem,
  ChangedMeanwhileProblem,
);
