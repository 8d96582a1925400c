import {
  BrokenCircuitError,
  BulkheadRejectedError,
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  bulkhead,
  circuitBreaker,
  handleWhen,
  retry,
} from 'cockatiel';
import type { FormattedExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import {
  type Lack,
  NoAnswer,
  type SubgraphConnection,
  type SubgraphRequest,
  onlyReads,
} from '#kernel/graphql/subgraph-connection.ts';
import { msUntil } from '#kernel/runtime/errand.ts';

export interface SubgraphPolicy {
  /** How long a read may take, all attempts together. What changes something may take as long as the client waits. */
  readonly readTimeoutMs: number;
  /** How many requests a subgraph is sent at once, and how many may wait for their turn before clients are refused. */
  readonly maxInFlight: number;
  readonly maxWaiting: number;
  /** After so many failures in a row a subgraph is left alone. */
  readonly maxFailures: number;
  /** For how long at first; longer each time that it has not recovered. */
  readonly restMs: number;
}

/** The figures are reasoned in README.md. */
export const SUBGRAPH_POLICY: SubgraphPolicy = {
  readTimeoutMs: 5_000,
  maxInFlight: 128,
  maxWaiting: 1_024,
  maxFailures: 10,
  restMs: 500,
};
/** For one who does not say how long he waits. */
const WRITE_TIMEOUT_MS = 10_000;
const LONGEST_REST_MS = 5_000;
/** Live events are never refused for being many: a client that misses one would not ask again. */
const LONGEST_QUEUE = 50_000;
const MAX_RETRIES = 2;
const RETRY_AFTER_MS = 50;

export interface SubgraphState {
  /** `open`: it is left alone; `half-open`: one request tries whether it has recovered. */
  readonly breaker: 'closed' | 'open' | 'half-open';
  readonly inFlight: number;
  readonly waiting: number;
  /** Attempts that failed since the start, and attempts that were made again. */
  readonly failures: number;
  readonly retries: number;
  /** Requests that were not sent since the start, because it was left alone or had too much to do. */
  readonly refusals: number;
}

/** The subgraph's own fault, as opposed to the request's or the client's. */
const FAILURES: ReadonlySet<Lack> = new Set(['not-sent', 'turned-away', 'cut-off', 'not-graphql']);
const READS_AGAIN_AFTER: ReadonlySet<Lack> = new Set(['not-sent', 'turned-away', 'cut-off']);
const WRITES_AGAIN_AFTER: ReadonlySet<Lack> = new Set(['not-sent']);

/** A connection that bears with its subgraph's troubles, and keeps them from becoming everybody's. */
export class ResilientSubgraph implements SubgraphConnection {
  private readonly policy: SubgraphPolicy;
  private readonly turns;
  private readonly breaker;
  private readonly reads;
  private readonly writes;
  private failures = 0;
  private retries = 0;
  private refusals = 0;

  constructor(
    private readonly name: string,
    private readonly connection: SubgraphConnection,
    private readonly logger: Logger,
    policy: Partial<SubgraphPolicy> = {},
  ) {
    this.policy = { ...SUBGRAPH_POLICY, ...policy };
    const { maxInFlight, maxFailures, restMs } = this.policy;
    this.turns = bulkhead(maxInFlight, LONGEST_QUEUE);
    this.breaker = circuitBreaker(handleWhen(isFailure), {
      breaker: new ConsecutiveBreaker(maxFailures),
      halfOpenAfter: new ExponentialBackoff({ initialDelay: restMs, maxDelay: LONGEST_REST_MS }),
    });
    this.breaker.onFailure(({ handled }) => (this.failures += handled ? 1 : 0));
    this.breaker.onBreak(() => this.tell('a subgraph does not answer and is left alone'));
    this.breaker.onReset(() => this.tell('a subgraph answers again'));
    this.reads = this.retrying(READS_AGAIN_AFTER);
    this.writes = this.retrying(WRITES_AGAIN_AFTER);
  }

  get state(): SubgraphState {
    const { turns, failures, retries, refusals } = this;
    return {
      breaker: BREAKER[this.breaker.state],
      inFlight: this.policy.maxInFlight - turns.executionSlots,
      waiting: this.waiting,
      failures,
      retries,
      refusals,
    };
  }

  private get waiting(): number {
    return LONGEST_QUEUE - this.turns.queueSlots;
  }

  /** @param left aborted when the client has left: a read is then given up, and never what changes something */
  async execute(request: SubgraphRequest, left?: AbortSignal): Promise<FormattedExecutionResult> {
    const reads = onlyReads(request.query);
    const latest = performance.now() + (reads ? this.policy.readTimeoutMs : WRITE_TIMEOUT_MS);
    const deadline = Math.min(request.deadline ?? latest, reads ? latest : Infinity);
    if (msUntil(deadline) === 0) throw outOfTime();
    const clientWaits = request.deadline !== undefined;
    if (clientWaits && this.waiting >= this.policy.maxWaiting) throw this.refused('busy');
    // Who had less time than a subgraph is given says nothing of the subgraph by running out of it.
    const giveUp = deadline === latest ? tookTooLong : outOfTime;
    const policy = reads ? this.reads : this.writes;
    const asked = { ...request, deadline };
    const patience = new Patience(deadline, giveUp, reads ? left : undefined);
    const { signal } = patience;
    try {
      return await patience.with(
        this.turns.execute(() => policy.execute(() => this.attempt(asked, signal), signal), signal),
      );
    } catch (error) {
      throw this.explained(error);
    } finally {
      patience.end();
    }
  }

  subscribe(request: SubgraphRequest): AsyncIterableIterator<FormattedExecutionResult> {
    return this.connection.subscribe(request);
  }

  private attempt(request: SubgraphRequest, signal: AbortSignal) {
    signal.throwIfAborted();
    // Otherwise those who come while one tries would wait for what becomes of it.
    if (this.breaker.state === CircuitState.HalfOpen) throw new BrokenCircuitError();
    return this.breaker.execute(() => this.connection.execute(request, signal));
  }

  private retrying(lacks: ReadonlySet<Lack>) {
    const again = retry(
      handleWhen((error) => error instanceof NoAnswer && lacks.has(error.lack)),
      {
        maxAttempts: MAX_RETRIES,
        backoff: new ExponentialBackoff({ initialDelay: RETRY_AFTER_MS }),
      },
    );
    again.onRetry(() => (this.retries += 1));
    return again;
  }

  private explained(error: unknown): unknown {
    if (error instanceof BrokenCircuitError) return this.refused('left-alone');
    return error instanceof BulkheadRejectedError ? this.refused('busy') : error;
  }

  private refused(lack: Lack): NoAnswer {
    this.refusals += 1;
    return new NoAnswer(lack, `The subgraph ${this.name} was not asked.`);
  }

  private tell(message: string): void {
    this.logger.warn({ subgraph: this.name }, message);
  }
}

const BREAKER = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
} as const;

const isFailure = (error: unknown): boolean =>
  error instanceof NoAnswer && (FAILURES.has(error.lack) || error instanceof TookTooLong);

/** It had all the time that it is given. */
class TookTooLong extends NoAnswer {}

const tookTooLong = () => new TookTooLong('too-late', 'The subgraph took too long.');
const outOfTime = () => new NoAnswer('too-late', 'The client waits no longer.');

/** How long one request is waited for: until its deadline, or until the client leaves. */
class Patience {
  private readonly over = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private reject: (reason: NoAnswer) => void = () => {};

  constructor(
    deadline: number,
    atDeadline: () => NoAnswer,
    private readonly left: AbortSignal | undefined,
  ) {
    this.timer = setTimeout(() => this.end(atDeadline()), msUntil(deadline));
    left?.addEventListener('abort', this.leave);
    if (left?.aborted) this.leave();
  }

  get signal(): AbortSignal {
    return this.over.signal;
  }

  /** What `answer` says, or why it was given up before, even while it only waits for its turn. */
  with<T>(answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.reject = reject;
      if (this.signal.aborted) reject(this.signal.reason as NoAnswer);
      answer.then(resolve, reject);
    });
  }

  /** @param reason why it is given up, if it is */
  end(reason?: NoAnswer): void {
    clearTimeout(this.timer);
    this.left?.removeEventListener('abort', this.leave);
    if (!reason) return;
    this.over.abort(reason);
    this.reject(reason);
  }

  private readonly leave = (): void => this.end(new NoAnswer('unwanted', 'The client has left.'));
}
