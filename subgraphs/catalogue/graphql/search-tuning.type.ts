import {
  Field,
  GraphQLISODateTime,
  ID,
  InputType,
  Int,
  ObjectType,
  registerEnumType,
} from 'type-graphql';
import { connectionType } from '#kernel/graphql/connection.ts';
import { problem, resultUnion } from '#kernel/graphql/problems.ts';
import { InvalidSearch } from '../domain/errors.ts';
import type { Kept, SearchChangeSubject } from '../persistence/search-tuning.ts';
import type { Pins, StopWords, Synonym } from '../usecases/tune-search.ts';
import { FieldChangeType } from './product-record.type.ts';
import { ChangedMeanwhileProblem, SeenInput } from './seen.type.ts';

const VERSION =
  'Grows with each change; 0 if nothing is said. Whoever changes it says which one was seen.';

@ObjectType('SearchSynonym', { description: 'What a term that people search for means.' })
export class SearchSynonymType {
  @Field(() => Int, { description: VERSION })
  version!: number;

  @Field(() => String, { description: 'The language of the term: ISO 639-1.' })
  language!: string;

  @Field(() => String, { description: 'What people type.' })
  term!: string;

  @Field(() => [String], { description: 'What the catalogue calls it.' })
  means!: readonly string[];

  static of(synonym: Kept<Synonym>): SearchSynonymType {
    return Object.assign(new SearchSynonymType(), synonym);
  }
}

@ObjectType('SearchStopWords', { description: 'The words that no search looks for.' })
export class SearchStopWordsType {
  @Field(() => Int, {
    description: 'Grows with each change. Whoever changes them says which one was seen.',
  })
  version!: number;

  @Field(() => [String], { description: 'All of them, in small letters without accents.' })
  words!: readonly string[];

  static of(list: Kept<StopWords>): SearchStopWordsType {
    return Object.assign(new SearchStopWordsType(), list);
  }
}

@ObjectType('SearchPins', { description: 'What stands first and last for a query.' })
export class SearchPinsType {
  @Field(() => Int, { description: VERSION })
  version!: number;

  @Field(() => String, { description: 'The query, in small letters without accents.' })
  query!: string;

  @Field(() => [ID], { description: 'Products that stand first, in this order.' })
  first!: readonly string[];

  @Field(() => [ID], { description: 'Products that stand last.' })
  last!: readonly string[];

  static of(pins: Kept<Pins>): SearchPinsType {
    return Object.assign(new SearchPinsType(), pins);
  }
}

const SearchChangeSubjectEnum: Readonly<Record<SearchChangeSubject, SearchChangeSubject>> = {
  SYNONYM: 'SYNONYM',
  STOP_WORDS: 'STOP_WORDS',
  PINS: 'PINS',
};
registerEnumType(SearchChangeSubjectEnum, {
  name: 'SearchChangeSubject',
  description: 'What an operator said something of.',
  valuesConfig: {
    SYNONYM: { description: 'What a term means; `subject` is its language and the term.' },
    STOP_WORDS: { description: 'The words that no search looks for.' },
    PINS: { description: 'What stands first and last for a query, which is the `subject`.' },
  },
});

@ObjectType('SearchHistoryEntry', { description: 'Something that an operator said of searches.' })
export class SearchHistoryEntryType {
  @Field(() => SearchChangeSubjectEnum, { description: 'What it is about.' })
  about!: SearchChangeSubject;

  @Field(() => String, { description: 'The term or the query; empty for stop words.' })
  subject!: string;

  @Field(() => [FieldChangeType], { description: 'All that differs.' })
  fields!: readonly FieldChangeType[];

  @Field(() => String, { description: 'Who did it: a person’s id.' })
  changedBy!: string;

  @Field(() => GraphQLISODateTime, { description: 'When.' })
  changedAt!: Date;
}

export const { ConnectionType: SearchHistoryConnection } = connectionType(
  'SearchHistoryEntry',
  SearchHistoryEntryType,
);
export const { ConnectionType: SearchSynonymConnection } = connectionType(
  'SearchSynonym',
  SearchSynonymType,
);
export const { ConnectionType: SearchPinsConnection } = connectionType(
  'SearchPins',
  SearchPinsType,
);

@InputType('SearchSynonymInput', {
  description:
    'What a term that people search for means; version 0 is that of a term that means nothing yet.',
})
export class SearchSynonymInput extends SeenInput {
  @Field(() => String, { description: 'The language of the term: ISO 639-1, such as "de".' })
  language!: string;

  @Field(() => String, { description: 'What people type; its plural and accents do not matter.' })
  term!: string;

  @Field(() => [String], {
    description: 'What the catalogue calls it; none takes the synonym away.',
  })
  means!: string[];
}

@InputType('SearchStopWordsInput', { description: 'The words that no search looks for.' })
export class SearchStopWordsInput extends SeenInput {
  @Field(() => [String], { description: 'All of them, at most 1000.' })
  words!: string[];
}

@InputType('SearchPinsInput', {
  description:
    'What stands first and last for a query; version 0 is that of one for which nothing does yet.',
})
export class SearchPinsInput extends SeenInput {
  @Field(() => String, { description: 'The query; letter case and accents do not matter.' })
  query!: string;

  @Field(() => [ID], { defaultValue: [], description: 'Products that stand first, in this order.' })
  first!: string[];

  @Field(() => [ID], { defaultValue: [], description: 'Products that stand last.' })
  last!: string[];
}

const InvalidSearchProblem = problem(
  InvalidSearch,
  'A search, or what was said of searches, makes no sense.',
);

export const SetSearchSynonymResult = resultUnion(
  'SetSearchSynonymResult',
  'What the term means now, or why that stays as it was.',
  SearchSynonymType,
  InvalidSearchProblem,
  ChangedMeanwhileProblem,
);

export const SetSearchStopWordsResult = resultUnion(
  'SetSearchStopWordsResult',
  'The words that no search looks for now, or why they stay as they were.',
  SearchStopWordsType,
  InvalidSearchProblem,
  ChangedMeanwhileProblem,
);

export const PinProductsResult = resultUnion(
  'PinProductsResult',
  'What stands first and last now, or why that stays as it was.',
  SearchPinsType,
  InvalidSearchProblem,
  ChangedMeanwhileProblem,
);
