import { Registry, collectDefaultMetrics } from 'prom-client';

/** Measurements of this process, whatever runs in it. `docs/operations.md` says what each means. */
export const registry = new Registry();

let measuresProcess = false;

/** The process itself: memory, CPU, event loop, garbage collection. */
export function measureProcess(): void {
  if (measuresProcess) return;
  measuresProcess = true;
  collectDefaultMetrics({ register: registry });
}

const readings = new Set<() => Promise<void>>();

/**
 * For what is not counted as it happens but looked up when somebody wants to know.
 * @returns ends it
 */
export function readAtScrape(read: () => Promise<void>): () => void {
  readings.add(read);
  return () => void readings.delete(read);
}

/** In the text format of Prometheus. */
export async function scrape(): Promise<string> {
  await Promise.all([...readings].map((read) => read()));
  return registry.metrics();
}

/** From a cached answer in the same process to a purchase that waits for a bank. */
export const DURATION_BUCKETS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];
