import { setTimeout as sleep } from 'node:timers/promises';
import { type ShopUsage, usageOf } from './processes.ts';
import type { Client } from './scenario.ts';
import type { Shop } from './shop.ts';
import type { Statement } from './statements.ts';

/** Until what operations leave behind, such as postings and messages, is done too: it is part of their cost. */
const SETTLE_MS = 1500;

export interface Measurement {
  readonly clients: number;
  readonly operations: number;
  readonly operationsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Per operation. */
  readonly statements: number;
  readonly programCpuMs: number;
  readonly providerCpuMs: number;
  readonly postgresCpuMs: number;
  readonly rss: { readonly program: number; readonly provider: number };
  readonly failures: readonly string[];
  /** Per operation, the commonest first. */
  readonly byStatement: readonly Statement[];
}

/** Has all clients act at once, each without a pause, for `seconds`, and says what that took. */
export async function measure(
  shop: Shop,
  clients: readonly Client[],
  seconds: number,
): Promise<Measurement> {
  await shop.statements.reset();
  const before = await usageOf(shop.pid());
  const { latencies, failures, elapsedMs } = await actFor(clients, seconds);
  await sleep(SETTLE_MS);
  const statements = await shop.statements.read();
  const after = await usageOf(shop.pid());
  const operations = latencies.length;
  const each = (part: keyof ShopUsage) => (after[part].cpuMs - before[part].cpuMs) / operations;
  return {
    clients: clients.length,
    operations,
    operationsPerSecond: (operations / elapsedMs) * 1000,
    p50Ms: percentile(latencies, 50),
    p99Ms: percentile(latencies, 99),
    statements: statements.reduce((sum, { calls }) => sum + calls, 0) / operations,
    programCpuMs: each('program'),
    providerCpuMs: each('provider'),
    postgresCpuMs: each('postgres'),
    rss: { program: after.program.rssMegabytes, provider: after.provider.rssMegabytes },
    failures,
    byStatement: statements.map(({ text, calls, ms }) => ({
      text,
      calls: calls / operations,
      ms: ms / operations,
    })),
  };
}

/** Operations that have begun are finished. */
export async function actFor(clients: readonly Client[], seconds: number) {
  const latencies: number[] = [];
  const failures: string[] = [];
  const startedAt = performance.now();
  const until = startedAt + seconds * 1000;
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() < until) {
        const begin = performance.now();
        try {
          await client.act();
          latencies.push(performance.now() - begin);
        } catch (error) {
          failures.push(error instanceof Error ? error.message : String(error));
        }
      }
    }),
  );
  return { latencies, failures, elapsedMs: performance.now() - startedAt };
}

/** The smallest value that at least `percent` of them do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? Number.NaN;
}
