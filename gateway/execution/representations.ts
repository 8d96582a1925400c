import type { FetchNode } from '@apollo/query-planner';
import { type Json, isObject, merge, own } from './merge.ts';
import type { Rewrite } from './rewrites.ts';
import type { Supergraph } from './supergraph.ts';

type Required = NonNullable<FetchNode['requires']>[number];

type Selection =
  | { readonly name: string; readonly selections: readonly Selection[] | undefined }
  | { readonly types: ReadonlySet<string>; readonly selections: readonly Selection[] };

/** What a subgraph has to be told of an entity to know which is meant, and what it needs to compute its fields. */
export type Key = readonly Selection[];

export function compileKey(requires: readonly Required[], supergraph: Supergraph): Key {
  return requires.flatMap((selection): Selection[] => {
    if (selection.kind === 'Field') {
      const selections = selection.selections && compileKey(selection.selections, supergraph);
      return [{ name: selection.alias ?? selection.name, selections }];
    }
    if (selection.typeCondition === undefined) return [];
    const types = supergraph.typesOf(selection.typeCondition);
    return [{ types, selections: compileKey(selection.selections, supergraph) }];
  });
}

/** An entity to ask for, and all the places where it occurs. */
export interface Wanted {
  readonly representation: Json;
  /** Indexes in the list of objects that the representations were made of. */
  readonly places: number[];
}

/** The planner asks for an entity as often as it occurs; the subgraph need only be asked once. */
export function represent(
  objects: readonly Json[],
  key: Key,
  rewrites: readonly Rewrite[],
): Wanted[] {
  const wanted = new Map<string, Wanted>();
  for (const [place, object] of objects.entries()) {
    const representation = pick(object, key);
    // Of another type than the fetch is for, or unknown to its owner.
    if (!representation?.['__typename']) continue;
    // Before it is rewritten: afterwards it may not say any more of which type it is.
    const identity = JSON.stringify(representation);
    const known = wanted.get(identity);
    if (known) {
      known.places.push(place);
      continue;
    }
    for (const rewrite of rewrites) rewrite(representation);
    wanted.set(identity, { representation, places: [place] });
  }
  return [...wanted.values()];
}

function pick(source: Json, selections: readonly Selection[]): Json | undefined {
  const picked: Json = {};
  for (const selection of selections) {
    if ('name' in selection) {
      const value = own(source, selection.name);
      if (value === undefined) return undefined;
      picked[selection.name] = selection.selections ? pickAll(value, selection.selections) : value;
    } else if (selection.types.has(source['__typename'] as string)) {
      const more = pick(source, selection.selections);
      if (more) merge(picked, more, false);
    }
  }
  return picked;
}

function pickAll(value: unknown, selections: readonly Selection[]): unknown {
  if (Array.isArray(value)) return value.map((element) => pickAll(element, selections));
  return isObject(value) ? (pick(value, selections) ?? null) : null;
}
