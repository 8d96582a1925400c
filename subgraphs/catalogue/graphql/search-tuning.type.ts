import { Field, ID, ObjectType } from 'type-graphql';
import { connectionType } from '#kernel/graphql/connection.ts';

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
