import { Field, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { Id } from '#kernel/domain/id.ts';
import { connectionType } from '#kernel/graphql/connection.ts';
import { encodeCursor } from '#kernel/graphql/cursor.ts';
import type { LogEvent } from '#kernel/persistence/event-log.ts';
import type { ImportCounts, ImportStatus, ProductImport } from '../domain/product-import.ts';
import type { ImportEvent } from '../events.ts';
import type { RowFault } from '../files/source.ts';

const ImportStatusEnum: Readonly<Record<ImportStatus, ImportStatus>> = {
  RUNNING: 'RUNNING',
  COMPLETED: 'COMPLETED',
  FAILED: 'FAILED',
};
registerEnumType(ImportStatusEnum, {
  name: 'ImportStatus',
  description: 'Where an import stands.',
  valuesConfig: {
    RUNNING: { description: 'It is being loaded, or waits for the same file to be sent again.' },
    COMPLETED: { description: 'All of it was read, and what was right is loaded. Final.' },
    FAILED: { description: 'Its heading makes no sense, so none of it was read. Final.' },
  },
});

@ObjectType()
abstract class Progress implements ImportCounts {
  @Field(() => ImportStatusEnum, { description: 'Where it stands.' })
  status!: ImportStatus;

  @Field(() => Int, { description: 'The last line that was read.' })
  line!: number;

  @Field(() => Int, { description: 'How many lines the file has.' })
  lines!: number;

  @Field(() => Int, { description: 'Products that are new.' })
  created!: number;

  @Field(() => Int, { description: 'Products of which something else is said now.' })
  updated!: number;

  @Field(() => Int, { description: 'Products that were just so already.' })
  unchanged!: number;

  @Field(() => Int, {
    description:
      'Products that stay as they were, because something is wrong with them in the file.',
  })
  rejected!: number;
}

@ObjectType('ProductImport', {
  description: 'A file of products that is loaded, part by part.',
})
export class ProductImportType extends Progress {
  @Field(() => ID, { description: 'The import.' })
  id!: Id<'imp'>;

  @Field(() => Boolean, { description: 'Whether it only tells what would happen.' })
  dryRun!: boolean;

  @Field(() => String, { description: 'Who began it: a person’s id, or "terminal".' })
  startedBy!: string;

  @Field(() => GraphQLISODateTime, { description: 'When it began.' })
  startedAt!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it ended.' })
  finishedAt!: Date | null;

  static of(found: ProductImport): ProductImportType {
    const { id, dryRun, startedBy, startedAt, finishedAt, status, line, lines } = found;
    const { created, updated, unchanged, rejected } = found;
    return Object.assign(new ProductImportType(), {
      id,
      dryRun,
      startedBy,
      startedAt,
      finishedAt,
      status,
      line,
      lines,
      created,
      updated,
      unchanged,
      rejected,
    });
  }
}

@ObjectType('ImportProgress', { description: 'How far an import has come.' })
export class ImportProgressType extends Progress {
  @Field(() => String, {
    description: 'The place of this news. Resume after it, and nothing is missed or repeated.',
  })
  cursor!: string;

  @Field(() => ID, { description: 'The import.' })
  importId!: string;

  static of({ data, position }: LogEvent<ImportEvent['data']>): ImportProgressType {
    return Object.assign(new ImportProgressType(), data, { cursor: encodeCursor(position) });
  }
}

@ObjectType('ImportFault', { description: 'What is wrong in a file of products, and where.' })
export class ImportFaultType implements RowFault {
  @Field(() => Int, { description: 'The line, from 1.' })
  line!: number;

  @Field(() => String, {
    nullable: true,
    description:
      'The heading of the column, the path of the field, or "character 17"; null for the whole row.',
  })
  column!: string | null;

  @Field(() => String, { description: 'What is wrong, for people.' })
  message!: string;

  static of({ line, column, message }: RowFault): ImportFaultType {
    return Object.assign(new ImportFaultType(), { line, column, message });
  }
}

export const { ConnectionType: ProductImportConnection } = connectionType(
  'ProductImport',
  ProductImportType,
);
export const { ConnectionType: ImportFaultConnection } = connectionType(
  'ImportFault',
  ImportFaultType,
);
