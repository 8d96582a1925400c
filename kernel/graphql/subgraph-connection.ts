import type { FormattedExecutionResult } from 'graphql';

export interface SubgraphRequest {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Record<string, unknown> | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** When nobody waits for the answer any more, by the clock of `performance.now()`. */
  readonly deadline?: number | undefined;
}

/** A way to a subgraph. Whoever uses it does not know whether the subgraph is in this process or another. */
export interface SubgraphConnection {
  /**
   * @param signal aborted, with a `NoAnswer`, when the answer is not waited for any more; what was sent may have taken effect
   * @throws {NoAnswer} when the subgraph gave none, and at once when `signal` is aborted
   */
  execute(request: SubgraphRequest, signal?: AbortSignal): Promise<FormattedExecutionResult>;
  subscribe(request: SubgraphRequest): AsyncIterableIterator<FormattedExecutionResult>;
}

/**
 * Why there is no answer:
 * - `not-sent`: there was no connection, so the subgraph knows of nothing;
 * - `turned-away`: something before the subgraph, or the subgraph itself, is not ready (502, 503, 504);
 * - `cut-off`: the connection broke before the answer was complete;
 * - `not-graphql`: it is not what a subgraph answers;
 * - `too-large`: it is larger than what we take;
 * - `too-late`: time was up;
 * - `unwanted`: who asked has left;
 * - `left-alone`: it has failed so often that it is not asked for a while;
 * - `busy`: it has too much to do already, and was not asked.
 */
export type Lack =
  | 'not-sent'
  | 'turned-away'
  | 'cut-off'
  | 'not-graphql'
  | 'too-large'
  | 'too-late'
  | 'unwanted'
  | 'left-alone'
  | 'busy';

/** A subgraph was asked and no answer came. Unless it was not sent or not asked, nobody knows whether it has acted. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  constructor(
    readonly lack: Lack,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Whether a document can only read, so that sending it twice does no harm. What is not surely a read counts as a write:
 * so does one with a field that is called like that.
 */
export const onlyReads = (query: string): boolean =>
  /^\s*(query\b|\{)/.test(query) && !query.includes('mutation');
