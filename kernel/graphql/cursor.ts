import { badInput } from './bad-input.ts';
import { type Id, isId } from '../domain/id.ts';

/** What one part of a cursor must be. A cursor comes from a client, who may have made it up. */
export type CursorPart<T> = (part: unknown) => part is T;

export const text: CursorPart<string> = (part) => typeof part === 'string';
/** A position in an event log: it is larger than a number can be. */
export const logPosition: CursorPart<string> = (part): part is string =>
  text(part) && /^\d{1,18}$/.test(part);
/** A time as `toISOString` writes it. */
export const instant: CursorPart<string> = (part): part is string =>
  text(part) && /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(part) && !Number.isNaN(Date.parse(part));
export const wholeNumber: CursorPart<number> = (part): part is number => Number.isSafeInteger(part);
export const idOf =
  <Prefix extends string>(prefix: Prefix): CursorPart<Id<Prefix>> =>
  (part): part is Id<Prefix> =>
    text(part) && isId(prefix, part);

/** Opaque to clients, so that a list may change how it pages. */
export const encodeCursor = (...parts: readonly (string | number | null)[]): string =>
  Buffer.from(JSON.stringify(parts)).toString('base64url');

/** @throws {GraphQLError} BAD_USER_INPUT unless this is a cursor of these parts */
export function decodeCursor<Parts extends readonly unknown[]>(
  cursor: string,
  ...expected: { [Index in keyof Parts]: CursorPart<Parts[Index]> }
): Parts {
  const parts = partsOf(cursor);
  const fits = parts?.length === expected.length && expected.every((is, index) => is(parts[index]));
  if (fits) return parts as unknown as Parts;
  throw badInput('This is not a cursor of this list.');
}

function partsOf(cursor: string): readonly unknown[] | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts : undefined;
  } catch {
    return undefined;
  }
}
