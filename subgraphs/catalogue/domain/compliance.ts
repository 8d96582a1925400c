import { REGION } from '#kernel/domain/region.ts';
import { InvalidRegion } from './errors.ts';

/** What the law demands of whoever buys a product. Orders checks it; the catalogue states it. */
export type Compliance = {
  /** In years; null if anyone may buy. */
  readonly minimumAge: number | null;
  /** Where it may not be sold: countries (ISO 3166-1 alpha-2) or their parts (ISO 3166-2). */
  readonly forbiddenRegions: readonly string[];
  /** Percent. */
  readonly alcoholByVolume: number | null;
  /** What its buyers must be told, such as "Contains sulphites.", in this order. */
  readonly warnings: readonly string[];
};

/**
 * Every code that forbids a sale in `region`: its own, and its country's.
 * @throws {InvalidRegion}
 */
export function regionsCovering(region: string): string[] {
  if (!REGION.test(region)) throw new InvalidRegion();
  const country = region.slice(0, 2);
  return region === country ? [country] : [region, country];
}
