import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { type Listening, report } from './child.ts';
import { WORLDS, type WorldName } from './worlds.ts';

/** @apollo/gateway in @apollo/server as they come, with nothing added. */
process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
const [, , world, urls] = process.argv as [string, string, WorldName, string];
const subgraphs = JSON.parse(urls) as Listening['urls'];
const gateway = new ApolloGateway({
  supergraphSdl: WORLDS[world]().supergraphSdl,
  buildService: ({ name }) => new RemoteGraphQLDataSource({ url: subgraphs[name] ?? '' }),
});
const server = new ApolloServer({ gateway });
const { url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } });
report({ graph: url });
