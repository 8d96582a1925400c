import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type DocumentNode,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  Kind,
  type OperationDefinitionNode,
  getOperationAST,
  getVariableValues,
  specifiedRules,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { Caller } from '../caller.ts';
import { passedOn, refusal } from '../errors.ts';
import { type Admission, fieldsOf } from '../limits/admission.ts';
import type { Cost, CostLimit } from '../limits/cost-limit.ts';
import type { Price } from '../limits/cost.ts';
import { type Fragments, introspect, introspectionOf } from './introspection.ts';
import type { Json } from './merge.ts';
import {
  type Fetch,
  type Plan,
  type Run,
  compilePlan,
  fetchesIn,
  runPlan,
  takeEvent,
} from './plan.ts';
import { outlineOf } from './outline.ts';
import { Shapes } from './shapes.ts';
import type { Supergraph } from './supergraph.ts';
import { TookTooLong } from './within.ts';

/** A way to a subgraph for the fetches of plans. What it throws costs the fields that were asked for. */
export interface Source {
  fetch(fetch: SourceRequest, caller: Caller): Promise<FormattedExecutionResult>;
}

export type SourceRequest = Pick<Fetch, 'query' | 'operationName' | 'operationKind'> & {
  readonly variables: Json;
};

/** An operation that fits the schema. */
export interface Read {
  readonly query: string;
  readonly document: DocumentNode;
  /** The one of the document that is meant. */
  readonly operation: OperationDefinitionNode;
  /** What it costs, with its variables. */
  readonly price: Price;
  /** How many it selects, which is what planning it takes. */
  readonly fields: number;
  /** Whether it asks for the schema. */
  readonly introspects: boolean;
}

/** An operation that is allowed and planned: all that can be known before it is executed, and is remembered. */
export interface Prepared extends Read {
  /** Of a subscription: what to subscribe to, and where. */
  readonly primary: Primary | undefined;
  /** Names it in the log. */
  readonly hash: string;
  /** For how long anybody may keep the answer; 0 for not at all. */
  readonly maxAgeSeconds: number;
  /** By the clock of `performance.now()`. */
  readonly preparation: { readonly startedAtMs: number; readonly endedAtMs: number };
  /** How often it was asked for. */
  uses: number;
  /** How it is answered; for the execution alone. */
  readonly inside: Inside;
}

export interface Primary {
  readonly subgraph: string;
  readonly query: string;
  readonly operationName: string | undefined;
  /** The client's variables that it uses. */
  readonly variableNames: readonly string[];
}

/** What is remembered of an operation: it is planned when it is first allowed, or found to be too intricate for that. */
type Known = Read & Partial<Prepared> & { notPlanned?: GraphQLError };

interface Inside {
  readonly plan: Plan;
  readonly shapes: Shapes;
  readonly introspection: DocumentNode | undefined;
}

/** An operation that is likely to be asked for. */
export interface Foreseen {
  readonly query: string;
  /** Where the document has several. */
  readonly operationName?: string | undefined;
}

/** One execution of an operation. */
export interface Asked {
  readonly variables: Json;
  readonly caller: Caller;
  /** Of a subscription: what its primary subgraph said. It is not changed, so it may be shared. */
  readonly event?: FormattedExecutionResult;
}

export interface ExecutionOptions {
  readonly supergraph: Supergraph;
  /** By the name of the subgraph. */
  readonly sources: Readonly<Record<string, Source>>;
  readonly admission: Admission;
  readonly costs: CostLimit;
  /** Whether clients may read the schema who have not logged in. */
  readonly introspection: boolean;
  readonly logger: Logger;
}

export interface ExecutionStatistics {
  /** Operations that are remembered with their plans. */
  readonly size: number;
  readonly hits: number;
  readonly misses: number;
  /** Spent on planning, since the start. */
  readonly planningMs: number;
}

/** Of documents whose plans are remembered, counted and by the characters of their text. */
const REMEMBERED_DOCUMENTS = 1000;
const REMEMBERED_CHARACTERS = 4 * 1024 * 1024;
const REMEMBERED_FAILURES = 100;
const MAX_FORESEEN = 100;
const BETWEEN_FORESEEN_MS = 10;
/** Nobody mends more at once, and to find and tell them all is work. */
const MAX_ERRORS = 20;
/** How many requests to subgraphs an answer may take; a page of the shop takes five. */
const MAX_FETCHES = 100;

/** What a subgraph may say to the client of the whole answer; all else that it says beside its data is for us. */
const REMARKS = ['search'] as const;

/** How operations are answered over one supergraph, for every transport: prepared once, executed often. */
export class Execution {
  private readonly known = new LRUCache<string, Map<string | undefined, Known>>({
    max: REMEMBERED_DOCUMENTS,
    maxSize: REMEMBERED_CHARACTERS,
    sizeCalculation: (_operations, query) => query.length + 1,
  });
  /** Outlines of what could not be planned, so that other names and values are no reason to try again. */
  private readonly intricate = new LRUCache<string, true>({ max: REMEMBERED_FAILURES });
  private hits = 0;
  private misses = 0;
  private planningMs = 0;

  constructor(private readonly options: ExecutionOptions) {}

  get supergraph(): Supergraph {
    return this.options.supergraph;
  }

  get statistics(): ExecutionStatistics {
    const { hits, misses, planningMs } = this;
    let size = 0;
    for (const operations of this.known.values()) {
      for (const { inside } of operations.values()) if (inside) size += 1;
    }
    return { size, hits, misses, planningMs };
  }

  /**
   * Nothing is planned yet, so that it can be paid for before.
   * @returns why it is refused with these variables, if it is
   */
  allow(
    query: string,
    operationName: string | null | undefined,
    variables: Json,
    { principal, tally }: Pick<Caller, 'principal' | 'tally'>,
  ): Read | readonly GraphQLError[] {
    const knowsSchema = this.options.introspection || principal.kind !== 'anonymous';
    const read = this.read(query, operationName ?? undefined, knowsSchema);
    if (!('price' in read)) return read;
    if (read.introspects && !knowsSchema) {
      return [refusal('GRAPHQL_VALIDATION_FAILED', 'The schema is for those who have logged in.')];
    }
    tally.cost = read.price(variables);
    const tooCostly = this.options.costs.refuse(tally.cost);
    if (tooCostly) return [tooCostly];
    const unfit = this.refuseVariables(read, variables, knowsSchema);
    return unfit.length > 0 ? unfit : read;
  }

  /** Whether to prepare it takes no more than to remember it. */
  remembers(read: Known): boolean {
    return read.inside !== undefined || read.notPlanned !== undefined;
  }

  private read(
    query: string,
    name: string | undefined,
    knowsSchema: boolean,
  ): Known | readonly GraphQLError[] {
    const operations = this.known.get(query);
    const known = operations?.get(name);
    if (known) return known;
    const read = this.readAnew(query, name, knowsSchema);
    if (!('price' in read)) return read;
    if (operations) operations.set(name, read);
    else this.known.set(query, new Map([[name, read]]));
    return read;
  }

  private refuseVariables(
    { operation }: Read,
    variables: Json,
    knowsSchema: boolean,
  ): readonly GraphQLError[] {
    const definitions = operation.variableDefinitions;
    if (!definitions?.length) return [];
    const { errors } = getVariableValues(this.supergraph.schema, definitions, variables, {
      maxErrors: MAX_ERRORS,
      hideSuggestions: !knowsSchema,
    });
    return errors ? coded('BAD_USER_INPUT', errors) : [];
  }

  /** What the client may see of the answer. Its variables fit. */
  async execute(prepared: Prepared, asked: Asked): Promise<FormattedExecutionResult> {
    const { logger } = this.options;
    const { tally } = asked.caller;
    const cost = this.costOf(prepared, asked.variables);
    tally.is(prepared);
    const { errors, data = null, extensions: said } = await this.run(prepared, asked);
    const extensions = { ...said, cost };
    if (!errors?.length) return { data, extensions };
    const shown = errors.map((error) => passedOn(error, logger));
    tally.answered(shown);
    return { errors: shown, data, extensions };
  }

  costOf({ price }: Read, variables: Json): Cost {
    return this.options.costs.of(price, variables);
  }

  /** The answer with errors as subgraphs said them. */
  async run(prepared: Prepared, asked: Asked): Promise<FormattedExecutionResult> {
    const { plan, shapes, introspection } = prepared.inside;
    const { variables } = asked;
    const flags = shapes.flagsIn(variables);
    const errors: GraphQLFormattedError[] = [];
    const data: Json = {};
    const remarks: Json = {};
    const ask: Run['ask'] = async (fetch, sent) => {
      const answer = await this.ask(fetch, sent, asked.caller);
      for (const name of REMARKS) {
        const remark = answer.extensions?.[name];
        if (remark !== undefined) remarks[name] = remark;
      }
      return answer;
    };
    const run: Run = { variables, flags, data, errors, ask };
    if (plan.primary && asked.event) takeEvent(plan.primary, asked.event, run);
    if (plan.step) await runPlan(plan.step, run);
    const introspected = introspection
      ? introspect(this.options.supergraph.schema, introspection, variables)
      : {};
    const completed = shapes.of(flags).complete(data, introspected);
    if (errors.length > 0) return { errors, data: completed.data, extensions: remarks };
    if (completed.problems.length > 0) remarks['valueCompletion'] = completed.problems;
    return { data: completed.data, extensions: remarks };
  }

  private async ask(
    { subgraph, query, operationName, operationKind }: Fetch,
    variables: Json,
    caller: Caller,
  ): Promise<FormattedExecutionResult> {
    const source = this.options.sources[subgraph];
    if (!source) throw new Error(`Nobody serves the subgraph ${subgraph}.`);
    const startedAtMs = performance.now();
    try {
      return await source.fetch({ query, operationName, operationKind, variables }, caller);
    } finally {
      caller.tally.asked(subgraph, performance.now() - startedAtMs);
    }
  }

  private readAnew(
    query: string,
    operationName: string | undefined,
    knowsSchema: boolean,
  ): Read | readonly GraphQLError[] {
    const { admission, costs, supergraph } = this.options;
    const document = admission.admit(query);
    if (document instanceof GraphQLError) return [document];
    const { schema } = supergraph;
    const options = { hideSuggestions: !knowsSchema, maxErrors: MAX_ERRORS };
    const invalid = validated(() => validate(schema, document, specifiedRules, options));
    if (invalid.length > 0) return coded('GRAPHQL_VALIDATION_FAILED', invalid);
    const operation = getOperationAST(document, operationName);
    if (!operation) {
      return [
        refusal('OPERATION_RESOLUTION_FAILURE', 'Name one of the operations in the document.'),
      ];
    }
    const price = costs.priceOf(document, operation);
    const fields = fieldsOf(document, operation);
    const introspects = introspectionOf(operation, fragmentsOf(document)) !== undefined;
    return { query, document, operation, price, fields, introspects };
  }

  /**
   * Plans what was allowed, and remembers the plan beside it.
   * @returns why it cannot be planned, if it cannot
   */
  prepare(known: Known): Prepared | readonly GraphQLError[] {
    if (known.inside) {
      this.hits += 1;
      const prepared = known as Prepared;
      prepared.uses += 1;
      return prepared;
    }
    if (known.notPlanned) return [known.notPlanned];
    this.misses += 1;
    return this.prepareAnew(known);
  }

  /**
   * Prepares operations before anybody asks for them, and so compiles the planner's code, which takes longer than to plan.
   * Whoever asks for something meanwhile is answered first.
   */
  async foresee(operations: readonly Foreseen[]): Promise<void> {
    for (const { query, operationName } of operations.slice(0, MAX_FORESEEN)) {
      await pause(BETWEEN_FORESEEN_MS, undefined, { ref: false });
      const read = this.read(query, operationName, true);
      if ('price' in read && !this.remembers(read)) this.prepareAnew(read);
    }
  }

  /** What was asked for, the latest first. */
  get latest(): Foreseen[] {
    return [...this.known].flatMap(([query, operations]) =>
      [...operations].flatMap(([operationName, { inside }]) =>
        inside ? [{ query, operationName }] : [],
      ),
    );
  }

  private prepareAnew(known: Known): Prepared | readonly GraphQLError[] {
    const startedAtMs = performance.now();
    const { query, document, operation } = known;
    const fragments = fragmentsOf(document);
    const plan = this.plan(known);
    if (plan instanceof GraphQLError) return [plan];
    const inside: Inside = {
      plan,
      shapes: new Shapes(this.supergraph.schema, operation, fragments),
      introspection: introspectionOf(operation, fragments),
    };
    const hash = createHash('sha256').update(query).digest('hex').slice(0, 12);
    const preparation = { startedAtMs, endedAtMs: performance.now() };
    const maxAgeSeconds = this.supergraph.cacheHints.maxAgeSeconds(document, operation);
    const { primary } = plan;
    return Object.assign(known, { primary, hash, maxAgeSeconds, preparation, uses: 1, inside });
  }

  private plan(known: Known): Plan | GraphQLError {
    const { document, operation } = known;
    if (this.intricate.size > 0 && this.intricate.has(outlineOf(document, operation)))
      return this.giveUp(known);
    const startedAtMs = performance.now();
    try {
      const { supergraph } = this.options;
      const plan = compilePlan(supergraph.plan(document, operation.name?.value), supergraph);
      if (!plan.step || fetchesIn(plan.step) <= MAX_FETCHES) return plan;
      return this.giveUp(known);
    } catch (error) {
      // The planner gives up on what is too intricate for it, and stumbles over some of what is not.
      this.options.logger.warn({ err: error }, 'an operation could not be planned');
      return error instanceof TookTooLong && error.isBusy ? tooIntricate() : this.giveUp(known);
    } finally {
      this.planningMs += performance.now() - startedAtMs;
    }
  }

  /** It would fail again. */
  private giveUp(known: Known): GraphQLError {
    this.intricate.set(outlineOf(known.document, known.operation), true);
    known.notPlanned = tooIntricate();
    return known.notPlanned;
  }
}

const tooIntricate = (): GraphQLError =>
  refusal('OPERATION_NOT_PLANNED', 'The operation is too intricate. Ask for less at once.');

/** Of a subscription whose field a variable may leave out, graphql-js says by throwing that it is not valid. */
function validated(validate: () => readonly GraphQLError[]): readonly GraphQLError[] {
  try {
    return validate();
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

const fragmentsOf = ({ definitions }: DocumentNode): Fragments =>
  new Map(
    definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );

const coded = (code: string, errors: readonly GraphQLError[]): GraphQLError[] =>
  errors.map(
    ({ message, nodes }) =>
      new GraphQLError(message, { nodes: nodes ?? null, extensions: { code } }),
  );
