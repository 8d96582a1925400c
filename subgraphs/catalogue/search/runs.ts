const LENGTHS = [2, 3];

/** Two or three neighbours at a time: together they may name one kind of thing, such as “red wine”. */
export const runsOf = (words: readonly string[]): string[] =>
  words.flatMap((_, start) =>
    LENGTHS.filter((length) => start + length <= words.length).map((length) =>
      words.slice(start, start + length).join(' '),
    ),
  );

/** Those at the end. */
export const lastRunsOf = (words: readonly string[]): string[] =>
  LENGTHS.filter((length) => length <= words.length).map((length) =>
    words.slice(-length).join(' '),
  );
