import { setTimeout as sleep } from 'node:timers/promises';
import { type Given, runToEnd } from '#kernel/runtime/program.ts';
import { SettingsError } from '#kernel/runtime/settings.ts';
import { measureAbuse } from './gateway/abuse.ts';
import { measureCatalogue } from './catalogue/measure.ts';
import { measureGateways } from './gateway/measure.ts';
import { measurePlanning } from './gateway/planning.ts';
import { measureIdle } from './idle.ts';
import { type Measurement, actFor, measure } from './load.ts';
import { measureLive, measureLiveMemory } from './live.ts';
import { usageOf } from './processes.ts';
import { productDetail } from './product-detail.ts';
import { purchase } from './purchase.ts';
import {
  abuseTable,
  catalogueTable,
  gatewayTable,
  liveMemoryTable,
  liveTable,
  machine,
  planningTable,
  rssOf,
  scenarioTable,
  statementTable,
  summary,
  writeReport,
} from './report.ts';
import type { Client, Scenario } from './scenario.ts';
import { search } from './search.ts';
import { type Shop, openShop } from './shop.ts';
import { measureYardstick } from './yardstick.ts';

const SCENARIOS: readonly Scenario[] = [search, productDetail, purchase];
/** What is measured instead of scenarios, by a way of its own. */
const OTHERS = ['live', 'gateway', 'abuse', 'catalogue'];
const QUIET_BEFORE_IDLE_MS = 3000;
/** Before a scenario's first line: what has not run a few hundred times has not been compiled yet. */
const WARM_UP = { clients: 10, seconds: 15 };
const SHOWN_STATEMENTS = 80;

const USAGE = {
  usage:
    'npm run bench -- [scenario ...] [--clients 1,10,50] [--seconds 10] [--statements], or ' +
    'npm run bench -- live [--subscribers 1000,10000], npm run bench -- gateway, npm run bench -- abuse, or ' +
    'npm run bench -- catalogue [--products 2000,100000]',
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '10' },
    clients: { type: 'string', default: '1,10,50' },
    statements: { type: 'boolean', default: false },
    subscribers: { type: 'string', default: '1000,10000' },
    products: { type: 'string', default: '2000,100000' },
  },
} as const;

await runToEnd(USAGE, async (given) => {
  const options = optionsOf(given);
  const startedAt = new Date().toISOString();
  say(`${machine()}, Node ${process.version}; ${options.seconds} s for each line, durability on\n`);
  if (options.gateway) {
    const planning = await measurePlanning();
    const gateways = await measureGateways(options.seconds);
    const report = { machine: machine(), node: process.version, startedAt, planning, gateways };
    say(
      `${planningTable(planning)}\n\n${gatewayTable(gateways)}\n\nEverything is in ${await writeReport(report)}`,
    );
    return;
  }
  if (options.abuse) {
    const abuse = await measureAbuse(options.seconds);
    const report = { machine: machine(), node: process.version, startedAt, abuse };
    say(`${abuseTable(abuse)}\n\nEverything is in ${await writeReport(report)}`);
    return;
  }
  if (options.catalogue) {
    const { products: sizes, clients, seconds } = options;
    const catalogue = await measureCatalogue({ sizes, clients, seconds, say });
    const report = { machine: machine(), node: process.version, startedAt, catalogue };
    say(`\n${catalogueTable(catalogue)}\n\nEverything is in ${await writeReport(report)}`);
    return;
  }
  const shop = await openShop();
  try {
    await sleep(QUIET_BEFORE_IDLE_MS);
    if (options.live) {
      for await (const measured of measureLive(shop, options.subscribers)) {
        say(liveTable([measured]));
      }
      for await (const kept of measureLiveMemory(shop, options.subscribers)) {
        say(liveMemoryTable([kept]));
      }
      return;
    }
    const rssAfterStart = rssOf(await usageOf(shop.pid()));
    const idle = await measureIdle(shop, options.seconds * 2);
    const yardstick = await measureYardstick(shop, options.seconds);
    const scenarios: Record<string, Measurement[]> = {};
    for (const scenario of options.scenarios) {
      scenarios[scenario.name] = await measureScenario(shop, scenario, options);
    }
    const report = {
      machine: machine(),
      node: process.version,
      startedAt,
      secondsEach: options.seconds,
      firstStartSeconds: shop.firstStartSeconds,
      warmStartSeconds: shop.warmStartSeconds,
      rssAfterStart,
      rssAtTheEnd: rssOf(await usageOf(shop.pid())),
      idle,
      yardstick,
      scenarios,
    };
    say(`\n${scenarioTable(scenarios)}\n\n${summary(report)}\n`);
    say(`Everything is in ${await writeReport(report)}`);
  } finally {
    await shop.close();
  }
});

interface Options {
  readonly scenarios: readonly Scenario[];
  readonly clients: readonly number[];
  readonly seconds: number;
  readonly statements: boolean;
  /** Instead of the scenarios. */
  readonly live: boolean;
  /** Instead of all that needs a shop. */
  readonly gateway: boolean;
  readonly abuse: boolean;
  /** Instead of all that needs a shop as it comes. */
  readonly catalogue: boolean;
  /** How many there are in the catalogue. */
  readonly products: readonly number[];
  readonly subscribers: readonly number[];
}

async function measureScenario(
  shop: Shop,
  scenario: Scenario,
  options: Options,
): Promise<Measurement[]> {
  say(`${scenario.name}: ${scenario.operation}`);
  const measurements: Measurement[] = [];
  await withClients(shop, scenario, WARM_UP, (clients) => actFor(clients, WARM_UP.seconds));
  for (const count of options.clients) {
    const load = { clients: count, seconds: options.seconds * 1.5 };
    const measured = await withClients(shop, scenario, load, async (clients) => {
      await actFor(clients, options.seconds / 2);
      return measure(shop, clients, options.seconds);
    });
    const { operations, failures } = measured;
    const [failure] = failures;
    say(
      `  ${count} clients: ${operations} operations${failure ? `, ${failures.length} failed, such as: ${failure}` : ''}`,
    );
    if (options.statements) say(statementTable(measured, SHOWN_STATEMENTS));
    measurements.push(measured);
  }
  return measurements;
}

async function withClients<T>(
  shop: Shop,
  scenario: Scenario,
  load: { clients: number; seconds: number },
  work: (clients: readonly Client[]) => Promise<T>,
): Promise<T> {
  const clients = await scenario.open(shop, load);
  try {
    return await work(clients);
  } finally {
    for (const client of clients) await client.leave?.();
  }
}

/** @throws {SettingsError} for what it does not know */
function optionsOf({ values, positionals }: Given<typeof USAGE>): Options {
  const live = positionals.includes('live');
  const gateway = positionals.includes('gateway');
  const abuse = positionals.includes('abuse');
  const catalogue = positionals.includes('catalogue');
  const named = positionals.filter((name) => !OTHERS.includes(name));
  const names = named.length > 0 ? named : SCENARIOS.map(({ name }) => name);
  return {
    scenarios: names.map((name) => {
      const scenario = SCENARIOS.find((known) => known.name === name);
      if (scenario) return scenario;
      const known = [...SCENARIOS.map((each) => each.name), ...OTHERS];
      throw new SettingsError(`There is no scenario ${name}; there are ${known.join(', ')}.`);
    }),
    clients: values.clients.split(',').map((count) => positive(count, '--clients')),
    seconds: positive(values.seconds, '--seconds'),
    statements: values.statements,
    live,
    gateway,
    abuse,
    catalogue,
    products: values.products.split(',').map((count) => positive(count, '--products')),
    subscribers: values.subscribers.split(',').map((count) => positive(count, '--subscribers')),
  };
}

function positive(text: string, option: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new SettingsError(`${option} takes whole numbers above 0, and ${text} is none.`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
