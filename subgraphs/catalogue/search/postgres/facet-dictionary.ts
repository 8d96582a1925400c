import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from '#kernel/persistence/sql.ts';
import type { FacetValue } from '../../domain/facets.ts';

const REMEMBERED_MS = 60_000;

/**
 * What the numbers in `products.facet_value_ids` stand for. A number never changes its meaning, but a category may change its
 * name, so this process asks for each one once a minute.
 */
export class FacetDictionary {
  private known = new Map<number, FacetValue>();
  private forgetAt = 0;

  async lookUp(
    em: EntityManager,
    ids: readonly number[],
  ): Promise<ReadonlyMap<number, FacetValue>> {
    if (performance.now() > this.forgetAt) {
      this.known = new Map();
      this.forgetAt = performance.now() + REMEMBERED_MS;
    }
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
