import { setTimeout as sleep } from 'node:timers/promises';
import { usageOf } from './processes.ts';
import type { Shop } from './shop.ts';

/** What the shop uses while nobody asks anything of it. CPU in percent of one core. */
export interface Idle {
  readonly programCpuPercent: number;
  readonly providerCpuPercent: number;
  readonly postgresCpuPercent: number;
  readonly statementsPerSecond: number;
}

export async function measureIdle(shop: Shop, seconds: number): Promise<Idle> {
  await shop.statements.reset();
  const before = await usageOf(shop.pid());
  await sleep(seconds * 1000);
  const after = await usageOf(shop.pid());
  const statements = await shop.statements.read();
  const percent = (part: keyof typeof after) =>
    (after[part].cpuMs - before[part].cpuMs) / (seconds * 10);
  return {
    programCpuPercent: percent('program'),
    providerCpuPercent: percent('provider'),
    postgresCpuPercent: percent('postgres'),
    statementsPerSecond: statements.reduce((sum, { calls }) => sum + calls, 0) / seconds,
  };
}
