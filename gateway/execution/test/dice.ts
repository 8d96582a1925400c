import { createHash } from 'node:crypto';

/** Chance that can be repeated. */
export interface Dice {
  /** A whole number from 0, below `limit`. */
  upTo(limit: number): number;
  percent(): number;
  oneOf<T>(things: readonly T[]): T;
  word(): string;
}

export function diceOf(seed: string): Dice {
  let state = createHash('sha256').update(seed).digest().readUInt32LE();
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const upTo = (limit: number) => next() % limit;
  return {
    upTo,
    percent: () => upTo(100),
    oneOf: (things) => {
      const thing = things[upTo(things.length)];
      if (thing === undefined) throw new Error('There is nothing to choose from.');
      return thing;
    },
    word: () => `w${upTo(10_000)}`,
  };
}
