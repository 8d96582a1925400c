import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { Caller } from '../caller.ts';
import type { Served, Serving } from '../supergraph/serving.ts';

type GatewayOfApollo = ApolloServerOptionsWithGateway<Caller>['gateway'];
type Executor = NonNullable<Awaited<ReturnType<GatewayOfApollo['load']>>['executor']>;

/** What Apollo Server calls its gateway: whoever knows the schema, and executes what was asked over HTTP. */
export function executedBy(serving: Serving): GatewayOfApollo {
  let tell: Parameters<GatewayOfApollo['onSchemaLoadOrUpdate']>[0] = () => {};
  const executor: Executor = async ({ source, request, response, context }) => {
    const { execution } = serving.now;
    const variables = request.variables ?? {};
    const prepared = execution.prepare(source, request.operationName, variables);
    if (!('inside' in prepared)) {
      if (response?.http) response.http.status = 400;
      return { errors: prepared };
    }
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
