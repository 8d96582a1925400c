import { InvalidShippingAddress, RegionForbidden, UnderAge } from './errors.ts';

/** What the law asks of whoever buys a thing. */
export interface Compliance {
  readonly sku: string;
  readonly minimumAge: number | null;
  /** ISO 3166-1 alpha-2 countries, or ISO 3166-2 parts of them. */
  readonly forbiddenRegions: readonly string[];
}

export interface Buyer {
  /** As `YYYY-MM-DD`. */
  readonly birthDate: string;
}

export interface Destination {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** ISO 3166-2, such as US-UT, where the country's parts differ. */
  readonly region: string | null;
}

/**
 * Whole years on the day of `at` in UTC. Somebody born on 29 February grows older on 1 March in other years.
 * @param birthDate as `YYYY-MM-DD`
 */
export function ageOn(birthDate: string, at: Date): number {
  const today = at.toISOString().slice(0, 10);
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/**
 * Whether these things may be sold to this buyer, there, now.
 * @throws {UnderAge} naming the highest age that is missing
 * @throws {RegionForbidden}
 * @throws {InvalidShippingAddress} if laws differ within the country and the region is not given
 */
export function checkEligibility(
  things: readonly Compliance[],
  buyer: Buyer,
  { country, region }: Destination,
  at: Date,
): void {
  const age = ageOn(buyer.birthDate, at);
  const ages = things.map(({ sku, minimumAge }) => ({ sku, minimumAge: minimumAge ?? 0 }));
  const [strictest] = ages.toSorted((a, b) => b.minimumAge - a.minimumAge);
  if (strictest && age < strictest.minimumAge)
    throw new UnderAge(strictest.sku, strictest.minimumAge);
  for (const { sku, forbiddenRegions } of things) {
    const forbidden = forbiddenRegions.find((place) => place === country || place === region);
    if (forbidden !== undefined) throw new RegionForbidden(sku, forbidden);
    const lawsDiffer = forbiddenRegions.some((place) => place.startsWith(`${country}-`));
    if (lawsDiffer && region === null) throw new InvalidShippingAddress('region');
  }
}
