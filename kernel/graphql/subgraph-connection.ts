import type { FormattedExecutionResult } from 'graphql';

export interface SubgraphRequest {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Record<string, unknown> | undefined;
  readonly headers: Record<string, string>;
}

/** A way to a subgraph. Whoever uses it does not know whether the subgraph is in this process or another. */
export interface SubgraphConnection {
  execute(request: SubgraphRequest, signal?: AbortSignal): Promise<FormattedExecutionResult>;
  subscribe(request: SubgraphRequest): AsyncIterableIterator<FormattedExecutionResult>;
}
