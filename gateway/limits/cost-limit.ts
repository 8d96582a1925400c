import { type DocumentNode, GraphQLError, type OperationDefinitionNode } from 'graphql';
import { Costs, type Price } from './cost.ts';

/** What every answer says in `extensions.cost`, in points. */
export interface Cost {
  /** What the operation was reckoned to cost before it was executed. Null for one that was refused before that. */
  readonly estimated: number | null;
  /** What one may cost. */
  readonly max: number;
}

/** Prices operations, and refuses those that are too dear before they are planned. */
export class CostLimit {
  private readonly costs: Costs;

  constructor(
    supergraphSdl: string,
    private readonly max: number,
  ) {
    this.costs = new Costs(supergraphSdl);
  }

  priceOf(document: DocumentNode, operation: OperationDefinitionNode): Price {
    return this.costs.priceOf(document, operation);
  }

  of(price: Price, variables: Readonly<Record<string, unknown>>) {
    return { estimated: price(variables), max: this.max } satisfies Cost;
  }

  /** @returns why an operation is refused that costs so much, if it is */
  refuse(estimated: number): GraphQLError | undefined {
    const { max } = this;
    if (estimated <= max) return undefined;
    return new GraphQLError(
      `The operation may cost up to ${estimated} points, and ${max} are allowed: select less, or shorter pages.`,
      { extensions: { code: 'QUERY_TOO_COSTLY', estimated, max } },
    );
  }
}
