import type { FormattedExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import type { SubgraphConnection } from '#kernel/graphql/subgraph-connection.ts';
import type { Caller } from './caller.ts';
import type { Source, SourceRequest } from './execution/execution.ts';

const TIMEOUT_MS = 10_000;

/** Sends a part of a query plan to its subgraph. One that does not answer costs its fields, never the whole answer. */
export class SubgraphDataSource implements Source {
  constructor(
    private readonly name: string,
    private readonly connection: SubgraphConnection,
    private readonly logger: Logger,
  ) {}

  async fetch(
    { query, variables }: SourceRequest,
    { headers }: Caller,
  ): Promise<FormattedExecutionResult> {
    try {
      return await this.connection.execute(
        { query, variables, headers },
        AbortSignal.timeout(TIMEOUT_MS),
      );
    } catch (error) {
      this.logger.warn({ err: error, subgraph: this.name }, 'a subgraph did not answer');
      const message = 'A part of the shop does not answer right now.';
      return { errors: [{ message, extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] };
    }
  }
}
