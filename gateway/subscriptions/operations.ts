import {
  type ExecutionArgs,
  type FormattedExecutionResult,
  type GraphQLError,
  OperationTypeNode,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { Logger } from 'pino';
import { type Answered, logAnswer } from '../access-log.ts';
import { type Caller, waiting } from '../caller.ts';
import { presentable } from '../errors.ts';
import type { Prepared } from '../execution/execution.ts';
import type { Served, Serving } from '../supergraph/serving.ts';
import type { Sink } from './follower.ts';
import { Frame } from './frame.ts';
import type { Following } from './hub.ts';
import type { SubscriptionExecutor } from './subscription-executor.ts';

export interface OperationsOptions {
  readonly serving: Serving;
  readonly executor: SubscriptionExecutor;
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

/** Operations as they come over a socket or for a stream: what is refused over HTTP is refused here, with its codes. */
export class Operations {
  constructor(private readonly options: OperationsOptions) {}

  /** @returns what to execute it with, or why it is refused */
  admit(
    { query, operationName, variables: given }: SubscribePayload,
    caller: Caller,
    transport: Answered['transport'],
  ): ExecutionArgs | readonly GraphQLError[] {
    const served = this.options.serving.now;
    const { execution } = served;
    const variables = given ?? {};
    const prepared = execution.prepare(query, operationName, variables);
    if (!('inside' in prepared)) return prepared;
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
    void this.execute(args, left.signal)
      .catch((error: unknown) => ({
        errors: [presentable({ message: '' }, error, this.options.logger)],
      }))
      .then((result) => {
        sink.next(new Frame(result));
        sink.complete();
      });
    return { resume: () => {}, leave: () => left.abort() };
  }
}

export const admittedIn = ({ contextValue }: ExecutionArgs): Admitted => contextValue as Admitted;
