import type { AddressInfo } from 'node:net';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { report } from './child.ts';
import { type World, WORLDS, type WorldName } from './worlds.ts';
import type { SubgraphQuestion } from '../../gateway/execution/test/fiction.ts';

/** The subgraphs of a world. Each answer is computed once, so that they cost next to nothing. */
const world: World = WORLDS[process.argv[2] as WorldName]();
const urls = await Promise.all(
  world.subgraphs.map(async (name) => [name, await serve(name)] as const),
);
report(Object.fromEntries(urls));

async function serve(name: string): Promise<string> {
  const known = new Map<string, Promise<string>>();
  const server = createServer((request, response) => void answer(name, known, request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

async function answer(
  name: string,
  known: Map<string, Promise<string>>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await text(request);
  const answered = known.get(body) ?? compute(name, body);
  known.set(body, answered);
  const json = await answered;
  response.setHeader('content-type', 'application/json');
  response.setHeader('content-length', Buffer.byteLength(json));
  response.end(json);
}

const compute = async (name: string, body: string): Promise<string> =>
  JSON.stringify(await world.answer(name, JSON.parse(body) as SubgraphQuestion));
