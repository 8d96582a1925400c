import { defineEntity, p } from '@mikro-orm/core';
import { aggregateProperties } from '#kernel/persistence/aggregate-mapping.ts';
import { type ImportStatus, ProductImport } from '../domain/product-import.ts';

export const ProductImportMapping = defineEntity({
  class: ProductImport,
  tableName: 'imports',
  properties: {
    ...aggregateProperties<'imp'>(),
    digest: p.string(),
    dryRun: p.boolean(),
    startedBy: p.string(),
    startedAt: p.datetime(),
    status: p.string().$type<ImportStatus>(),
    finishedAt: p.datetime().nullable(),
    position: p.integer(),
    line: p.integer(),
    lines: p.integer(),
    created: p.integer(),
    updated: p.integer(),
    unchanged: p.integer(),
    rejected: p.integer(),
  },
});
