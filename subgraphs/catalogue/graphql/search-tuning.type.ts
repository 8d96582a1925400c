import { Field, GraphQLISODateTime, ID, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType } from '#kernel/graphql/connection.ts';
import type { SearchChangeSubject } from '../persistence/search-tuning.ts';
import { FieldChangeType } from './product-record.type.ts';

@ObjectType('SearchSynonym', { description: 'What a term that people search for means.' })
export class SearchSynonymType {
  @Field(() => String, { description: 'The language of the term: ISO 639-1.' })
  language!: string;

  @Field(() => String, { description: 'What people type.' })
  term!: string;

  @Field(() => [String], { description: 'What the catalogue calls it.' })
  means!: readonly string[];
}

@ObjectType('SearchStopWord', { description: 'A word that no search looks for.' })
export class SearchStopWordType {
  @Field(() => String, { description: 'The word, in small letters without accents.' })
  word!: string;
}

@ObjectType('SearchPins', { description: 'What stands first and last for a query.' })
export class SearchPinsType {
  @Field(() => String, { description: 'The query, in small letters without accents.' })
  query!: string;

  @Field(() => [ID], { description: 'Products that stand first, in this order.' })
  first!: readonly string[];

  @Field(() => [ID], { description: 'Products that stand last.' })
  last!: readonly string[];
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
export const { ConnectionType: SearchStopWordConnection } = connectionType(
  'SearchStopWord',
  SearchStopWordType,
);
export const { ConnectionType: SearchPinsConnection } = connectionType(
  'SearchPins',
  SearchPinsType,
);
