import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from '#kernel/persistence/sql.ts';
import { withoutErrand } from '#kernel/runtime/errand.ts';
import type { FacetValue } from '../../domain/facets.ts';
import type { TalliedProduct } from './product-columns.ts';
import { Tally } from './tally.ts';
import type { TalliedVariant } from './variant-choices.ts';

/** Categories and choices may change their names. */
const NAMES_LAST_MS = 60_000;
const READ_AT_ONCE = 10_000;

const TALLIED = `select p.number, p.id, p.name, (extract(epoch from p.published_at) * 1000)::float8 as "publishedAt",
    p.facet_value_ids as "facetValueIds", p.available, p.popularity, p.minimum_age as "minimumAge",
    p.forbidden_regions as "forbiddenRegions", (select coalesce(json_object_agg(currency, lowest_minor), '{}')
      from catalogue.price_ranges r where r.product_id = p.id) as lowest,
    (select coalesce(json_agg(json_build_array(coalesce(s.available > 0, false), v.options)), '[]')
      from catalogue.variants v left join catalogue.stock_levels s on s.variant_id = v.id
      where v.product_id = p.id and v.removed_at is null and v.options <> '{}') as variants
  from catalogue.products p`;

type Row = TalliedProduct & {
  readonly number: number;
  readonly variants: readonly TalliedVariant[];
};

/**
 * The tally of this process. It reads all products once, and then, before each use, those that have changed since, so
 * that it is never older than what was committed before. Products are archived, not deleted: one that somebody deletes by hand is
 * counted until the next start.
 */
export class KeptTally {
  private readonly tally = new Tally();
  /** Every transaction that has committed since it was read is this one, or came later. Null before the first reading. */
  private from: string | null = null;
  private namesLastUntil = 0;
  private reading: Promise<void> = Promise.resolve();
  private next: Promise<void> | null = null;

  constructor(private readonly em: () => EntityManager) {}

  /** Whoever comes while it is being read waits for the next reading, which sees what he has written. */
  async current(): Promise<Tally> {
    this.next ??= this.reading
      .catch(() => {})
      .then(() => {
        this.next = null;
        this.reading = withoutErrand(() => this.read());
        return this.reading;
      });
    await this.next;
    return this.tally;
  }

  private async read(): Promise<void> {
    const em = this.em();
    if (this.from === null) await this.readAll(em);
    await this.readChanges(em);
  }

  private async readAll(em: EntityManager): Promise<void> {
    const [begun] = await sql<{ xmin: string }>(em, `select ${XMIN} as xmin`);
    for (let last = 0, rows: readonly Row[]; ; last = rows.at(-1)!.number) {
      const some = `${TALLIED} where p.number > $1 order by p.number limit $2`;
      // As one text, because the driver would take ten times as long for as many rows.
      const [read] = await sql<{ rows: Row[] }>(em, inOneRow(some), [last, READ_AT_ONCE]);
      rows = read!.rows;
      await this.put(em, rows);
      if (rows.length < READ_AT_ONCE) break;
    }
    this.from = begun!.xmin;
  }

  private async readChanges(em: EntityManager): Promise<void> {
    const some = `${TALLIED} where p.id in (select product_id from catalogue.product_versions
      where changed_in >= $1::xid8 and changed_in < ${XMAX})`;
    const [changed] = await sql<{ xmin: string; rows: Row[] }>(em, inOneRow(some), [this.from]);
    const { xmin, rows } = changed!;
    await this.put(em, rows);
    await this.renewNames(em);
    this.from = xmin;
  }

  private async put(em: EntityManager, rows: readonly Row[]): Promise<void> {
    const unknown = new Set<number>();
    for (const { facetValueIds } of rows)
      for (const id of facetValueIds) if (!this.tally.knows(id)) unknown.add(id);
    if (unknown.size > 0) await this.nameValues(em, 'id = any ($1)', [[...unknown]]);
    for (const { number, variants, ...product } of rows) this.tally.put(number, product, variants);
  }

  private async renewNames(em: EntityManager): Promise<void> {
    if (performance.now() < this.namesLastUntil) return;
    await this.nameValues(em, 'label <> value', []);
    this.namesLastUntil = performance.now() + NAMES_LAST_MS;
  }

  private async nameValues(em: EntityManager, which: string, values: unknown[]): Promise<void> {
    const named = await sql<FacetValue & { id: number }>(
      em,
      `select id, facet, value, label from catalogue.facet_values where ${which}`,
      values,
    );
    for (const { id, ...value } of named) this.tally.name(id, value);
  }
}

/** Of the statement's own snapshot. */
const XMIN = 'pg_snapshot_xmin(pg_current_snapshot())::text';
/** Later than all that it sees, except for what a dump has brought from a server that was further. */
const XMAX = 'pg_snapshot_xmax(pg_current_snapshot())';

const inOneRow = (statement: string) =>
  `select ${XMIN} as xmin, (select coalesce(json_agg(one), '[]') from (${statement}) one) as rows`;
