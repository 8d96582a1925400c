import type { FormattedExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import type { Principal } from '#kernel/graphql/principal.ts';
import { Turns } from '#kernel/runtime/turns.ts';
import { type Answered, logAnswer } from '../access-log.ts';
import type { Caller } from '../caller.ts';
import { passedOn } from '../errors.ts';
import type { Prepared } from '../execution/execution.ts';
import type { Served } from '../supergraph/serving.ts';
import type { Sink } from './follower.ts';
import { type Following, Hub, type LiveEvent } from './hub.ts';
import { type Resumable, asksForCursors, resumable, takeCursor } from './resumable.ts';

export interface SubscriptionRequest {
  /** It stays with this one, whatever is served next. */
  readonly served: Served;
  readonly prepared: Prepared;
  readonly variables: Record<string, unknown>;
  readonly caller: Caller;
  readonly transport: Answered['transport'];
}

/** Of all subscriptions. */
const EVENTS_AT_ONCE = 64;

/** Federated subscriptions: one subgraph brings the events, and each is answered with what the others know of it. */
export class SubscriptionExecutor {
  private readonly hub: Hub;
  private readonly turns = new Turns(EVENTS_AT_ONCE);

  constructor(private readonly logger: Logger) {
    this.hub = new Hub(logger);
  }

  /** Tells `sink` each event of the subscription, with what other subgraphs know of it. */
  subscribe(request: SubscriptionRequest, sink: Sink): Following {
    const startedAtMs = performance.now();
    const { caller, transport, variables, served } = request;
    const { document, operation } = request.prepared;
    const { logger } = this;
    const resume = resumable(served.execution.supergraph.schema, document, operation, variables);
    caller.tally.is(request.prepared);
    return this.hub.follow(
      {
        key: sharingKey(request, resume?.variables ?? variables),
        after: resume?.after,
        caller,
        upstream: (as, after, signal) =>
          this.upstream({ ...request, caller: as }, resume && { after }, signal),
        answer: (as, event) =>
          this.turns.take(() => this.answer({ ...request, caller: as }, event)),
        ended: (status, events) =>
          logAnswer(logger, caller, { transport, status, events, startedAtMs }),
      },
      sink,
    );
  }

  private async *upstream(
    request: SubscriptionRequest,
    resume: { readonly after: string | undefined } | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<LiveEvent> {
    const { primary } = request.prepared;
    const connection = primary && request.served.connections[primary.subgraph];
    if (!connection) throw new Error('Nobody serves what is subscribed to.');
    // A connection may subscribe as soon as it is asked, and would then never hear that it may stop.
    if (signal.aborted) return;
    const { query, variableNames } = primary;
    const used = variableNames.filter((name) => Object.hasOwn(request.variables, name));
    const variables = Object.fromEntries(used.map((name) => [name, request.variables[name]]));
    const asked = resume ? asksForCursors(query, variables, resume.after) : { query, variables };
    const events = connection.subscribe({ ...asked, headers: request.caller.headers });
    signal.addEventListener('abort', () => void events.return?.(undefined), { once: true });
    for await (const event of events) yield { cursor: takeCursor(event), event };
  }

  private async answer(
    { served, prepared, variables, caller }: SubscriptionRequest,
    event: FormattedExecutionResult,
  ): Promise<FormattedExecutionResult> {
    if (event.data) return served.execution.execute(prepared, { variables, caller, event });
    const extensions = { cost: served.execution.costOf(prepared, variables) };
    const { errors = [] } = event;
    if (errors.length === 0) return { data: null, extensions };
    return { ...event, errors: errors.map((error) => passedOn(error, this.logger)), extensions };
  }
}

/** Who may be told the same, and what they ask alike. */
const sharingKey = (
  { served, prepared: { query, operation }, caller }: SubscriptionRequest,
  variables: Resumable['variables'],
) => {
  const { version } = served.execution.supergraph;
  return JSON.stringify([
    audience(caller.principal),
    caller.headers['accept-language'],
    version,
    query,
    operation.name?.value,
    variables,
  ]);
};

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
