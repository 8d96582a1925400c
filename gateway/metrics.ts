import { OperationTypeNode } from 'graphql';
import { Counter, Gauge, Histogram } from 'prom-client';
import { DURATION_BUCKETS, readAtScrape, registry } from '#kernel/telemetry/metrics.ts';
import type { Answered } from './access-log.ts';
import type { ExecutionStatistics } from './execution/execution.ts';
import type { SubgraphState } from './subgraphs/resilient-subgraph.ts';
import type { Tally } from './tally.ts';

/** What clients call their operations is in no label: there would be no end to the names that they make up. */
const operations = new Counter({
  name: 'comptoir_operations_total',
  help: 'Operations of clients by transport, type and outcome: ok, left, or the code of the first error.',
  labelNames: ['transport', 'type', 'outcome'] as const,
  registers: [registry],
});
const durations = new Histogram({
  name: 'comptoir_operation_duration_seconds',
  help: 'How long queries and mutations take, from the request to the answer.',
  labelNames: ['transport', 'type'] as const,
  buckets: DURATION_BUCKETS,
  registers: [registry],
});
const events = new Counter({
  name: 'comptoir_subscription_events_total',
  help: 'Events that subscriptions which have ended had brought to their clients.',
  labelNames: ['transport'] as const,
  registers: [registry],
});
const open = new Gauge({
  name: 'comptoir_open_connections',
  help: 'Clients that are connected for live updates: WebSockets, and streams over HTTP.',
  labelNames: ['kind'] as const,
  registers: [registry],
});
const refused = new Counter({
  name: 'comptoir_rate_limited_total',
  help: 'Operations that were refused because a principal or an address had spent what it may in a minute.',
  labelNames: ['by'] as const,
  registers: [registry],
});
const unlisted = new Counter({
  name: 'comptoir_unlisted_operations_total',
  help: 'Operations that are not in the safelist: refused, or answered and logged.',
  registers: [registry],
});
const countsApart = new Gauge({
  name: 'comptoir_rate_limits_apart',
  help: 'Whether this gateway counts for itself what clients spend, because Redis does not answer.',
  registers: [registry],
});

export const countUnlisted = (): void => unlisted.inc();
export const countRefusal = (by: 'principal' | 'address'): void => refused.inc({ by });

/** @returns ends it */
export const watchCounts = (counts: { readonly isApart: boolean }): (() => void) =>
  readAtScrape(async () => countsApart.set(Number(counts.isApart)));

export function measure(tally: Tally, answered: Answered, seconds: number): void {
  const { transport, status } = answered;
  const type = tally.kind ?? 'unknown';
  // A stream that broke had no code of its own.
  const outcome = typeof status === 'string' && tally.outcome === 'ok' ? status : tally.outcome;
  operations.inc({ transport, type, outcome });
  if (answered.events !== undefined) events.inc({ transport }, answered.events);
  if (tally.kind !== OperationTypeNode.SUBSCRIPTION)
    durations.observe({ transport, type }, seconds);
}

const counter = (name: string, help: string) => new Counter({ name, help, registers: [registry] });
const plans = {
  size: new Gauge({
    name: 'comptoir_plan_cache_size',
    help: 'Operations that are remembered with their plans.',
    registers: [registry],
  }),
  hits: counter('comptoir_plan_cache_hits_total', 'Operations that were remembered.'),
  misses: counter(
    'comptoir_plan_cache_misses_total',
    'Operations that were not: planned, or refused.',
  ),
  planning: counter('comptoir_planning_seconds_total', 'Time spent on planning.'),
};

/** @returns ends it */
export function watchPlans(statistics: () => ExecutionStatistics): () => void {
  let told = { hits: 0, misses: 0, planningMs: 0 };
  return readAtScrape(async () => {
    const now = statistics();
    plans.size.set(now.size);
    plans.hits.inc(now.hits - told.hits);
    plans.misses.inc(now.misses - told.misses);
    plans.planning.inc((now.planningMs - told.planningMs) / 1000);
    told = now;
  });
}

const bySubgraph = { labelNames: ['subgraph'] as const, registers: [registry] };
const subgraphs = {
  leftAlone: new Gauge({
    name: 'comptoir_subgraph_left_alone',
    help: 'Whether the gateway leaves a subgraph alone, because it has failed again and again.',
    ...bySubgraph,
  }),
  inFlight: new Gauge({
    name: 'comptoir_subgraph_in_flight',
    help: 'Requests of the gateway that a subgraph works on.',
    ...bySubgraph,
  }),
  waiting: new Gauge({
    name: 'comptoir_subgraph_waiting',
    help: 'Requests of the gateway that wait for their turn at a subgraph.',
    ...bySubgraph,
  }),
  retries: new Counter({
    name: 'comptoir_subgraph_retries_total',
    help: 'Requests that were sent to a subgraph again.',
    ...bySubgraph,
  }),
  refusals: new Counter({
    name: 'comptoir_subgraph_refusals_total',
    help: 'Requests that were not sent, because a subgraph was left alone or had too much to do.',
    ...bySubgraph,
  }),
};

/** @returns ends it */
export function watchSubgraphs(states: () => Readonly<Record<string, SubgraphState>>): () => void {
  let told: Readonly<Record<string, SubgraphState>> = {};
  return readAtScrape(async () => {
    const now = states();
    for (const [subgraph, state] of Object.entries(now)) {
      subgraphs.leftAlone.set({ subgraph }, state.breaker === 'closed' ? 0 : 1);
      subgraphs.inFlight.set({ subgraph }, state.inFlight);
      subgraphs.waiting.set({ subgraph }, state.waiting);
      subgraphs.retries.inc({ subgraph }, state.retries - (told[subgraph]?.retries ?? 0));
      subgraphs.refusals.inc({ subgraph }, state.refusals - (told[subgraph]?.refusals ?? 0));
    }
    told = now;
  });
}

/** @returns ends it */
export const watchConnections = (
  count: () => { websocket: number; stream: number },
): (() => void) =>
  readAtScrape(async () => {
    for (const [kind, connections] of Object.entries(count())) open.set({ kind }, connections);
  });
