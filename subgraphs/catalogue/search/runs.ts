/** Two or three neighbours at a time: together they may name one kind of thing, such as “red wine”. */
export const runsOf = (words: readonly string[]): string[] =>
  words.flatMap((_, start) =>
    [2, 3]
      .filter((length) => start + length <= words.length)
      .map((length) => words.slice(start, start + length).join(' ')),
  );
