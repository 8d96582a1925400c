import { type Client, errors } from '@elastic/elasticsearch';
import type { Logger } from 'pino';
import { sql } from '#kernel/persistence/sql.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import { type VersionedDocument, documentsOf } from './document.ts';
import { ALIAS, FINGERPRINT, MAPPING, SETTINGS } from './mapping.ts';

const BATCH = 500;

/** Rows are locked in one order, so that any number of processes may write about the same products at once. */
const INDEXED = `
with written as (
  select product_id, written.version from catalogue.product_versions v
  join unnest($1::text[], $2::bigint[]) as written (id, version) on v.product_id = written.id
  order by product_id for no key update of v)
update catalogue.product_versions v set indexed_version = greatest(indexed_version, written.version)
from written where v.product_id = written.product_id`;

/**
 * What an index really has, whatever was recorded. A row that is older than its document, because the database was brought back from
 * an earlier day, gets a version above it, or the index would take no later one.
 */
const HELD = `
with held as (
  select product_id, held.version from catalogue.product_versions v
  join unnest($1::text[], $2::bigint[]) as held (id, version) on v.product_id = held.id
  order by product_id for no key update of v)
update catalogue.product_versions v set indexed_version = held.version,
  version = case when v.version < held.version then held.version + 1 else v.version end
from held where v.product_id = held.product_id`;

type Surroundings = Pick<Runtime, 'orm'> & { readonly logger: Pick<Logger, 'info'> };

/** A product's row, beside the version of the document that an index has of it. */
type Compared = {
  readonly id: string;
  readonly version: number;
  /** Null if there is none. */
  readonly held: number | null;
  /** As far as anybody has told. */
  readonly indexed: number;
  readonly onSale: boolean;
};

/** Below every row's. */
const NEVER = 0;

/**
 * Keeps the index up with the catalogue. Every change of a product counts its version up in the same transaction, and a
 * document is written under the version it was read with, so an older one never replaces a newer one: any number of
 * processes may do this at once.
 */
export class IndexManager {
  constructor(
    private readonly client: Client,
    private readonly rt: Surroundings,
    readonly alias: string = ALIAS,
  ) {}

  /**
   * Builds the index if there is none, or if this program wants another mapping. Else looks what it really has: it, or the
   * database, may have been brought back from an earlier day.
   */
  async prepare(signal?: AbortSignal): Promise<void> {
    if ((await this.fingerprint()) === FINGERPRINT) await this.recordWhatIsHeld(signal);
    else await this.rebuild(signal);
  }

  /** Whether there is an index, and is as this program wants it. */
  async state(): Promise<'OURS' | 'ANOTHERS' | 'MISSING'> {
    const fingerprint = await this.fingerprint();
    if (fingerprint === null) return 'MISSING';
    return fingerprint === FINGERPRINT ? 'OURS' : 'ANOTHERS';
  }

  /** Of the mapping that the index has; null if there is no index. */
  private async fingerprint(): Promise<unknown> {
    const found = await this.client.indices.getMapping({ index: this.alias }, { ignore: [404] });
    const [index] = Object.values(found).filter(({ mappings }) => mappings !== undefined);
    return index ? (index.mappings._meta?.['fingerprint'] ?? 'unknown') : null;
  }

  /**
   * Fills a new index while the old one answers and writes go on, and lets the alias change over. What was written to the old
   * one meanwhile is filled in then, and only after that it is on record what the index has. Whoever is interrupted leaves an index that
   * the next one goes on filling.
   */
  async rebuild(signal?: AbortSignal): Promise<void> {
    const begunAt = performance.now();
    const index = await this.begin();
    await this.fill(index, signal);
    if (signal?.aborted) return;
    await this.client.indices.refresh({ index });
    const old = Object.keys(
      await this.client.indices.getAlias({ name: this.alias }, { ignore: [404] }),
    ).filter((name) => name.startsWith(`${this.alias}-`) && name !== index);
    await this.client.indices.updateAliases({
      actions: [
        ...old.map((name) => ({ remove_index: { index: name } })),
        { add: { index, alias: this.alias, is_write_index: true } },
      ],
    });
    await this.fill(this.alias, signal);
    await this.recordWhatIsHeld(signal);
    const seconds = Math.round((performance.now() - begunAt) / 1000);
    this.rt.logger.info({ index, seconds }, 'the search index was built');
  }

  /** The index to fill: one of this mapping that nobody finished, or a new one. */
  private async begin(): Promise<string> {
    const known = await this.client.indices.get({ index: `${this.alias}-*` });
    const plain = `${this.alias}-${FINGERPRINT}`;
    const isInUse = known[plain]?.aliases && this.alias in known[plain].aliases;
    const index = isInUse ? `${plain}-${Date.now()}` : plain;
    // Another process may have begun it a moment ago.
    if (!known[index])
      await this.client.indices
        .create({ index, settings: SETTINGS, mappings: MAPPING })
        .catch((error: unknown) => {
          if (!isThere(error)) throw error;
        });
    return index;
  }

  /** Indexes what has changed, batch by batch, until nothing has. Answers how many documents it wrote. */
  async catchUp(signal?: AbortSignal): Promise<number> {
    for (let written = 0; ;) {
      const pending = await sql<{ id: string }>(
        this.rt.orm.em.fork(),
        `select product_id as id from catalogue.product_versions where version > indexed_version
         order by product_id limit ${BATCH}`,
      );
      if (pending.length === 0 || signal?.aborted) return written;
      const documents = await this.write(
        this.alias,
        pending.map(({ id }) => id),
      );
      await this.record(documents);
      written += documents.length;
    }
  }

  /** The first product whose document is older than its row, and how old it is; null if there is none. */
  async firstBehind(): Promise<string | null> {
    const [row] = await sql<{ first: string }>(
      this.rt.orm.em.fork(),
      `select product_id || '.' || indexed_version as first from catalogue.product_versions
       where version > indexed_version order by product_id limit 1`,
    );
    return row?.first ?? null;
  }

  /** Products whose document is older than their row. */
  async lag(): Promise<number> {
    const [row] = await sql<{ lag: number }>(
      this.rt.orm.em.fork(),
      'select count(*)::int as lag from catalogue.product_versions where version > indexed_version',
    );
    return row?.lag ?? 0;
  }

  private async fill(index: string, signal: AbortSignal | undefined): Promise<void> {
    for await (const rows of this.compared(index, signal)) {
      const missing = rows.filter(({ onSale, held, version }) =>
        onSale ? held !== version : held !== null,
      );
      const ids = missing.map(({ id }) => id);
      if (ids.length > 0) await this.write(index, ids);
    }
  }

  /** So that what the index behind the alias lacks is indexed. */
  private async recordWhatIsHeld(signal: AbortSignal | undefined): Promise<void> {
    for await (const rows of this.compared(this.alias, signal)) {
      const truth = rows.map((row) => ({
        ...row,
        held: row.held ?? (row.onSale ? NEVER : row.version),
      }));
      const wrong = truth.filter(({ held, indexed }) => held !== indexed);
      if (wrong.length > 0)
        await sql(this.rt.orm.em.fork(), HELD, [
          wrong.map(({ id }) => id),
          wrong.map(({ held }) => held),
        ]);
    }
  }

  /** All products, batch by batch, until somebody has enough. */
  private async *compared(
    index: string,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Compared[]> {
    for (let last = ''; !signal?.aborted;) {
      const rows = await sql<Omit<Compared, 'held'>>(
        this.rt.orm.em.fork(),
        // A join would be planned as one that reads all products before this batch again.
        `select product_id as id, version::float8 as version, indexed_version::float8 as indexed,
           coalesce((select status = 'PUBLISHED' from catalogue.products where id = product_id), false) as "onSale"
         from catalogue.product_versions where product_id > $1 order by product_id limit ${BATCH}`,
        [last],
      );
      if (rows.length === 0) return;
      const ids = rows.map(({ id }) => id);
      const { docs } = await this.client.mget({ index, ids, _source: false });
      const versions = new Map(
        docs.map((doc) => [doc._id, '_version' in doc ? doc._version : null]),
      );
      yield rows.map((row) => ({ ...row, held: versions.get(row.id) ?? null }));
      last = ids.at(-1)!;
    }
  }

  /** The index behind the alias has these versions, or newer ones. */
  private async record(indexed: readonly Pick<VersionedDocument, 'id' | 'version'>[]) {
    for (let start = 0; start < indexed.length; start += BATCH) {
      const batch = indexed.slice(start, start + BATCH);
      await sql(this.rt.orm.em.fork(), INDEXED, [
        batch.map(({ id }) => id),
        batch.map(({ version }) => version),
      ]);
    }
  }

  /** One bulk request at a time is all the back pressure that is needed: the next batch waits in PostgreSQL. */
  private async write(index: string, ids: readonly string[]): Promise<VersionedDocument[]> {
    const documents = await documentsOf(this.rt.orm.em.fork(), ids);
    const { items, errors } = await this.client.bulk({
      // Without it, Elasticsearch would make an index of its own invention where the alias has gone.
      require_alias: index === this.alias,
      operations: documents.flatMap(({ id, version, document }) => {
        const target = { _index: index, _id: id, version, version_type: 'external' as const };
        return document ? [{ index: target }, document] : [{ delete: target }];
      }),
    });
    // A conflict says that a newer version is there already; to delete what is not there is no error.
    const failed = errors
      ? items
          .map((item) => item.index ?? item.delete)
          .find((item) => item?.error && item.status !== 409)
      : undefined;
    if (!failed) return documents;
    // The alias may have changed over meanwhile, and the index that it stood for be gone.
    const isMoved = failed.status === 404 && (await this.state()) !== 'MISSING';
    if (isMoved && index === this.alias) return this.write(index, ids);
    throw new Error(`Elasticsearch refused a product: ${failed.error?.reason ?? ''}`);
  }
}

const isThere = (error: unknown): boolean =>
  error instanceof errors.ResponseError &&
  error.message.startsWith('resource_already_exists_exception');
