import { Field, GraphQLISODateTime, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType } from '#kernel/graphql/connection.ts';
import type { DefinitionChangeKind, DefinitionHistoryEntry } from '../persistence/definitions.ts';
import { FieldChangeType } from './product-record.type.ts';

const DefinitionChangeKindEnum: Readonly<Record<DefinitionChangeKind, DefinitionChangeKind>> = {
  CREATED: 'CREATED',
  CHANGED: 'CHANGED',
  REMOVED: 'REMOVED',
};
registerEnumType(DefinitionChangeKindEnum, {
  name: 'DefinitionChangeKind',
  description: 'What became of something that operators define, in one step.',
  valuesConfig: {
    CREATED: { description: 'It is new.' },
    CHANGED: { description: 'Something else is said of it.' },
    REMOVED: { description: 'It is gone.' },
  },
});

@ObjectType('DefinitionHistoryEntry', {
  description: 'One step in the life of something that operators define.',
})
export class DefinitionHistoryEntryType {
  @Field(() => Int, { description: 'The version that it led to.' })
  version!: number;

  @Field(() => DefinitionChangeKindEnum, { description: 'What became of it.' })
  kind!: DefinitionChangeKind;

  @Field(() => [FieldChangeType], { description: 'All that differs. Empty for what is new.' })
  fields!: readonly FieldChangeType[];

  @Field(() => String, { description: 'Who did it: a person’s id.' })
  changedBy!: string;

  @Field(() => GraphQLISODateTime, { description: 'When.' })
  changedAt!: Date;

  static of(entry: DefinitionHistoryEntry): DefinitionHistoryEntryType {
    return Object.assign(new DefinitionHistoryEntryType(), entry);
  }
}

export const { ConnectionType: DefinitionHistoryConnection } = connectionType(
  'DefinitionHistoryEntry',
  DefinitionHistoryEntryType,
);
