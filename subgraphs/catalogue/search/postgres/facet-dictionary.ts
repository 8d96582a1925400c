import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from '#kernel/persistence/sql.ts';
import type { FacetValue } from '../../domain/facets.ts';

/**
 * What the numbers in `products.facet_value_ids` stand for. A number never changes its meaning, so this process asks
 * for each one once.
 */
export class FacetDictionary {
  private readonly known = new Map<number, FacetValue>();

  async lookUp(
    em: EntityManager,
    ids: readonly number[],
  ): Promise<ReadonlyMap<number, FacetValue>> {
    const unknown = ids.filter((id) => !this.known.has(id));
    if (unknown.length > 0) {
      const rows = await sql<FacetValue & { id: number }>(
        em,
        'select id, facet, value, label from catalogue.facet_values where id = any ($1)',
        [unknown],
      );
      for (const { id, ...value } of rows) this.known.set(id, value);
    }
    return this.known;
  }
}
