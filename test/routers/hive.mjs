/**
 * Hive Gateway over a supergraph file: node hive.mjs <supergraph> <port>. The test puts it into a folder of its own, with
 * the packages of hive.package.json: ours shall not carry another router.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import process from 'node:process';
import { createGatewayRuntime, getGraphQLWSOptions } from '@graphql-hive/gateway-runtime';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

const [file, port] = process.argv.slice(2);
const supergraph = readFileSync(file, 'utf8');
const subgraphs = [...supergraph.matchAll(/@join__graph\(name: "(\w+)", url: "([^"]+)"\)/g)];
const connectionParams = { authorization: '{context.headers.authorization}' };

const gateway = createGatewayRuntime({
  supergraph,
  logging: false,
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) => ({
      authorization: request.headers.get('authorization') ?? '',
    }),
  },
  transportEntries: Object.fromEntries(
    subgraphs.map(([, name, url]) => {
      const location = url.replace('http', 'ws');
      const subscriptions = { kind: 'ws', location, options: { connectionParams } };
      return [name, { options: { subscriptions } }];
    }),
  ),
});
const server = createServer(gateway);
useServer(
  getGraphQLWSOptions(gateway, ({ extra, connectionParams: { authorization = '' } = {} }) => ({
    req: extra?.request,
    socket: extra?.socket,
    headers: { authorization },
    // What the fetches of an event take their headers from; a socket has no request.
    request: new Request('http://127.0.0.1/graphql', { headers: { authorization } }),
  })),
  new WebSocketServer({ path: '/graphql', server }),
);
// Until it has answered once over HTTP, it knows no schema.
await gateway.fetch('http://127.0.0.1/graphql?query=%7B__typename%7D');
server.listen(Number(port), '127.0.0.1', () => process.send?.('ready'));
