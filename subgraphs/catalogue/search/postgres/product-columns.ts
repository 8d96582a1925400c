import type { Id } from '#kernel/domain/id.ts';
import { sortKeyOf } from '../../domain/query-words.ts';
import { IntLists, grown } from './int-lists.ts';

/** What of a product searches filter, count and sort by. One that is not on sale has no facet values. */
export type TalliedProduct = {
  readonly id: Id<'prd'>;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly publishedAt: number;
  /** See `catalogue.facet_values`. */
  readonly facetValueIds: readonly number[];
  readonly available: boolean;
  /** Pieces that were sold. */
  readonly popularity: number;
  readonly minimumAge: number | null;
  readonly forbiddenRegions: readonly string[];
  /** The cheapest variant's price in minor units, by currency. */
  readonly lowest: Readonly<Record<string, number>>;
};

/**
 * Products by their numbers, column by column instead of one object each: whoever goes through all of them touches only
 * what he asks for, and that lies side by side in memory. It is ten times faster than objects, and a quarter of their size.
 */
export class ProductColumns {
  /** The largest number, and one. */
  length = 0;
  readonly ids: Id<'prd'>[] = [];
  /** What they are sorted by. */
  readonly names: string[] = [];
  readonly forbiddenRegions: (readonly string[] | undefined)[] = [];
  publishedAt = new Float64Array(0);
  available = new Uint8Array(0);
  popularity = new Int32Array(0);
  /** Zero if anyone may buy it. */
  minimumAge = new Uint8Array(0);
  readonly facetValueIds = new IntLists();
  /** NaN where there is no price. */
  private readonly lowest = new Map<string, Float64Array>();

  put(number: number, product: TalliedProduct): void {
    this.makeRoomFor(number);
    this.ids[number] = product.id;
    this.names[number] = sortKeyOf(product.name);
    this.forbiddenRegions[number] =
      product.forbiddenRegions.length > 0 ? product.forbiddenRegions : undefined;
    this.publishedAt[number] = product.publishedAt;
    this.available[number] = Number(product.available);
    this.popularity[number] = product.popularity;
    this.minimumAge[number] = product.minimumAge ?? 0;
    this.facetValueIds.put(number, product.facetValueIds);
    for (const prices of this.lowest.values()) prices[number] = NaN;
    for (const [currency, amount] of Object.entries(product.lowest))
      this.pricesIn(currency)[number] = amount;
  }

  lowestIn(currency: string): Float64Array {
    return this.lowest.get(currency) ?? new Float64Array(this.length).fill(NaN);
  }

  private pricesIn(currency: string): Float64Array {
    const prices = this.lowest.get(currency) ?? new Float64Array(this.publishedAt.length).fill(NaN);
    this.lowest.set(currency, prices);
    return prices;
  }

  private makeRoomFor(number: number): void {
    this.length = Math.max(this.length, number + 1);
    if (this.length <= this.publishedAt.length) return;
    const size = 2 * this.length;
    this.publishedAt = grown(this.publishedAt, new Float64Array(size));
    this.available = grown(this.available, new Uint8Array(size));
    this.popularity = grown(this.popularity, new Int32Array(size));
    this.minimumAge = grown(this.minimumAge, new Uint8Array(size));
    for (const [currency, prices] of this.lowest)
      this.lowest.set(currency, grown(prices, new Float64Array(size).fill(NaN)));
  }
}
