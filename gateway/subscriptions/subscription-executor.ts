import { createHash } from 'node:crypto';
import type { ApolloGateway, GraphQLDataSource } from '@apollo/gateway';
import {
  type DocumentNode,
  type ExecutionResult,
  type FormattedExecutionResult,
  GraphQLError,
  type OperationDefinitionNode,
} from 'graphql';
import type { Logger } from 'pino';
import type { SubgraphConnection } from '#kernel/graphql/subgraph-connection.ts';
import { type Answered, logAnswer } from '../access-log.ts';
import type { Caller } from '../caller.ts';
import { presentable } from '../errors.ts';

/**
 * Federated subscriptions over a gateway that plans them and refuses to run them. A plan has a `primary` fetch, which
 * a subgraph answers with a stream, and a `rest` that fetches what other subgraphs know. In the planner's public hook
 * the plan becomes an ordinary sequence whose first fetch goes to EVENT, a service that does not exist; for each event
 * of the stream the plan is then executed with the event as that service's answer.
 * The hook is experimental: test/subscription-plan.test.ts holds on to what we need of it.
 */
const EVENT = '#event';

interface FetchNode {
  readonly kind: 'Fetch';
  readonly serviceName: string;
}

type PlanNode =
  | { readonly kind: 'Subscription'; readonly primary: FetchNode; readonly rest?: PlanNode }
  | { readonly kind: 'Sequence'; readonly nodes: readonly unknown[] }
  | FetchNode;

interface PlanHook {
  readonly queryPlan: { node?: PlanNode; subscribes?: string };
  readonly serviceMap: Record<string, GraphQLDataSource>;
  readonly requestContext: { readonly request: object };
}

/** What one execution of a plan is for: to learn what to subscribe to, or to answer one event. */
interface Phase {
  event?: FormattedExecutionResult;
  upstream?: { subgraph: string; query: string; variables: Record<string, unknown> | undefined };
}

const phases = new WeakMap<object, Phase>();

/** For the gateway's `experimental_didResolveQueryPlan`. */
export function subscriptionPlanHook(hook: unknown): void {
  const { queryPlan, serviceMap, requestContext } = hook as PlanHook;
  const { node } = queryPlan;
  // The plan is the cached one, so this happens once per document.
  if (node?.kind === 'Subscription') {
    queryPlan.subscribes = node.primary.serviceName;
    const primary = { ...node.primary, serviceName: EVENT };
    queryPlan.node = node.rest ? { kind: 'Sequence', nodes: [primary, node.rest] } : primary;
  }
  const phase = phases.get(requestContext.request);
  if (phase) serviceMap[EVENT] = answering(phase, queryPlan.subscribes ?? '');
}

function answering(phase: Phase, subgraph: string): GraphQLDataSource {
  return {
    async process({ request }) {
      if (phase.event) return phase.event as never;
      phase.upstream = { subgraph, query: request.query ?? '', variables: request.variables };
      return { data: null } as never;
    },
  };
}

export interface SubscriptionRequest {
  readonly query: string;
  readonly document: DocumentNode;
  /** The one of the document that is meant. */
  readonly operation: OperationDefinitionNode;
  readonly operationName: string | null | undefined;
  readonly variables: Record<string, unknown> | null | undefined;
  readonly caller: Caller;
  readonly transport: Answered['transport'];
}

export interface SubscriptionExecutorOptions {
  readonly gateway: ApolloGateway;
  readonly subgraphs: Readonly<Record<string, SubgraphConnection>>;
  readonly logger: Logger;
}

export class SubscriptionExecutor {
  constructor(private readonly options: SubscriptionExecutorOptions) {}

  /** Each event of the subscription, with what other subgraphs know of it, one at a time as they are read. */
  subscribe(request: SubscriptionRequest): AsyncGenerator<FormattedExecutionResult> {
    const left = new AbortController();
    const results = this.results(request, left.signal);
    return Object.assign(Object.create(results) as typeof results, {
      next: () => results.next(),
      // A generator alone would hear that its reader left only after the next event, which may never come.
      return: (value: unknown) => {
        left.abort();
        return results.return(value);
      },
    });
  }

  /** Never throws: whoever reads it would end the whole connection for it. */
  private async *results(
    request: SubscriptionRequest,
    left: AbortSignal,
  ): AsyncGenerator<FormattedExecutionResult> {
    const startedAtMs = performance.now();
    let events = 0;
    let status: Answered['status'] = 'left';
    try {
      for await (const result of this.events(request, left)) {
        events += 1;
        yield result;
      }
      status = left.aborted ? 'left' : 'ok';
    } catch (error) {
      status = 'errors';
      yield this.formatted({ errors: [new GraphQLError('', { originalError: error as Error })] });
    } finally {
      const { caller, transport } = request;
      const operation = request.operation.name?.value ?? '';
      const answered = { transport, operation, status, events, startedAtMs };
      logAnswer(this.options.logger, caller, answered);
    }
  }

  private async *events(
    request: SubscriptionRequest,
    left: AbortSignal,
  ): AsyncGenerator<FormattedExecutionResult> {
    const phase: Phase = {};
    const first = await this.execute(request, phase);
    const connection = phase.upstream && this.options.subgraphs[phase.upstream.subgraph];
    if (!phase.upstream || !connection) {
      yield this.formatted(first);
      return;
    }
    // A connection may subscribe as soon as it is asked, and would then never hear that it may stop.
    if (left.aborted) return;
    const { query, variables, subgraph } = phase.upstream;
    const events = connection.subscribe({ query, variables, headers: request.caller.headers });
    left.addEventListener('abort', () => void events.return?.(undefined), { once: true });
    try {
      for await (const event of events) {
        yield event.data
          ? this.formatted(await this.execute(request, { event }))
          : this.formatted(event);
      }
    } catch (error) {
      this.options.logger.warn({ err: error, subgraph }, 'a subscription broke');
      const message = 'The live updates broke. Subscribe again from the last cursor.';
      yield { errors: [{ message, extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] };
    }
  }

  private async execute(
    { query, document, operation, operationName, variables, caller }: SubscriptionRequest,
    phase: Phase,
  ) {
    const { gateway, logger } = this.options;
    const request = {
      query,
      operationName: operationName ?? undefined,
      variables: variables ?? {},
    };
    phases.set(request, phase);
    const context = {
      request,
      document,
      operationName: operationName ?? null,
      operation,
      source: query,
      queryHash: createHash('sha256').update(query).digest('hex'),
      schema: gateway.schema,
      context: caller,
      logger,
      metrics: {},
      overallCachePolicy: undefined,
      cache: undefined,
    };
    return gateway.executor(context as never) as Promise<
      ExecutionResult | FormattedExecutionResult
    >;
  }

  private formatted(result: ExecutionResult | FormattedExecutionResult): FormattedExecutionResult {
    const { errors, data } = result;
    if (!errors?.length) return { data: data ?? null };
    const shown = errors.map((error) =>
      presentable(
        error instanceof GraphQLError ? error.toJSON() : error,
        error,
        this.options.logger,
      ),
    );
    return { ...(data !== undefined && { data }), errors: shown };
  }
}
