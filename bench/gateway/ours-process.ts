import { httpSubgraph } from '#kernel/graphql/http-subgraph.ts';
import { ANONYMOUS } from '#kernel/graphql/principal.ts';
import { createLogger } from '#kernel/runtime/logger.ts';
import { startGateway } from '../../gateway/index.ts';
import { type Listening, report } from './child.ts';
import { WORLDS, type WorldName } from './worlds.ts';

/** Our gateway with everything switched on, before the subgraphs of a world. */
const [, , world, urls] = process.argv as [string, string, WorldName, string];
const subgraphs = Object.entries(JSON.parse(urls) as Listening['urls']);
const gateway = await startGateway({
  supergraph: { read: async () => WORLDS[world]().supergraphSdl, watch: () => () => {} },
  subgraphs: Object.fromEntries(subgraphs.map(([name, url]) => [name, httpSubgraph(url)])),
  verify: async () => ANONYMOUS,
  connections: { total: 100_000, perAddress: 100_000, perPrincipal: 100_000 },
  port: 0,
  host: '127.0.0.1',
  corsOrigins: undefined,
  introspection: true,
  maxCost: 1_000_000,
  budgets: { perPrincipal: 1e9, perAddress: 1e9 },
  logger: createLogger('info'),
  examples: [],
  ready: async () => ({}),
});
report({ graph: `${gateway.url}/graphql` });
