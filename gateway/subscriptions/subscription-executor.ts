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
import type { Principal } from '#kernel/graphql/principal.ts';
import type { SubgraphConnection } from '#kernel/graphql/subgraph-connection.ts';
import { type Answered, logAnswer } from '../access-log.ts';
import type { Caller } from '../caller.ts';
import { presentable } from '../errors.ts';
import type { Sink } from './follower.ts';
import { type Following, Hub, type LiveEvent } from './hub.ts';
import { type Resumable, asksForCursors, resumable, takeCursor } from './resumable.ts';

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
  private readonly hub: Hub;

  constructor(private readonly options: SubscriptionExecutorOptions) {
    this.hub = new Hub(options.logger);
  }

  /** Tells `sink` each event of the subscription, with what other subgraphs know of it. */
  subscribe(request: SubscriptionRequest, sink: Sink): Following {
    const startedAtMs = performance.now();
    const { caller, transport, document, operation, variables } = request;
    const { gateway, logger } = this.options;
    if (!gateway.schema) throw new Error('The gateway has no schema.');
    const resume = resumable(gateway.schema, document, operation, variables ?? {});
    const name = operation.name?.value ?? '';
    return this.hub.follow(
      {
        key: resume && sharingKey(request, resume),
        after: resume?.after,
        caller,
        upstream: (as, after, signal) =>
          this.upstream({ ...request, caller: as }, resume && { after }, signal),
        answer: async (as, event) =>
          this.formatted(
            event.data ? await this.execute({ ...request, caller: as }, { event }) : event,
          ),
        ended: (status, events) =>
          logAnswer(logger, caller, { transport, operation: name, status, events, startedAtMs }),
      },
      sink,
    );
  }

  private async *upstream(
    request: SubscriptionRequest,
    resume: { readonly after: string | undefined } | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<LiveEvent> {
    const phase: Phase = {};
    const first = await this.execute(request, phase);
    const connection = phase.upstream && this.options.subgraphs[phase.upstream.subgraph];
    if (!phase.upstream || !connection) {
      yield { cursor: null, event: first as FormattedExecutionResult };
      return;
    }
    // A connection may subscribe as soon as it is asked, and would then never hear that it may stop.
    if (signal.aborted) return;
    const { query, variables } = phase.upstream;
    const asked = resume ? asksForCursors(query, variables, resume.after) : { query, variables };
    const events = connection.subscribe({ ...asked, headers: request.caller.headers });
    signal.addEventListener('abort', () => void events.return?.(undefined), { once: true });
    for await (const event of events) yield { cursor: takeCursor(event), event };
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

/** Who may be told the same, and what they ask alike. */
const sharingKey = (
  { query, operationName, caller }: SubscriptionRequest,
  { variables }: Resumable,
) => JSON.stringify([audience(caller.principal), query, operationName ?? null, variables]);

/** An answer may depend on all of this, but not on which of their sessions somebody asks from. */
function audience(principal: Principal): unknown[] {
  switch (principal.kind) {
    case 'anonymous':
      return [];
    case 'service':
      return [principal.name, principal.permissions];
    case 'user':
      return [principal.id, principal.roles, principal.permissions, principal.merchantId];
  }
}
