import type { FacetValue } from '../../domain/facets.ts';
import type { SearchCounts, SearchPage } from '../../domain/ports.ts';
import { PRICE_STEPS } from '../../domain/price-steps.ts';
import type { Conditions, Scope, Search, SearchPosition } from '../../domain/search.ts';
import { demandOf } from '../../domain/ranking.ts';
import { FirstPlaces } from './first-places.ts';
import { NumberedValues } from './numbered-values.ts';
import { ProductColumns, type TalliedProduct } from './product-columns.ts';
import { type TalliedVariant, VariantChoices } from './variant-choices.ts';

/** Products that have the words of a search, by their numbers, and how good an answer each is if that matters. */
export type Matches = {
  readonly numbers: readonly number[];
  readonly scores: readonly number[] | null;
};

/** What a search finds. */
export type Sight = {
  /** One page, in the order of the search. */
  page(page: SearchPage): SearchPosition[];
  /**
   * All of it. The counts of a facet, or an option, leave its own filter out, so that they say what picking another value would
   * find, and the prices leave theirs out.
   */
  count(): SearchCounts;
};

type Filters = {
  /** All of them, and those for the price and for options, which are none if nobody asks for them. */
  readonly all: number;
  readonly price: number;
  readonly options: number;
  /** By facet value. */
  readonly meets: Int32Array;
  readonly ownOf: Int32Array;
};

/** Several bits, so that it is neither found nor counted. */
const UNSOUGHT = -1;

/** Products without a price in a currency come last, whichever way one sorts. */
const UNPRICED = { PRICE_ASC: 999_999_999_999_999, PRICE_DESC: -1 };

/**
 * All products by their numbers, with what searches filter, count and sort by. PostgreSQL reads a row in a microsecond at
 * best; here a hundred thousand are gone through in one or two milliseconds.
 */
export class Tally {
  private readonly products = new ProductColumns();
  private readonly choices = new VariantChoices();
  private readonly values = new NumberedValues();

  put(number: number, product: TalliedProduct, variants: readonly TalliedVariant[]): void {
    this.products.put(number, product);
    this.choices.put(number, variants);
  }

  name(id: number, value: FacetValue): void {
    this.values.name(id, value);
  }

  knows(id: number): boolean {
    return this.values.all[id] !== undefined;
  }

  /** What `search` finds among `matches`, or among all products. */
  look(search: Search, matches: Matches | null): Sight {
    const filters = this.filtersOf(search);
    const missed = this.missedBy(search, matches, filters);
    return {
      page: (page) => this.pageOf(search, matches, missed, page),
      count: () => this.count(search, matches, missed, filters),
    };
  }

  /** Tells of a product, by its number, whether it is on sale and stands in `scope`. */
  findsIn(scope: Scope): (number: number) => boolean {
    const standsThere = this.standsIn(scope);
    return (number) => this.isOnSale(number) && standsThere(number);
  }

  /** Each filter is a bit: which of them a facet value meets, and which one its facet's counts leave out. */
  private filtersOf({ picks, price, options }: Conditions): Filters {
    const meets = new Int32Array(this.values.all.length);
    const ownOf = new Int32Array(this.values.all.length);
    for (const [index, { facet, values }] of picks.entries()) {
      const ids = this.values.of(facet);
      for (const id of ids?.values() ?? []) ownOf[id] = 1 << index;
      for (const value of values) {
        const id = ids?.get(value);
        if (id !== undefined) meets[id] = 1 << index;
      }
    }
    const ofPrice = price ? 1 << picks.length : 0;
    const ofOptions = options.length > 0 ? 2 << picks.length : 0;
    const all = ((1 << picks.length) - 1) | ofPrice | ofOptions;
    return { all, price: ofPrice, options: ofOptions, meets, ownOf };
  }

  /** Which filters each of the matches misses, or each of all products by its number. */
  private missedBy(search: Search, matches: Matches | null, filters: Filters): Int16Array {
    const isSought = this.soughtBy(search);
    const missedBy = this.missesOf(search, filters);
    const numbers = matches?.numbers;
    const missed = new Int16Array(numbers?.length ?? this.products.length);
    for (let index = 0; index < missed.length; index += 1) {
      const number = numbers ? numbers[index]! : index;
      missed[index] = isSought(number) ? missedBy(number) : UNSOUGHT;
    }
    return missed;
  }

  /** Which filters a product misses, one bit each. */
  private missesOf(conditions: Conditions, filters: Filters): (number: number) => number {
    const { price, currency } = conditions;
    const { values, from, to } = this.products.facetValueIds;
    const { all, meets, options } = filters;
    const lowest = this.products.lowestIn(currency);
    const hasVariant = this.choices.meeting(conditions);
    return (number) => {
      let met = costs(price, lowest[number]!) ? filters.price : 0;
      for (let at = from[number]!; at < to[number]!; at += 1) met |= meets[values[at]!]!;
      if (options !== 0 && hasVariant(number)) met |= options;
      return all & ~met;
    };
  }

  /** What every result and every count must meet. */
  private soughtBy(search: Search): (number: number) => boolean {
    const meets = this.plainlyMet(search);
    const isWithin = search.within && this.standsIn(search.within);
    return (number) => this.isOnSale(number) && meets(number) && (!isWithin || isWithin(number));
  }

  private isOnSale(number: number): boolean {
    const { from, to } = this.products.facetValueIds;
    return to[number]! > from[number]!;
  }

  private standsIn({ conditions, productIds }: Scope): (number: number) => boolean {
    const { ids } = this.products;
    const named = new Set<string>(productIds);
    const isNamed = (number: number) => named.size > 0 && named.has(ids[number]!);
    if (!conditions) return isNamed;
    const meets = this.plainlyMet(conditions);
    const missedBy = this.missesOf(conditions, this.filtersOf(conditions));
    return (number) => (meets(number) && missedBy(number) === 0) || isNamed(number);
  }

  /** The conditions that no facet counts. */
  private plainlyMet(conditions: Conditions): (number: number) => boolean {
    const { inStockOnly, ageRestricted, minimumAgeAtMost, regions } = conditions;
    const { available, minimumAge, forbiddenRegions } = this.products;
    return (number) =>
      (!inStockOnly || available[number] === 1) &&
      (ageRestricted === null || ageRestricted === minimumAge[number]! > 0) &&
      (minimumAgeAtMost === null || minimumAge[number]! <= minimumAgeAtMost) &&
      (regions.length === 0 ||
        !forbiddenRegions[number]?.some((forbidden) => regions.includes(forbidden)));
  }

  private pageOf(
    search: Search,
    matches: Matches | null,
    missed: Int16Array,
    { after, limit }: SearchPage,
  ): SearchPosition[] {
    const { ids } = this.products;
    const valueOf = this.valuesFor(search, matches);
    const placeOf = new Map(search.inFront.map((id, place) => [id, place]));
    const begun = after ? (placeOf.get(after.id) ?? Infinity) : -1;
    const inFront: (SearchPosition | undefined)[] = [];
    const places = new FirstPlaces(limit, {
      descends: search.sort !== 'NAME' && search.sort !== 'PRICE_ASC',
      after:
        begun === Infinity && after
          ? { value: search.sort === 'NAME' ? after.key : Number(after.key), id: after.id }
          : null,
    });
    // What was numbered last is the newest.
    for (let index = missed.length - 1; index >= 0; index -= 1) {
      if (missed[index] !== 0) continue;
      const number = matches ? matches.numbers[index]! : index;
      const value = valueOf(number, index);
      const id = ids[number]!;
      const place = placeOf.size > 0 ? placeOf.get(id) : undefined;
      if (place !== undefined) {
        if (place > begun) inFront[place] = { key: String(value), id };
      } else if (places.hasRoomFor(value, id)) places.take(value, id);
    }
    const others = places.kept.map(({ value, id }) => ({ key: String(value), id }));
    return [...inFront.filter((one) => one !== undefined), ...others].slice(0, limit);
  }

  /** What products are sorted by, by their number and their place among the matches. */
  private valuesFor(
    { sort, currency }: Search,
    matches: Matches | null,
  ): (number: number, index: number) => number | string {
    const { names, publishedAt, popularity, available } = this.products;
    switch (sort) {
      case 'RELEVANCE':
        return (_number, index) => matches?.scores?.[index] ?? 0;
      case 'NAME':
        return (number) => names[number]!;
      case 'NEWEST':
        return (number) => publishedAt[number]!;
      case 'POPULARITY':
        return (number) => demandOf(popularity[number]!, available[number] === 1);
      case 'PRICE_ASC':
      case 'PRICE_DESC': {
        const lowest = this.products.lowestIn(currency);
        return (number) => (Number.isNaN(lowest[number]) ? UNPRICED[sort] : lowest[number]!);
      }
    }
  }

  private count(
    search: Search,
    matches: Matches | null,
    missed: Int16Array,
    { all, price, options, ownOf }: Filters,
  ): SearchCounts {
    const { values, from, to } = this.products.facetValueIds;
    const lowest = this.products.lowestIn(search.currency);
    // Those that miss nothing are counted at the first place, and those that miss one filter at the place of its bit.
    const counts = Array.from(
      { length: placeOf(all) + 1 },
      () => new Int32Array(this.values.all.length),
    );
    const prices = new PriceCounts();
    const chosenAmong: number[] = [];
    let total = 0;
    for (let index = 0; index < missed.length; index += 1) {
      const misses = missed[index]!;
      if ((misses & (misses - 1)) !== 0) continue;
      const number = matches ? matches.numbers[index]! : index;
      if (misses === 0 || misses === options) chosenAmong.push(number);
      if (misses === 0) total += 1;
      if (misses === 0 || misses === price) prices.add(lowest[number]!);
      const counted = counts[placeOf(misses)]!;
      for (let at = from[number]!; at < to[number]!; at += 1) counted[values[at]!]! += 1;
    }
    const facets = this.values.all.flatMap((value, id) => {
      const own = ownOf[id]! === 0 ? 0 : counts[placeOf(ownOf[id]!)]![id]!;
      const count = counts[0]![id]! + own;
      return value && count > 0 ? [{ ...value, count }] : [];
    });
    const chosen = this.choices.count(search, chosenAmong);
    return { total, ...prices.summary(), facets, options: chosen };
  }
}

/** Zero for no bit, and one for the first. */
const placeOf = (bits: number): number => 32 - Math.clz32(bits);

const costs = (price: Search['price'], amount: number): boolean =>
  price !== null && amount >= price.atLeast && amount <= price.atMost;

class PriceCounts {
  private lowest = Infinity;
  private highest = -Infinity;
  private readonly steps = new Int32Array(PRICE_STEPS.length);

  /** @param amount minor units; NaN is no price */
  add(amount: number): void {
    if (Number.isNaN(amount)) return;
    this.lowest = Math.min(this.lowest, amount);
    this.highest = Math.max(this.highest, amount);
    let step = PRICE_STEPS.length - 1;
    while (amount < PRICE_STEPS[step]!) step -= 1;
    this.steps[step]! += 1;
  }

  summary(): Pick<SearchCounts, 'lowest' | 'highest' | 'prices'> {
    const isPriced = this.lowest !== Infinity;
    return {
      lowest: isPriced ? String(this.lowest) : null,
      highest: isPriced ? String(this.highest) : null,
      prices: PRICE_STEPS.flatMap((from, step) =>
        this.steps[step] ? [{ from: String(from), count: this.steps[step] }] : [],
      ),
    };
  }
}
