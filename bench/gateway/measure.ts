import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { Pool } from 'undici';
import { actFor, percentile } from '../load.ts';
import { type Child, startChild } from './child.ts';
import { type Asked, WORLDS, type WorldName } from './worlds.ts';

export interface GatewayMeasurement {
  readonly operation: string;
  readonly gateway: string;
  readonly operationsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of the gateway's process, per operation. */
  readonly cpuMs: number;
  /** Of it, as a part of what @apollo/gateway needs for the same. */
  readonly ofStock: number;
  readonly failed: number;
}

interface Running {
  readonly name: string;
  readonly child: Child;
  readonly pool: Pool;
}

const CLIENTS = 50;
const ROUNDS = 3;

/** Both gateways over the same subgraphs, in turns, so that a busy machine is as unfair to the one as to the other. */
export async function measureGateways(seconds: number): Promise<GatewayMeasurement[]> {
  const measurements: GatewayMeasurement[] = [];
  for (const world of Object.keys(WORLDS) as WorldName[]) {
    measurements.push(...(await measureWorld(world, seconds)));
  }
  return measurements;
}

async function measureWorld(world: WorldName, seconds: number): Promise<GatewayMeasurement[]> {
  const subgraphs = await startChild('subgraphs-process.ts', world);
  const start = async (name: string, file: string): Promise<Running> => {
    const child = await startChild(file, world, JSON.stringify(subgraphs.urls));
    const { origin } = new URL(child.urls['graph'] ?? '');
    return { name, child, pool: new Pool(origin, { connections: CLIENTS }) };
  };
  const stock = await start('@apollo/gateway', 'stock-process.ts');
  const ours = await start('Comptoir', 'ours-process.ts');
  try {
    const measurements: GatewayMeasurement[] = [];
    for (const [operation, asked] of Object.entries(WORLDS[world]().operations)) {
      measurements.push(...(await compare(operation, asked, [stock, ours], seconds)));
    }
    return measurements;
  } finally {
    for (const { child, pool } of [stock, ours]) {
      await pool.close();
      child.stop();
    }
    subgraphs.stop();
  }
}

async function compare(
  operation: string,
  asked: Asked,
  gateways: readonly Running[],
  seconds: number,
): Promise<GatewayMeasurement[]> {
  const answers = await Promise.all(gateways.map(({ child, pool }) => ask(pool, child, asked)));
  const [expected, ...others] = answers.map(({ data, errors }) => ({ data, errors }));
  if (
    !expected?.data ||
    expected.errors ||
    others.some((each) => !isDeepStrictEqual(each, expected))
  ) {
    throw new Error(`Of ${operation} the gateways say different things.`);
  }
  for (const gateway of gateways) await run(gateway, asked, seconds / 2);
  const rounds: Round[][] = gateways.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, gateway] of gateways.entries()) {
      await pause(200);
      rounds[index]?.push(await run(gateway, asked, seconds / ROUNDS));
    }
  }
  const [stockCpuMs = Number.NaN] = rounds.map(cpuMsOf);
  return gateways.map(({ name }, index) => {
    const ran = rounds[index] ?? [];
    const latencies = ran.flatMap((each) => each.latencies);
    return {
      operation,
      gateway: name,
      operationsPerSecond: (latencies.length / sum(ran, ({ elapsedMs }) => elapsedMs)) * 1000,
      p50Ms: percentile(latencies, 50),
      p99Ms: percentile(latencies, 99),
      cpuMs: cpuMsOf(ran),
      ofStock: cpuMsOf(ran) / stockCpuMs,
      failed: sum(ran, ({ failures }) => failures.length),
    };
  });
}

type Round = Awaited<ReturnType<typeof actFor>> & { readonly cpuMs: number };

async function run({ child, pool }: Running, asked: Asked, seconds: number): Promise<Round> {
  const before = await child.cpuMs();
  const client = { act: async () => void (await ask(pool, child, asked)) };
  const acted = await actFor(
    Array.from({ length: CLIENTS }, () => client),
    seconds,
  );
  return { ...acted, cpuMs: (await child.cpuMs()) - before };
}

const cpuMsOf = (rounds: readonly Round[]): number =>
  sum(rounds, ({ cpuMs }) => cpuMs) / sum(rounds, ({ latencies }) => latencies.length);

const sum = <T>(all: readonly T[], of: (each: T) => number): number =>
  all.reduce((so, each) => so + of(each), 0);

interface Answer {
  readonly data?: unknown;
  readonly errors?: unknown;
}

async function ask(pool: Pool, child: Child, asked: Asked): Promise<Answer> {
  const { statusCode, body } = await pool.request({
    path: new URL(child.urls['graph'] ?? '').pathname,
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(asked),
  });
  const answer = (await body.json()) as Answer;
  if (statusCode !== 200) throw new Error(`The answer is ${statusCode}.`);
  return answer;
}
