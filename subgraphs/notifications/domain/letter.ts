/** Paragraphs between a greeting and a signature. Nobody is called by name: names do not travel in events. */
export const letter = (...paragraphs: readonly string[]): string =>
  `${['Hello,', ...paragraphs, 'Comptoir'].join('\n\n')}\n`;

/** On one line, because whoever named the product must not write paragraphs in our letters. */
export const onOneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
