import { type FormattedExecutionResult, GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { presentable } from './errors.ts';
import type { Cost } from './limits/cost-limit.ts';
import type { Tally } from './tally.ts';

/** What a client is answered whose operation is refused, or breaks: on every transport it says of the cost what is known. */
export class Refusals {
  constructor(
    private readonly maxCost: number,
    private readonly logger: Logger,
  ) {}

  /** @param cause of what is unforeseen, for the log */
  answer(errors: readonly GraphQLError[], tally: Tally, cause?: unknown): FormattedExecutionResult {
    const shown = errors.map((error) => presentable(error.toJSON(), cause ?? error, this.logger));
    tally.answered(shown);
    return { errors: shown, extensions: { cost: this.costOf(tally) } };
  }

  /** The same where an answer is a list of errors and nothing else, as over WebSocket: so each of them says it. */
  list(errors: readonly GraphQLError[], tally: Tally): readonly GraphQLError[] {
    tally.answered(errors);
    const cost = this.costOf(tally);
    return errors.map(({ message, nodes, extensions: told }) => {
      const extensions = { ...told, cost };
      return new GraphQLError(message, { nodes: nodes ?? null, extensions });
    });
  }

  costOf({ cost }: Tally): Cost {
    return { estimated: cost ?? null, max: this.maxCost };
  }
}
