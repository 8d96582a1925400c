import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import type { Caller } from '../caller.ts';
import type { Served, Serving } from './serving.ts';

type GatewayOfApollo = ApolloServerOptionsWithGateway<Caller>['gateway'];

/** What Apollo Server calls its gateway: whoever knows the schema. What is asked never comes so far as to be executed by it. */
export function schemaOf(serving: Serving): GatewayOfApollo {
  let tell: Parameters<GatewayOfApollo['onSchemaLoadOrUpdate']>[0] = () => {};
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
      return { executor: null };
    },
    async stop() {},
  };
}
