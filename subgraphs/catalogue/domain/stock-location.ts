import type { Id } from '#kernel/domain/id.ts';
import { regionsCovering } from './compliance.ts';
import { InvalidStockLocation } from './errors.ts';

/** A place where goods lie. */
export type StockLocation = {
  readonly id: Id<'loc'>;
  /** Counts its changes. */
  readonly version: number;
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** Countries (ISO 3166-1 alpha-2), or parts of them (ISO 3166-2), to which it sends; none means all. */
  readonly serves: readonly string[];
  /** From 1, which is asked first. */
  readonly priority: number;
};

/** What is said of a place. */
export type LocationFacts = Omit<StockLocation, 'id' | 'version'>;

const MAX_REGIONS = 300;
const MAX_PRIORITY = 1000;

/**
 * @returns the same with its name trimmed
 * @throws {InvalidStockLocation}
 * @throws {InvalidRegion}
 */
export function parseStockLocation(location: LocationFacts): LocationFacts {
  const name = location.name.trim();
  const { country, serves, priority } = location;
  if (name.length < 2 || name.length > 100) {
    throw new InvalidStockLocation('A name has 2 to 100 characters.');
  }
  if (!/^[A-Z]{2}$/.test(country)) {
    throw new InvalidStockLocation('A country is an ISO 3166-1 alpha-2 code such as NL.');
  }
  if (serves.length > MAX_REGIONS) {
    throw new InvalidStockLocation(`A location serves at most ${MAX_REGIONS} regions, or all.`);
  }
  serves.forEach(regionsCovering);
  if (!Number.isSafeInteger(priority) || priority < 1 || priority > MAX_PRIORITY) {
    throw new InvalidStockLocation(`A priority is a whole number from 1 to ${MAX_PRIORITY}.`);
  }
  return { name, country, serves: [...new Set(serves)], priority };
}
