import { SettingsError } from '#kernel/runtime/settings.ts';
import { measureIdle } from '../idle.ts';
import { actFor, measure, percentile } from '../load.ts';
import type { Scenario } from '../scenario.ts';
import { type Shop, openShop } from '../shop.ts';
import {
  type MeasuredElasticsearch,
  type RawSearch,
  Recorder,
  openElasticsearch,
  rawClients,
} from './elasticsearch.ts';
import { growCatalogue } from './grow.ts';
import { OPERATIONS } from './operations.ts';

export interface CatalogueMeasurement {
  readonly products: number;
  readonly engine: 'PostgreSQL' | 'Elasticsearch' | 'Elasticsearch, asked directly';
  readonly operation: string;
  readonly clients: number;
  readonly operationsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Per operation. Null for what takes no part. */
  readonly statements: number | null;
  readonly programCpuMs: number | null;
  readonly postgresCpuMs: number | null;
  readonly elasticsearchCpuMs: number | null;
  readonly failed: number;
}

export interface CatalogueOptions {
  readonly sizes: readonly number[];
  readonly clients: readonly number[];
  readonly seconds: number;
  say(line: string): void;
}

/** So many different operations are sent directly too. */
const RECORDED = 400;

/** Everything that customers read of a catalogue, on both engines, at each size. */
export async function measureCatalogue(options: CatalogueOptions): Promise<CatalogueMeasurement[]> {
  const measurements: CatalogueMeasurement[] = [];
  for (const size of options.sizes) measurements.push(...(await measureSize(size, options)));
  return measurements;
}

async function measureSize(
  size: number,
  options: CatalogueOptions,
): Promise<CatalogueMeasurement[]> {
  const shop = await openShop();
  let elasticsearch: MeasuredElasticsearch | null = null;
  try {
    const startedAt = performance.now();
    const products = await growCatalogue(shop.databaseUrl('comptoir'), size);
    options.say(`${products} products after ${secondsSince(startedAt)} s`);
    await shop.restart({});
    const measured = await measureEngine(shop, { ...options, products, elasticsearch });
    elasticsearch = await elasticsearchOrNull(options.say);
    if (!elasticsearch) return measured;
    const recorder = await Recorder.before(elasticsearch.url);
    const indexedAt = performance.now();
    await shop.restart({ ELASTICSEARCH_URL: recorder.url });
    await elasticsearch.holds(products);
    options.say(`indexed after ${secondsSince(indexedAt)} s`);
    const recorded = await record(shop, recorder);
    recorder.close();
    await shop.restart({ ELASTICSEARCH_URL: elasticsearch.url });
    const onElasticsearch = { ...options, products, elasticsearch, recorded };
    measured.push(...(await measureEngine(shop, onElasticsearch)));
    return measured;
  } finally {
    await shop.close();
    await elasticsearch?.stop();
  }
}

const secondsSince = (startedAt: number) => ((performance.now() - startedAt) / 1000).toFixed(0);

async function elasticsearchOrNull(say: (line: string) => void) {
  try {
    return await openElasticsearch(say);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    say(`Without Elasticsearch: ${error.message}`);
    return null;
  }
}

interface EngineOptions extends CatalogueOptions {
  readonly products: number;
  readonly elasticsearch: MeasuredElasticsearch | null;
  readonly recorded?: Recorded;
}

/** Before and after each line of Elasticsearch the same is asked directly, while both are as warm and the machine as busy. */
async function measureEngine(shop: Shop, asked: EngineOptions): Promise<CatalogueMeasurement[]> {
  const { products, elasticsearch, recorded, ...options } = asked;
  const measurements: CatalogueMeasurement[] = [];
  await atRest(shop);
  const engine = elasticsearch ? 'Elasticsearch' : 'PostgreSQL';
  for (const operation of OPERATIONS) {
    for (const count of options.clients) {
      const clients = await operation.open(shop, { clients: count, seconds: options.seconds });
      const searches = recorded?.get(operation);
      const direct =
        elasticsearch && searches ? new Direct(elasticsearch, searches, count) : undefined;
      // Elasticsearch learns from either what makes it faster: before either is measured, both have warmed it up.
      await direct?.warmUp(options.seconds / 2);
      await actFor(clients, options.seconds / 2);
      await direct?.ask(options.seconds / 2);
      const before = await elasticsearch?.cpuMs();
      const { failures, ...each } = await measure(shop, clients, options.seconds);
      const after = await elasticsearch?.cpuMs();
      await direct?.ask(options.seconds / 2);
      const of = { products, operation: operation.name };
      measurements.push({
        ...each,
        ...of,
        engine,
        elasticsearchCpuMs:
          before === undefined || after === undefined ? null : (after - before) / each.operations,
        failed: failures.length,
      });
      const { operations, p50Ms } = each;
      options.say(
        `  ${engine}, ${operation.name}, ${count} clients: ${operations}, p50 ${p50Ms.toFixed(1)} ms ${failures[0] ?? ''}`,
      );
      if (!direct) continue;
      measurements.push({ ...of, ...direct.measurement });
      await direct.close();
    }
  }
  return measurements;
}

/** Until the shop has done what a start leaves to be done, such as looking which documents the index has. */
async function atRest(shop: Shop): Promise<void> {
  for (;;) {
    const { programCpuPercent, postgresCpuPercent } = await measureIdle(shop, 2);
    if (programCpuPercent + postgresCpuPercent < 15) return;
  }
}

type Recorded = ReadonlyMap<Scenario, readonly (readonly RawSearch[])[]>;

/** What Elasticsearch is asked for, for each of some operations. */
async function record(shop: Shop, recorder: Recorder): Promise<Recorded> {
  const recorded = new Map<Scenario, (readonly RawSearch[])[]>();
  for (const operation of OPERATIONS) {
    const [client] = await operation.open(shop, { clients: 1, seconds: 1 });
    recorder.take();
    const searches: (readonly RawSearch[])[] = [];
    for (let turn = 0; turn < RECORDED; turn += 1) {
      await client?.act();
      searches.push(recorder.take());
    }
    if (searches.some(({ length }) => length > 0)) recorded.set(operation, searches);
  }
  return recorded;
}

/** Clients of Elasticsearch itself, who ask it in turns with ours. */
class Direct {
  private readonly raw: ReturnType<typeof rawClients>;
  private readonly latencies: number[] = [];
  private failed = 0;
  private elapsedMs = 0;
  private cpuMs = 0;

  constructor(
    private readonly elasticsearch: MeasuredElasticsearch,
    searches: readonly (readonly RawSearch[])[],
    private readonly count: number,
  ) {
    this.raw = rawClients(elasticsearch.url, searches, count);
  }

  async warmUp(seconds: number): Promise<void> {
    await actFor(this.raw.clients, seconds);
  }

  async ask(seconds: number): Promise<void> {
    const before = await this.elasticsearch.cpuMs();
    const { latencies, failures, elapsedMs } = await actFor(this.raw.clients, seconds);
    this.cpuMs += (await this.elasticsearch.cpuMs()) - before;
    this.latencies.push(...latencies);
    this.failed += failures.length;
    this.elapsedMs += elapsedMs;
  }

  get measurement(): Omit<CatalogueMeasurement, 'products' | 'operation'> {
    const { latencies, count, elapsedMs, cpuMs, failed } = this;
    return {
      engine: 'Elasticsearch, asked directly',
      clients: count,
      operationsPerSecond: (latencies.length / elapsedMs) * 1000,
      p50Ms: percentile(latencies, 50),
      p99Ms: percentile(latencies, 99),
      statements: null,
      programCpuMs: null,
      postgresCpuMs: null,
      elasticsearchCpuMs: cpuMs / latencies.length,
      failed,
    };
  }

  async close(): Promise<void> {
    await this.raw.close();
  }
}
