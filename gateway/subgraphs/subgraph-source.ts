import type { FormattedExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import { UNAVAILABLE } from '#kernel/graphql/errors.ts';
import { NoAnswer, type SubgraphConnection } from '#kernel/graphql/subgraph-connection.ts';
import type { Caller } from '../caller.ts';
import type { Source, SourceRequest } from '../execution/execution.ts';

/** Sends a part of a query plan to its subgraph. One that does not answer costs its fields, never the whole answer. */
export class SubgraphSource implements Source {
  constructor(
    private readonly name: string,
    private readonly connection: SubgraphConnection,
    private readonly logger: Logger,
  ) {}

  async fetch(
    { query, variables }: SourceRequest,
    { headers, deadline, left }: Caller,
  ): Promise<FormattedExecutionResult> {
    try {
      return await this.connection.execute({ query, variables, headers, deadline }, left);
    } catch (error) {
      const lack = error instanceof NoAnswer ? error.lack : undefined;
      this.log(lack, error);
      return { errors: [lack === 'busy' ? BUSY : UNAVAILABLE] };
    }
  }

  private log(lack: NoAnswer['lack'] | undefined, err: unknown): void {
    const { name: subgraph, logger } = this;
    // What was not asked would be one of thousands of lines, and what led to it has been told.
    if (lack === 'left-alone' || lack === 'busy' || lack === 'unwanted') {
      logger.debug({ subgraph, lack }, 'a subgraph was not waited for');
    } else {
      logger.warn({ err, subgraph, lack }, 'a subgraph did not answer');
    }
  }
}

const BUSY = {
  message: 'A part of the shop has too much to do right now. It was not asked.',
  extensions: { code: 'SUBGRAPH_BUSY' },
};
