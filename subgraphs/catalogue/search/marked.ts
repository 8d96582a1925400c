/** What engines put around words they found: characters that no text has. */
export const MARK_START = '\uE000';
export const MARK_END = '\uE001';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  [MARK_START]: '<mark>',
  [MARK_END]: '</mark>',
};

/** HTML of a text in which an engine has marked what it found. */
export const marked = (text: string): string =>
  text.replaceAll(/[&<>"\uE000\uE001]/g, (character) => ENTITIES[character] ?? character);
