import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { ABUSES, type Abuse } from '../../gateway/test/abuses.ts';
import { LeanSocket } from '../lean-socket.ts';
import { actFor, percentile } from '../load.ts';
import { type Child, startChild } from './child.ts';

export interface AbuseMeasurement {
  readonly how: string;
  readonly refusal: string | number;
  /** Of the gateway's process, per refusal; of a siege, per connection until all are there. */
  readonly cpuMs: number;
  /** Of those who ask what they may, while nobody abuses anything. */
  readonly p99AloneMs: number;
  /** And while somebody does. */
  readonly p99MeanwhileMs: number;
  /** Attempts that were not refused as they should be, and questions that were not answered. */
  readonly failed: number;
}

/** Connections that do not end by themselves. */
interface Siege {
  readonly how: string;
  readonly count: number;
  /** @returns how to let it go */
  connect(url: string): Promise<() => void>;
}

const SIEGES: readonly Siege[] = [
  { how: '5,000 sockets that do nothing', count: 5000, connect: idle },
  { how: '1,000 handshakes that come byte by byte', count: 1000, connect: drip },
];

async function idle(url: string): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<() => void>();
  const socket = new LeanSocket({
    url,
    opened: (opened) => opened.send('{"type":"connection_init"}'),
    heard: () => resolve(() => socket.destroy()),
  });
  return promise;
}

const DRIP_EVERY_MS = 1000;

async function drip(url: string): Promise<() => void> {
  const { hostname, port } = new URL(url);
  const wire = connect(Number(port), hostname);
  // It is cut in the end.
  wire.on('error', () => {});
  await once(wire, 'connect');
  wire.write(`GET /graphql HTTP/1.1\r\nHost: ${hostname}\r\nUpgrade: websocket\r\nX-Slow: `);
  const dripping = setInterval(() => wire.write('x'), DRIP_EVERY_MS);
  return () => {
    clearInterval(dripping);
    wire.destroy();
  };
}

/** Well-behaved clients, and how long each thinks between two questions. */
const CLIENTS = 10;
const THINKING_MS = 10;
const QUESTION = JSON.stringify({ query: '{ payments { status order { total } } }' });
/** How often an abuse is attempted while well-behaved clients are measured. */
const ATTEMPTS_PER_SECOND = 20;
const ATTEMPTS_ALONE = 50;

/** Alone and meanwhile in turns, so that a busy machine is as unfair to the one as to the other. */
const ROUNDS = 4;

/** What it costs to refuse, and what others feel of it. Budgets are out of reach, which would end each abuse sooner. */
export async function measureAbuse(seconds: number): Promise<AbuseMeasurement[]> {
  const child = await startChild('abuse-process.ts');
  const url = child.urls['graph'] ?? '';
  const pool = new Pool(url, { connections: CLIENTS });
  try {
    await behave(pool, seconds);
    const scene: Scene = { child, url, pool, seconds, alone: [], meanwhile: [] };
    const measurements: AbuseMeasurement[] = [];
    for (const abuse of ABUSES) measurements.push(await measure(abuse, scene));
    for (const siege of SIEGES) measurements.push(await endure(siege, scene));
    const sum = (of: (each: AbuseMeasurement) => number) =>
      measurements.reduce((so, each) => so + of(each), 0);
    const all = {
      how: 'all of these',
      refusal: '',
      cpuMs: sum(({ cpuMs }) => cpuMs) / measurements.length,
      p99AloneMs: percentile(scene.alone, 99),
      p99MeanwhileMs: percentile(scene.meanwhile, 99),
      failed: sum(({ failed }) => failed),
    };
    return [...measurements, all];
  } finally {
    await pool.close();
    child.stop();
  }
}

interface Scene {
  readonly child: Child;
  readonly url: string;
  readonly pool: Pool;
  readonly seconds: number;
  /** How long answers took, in all rounds. */
  readonly alone: number[];
  readonly meanwhile: number[];
}

async function measure(abuse: Abuse, scene: Scene): Promise<AbuseMeasurement> {
  const { child, url, pool, seconds } = scene;
  let failed = 0;
  let turn = 0;
  const attempt = async () => {
    const refused = await abuse.attempt(url, (turn += 1)).catch(String);
    if (refused !== abuse.refusal) failed += 1;
  };
  // The first is also compiled.
  for (let warm = 0; warm < ATTEMPTS_ALONE / 5; warm += 1) await attempt();
  const before = await child.cpuMs();
  for (let count = 0; count < ATTEMPTS_ALONE; count += 1) await attempt();
  const cpuMs = ((await child.cpuMs()) - before) / ATTEMPTS_ALONE;
  const [alone, meanwhile]: [number[], number[]] = [[], []];
  const behaveInto = async (latencies: number[]) => {
    const behaved = await behave(pool, seconds / ROUNDS / 2);
    latencies.push(...behaved.latencies);
    failed += behaved.failures.length;
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    await behaveInto(alone);
    const attempts = new AbortController();
    const abusing = repeat(attempt, attempts.signal);
    await behaveInto(meanwhile);
    attempts.abort();
    await abusing;
  }
  scene.alone.push(...alone);
  scene.meanwhile.push(...meanwhile);
  return {
    how: abuse.how,
    refusal: abuse.refusal,
    cpuMs,
    p99AloneMs: percentile(alone, 99),
    p99MeanwhileMs: percentile(meanwhile, 99),
    failed,
  };
}

/** While they last, connections cost others what they cost by being there. */
async function endure({ how, count, connect }: Siege, scene: Scene): Promise<AbuseMeasurement> {
  const { child, url, pool, seconds } = scene;
  const alone = await behave(pool, seconds / 2);
  const before = await child.cpuMs();
  const leaves: (() => void)[] = [];
  while (leaves.length < count)
    leaves.push(...(await Promise.all(Array.from({ length: 50 }, () => connect(url)))));
  const cpuMs = ((await child.cpuMs()) - before) / count;
  const meanwhile = await behave(pool, seconds / 2);
  for (const leave of leaves) leave();
  scene.alone.push(...alone.latencies);
  scene.meanwhile.push(...meanwhile.latencies);
  return {
    how,
    refusal: '',
    cpuMs,
    p99AloneMs: percentile(alone.latencies, 99),
    p99MeanwhileMs: percentile(meanwhile.latencies, 99),
    failed: alone.failures.length + meanwhile.failures.length,
  };
}

async function repeat(attempt: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await Promise.all([attempt(), pause(1000 / ATTEMPTS_PER_SECOND)]);
  }
}

/** Thinking is no part of how long an answer takes. */
async function behave(pool: Pool, seconds: number) {
  const latencies: number[] = [];
  const act = async () => {
    const begin = performance.now();
    const { statusCode, body } = await pool.request({
      path: '/graphql',
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: QUESTION,
    });
    await body.text();
    if (statusCode !== 200) throw new Error(`The answer is ${statusCode}.`);
    latencies.push(performance.now() - begin);
    await pause(THINKING_MS);
  };
  const { failures } = await actFor(
    Array.from({ length: CLIENTS }, () => ({ act })),
    seconds,
  );
  return { latencies, failures };
}
