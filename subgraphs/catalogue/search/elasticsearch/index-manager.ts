import type { Client } from '@elastic/elasticsearch';
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

type Surroundings = Pick<Runtime, 'orm'> & { readonly logger: Pick<Logger, 'info'> };

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

  /** Builds the index if there is none, or if this program wants another mapping. */
  async prepare(): Promise<void> {
    const current = await this.client.indices.getMapping({ index: this.alias }, { ignore: [404] });
    const fingerprints = Object.values(current).map(
      (index) => index.mappings?._meta?.['fingerprint'] as unknown,
    );
    if (!fingerprints.includes(FINGERPRINT)) await this.rebuild();
  }

  /**
   * Fills a new index while the old one answers and writes go on, and lets the alias change over. What was written to the
   * old one meanwhile has a newer version than the copy, and is copied again. Only then is it on record what the index has:
   * whoever dies before that leaves nothing undone.
   */
  async rebuild(): Promise<void> {
    const index = `${this.alias}-${FINGERPRINT}-${Date.now()}`;
    await this.client.indices.create({ index, settings: SETTINGS, mappings: MAPPING });
    const copied = new Map<string, number>();
    await this.copy(index, copied);
    await this.client.indices.refresh({ index });
    const old = Object.keys(
      await this.client.indices.getAlias({ name: this.alias }, { ignore: [404] }),
    ).filter((name) => name.startsWith(`${this.alias}-`));
    await this.client.indices.updateAliases({
      actions: [
        ...old.map((name) => ({ remove_index: { index: name } })),
        { add: { index, alias: this.alias, is_write_index: true } },
      ],
    });
    await this.copy(this.alias, copied);
    await this.record([...copied].map(([id, version]) => ({ id, version })));
    this.rt.logger.info({ index, products: copied.size }, 'the search index was built');
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

  /** Products whose document is older than their row. */
  async lag(): Promise<number> {
    const [row] = await sql<{ lag: number }>(
      this.rt.orm.em.fork(),
      'select count(*)::int as lag from catalogue.product_versions where version > indexed_version',
    );
    return row?.lag ?? 0;
  }

  private async copy(index: string, copied: Map<string, number>): Promise<void> {
    const versions = await sql<{ id: string; version: string }>(
      this.rt.orm.em.fork(),
      'select product_id as id, version::text from catalogue.product_versions order by product_id',
    );
    const stale = versions.filter(({ id, version }) => copied.get(id) !== Number(version));
    for (let start = 0; start < stale.length; start += BATCH) {
      const ids = stale.slice(start, start + BATCH).map(({ id }) => id);
      for (const { id, version } of await this.write(index, ids)) copied.set(id, version);
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
    // A conflict says that a newer version is there already; something that is gone may be gone already.
    const failed = errors
      ? items
          .map((item) => item.index ?? item.delete)
          .find((item) => item && item.status >= 300 && item.status !== 409 && item.status !== 404)
      : undefined;
    if (failed) throw new Error(`Elasticsearch refused a product: ${failed.error?.reason ?? ''}`);
    return documents;
  }
}
