import { readCsv } from './read-csv.ts';
import { readJsonLines } from './read-json-lines.ts';
import type { FileFormat, SourceItem } from './source.ts';
import { textOf } from './text.ts';

const READERS: Readonly<
  Record<FileFormat, (text: AsyncIterable<string>) => AsyncGenerator<SourceItem>>
> = {
  CSV: readCsv,
  JSON_LINES: readJsonLines,
};

/**
 * What a file says of each product, in its order and in constant memory.
 * @throws {UnreadableFile}
 */
export const readItems = (
  file: AsyncIterable<Buffer>,
  format: FileFormat,
): AsyncGenerator<SourceItem> => READERS[format](textOf(file));
