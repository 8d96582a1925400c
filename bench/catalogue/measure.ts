import { SettingsError } from '#kernel/runtime/settings.ts';
import { actFor, measure, percentile } from '../load.ts';
import type { Client, Scenario } from '../scenario.ts';
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
const RECORDED = 60;

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

/** Each line of Elasticsearch is followed by the same one asked directly, while both are as warm and the machine as busy. */
async function measureEngine(shop: Shop, asked: EngineOptions): Promise<CatalogueMeasurement[]> {
  const { products, elasticsearch, recorded, ...options } = asked;
  const measurements: CatalogueMeasurement[] = [];
  const engine = elasticsearch ? 'Elasticsearch' : 'PostgreSQL';
  for (const operation of OPERATIONS) {
    for (const count of options.clients) {
      const clients = await operation.open(shop, { clients: count, seconds: options.seconds });
      const searches = recorded?.get(operation);
      const direct =
        elasticsearch && searches ? rawClients(elasticsearch.url, searches, count) : null;
      // Elasticsearch learns from either what makes it faster: before either is measured, both have warmed it up.
      if (direct) await actFor(direct.clients, options.seconds / 2);
      await actFor(clients, options.seconds / 2);
      const before = await elasticsearch?.cpuMs();
      const { failures, ...each } = await measure(shop, clients, options.seconds);
      const after = await elasticsearch?.cpuMs();
      measurements.push({
        ...each,
        products,
        engine,
        operation: operation.name,
        elasticsearchCpuMs:
          before === undefined || after === undefined ? null : (after - before) / each.operations,
        failed: failures.length,
      });
      const { operations, p50Ms } = each;
      options.say(
        `  ${engine}, ${operation.name}, ${count} clients: ${operations}, p50 ${p50Ms.toFixed(1)} ms ${failures[0] ?? ''}`,
      );
      if (!elasticsearch || !direct) continue;
      const asked = { ...options, products, operation: operation.name, count };
      measurements.push(await measureRaw(elasticsearch, direct.clients, asked));
      await direct.close();
    }
  }
  return measurements;
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

async function measureRaw(
  elasticsearch: MeasuredElasticsearch,
  clients: readonly Client[],
  asked: { products: number; operation: string; count: number; seconds: number },
): Promise<CatalogueMeasurement> {
  const before = await elasticsearch.cpuMs();
  const { latencies, failures, elapsedMs } = await actFor(clients, asked.seconds);
  const after = await elasticsearch.cpuMs();
  return {
    products: asked.products,
    engine: 'Elasticsearch, asked directly',
    operation: asked.operation,
    clients: asked.count,
    operationsPerSecond: (latencies.length / elapsedMs) * 1000,
    p50Ms: percentile(latencies, 50),
    p99Ms: percentile(latencies, 99),
    statements: null,
    programCpuMs: null,
    postgresCpuMs: null,
    elasticsearchCpuMs: (after - before) / latencies.length,
    failed: failures.length,
  };
}
