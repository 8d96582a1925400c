import type { FetchNode } from '@apollo/query-planner';
import { type Json, isObject, own, set } from './merge.ts';
import type { Supergraph } from './supergraph.ts';

type PlannedRewrite = NonNullable<FetchNode['outputRewrites']>[number];

/** Changes what is sent to a subgraph or came from it, where its schema and the supergraph use different names. */
export type Rewrite = (value: unknown) => void;

export const compileRewrites = (
  planned: readonly PlannedRewrite[] | undefined,
  supergraph: Supergraph,
): readonly Rewrite[] => (planned ?? []).map((each) => compileRewrite(each, supergraph));

const ON_TYPE = '... on ';

function compileRewrite(planned: PlannedRewrite, supergraph: Supergraph): Rewrite {
  const key = planned.path.at(-1) ?? '';
  const apply = changeOf(planned, key);
  return planned.path.slice(0, -1).reduceRight<Rewrite>((then, element) => {
    if (!element.startsWith(ON_TYPE)) {
      return eachObject((object) => then(own(object, element)));
    }
    const types = supergraph.typesOf(element.slice(ON_TYPE.length));
    return eachObject((object) => {
      const typename = object['__typename'];
      // What does not say what it is came from a place where it can be of one type only.
      if (typeof typename !== 'string' || types.has(typename)) then(object);
    });
  }, eachObject(apply));
}

function changeOf(planned: PlannedRewrite, key: string): (object: Json) => void {
  switch (planned.kind) {
    case 'ValueSetter':
      return (object) => set(object, key, planned.setValueTo as unknown);
    case 'KeyRenamer':
      return (object) => {
        const value = own(object, key);
        if (!value) return;
        set(object, planned.renameKeyTo, value);
        set(object, key, undefined);
      };
  }
}

function eachObject(apply: (object: Json) => void): Rewrite {
  const walk: Rewrite = (value) => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (isObject(value)) apply(value);
  };
  return walk;
}
