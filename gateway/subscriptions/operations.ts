import {
  type ExecutionArgs,
  type FormattedExecutionResult,
  GraphQLError,
  type OperationDefinitionNode,
  OperationTypeNode,
  getOperationAST,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { Logger } from 'pino';
import { type Answered, logAnswer } from '../access-log.ts';
import { type Caller, waiting } from '../caller.ts';
import type { Execution, Prepared } from '../execution/execution.ts';
import type { Admission } from '../limits/admission.ts';
import { type Budgets, INTRICACY_POINTS, PLANNING_POINTS, REFUSAL_POINTS } from '../limits/budgets.ts';
import type { PersistedQueries } from '../persisted/persisted-queries.ts';
import type { Safelist } from '../persisted/safelist.ts';
import type { Refusals } from '../refusals.ts';
import type { Served, Serving } from '../supergraph/serving.ts';
import type { Sink } from './follower.ts';
import { Frame } from './frame.ts';
import type { Following } from './hub.ts';
import type { SubscriptionExecutor } from './subscription-executor.ts';

export interface OperationsOptions {
  readonly serving: Serving;
  readonly admission: Admission;
  readonly persisted: PersistedQueries;
  readonly safelist: Safelist | undefined;
  readonly budgets: Budgets;
  readonly executor: SubscriptionExecutor;
  readonly refusals: Refusals;
  readonly logger: Logger;
}

/** What one operation is executed with. */
export interface Admitted {
  readonly caller: Caller;
  readonly transport: Answered['transport'];
  readonly served: Served;
  readonly prepared: Prepared;
  readonly variables: Record<string, unknown>;
}

/** Operations as they come, whatever the transport: what is refused on one is refused on all, with the same codes. */
export class Operations {
  constructor(private readonly options: OperationsOptions) {}

  /**
   * What is meant, as far as can be told without the schema. Undefined for a document that is refused, or that does not say
   * which of its operations is meant.
   * @throws {GraphQLError} for a document that is named and not known
   */
  meant(payload: SubscribePayload): OperationDefinitionNode | undefined {
    const { admission, persisted } = this.options;
    const document = admission.admit(persisted.documentOf(payload));
    if (document instanceof GraphQLError) return undefined;
    return getOperationAST(document, payload.operationName) ?? undefined;
  }

  /**
   * Takes what the operation costs from what `caller` may spend.
   * @returns what to execute it with, or why it is refused
   * @throws {GraphQLError} for a caller who has spent too much, and for a document that is named and not known
   */
  async admit(
    payload: SubscribePayload,
    caller: Caller,
    transport: Answered['transport'],
  ): Promise<ExecutionArgs | readonly GraphQLError[]> {
    const { serving, persisted, safelist, budgets } = this.options;
    const served = serving.now;
    const { execution } = served;
    const query = persisted.documentOf(payload);
    const variables = payload.variables ?? {};
    const unlisted = safelist?.refuse(query);
    const allowed = unlisted
      ? [unlisted]
      : execution.allow(query, payload.operationName, variables, caller);
    await budgets.charge(caller, pointsFor(allowed, caller, execution));
    if (!('price' in allowed)) return allowed;
    persisted.remember(payload);
    const startedAtMs = performance.now();
    const prepared = execution.prepare(allowed);
    if (!('inside' in prepared)) {
      const tookMs = performance.now() - startedAtMs;
      await budgets.take(caller, Math.ceil(tookMs * INTRICACY_POINTS));
      return prepared;
    }
    const contextValue: Admitted = { caller, transport, served, prepared, variables };
    return { schema: execution.supergraph.schema, document: prepared.document, contextValue };
  }

  /** Answers a query or a mutation. @param left aborted when nobody waits for its answer any more */
  answer(args: ExecutionArgs, left: AbortSignal): Promise<FormattedExecutionResult> {
    const { served, prepared, variables, ...admitted } = admittedIn(args);
    const caller = waiting(admitted.caller, left);
    return served.execution.execute(prepared, { variables, caller });
  }

  /** The same, with its line in the log. */
  async execute(
    args: ExecutionArgs,
    left = new AbortController().signal,
  ): Promise<FormattedExecutionResult> {
    const { caller, transport } = admittedIn(args);
    const startedAtMs = performance.now();
    const result = await this.answer(args, left);
    const status = result.errors ? 'errors' : 'ok';
    logAnswer(this.options.logger, caller, { transport, status, startedAtMs });
    return result;
  }

  /** Tells `sink` the events of a subscription, or the one answer of anything else. */
  follow(args: ExecutionArgs, sink: Sink): Following {
    const admitted = admittedIn(args);
    return admitted.prepared.operation.operation === OperationTypeNode.SUBSCRIPTION
      ? this.options.executor.subscribe(admitted, sink)
      : this.once(args, sink);
  }

  private once(args: ExecutionArgs, sink: Sink): Following {
    const left = new AbortController();
    const { tally } = admittedIn(args).caller;
    void this.execute(args, left.signal)
      .catch((error: unknown) =>
        this.options.refusals.answer([new GraphQLError('')], tally, error),
      )
      .then((result) => {
        sink.next(new Frame(result));
        sink.complete();
      });
    return { resume: () => {}, leave: () => left.abort() };
  }
}

export const admittedIn = ({ contextValue }: ExecutionArgs): Admitted => contextValue as Admitted;

function pointsFor(
  allowed: ReturnType<Execution['allow']>,
  { tally: { cost = 0 } }: Caller,
  execution: Execution,
): number {
  if (!('price' in allowed)) return REFUSAL_POINTS;
  const points = Math.max(1, Math.ceil(cost));
  return points + (execution.remembers(allowed) ? 0 : allowed.fields * PLANNING_POINTS);
}
