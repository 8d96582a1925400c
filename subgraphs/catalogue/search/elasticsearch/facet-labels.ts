import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from '#kernel/persistence/sql.ts';
import { withoutErrand } from '#kernel/runtime/errand.ts';
import type { FacetValue } from '../../domain/facets.ts';
import { facetTerm } from './mapping.ts';

/** Categories and choices seldom change their names. */
const LAST_MS = 60_000;

/** What facets' values are called by people that are called something else, by the terms that the index has for them. */
export class FacetLabels {
  private known: Promise<ReadonlyMap<string, string>> | null = null;
  private lastUntil = 0;

  constructor(private readonly em: () => EntityManager) {}

  /** As they were a minute ago, or later. */
  current(): Promise<ReadonlyMap<string, string>> {
    if (!this.known || performance.now() >= this.lastUntil) {
      const reading = withoutErrand(() => this.read());
      reading.catch(() => {
        this.known = null;
      });
      this.known = reading;
      this.lastUntil = performance.now() + LAST_MS;
    }
    return this.known;
  }

  private async read(): Promise<ReadonlyMap<string, string>> {
    const rows = await sql<FacetValue>(
      this.em(),
      'select facet, value, label from catalogue.facet_values where label <> value',
    );
    return new Map(rows.map(({ facet, value, label }) => [facetTerm(facet, value), label]));
  }
}
