import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { Caller } from '../caller.ts';
import type { Served, Serving } from '../supergraph/serving.ts';

type GatewayOfApollo = ApolloServerOptionsWithGateway<Caller>['gateway'];
type Executor = NonNullable<Awaited<ReturnType<GatewayOfApollo['load']>>['executor']>;

/** What Apollo Server calls its gateway: whoever knows the schema, and executes what was asked over HTTP. */
export function executedBy(serving: Serving): GatewayOfApollo {
  let tell: Parameters<GatewayOfApollo['onSchemaLoadOrUpdate']>[0] = () => {};
  const executor: Executor = async ({ source, request, context }) => {
    const { execution } = serving.now;
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
      const show = ({ execution: { supergraph } }: Served) =>
        tell({ apiSchema: supergraph.schema, coreSupergraphSdl: supergraph.sdl });
      serving.onReplaced(show);
      show(serving.now);
      return { executor };
    },
    async stop() {},
  };
}
