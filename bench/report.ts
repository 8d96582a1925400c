import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import type { AbuseMeasurement } from './gateway/abuse.ts';
import type { CatalogueMeasurement } from './catalogue/measure.ts';
import type { GatewayMeasurement } from './gateway/measure.ts';
import type { PlanningMeasurement } from './gateway/planning.ts';
import type { Idle } from './idle.ts';
import type { LiveMeasurement, LiveMemory } from './live.ts';
import type { Measurement } from './load.ts';
import type { ShopUsage } from './processes.ts';
import { VENDURE } from './vendure.ts';
import type { Yardstick } from './yardstick.ts';

export interface Report {
  readonly machine: string;
  readonly node: string;
  readonly startedAt: string;
  readonly secondsEach: number;
  readonly firstStartSeconds: number;
  readonly warmStartSeconds: number;
  readonly rssAfterStart: Rss;
  readonly rssAtTheEnd: Rss;
  readonly idle: Idle;
  readonly yardstick: Yardstick;
  readonly scenarios: Readonly<Record<string, readonly Measurement[]>>;
}

export interface Rss {
  readonly program: number;
  readonly provider: number;
}

export const rssOf = ({ program, provider }: ShopUsage): Rss => ({
  program: program.rssMegabytes,
  provider: provider.rssMegabytes,
});

export const machine = () =>
  `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${type()} ${release()}`;

const COLUMNS = [
  'scenario',
  'clients',
  'op/s',
  'p50 ms',
  'p99 ms',
  'SQL/op',
  'program CPU-ms',
  'PostgreSQL CPU-ms',
  'provider CPU-ms',
  'RSS MB',
  'failed',
] as const;

/** The scenario's rows, and below them what the like of it costs in Vendure. */
export function scenarioTable(scenarios: Report['scenarios']): string {
  const rows = Object.entries(scenarios).flatMap(([name, measurements]) => [
    ...measurements.map((each) => [
      name,
      String(each.clients),
      figure(each.operationsPerSecond),
      figure(each.p50Ms),
      figure(each.p99Ms),
      figure(each.statements),
      figure(each.programCpuMs),
      figure(each.postgresCpuMs),
      figure(each.providerCpuMs),
      figure(each.rss.program + each.rss.provider),
      String(each.failures.length),
    ]),
    ...comparison(name),
  ]);
  return table([COLUMNS, ...rows]);
}

function comparison(name: string): string[][] {
  const theirs = VENDURE[name];
  if (!theirs) return [];
  const { what, statements, programCpuMs, postgresCpuMs } = theirs;
  return [
    [
      `  Vendure: ${what}`,
      '',
      '',
      '',
      '',
      statements === null ? '' : figure(statements),
      figure(programCpuMs),
      figure(postgresCpuMs),
      '',
      '',
      '',
    ],
  ];
}

const LIVE_COLUMNS = [
  'live',
  'subscribers',
  'p50 ms',
  'p99 ms',
  'first ms',
  'CPU-ms/event',
  'clients CPU-ms',
] as const;

export const liveTable = (measurements: readonly LiveMeasurement[]): string =>
  table([
    LIVE_COLUMNS,
    ...measurements.map((each) => [
      each.what,
      String(each.subscribers),
      figure(each.p50Ms),
      figure(each.p99Ms),
      figure(each.firstMs),
      figure(each.cpuMsPerEvent),
      figure(each.clientsCpuMsPerEvent),
    ]),
  ]);

export const liveMemoryTable = (measurements: readonly LiveMemory[]): string =>
  table([
    ['kept', 'subscribers', 'KB each', 'of these on the heap'],
    ...measurements.map(({ subscribers, kilobytesEach, heapKilobytesEach }) => [
      'one feed',
      String(subscribers),
      figure(kilobytesEach),
      figure(heapKilobytesEach),
    ]),
  ]);

const GATEWAY_COLUMNS = [
  'operation',
  'gateway',
  'op/s',
  'p50 ms',
  'p99 ms',
  'CPU-ms',
  'of stock',
  'failed',
] as const;

export const gatewayTable = (measurements: readonly GatewayMeasurement[]): string =>
  table([
    GATEWAY_COLUMNS,
    ...measurements.map((each) => [
      each.operation,
      each.gateway,
      figure(each.operationsPerSecond),
      figure(each.p50Ms),
      figure(each.p99Ms),
      each.cpuMs.toFixed(3),
      each.ofStock.toFixed(2),
      String(each.failed),
    ]),
  ]);

export const planningTable = (measurements: readonly PlanningMeasurement[]): string =>
  table([
    ['planning', 'characters', 'first ms', 'p50 ms'],
    ...measurements.map(({ operation, characters, firstMs, p50Ms }) => [
      operation,
      String(characters),
      figure(firstMs),
      figure(p50Ms),
    ]),
  ]);

const ABUSE_COLUMNS = [
  'abuse',
  'refused with',
  'CPU-ms',
  'p99 alone ms',
  'p99 meanwhile ms',
  'failed',
] as const;

export const abuseTable = (measurements: readonly AbuseMeasurement[]): string =>
  table([
    ABUSE_COLUMNS,
    ...measurements.map((each) => [
      each.how,
      String(each.refusal),
      figure(each.cpuMs),
      figure(each.p99AloneMs),
      figure(each.p99MeanwhileMs),
      String(each.failed),
    ]),
  ]);

const CATALOGUE_COLUMNS = [
  'products',
  'engine',
  'operation',
  'clients',
  'op/s',
  'p50 ms',
  'p99 ms',
  'SQL/op',
  'program CPU-ms',
  'PostgreSQL CPU-ms',
  'Elasticsearch CPU-ms',
  'failed',
] as const;

export const catalogueTable = (measurements: readonly CatalogueMeasurement[]): string => {
  const orNothing = (value: number | null) => (value === null ? '' : figure(value));
  return table(
    [
      CATALOGUE_COLUMNS,
      ...measurements.map((each) => [
        String(each.products),
        each.engine,
        each.operation,
        String(each.clients),
        figure(each.operationsPerSecond),
        figure(each.p50Ms),
        figure(each.p99Ms),
        orNothing(each.statements),
        orNothing(each.programCpuMs),
        orNothing(each.postgresCpuMs),
        orNothing(each.elasticsearchCpuMs),
        String(each.failed),
      ]),
    ],
    1,
  );
};

export function summary({
  firstStartSeconds,
  warmStartSeconds,
  rssAfterStart,
  rssAtTheEnd,
  idle,
  yardstick,
}: Report): string {
  const memory = (rss: Rss) =>
    `${figure(rss.program + rss.provider)} MB (program ${figure(rss.program)}, provider ${figure(rss.provider)})`;
  const speeds = Object.entries(yardstick.transactionsPerSecond).map(
    ([clients, tps]) => `${figure(tps)} by ${clients}`,
  );
  return [
    `first start          ${figure(firstStartSeconds)} s, warm start ${figure(warmStartSeconds)} s`,
    `memory after start   ${memory(rssAfterStart)}`,
    `memory at the end    ${memory(rssAtTheEnd)}`,
    `idle, of one core    program ${figure(idle.programCpuPercent)} %, PostgreSQL ${figure(idle.postgresCpuPercent)} %, provider ${figure(idle.providerCpuPercent)} %; ${figure(idle.statementsPerSecond)} SQL/s`,
    `yardstick            ${yardstick.what}: transactions/s ${speeds.join(', ')} clients`,
  ].join('\n');
}

/** The commonest statements of an operation, one line each. */
export function statementTable({ byStatement }: Measurement, limit: number): string {
  const rows = byStatement
    .slice(0, limit)
    .map(({ text, calls, ms }) => [
      calls.toFixed(2),
      ms.toFixed(2),
      text.replaceAll(/\s+/g, ' ').slice(0, 150),
    ]);
  return table([['SQL/op', 'ms/op', 'statement'], ...rows], 2);
}

/** @returns the path of the file with everything in it, for comparing two runs */
export async function writeReport(report: Pick<Report, 'startedAt'>): Promise<string> {
  const folder = join(import.meta.dirname, 'results');
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${report.startedAt.replaceAll(/[:.]/g, '-')}.json`);
  await writeFile(path, `${JSON.stringify(report, null, 2)}\n`);
  return path;
}

/** Three digits are more than a shared machine can promise. */
const figure = (value: number) =>
  Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3).replace(/\.?0+$/, '') || '0';

/** Text columns (the first, or the one at `textColumn`) to the left, figures to the right. */
function table(rows: readonly (readonly string[])[], textColumn = 0): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === textColumn
            ? cell.padEnd(widths[column] ?? 0)
            : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
