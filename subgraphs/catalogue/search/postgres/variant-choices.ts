import type { FacetCount } from '../../domain/facets.ts';
import type { Conditions } from '../../domain/search.ts';
import { IntLists } from './int-lists.ts';
import { NumberedValues } from './numbered-values.ts';

/** A variant that can be bought: whether any of it is on the shelf, and its choices by option. */
export type TalliedVariant = readonly [
  available: boolean,
  options: Readonly<Record<string, string>>,
];

type Asked = Pick<Conditions, 'options' | 'inStockOnly'>;

/** Each option that was picked is a bit: which of them a value meets, and which one its option's counts leave out. */
type Picked = {
  readonly all: number;
  readonly meets: Int32Array;
  readonly ownOf: Int32Array;
};

/** What can be chosen of each product, variant by variant, because a size M in blue and a size L in red are no size M in red. */
export class VariantChoices {
  private readonly values = new NumberedValues();
  /** Of each variant how many values it has, doubled, and one more if it is on the shelf; then the numbers of these values. */
  private readonly lists = new IntLists();

  put(number: number, variants: readonly TalliedVariant[]): void {
    const list = variants.flatMap(([available, options]) => {
      const chosen = Object.entries(options).map((one) => this.values.numberOf(...one));
      return [chosen.length * 2 + Number(available), ...chosen];
    });
    this.lists.put(number, list);
  }

  /** Tells of a product, by its number, whether one of its variants meets all that is asked of variants. */
  meeting(asked: Asked): (number: number) => boolean {
    const { all, meets } = this.picked(asked);
    const { inStockOnly } = asked;
    const { values, from, to } = this.lists;
    return (number) => {
      for (let at = from[number]!; at < to[number]!;) {
        const head = values[at]!;
        const end = at + 1 + (head >> 1);
        let met = 0;
        for (at += 1; at < end; at += 1) met |= meets[values[at]!]!;
        if (met === all && (!inStockOnly || (head & 1) === 1)) return true;
      }
      return false;
    };
  }

  /** How many of these products, by their numbers, have each value in a variant that meets all else that is asked. */
  count(asked: Asked, numbers: Iterable<number>): FacetCount[] {
    const { all, meets, ownOf } = this.picked(asked);
    const { inStockOnly } = asked;
    const { values, from, to } = this.lists;
    const counts = new Int32Array(this.values.all.length);
    // A product counts once, however many of its variants have the value.
    const lastOf = new Int32Array(this.values.all.length).fill(-1);
    for (const number of numbers) {
      for (let at = from[number]!; at < to[number]!;) {
        const head = values[at]!;
        const begin = at + 1;
        at = begin + (head >> 1);
        if (inStockOnly && (head & 1) === 0) continue;
        let missed = all;
        for (let one = begin; one < at; one += 1) missed &= ~meets[values[one]!]!;
        if ((missed & (missed - 1)) !== 0) continue;
        for (let one = begin; one < at; one += 1) {
          const value = values[one]!;
          if (lastOf[value] === number || (missed !== 0 && ownOf[value] !== missed)) continue;
          lastOf[value] = number;
          counts[value]! += 1;
        }
      }
    }
    return this.values.all.flatMap((value, number) =>
      value && counts[number]! > 0 ? [{ ...value, count: counts[number]! }] : [],
    );
  }

  private picked({ options }: Asked): Picked {
    const meets = new Int32Array(this.values.all.length);
    const ownOf = new Int32Array(this.values.all.length);
    for (const [index, { facet, values }] of options.entries()) {
      const numbers = this.values.of(facet);
      for (const number of numbers?.values() ?? []) ownOf[number] = 1 << index;
      for (const value of values) {
        const number = numbers?.get(value);
        if (number !== undefined) meets[number] = 1 << index;
      }
    }
    return { all: (1 << options.length) - 1, meets, ownOf };
  }
}
