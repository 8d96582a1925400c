import { createHash } from 'node:crypto';
import { TypeID } from 'typeid-js';
import { DomainError } from './domain-error.ts';

/**
 * A TypeID: the kind of thing, an underscore and a UUID in 26 characters of base 32, such as
 * `pay_01h455vb4pex5vsknk084sn02q`. New ones are UUIDv7, so they sort by the time they were made.
 * Source: TypeID specification 0.3.
 */
export type Id<Prefix extends string> = `${Prefix}_${string}`;

export class InvalidId extends DomainError {
  readonly code = 'INVALID_ID';
  constructor(readonly expectedPrefix: string) {
    super(`Not an id of the kind ${expectedPrefix}_….`);
  }
}

export const newId = <Prefix extends string>(prefix: Prefix): Id<Prefix> =>
  new TypeID(prefix).toString() as Id<Prefix>;

/** Whether `value` is a well-formed id of this kind; says nothing about whether the thing exists. */
export function isId<Prefix extends string>(prefix: Prefix, value: string): value is Id<Prefix> {
  if (!value.startsWith(`${prefix}_`) || value.length !== prefix.length + 27) return false;
  try {
    return TypeID.fromString(value).getType() === prefix;
  } catch {
    return false;
  }
}

/** @throws {InvalidId} */
export function parseId<Prefix extends string>(prefix: Prefix, value: string): Id<Prefix> {
  if (!isId(prefix, value)) throw new InvalidId(prefix);
  return value;
}

/** The same id for the same name, for seeds and other things that must be found again by name. */
export function stableId<Prefix extends string>(prefix: Prefix, name: string): Id<Prefix> {
  const bytes = createHash('sha256').update(`${prefix}/${name}`).digest().subarray(0, 16);
  // Version 8 and the variant. Source: RFC 9562, 5.8.
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return TypeID.fromUUIDBytes(prefix, bytes).toString() as Id<Prefix>;
}
