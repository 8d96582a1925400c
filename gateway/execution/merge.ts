/** An answer of a subgraph, or a part of one: what `JSON.parse` makes of an object. */
export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A client may call a field whatever it likes, also by a name that every object inherits, such as `constructor`. */
export const own = (object: Json, key: string): unknown =>
  Object.hasOwn(object, key) ? object[key] : undefined;

export function set(object: Json, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  } else object[key] = value;
}

/**
 * Adds to an object what another says of the same thing. What is merged into several places is copied for all but one
 * of them, because each place may learn more, and not the same.
 */
export function merge(target: Json, source: Json, copied: boolean): void {
  for (const key of Object.keys(source)) {
    const value = source[key];
    if (value === undefined) continue;
    const known = own(target, key);
    if (isObject(known) && isObject(value)) merge(known, value, copied);
    else if (Array.isArray(known) && Array.isArray(value) && known.length === value.length) {
      mergeLists(known, value, copied);
    } else set(target, key, copied ? copy(value) : value);
  }
}

function mergeLists(target: unknown[], source: readonly unknown[], copied: boolean): void {
  for (const [index, value] of source.entries()) {
    const known = target[index];
    if (isObject(known) && isObject(value)) merge(known, value, copied);
    else target[index] = copied ? copy(value) : value;
  }
}

export function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (!isObject(value)) return value;
  const twin: Json = {};
  for (const key of Object.keys(value)) set(twin, key, copy(value[key]));
  return twin;
}
