/** All of `cases` in `npm run test:deep`; otherwise `count` of them, chosen by COMPTOIR_SAMPLE_SEED. */
export function sampled<T>(cases: readonly T[], count: number): readonly T[] {
  if (process.env['COMPTOIR_DEEP'] === '1') return cases;
  const random = seeded();
  return cases
    .map((one) => ({ one, rank: random() }))
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, count)
    .map(({ one }) => one);
}

/** Chance that can be had again: numbers from 0 to 1, always the same for the same COMPTOIR_SAMPLE_SEED. */
export function seeded(): () => number {
  let state = Number(process.env['COMPTOIR_SAMPLE_SEED'] ?? 1) >>> 0;
  // Mulberry32: small, and the same everywhere.
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
