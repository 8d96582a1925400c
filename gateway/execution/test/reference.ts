import { Supergraph as ComposedGraph, type Schema } from '@apollo/federation-internals';
import { type ServiceMap, buildOperationContext, executeQueryPlan } from '@apollo/gateway';
import type { QueryPlan } from '@apollo/query-planner';
import { type FormattedExecutionResult, type GraphQLSchema, parse } from 'graphql';
import type { Fiction } from './fiction.ts';
import type { RandomOperation } from './random-operation.ts';

/** Executes plans as @apollo/gateway does. */
export class Reference {
  private readonly supergraphSchema: GraphQLSchema;
  private readonly apiSchema: Schema;
  private readonly schema: GraphQLSchema;

  constructor(supergraphSdl: string) {
    const supergraph = ComposedGraph.build(supergraphSdl);
    this.supergraphSchema = supergraph.schema.toGraphQLJSSchema();
    this.apiSchema = supergraph.apiSchema();
    this.schema = this.apiSchema.toGraphQLJSSchema();
  }

  async execute(
    plan: QueryPlan,
    { query, variables }: RandomOperation,
    fiction: Fiction,
  ): Promise<FormattedExecutionResult> {
    const services = fiction.names.map((name) => [
      name,
      { process: ({ request }: { request: never }) => fiction.ask(name, request) },
    ]);
    const answer = await executeQueryPlan(
      answering(plan),
      Object.fromEntries(services) as ServiceMap,
      { request: { query, variables }, metrics: {}, logger: console } as never,
      buildOperationContext({ schema: this.schema, operationDocument: parse(query) }),
      this.supergraphSchema,
      this.apiSchema,
    );
    const { errors, ...others } = answer;
    const shown = errors?.map(({ message, path, extensions }) => ({ message, path, extensions }));
    return JSON.parse(JSON.stringify({ ...others, errors: shown })) as FormattedExecutionResult;
  }
}

/** A subscription's plan as one that asks its primary subgraph, once. */
function answering({ kind, node }: QueryPlan): QueryPlan {
  if (node?.kind !== 'Subscription') return { kind, ...(node && { node }) };
  const { primary, rest } = node;
  return { kind, node: { kind: 'Sequence', nodes: [primary, ...(rest ? [rest] : [])] } };
}
