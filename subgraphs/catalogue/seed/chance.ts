/**
 * Draws that come out the same on every machine, for ever: mulberry32, started from a hash of a
 * name. Each trade draws from a chance of its own, so that a word added to the beers leaves the
 * books as they were.
 */
export class Chance {
  private state: number;

  constructor(seed: string) {
    let hash = 0x811c9dc5;
    for (const letter of seed) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
    this.state = hash >>> 0;
  }

  /** At least 0, below 1. */
  fraction(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Both ends included. */
  integer([least, most]: Range): number {
    return least + Math.floor(this.fraction() * (most - least + 1));
  }

  /** Nearer the lower end more often than not, as prices and stocks are. */
  skewed([least, most]: Range): number {
    return least + this.fraction() ** 2 * (most - least);
  }

  happens(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(from: readonly T[]): T {
    const drawn = from[Math.floor(this.fraction() * from.length)];
    if (drawn === undefined) throw new RangeError('There is nothing to pick from.');
    return drawn;
  }

  /** Distinct, in the order drawn; fewer than `count` if there are no more. */
  several<T>(from: readonly T[], count: number): T[] {
    const left = [...from];
    const drawn: T[] = [];
    while (drawn.length < count && left.length > 0) {
      drawn.push(...left.splice(Math.floor(this.fraction() * left.length), 1));
    }
    return drawn;
  }
}

export type Range = readonly [least: number, most: number];
