import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { Caller } from '../caller.ts';
import type { Execution } from './execution.ts';

type GatewayOfApollo = ApolloServerOptionsWithGateway<Caller>['gateway'];
type Executor = NonNullable<Awaited<ReturnType<GatewayOfApollo['load']>>['executor']>;

/** What Apollo Server calls its gateway: whoever knows the schema, and executes what was asked over HTTP. */
export function executedBy(execution: Execution): GatewayOfApollo {
  const { supergraph } = execution;
  let tell: Parameters<GatewayOfApollo['onSchemaLoadOrUpdate']>[0] = () => {};
  const executor: Executor = async ({ source, request, context }) => {
    const prepared = execution.prepare(source, request.operationName);
    if (!('inside' in prepared)) return { errors: prepared };
    const variables = request.variables ?? {};
    const refused = execution.refuseVariables(prepared, variables);
    if (refused.length > 0) return { errors: refused };
    const caller = context as unknown as Caller;
    const { errors, ...answer } = await execution.execute(prepared, { variables, caller });
    if (!errors) return answer;
    return { ...answer, errors: errors.map((each) => new GraphQLError(each.message, each)) };
  };
  return {
    onSchemaLoadOrUpdate(callback) {
      tell = callback;
      return () => {};
    },
    async load() {
      tell({ apiSchema: supergraph.schema, coreSupergraphSdl: supergraph.sdl });
      return { executor };
    },
    async stop() {},
  };
}
