import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from '#kernel/persistence/sql.ts';
import type { FacetValue } from '../../domain/facets.ts';
import { facetTerm } from './mapping.ts';

/** What facets' values are called by people that are called something else, by the terms that the index has for them. */
export async function readFacetLabels(em: EntityManager): Promise<ReadonlyMap<string, string>> {
  const rows = await sql<FacetValue>(
    em,
    'select facet, value, label from catalogue.facet_values where label <> value',
  );
  return new Map(rows.map(({ facet, value, label }) => [facetTerm(facet, value), label]));
}
