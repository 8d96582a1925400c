import { type Currency, isCurrency } from '#kernel/domain/currency.ts';
import { REGION } from '#kernel/domain/region.ts';
import { regionsCovering } from './compliance.ts';
import type { Fault } from './faults.ts';

/** What one piece costs somewhere, for some time, or from some quantity on, instead of what it always costs. */
export type SpecialPrice = {
  readonly currency: Currency;
  /** Minor units in a string. */
  readonly minorUnits: string;
  /** A country (ISO 3166-1 alpha-2) or a part of one (ISO 3166-2) to which goods go; null for anywhere. */
  readonly region: string | null;
  /** For so many pieces of one variant, or more. */
  readonly minimumQuantity: number;
  /** The first moment at which it holds, such as "2026-06-01T00:00:00.000Z"; null for ever since. */
  readonly validFrom: string | null;
  /** The first moment at which it holds no more; null for ever. */
  readonly validUntil: string | null;
};

/** What a variant costs at any time and in any quantity, and what it costs otherwise. */
export type Priced = {
  /** Minor units in a string, per currency. */
  readonly prices: Readonly<Partial<Record<Currency, string>>>;
  readonly specialPrices: readonly SpecialPrice[];
};

/** Who asks what one piece costs: to be paid in what, sent where, how many of them, and when. */
export type PriceQuestion = {
  readonly currency: Currency;
  readonly region: string | null;
  readonly quantity: number;
  readonly at: Date;
};

/** The price that applies, with the reason for it, and what one piece costs without any. */
export type AppliedPrice = SpecialPrice & { readonly regularMinorUnits: string | null };

/**
 * What one piece costs. Of the prices that hold for the question, those of a part of a country go before those of the country,
 * and these before those of anywhere; of them, those that hold for some time before those that always do; and of these, the one
 * for the largest quantity. Two prices never tie, because none may overlap.
 * @returns null if it is not sold so
 * @throws {InvalidRegion}
 */
export function priceFor(priced: Priced, question: PriceQuestion): AppliedPrice | null {
  const { currency, region } = question;
  const covering = region === null ? [] : regionsCovering(region).toReversed();
  const rankOf = (price: SpecialPrice): readonly number[] => [
    price.region === null ? 0 : 1 + covering.indexOf(price.region),
    isDated(price) ? 1 : 0,
    price.minimumQuantity,
  ];
  const regularMinorUnits = priced.prices[currency] ?? null;
  const regular = regularMinorUnits === null ? [] : [always(currency, regularMinorUnits)];
  const holding = priced.specialPrices.filter(
    (price) =>
      price.currency === currency &&
      price.minimumQuantity <= question.quantity &&
      (price.region === null || covering.includes(price.region)) &&
      holdsAt(price, question.at),
  );
  const best = [...regular, ...holding].reduce<SpecialPrice | null>(
    (one, other) => (one && compare(rankOf(one), rankOf(other)) >= 0 ? one : other),
    null,
  );
  return best && { ...best, regularMinorUnits };
}

/**
 * What one piece costs in each currency that it is sold in.
 * @throws {InvalidRegion}
 */
export function pricesFor(
  priced: Priced,
  question: Omit<PriceQuestion, 'currency'>,
): AppliedPrice[] {
  const special = priced.specialPrices.map(({ currency }) => currency);
  const currencies = new Set([...(Object.keys(priced.prices) as Currency[]), ...special]);
  return [...currencies].flatMap((currency) => priceFor(priced, { ...question, currency }) ?? []);
}

const always = (currency: Currency, minorUnits: string): SpecialPrice => ({
  currency,
  minorUnits,
  region: null,
  minimumQuantity: 1,
  validFrom: null,
  validUntil: null,
});

const isDated = ({ validFrom, validUntil }: SpecialPrice): boolean =>
  validFrom !== null || validUntil !== null;

const holdsAt = ({ validFrom, validUntil }: SpecialPrice, at: Date): boolean =>
  startOf(validFrom) <= at.getTime() && at.getTime() < endOf(validUntil);

const startOf = (from: string | null): number => (from === null ? -Infinity : Date.parse(from));
const endOf = (until: string | null): number => (until === null ? Infinity : Date.parse(until));

/**
 * From what the cheapest of several costs to what the dearest does; null if none is sold so.
 * @throws {InvalidRegion}
 */
export function priceRange(
  several: readonly Priced[],
  question: PriceQuestion,
): { readonly lowest: AppliedPrice; readonly highest: AppliedPrice } | null {
  const prices = several
    .flatMap((priced) => priceFor(priced, question) ?? [])
    .toSorted((one, other) => Number(BigInt(one.minorUnits) - BigInt(other.minorUnits)));
  const [lowest, highest] = [prices[0], prices.at(-1)];
  return lowest && highest ? { lowest, highest } : null;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const place = a.findIndex((rank, index) => rank !== b[index]);
  return place < 0 ? 0 : (a[place] ?? 0) - (b[place] ?? 0);
}

const MOST_SPECIAL_PRICES = 200;

/** What is wrong with the special prices of one variant, below `path`. */
export function specialPriceFaults(path: string, prices: readonly SpecialPrice[]): Fault[] {
  const wrong = prices.flatMap((price, index) =>
    faultsOf(price).map(([field, message]) => ({ path: `${path}.${index}.${field}`, message })),
  );
  if (prices.length > MOST_SPECIAL_PRICES)
    wrong.push({ path, message: `A variant has at most ${MOST_SPECIAL_PRICES} special prices.` });
  if (wrong.length > 0) return wrong;
  return prices.flatMap((price, index) =>
    prices.slice(0, index).some((earlier) => overlap(earlier, price))
      ? [{ path: `${path}.${index}`, message: 'Another one holds there, for as many, at a time.' }]
      : [],
  );
}

function faultsOf(price: SpecialPrice): [field: string, message: string][] {
  const { currency, minorUnits, region, minimumQuantity, validFrom, validUntil } = price;
  const faults: [string, string][] = [];
  if (!isCurrency(currency)) faults.push(['currency', 'This is not an ISO 4217 code such as EUR.']);
  if (!/^[1-9]\d{0,17}$/.test(minorUnits))
    faults.push(['minorUnits', 'A price is more than nothing.']);
  if (region !== null && !REGION.test(region))
    faults.push(['region', 'A region is a country such as US, or a part of one such as US-UT.']);
  if (!Number.isInteger(minimumQuantity) || minimumQuantity < 1 || minimumQuantity > 10_000)
    faults.push(['minimumQuantity', 'A quantity is 1 to 10000 pieces.']);
  for (const [field, moment] of Object.entries({ validFrom, validUntil })) {
    if (moment !== null && !isMoment(moment))
      faults.push([field, 'A moment is written like 2026-06-01T00:00:00.000Z.']);
  }
  if (!(startOf(validFrom) < endOf(validUntil)))
    faults.push(['validUntil', 'It holds no more before it ever did.']);
  if (region === null && minimumQuantity === 1 && !isDated(price))
    faults.push(['region', 'What it costs always and anywhere is its price, and nothing special.']);
  return faults;
}

const isMoment = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) && !Number.isNaN(Date.parse(text));

/** Whether nobody could say which of the two applies. */
const overlap = (one: SpecialPrice, other: SpecialPrice): boolean =>
  one.currency === other.currency &&
  one.region === other.region &&
  one.minimumQuantity === other.minimumQuantity &&
  isDated(one) === isDated(other) &&
  startOf(one.validFrom) < endOf(other.validUntil) &&
  startOf(other.validFrom) < endOf(one.validUntil);
