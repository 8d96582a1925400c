import { ChangedMeanwhile } from './errors.ts';

type Versioned = { readonly version: number };

/** The version that whoever changes a thing has seen of it. */
export type SeenVersion = { readonly expectedVersion: number };

/**
 * @returns the thing
 * @throws {ChangedMeanwhile} unless this is the version that was seen
 */
export function requireSeen<Thing extends Versioned>(thing: Thing, seen: SeenVersion): Thing {
  if (thing.version !== seen.expectedVersion) throw new ChangedMeanwhile(thing.version);
  return thing;
}

export const nextVersion = <Thing extends Versioned>(thing: Thing): Thing => ({
  ...thing,
  version: thing.version + 1,
});
