import type { Fault } from '../domain/faults.ts';

/** Where something stands in a file. */
export type Place = {
  /** From 1. */
  readonly line: number;
  /** A column's heading, a field's path, or "character 17"; null when the whole row is meant. */
  readonly column: string | null;
};

/** What is wrong in a file, and where. */
export type RowFault = Place & { readonly message: string };

/** Where a file says what is wrong with a product; what the file has no place for is named in the message. */
export function faultIn(item: SourceItem, { path, message }: Fault): RowFault {
  const place = item.place(path);
  const isNowhere = place.column === null && path !== '';
  return { ...place, message: isNowhere ? `${path}: ${message}` : message };
}

/** What is wrong in a place of a file leaves it open what the rest of it says, so nothing of it is loaded. */
export class UnreadableFile extends Error {
  constructor(readonly faults: readonly RowFault[]) {
    super(faults[0]?.message);
  }
}

/** What a file says of one product. */
export type SourceItem = {
  /** Where it begins. */
  readonly line: number;
  /** As a line of JSON would say it; what is wrong with it shows when it is read. */
  readonly value: unknown;
  /** What is wrong with its form. */
  readonly faults: readonly RowFault[];
  /** Where in the file `path` of the value stands, such as `variants.0.prices.EUR`. */
  place(path: string): Place;
};

export const FILE_FORMATS = ['CSV', 'JSON_LINES'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

/** Longer rows are no products. */
export const LONGEST_ROW = 1_000_000;

/** @returns null if the name says nothing */
export function formatOf(fileName: string): FileFormat | null {
  if (/\.csv$/i.test(fileName)) return 'CSV';
  return /\.(jsonl|ndjson)$/i.test(fileName) ? 'JSON_LINES' : null;
}
