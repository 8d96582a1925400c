import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import type { FormattedExecutionResult, GraphQLFormattedError, OperationTypeNode } from 'graphql';
import { type Json, copy, isObject, merge, own } from './merge.ts';
import { type Key, type Wanted, compileKey, represent } from './representations.ts';
import { type Rewrite, compileRewrites } from './rewrites.ts';
import type { Flags } from './shape.ts';
import type { Supergraph } from './supergraph.ts';

/** One request of a plan to a subgraph. */
export interface Fetch {
  readonly kind: 'fetch';
  readonly subgraph: string;
  readonly query: string;
  readonly operationName: string | undefined;
  readonly operationKind: OperationTypeNode;
  /** The client's variables that it uses. */
  readonly variableNames: readonly string[];
  /** Undefined where no entities are asked for, but root fields. */
  readonly key: Key | undefined;
  readonly inputRewrites: readonly Rewrite[];
  readonly outputRewrites: readonly Rewrite[];
  /** Names in the subgraph's answer, and what the client calls them. */
  readonly renamed: ReadonlyMap<string, string>;
}

/** A query plan, made ready to be run often. */
export type Step =
  | Fetch
  | { readonly kind: 'sequence' | 'parallel'; readonly steps: readonly Step[] }
  | { readonly kind: 'flatten'; readonly path: readonly string[]; readonly step: Step }
  | {
      readonly kind: 'condition';
      readonly variable: string;
      readonly ifTrue: Step | undefined;
      readonly ifFalse: Step | undefined;
    };

export interface Plan {
  /** What a subscription subscribes to; its events are answered by `step`. */
  readonly primary: Fetch | undefined;
  /** Undefined where no subgraph need be asked. */
  readonly step: Step | undefined;
}

export function compilePlan({ node }: QueryPlan, supergraph: Supergraph): Plan {
  if (node?.kind !== 'Subscription') {
    return { primary: undefined, step: node && compileStep(node, supergraph) };
  }
  return {
    primary: compileFetch(node.primary, supergraph),
    step: node.rest && compileStep(node.rest, supergraph),
  };
}

function compileStep(node: PlanNode, supergraph: Supergraph): Step {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return {
        kind: node.kind === 'Sequence' ? 'sequence' : 'parallel',
        steps: node.nodes.map((each) => compileStep(each, supergraph)),
      };
    case 'Flatten':
      return {
        kind: 'flatten',
        path: node.path.map(String),
        step: compileStep(node.node, supergraph),
      };
    case 'Condition':
      return {
        kind: 'condition',
        variable: node.condition,
        ifTrue: node.ifClause && compileStep(node.ifClause, supergraph),
        ifFalse: node.elseClause && compileStep(node.elseClause, supergraph),
      };
    case 'Fetch':
      return compileFetch(node, supergraph);
    case 'Defer':
      throw new Error('The planner was not told to defer anything.');
  }
}

/** How many requests a step makes at most. */
export function fetchesIn(step: Step): number {
  switch (step.kind) {
    case 'fetch':
      return 1;
    case 'flatten':
      return fetchesIn(step.step);
    case 'sequence':
    case 'parallel':
      return step.steps.reduce((sum, each) => sum + fetchesIn(each), 0);
    case 'condition': {
      const branches = [step.ifTrue, step.ifFalse];
      return Math.max(...branches.map((branch) => (branch ? fetchesIn(branch) : 0)));
    }
  }
}

function compileFetch(node: FetchNode, supergraph: Supergraph): Fetch {
  const renames = (node.outputRewrites ?? []).flatMap((rewrite) =>
    rewrite.kind === 'KeyRenamer'
      ? [[rewrite.path.at(-1) ?? '', rewrite.renameKeyTo] as const]
      : [],
  );
  return {
    kind: 'fetch',
    subgraph: node.serviceName,
    query: node.operation,
    operationName: node.operationName,
    operationKind: node.operationKind,
    variableNames: node.variableUsages ?? [],
    key: node.requires && compileKey(node.requires, supergraph),
    inputRewrites: compileRewrites(node.inputRewrites, supergraph),
    outputRewrites: compileRewrites(node.outputRewrites, supergraph),
    renamed: new Map(renames),
  };
}

/** One run of a plan. */
export interface Run {
  /** As the client sent them. */
  readonly variables: Json;
  /** The variables that `@skip` and `@include` look at, with their defaults. */
  readonly flags: Flags;
  /** What subgraphs have said up to now, in the plan's names. */
  readonly data: Json;
  readonly errors: GraphQLFormattedError[];
  /** Asks a subgraph. What it throws costs the fields that were asked for. */
  ask(fetch: Fetch, variables: Json): Promise<FormattedExecutionResult>;
}

/** Where in the data a step works. */
interface Place {
  readonly path: readonly string[];
  /** An object; or, behind a list, a list of what is there. */
  readonly value: unknown;
}

export const runPlan = (step: Step, run: Run): Promise<void> =>
  runStep(step, { path: [], value: run.data }, run);

async function runStep(step: Step, place: Place, run: Run): Promise<void> {
  switch (step.kind) {
    case 'fetch':
      return runFetch(step, place, run);
    case 'flatten': {
      const value = valueAt(place.value, step.path, 0);
      if (value == null) return;
      return runStep(step.step, { path: [...place.path, ...step.path], value }, run);
    }
    case 'sequence':
      for (const each of step.steps) await runStep(each, place, run);
      return;
    case 'parallel':
      await Promise.all(step.steps.map((each) => runStep(each, place, run)));
      return;
    case 'condition': {
      const chosen = run.flags.get(step.variable) ? step.ifTrue : step.ifFalse;
      return chosen && runStep(chosen, place, run);
    }
  }
}

/** How the planner writes: of each element of a list. */
const EACH = '@';

function valueAt(value: unknown, path: readonly string[], from: number): unknown {
  const element = path[from];
  if (element === undefined || value == null) return value;
  if (element !== EACH)
    return isObject(value) ? valueAt(own(value, element), path, from + 1) : null;
  return Array.isArray(value) ? value.flatMap((each) => valueAt(each, path, from + 1)) : null;
}

async function runFetch(fetch: Fetch, place: Place, run: Run): Promise<void> {
  const objects = (Array.isArray(place.value) ? place.value : [place.value]).filter(isObject);
  if (objects.length === 0) return;
  try {
    if (fetch.key) await fetchEntities(fetch, fetch.key, objects, place, run);
    else await fetchRoot(fetch, objects, place, run);
  } catch (error) {
    run.errors.push(failed(fetch, error));
  }
}

async function fetchRoot(fetch: Fetch, objects: Json[], { path }: Place, run: Run): Promise<void> {
  const answer = await run.ask(fetch, variablesOf(fetch, run));
  takeRoot(fetch, answer, objects, path, run);
}

/** An event of a subscription is the answer to its primary fetch. It may be shared, so it is never changed. */
export const takeEvent = (fetch: Fetch, event: FormattedExecutionResult, run: Run): void =>
  takeRoot(fetch, { ...event, data: copy(event.data) as Json }, [run.data], [], run);

function takeRoot(
  fetch: Fetch,
  { data, errors = [] }: FormattedExecutionResult,
  objects: readonly Json[],
  path: readonly string[],
  run: Run,
): void {
  for (const error of errors) {
    run.errors.push(told(error, fetch, error.path && [...path, ...error.path]));
  }
  if (!data) return;
  for (const rewrite of fetch.outputRewrites) rewrite(data);
  objects.forEach((object, index) => merge(object, data, index > 0));
}

async function fetchEntities(
  fetch: Fetch,
  key: Key,
  objects: readonly Json[],
  { path }: Place,
  run: Run,
): Promise<void> {
  const wanted = represent(objects, key, fetch.inputRewrites);
  if (wanted.length === 0) return;
  const representations = wanted.map(({ representation }) => representation);
  const { data, errors = [] } = await run.ask(fetch, {
    ...variablesOf(fetch, run),
    representations,
  });
  const pathsOfObjects = errors.length > 0 ? pathsOf(run.data, path) : [];
  for (const error of errors) {
    const paths = pathsInAnswer(error.path, wanted, pathsOfObjects);
    run.errors.push(...paths.map((each) => told(error, fetch, each)));
  }
  if (!data) return;
  const entities = data['_entities'];
  if (!Array.isArray(entities) || entities.length !== wanted.length) {
    throw new Error(`The subgraph was asked for ${wanted.length} entities and answered otherwise.`);
  }
  for (const [index, { places }] of wanted.entries()) {
    takeEntity(fetch, entities[index], places, objects);
  }
}

function takeEntity(
  fetch: Fetch,
  entity: unknown,
  places: readonly number[],
  objects: readonly Json[],
): void {
  if (!isObject(entity)) return;
  if (fetch.outputRewrites.length > 0) {
    // Rewrites may depend on the type, which all of its places agree on.
    entity['__typename'] ??= objects[places[0] ?? 0]?.['__typename'];
    for (const rewrite of fetch.outputRewrites) rewrite(entity);
  }
  places.forEach((place, index) => {
    const object = objects[place];
    if (object) merge(object, entity, index > 0);
  });
}

function variablesOf({ variableNames }: Fetch, { variables }: Run): Json {
  const used: Json = {};
  for (const name of variableNames) {
    const value = own(variables, name);
    if (value !== undefined) used[name] = value;
  }
  return used;
}

type Path = readonly (string | number)[];

/** An entity's error belongs to every place where the entity occurs. */
function pathsInAnswer(
  path: Path | undefined,
  wanted: readonly Wanted[],
  pathsOfObjects: readonly Path[],
): readonly (Path | undefined)[] {
  const [field, index, ...rest] = path ?? [];
  const entity = field === '_entities' && typeof index === 'number' ? wanted[index] : undefined;
  if (!entity) return [undefined];
  return entity.places.map((place) => [...(pathsOfObjects[place] ?? []), ...rest]);
}

/** Of all objects that a flattened path leads to, in the order in which `valueAt` finds them. */
function pathsOf(value: unknown, path: readonly string[], at: Path = []): Path[] {
  const [element, ...rest] = path;
  if (element === undefined) return isObject(value) ? [at] : [];
  if (element === EACH) {
    const elements = Array.isArray(value) ? value : [];
    return elements.flatMap((each, index) => pathsOf(each, rest, [...at, index]));
  }
  return isObject(value) ? pathsOf(own(value, element), rest, [...at, element]) : [];
}

/** A subgraph's error as the client's, with the name of the subgraph for the log. */
function told(
  { message, extensions }: GraphQLFormattedError,
  { subgraph, renamed }: Fetch,
  path: Path | undefined,
): GraphQLFormattedError {
  return {
    message,
    ...(path && {
      path: path.map((element) => renamed.get(element as string) ?? element),
    }),
    extensions: { ...extensions, serviceName: subgraph },
  };
}

const failed = (fetch: Fetch, error: unknown): GraphQLFormattedError =>
  told({ message: error instanceof Error ? error.message : String(error) }, fetch, undefined);
