import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { FormattedExecutionResult } from 'graphql';
import WebSocket, { type ClientOptions } from 'ws';

/** Something that is done to hurt, and what it comes to. */
export interface Abuse {
  readonly how: string;
  /** The code of the error, or with which the socket is closed, or the status of HTTP. */
  readonly refusal: string | number;
  /** @param turn told apart, so that no cache knows it. @returns how it was refused */
  attempt(url: string, turn: number): Promise<string | number | undefined>;
}

/** A document over the graph of `World`, or one with its variables. */
export interface Asked {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
}

/** Each fragment spreads the next one twice, so that the last one counts two to the power of their number. */
const exponential = (fragments: number) =>
  `{ orders { ...F0 } } ${Array.from(
    { length: fragments },
    (_, index) => `fragment F${index} on Order { ...F${index + 1} again { ...F${index + 1} } }`,
  ).join(' ')} fragment F${fragments} on Order { id }`;

/** Each fragment spreads the next two, and the last ones the first. */
const circle = (fragments: number) =>
  `{ orders { ...F0 } } ${Array.from(
    { length: fragments },
    (_, index) =>
      `fragment F${index} on Order { ...F${(index + 1) % fragments} ...F${(index + 2) % fragments} }`,
  ).join(' ')}`;

const nested = (levels: number, open: string) =>
  `${`{ ${open} `.repeat(levels)}{ id }${' }'.repeat(levels)}`;

/** Nests what JSON and lists may nest, as deep as a request can be long. */
const nestedList = (levels: number): unknown => {
  let list: unknown = 1;
  for (let level = 0; level < levels; level += 1) list = [list];
  return list;
};

const OF_PAYMENT = 'query ($id: ID!) { payment(id: $id) { id } }';
const aliases = Array.from({ length: 10_000 }, (_, index) => `a${index}: whoAmI`).join(' ');

/** Documents that are written to hurt, and the code with which each is refused on every transport. */
export const DOCUMENTS: readonly (readonly [how: string, code: string, asked: Asked])[] = [
  ['is deep', 'QUERY_TOO_DEEP', { query: `{ orders ${nested(20, 'again')} }` }],
  ['is deep by fragments', 'QUERY_TOO_DEEP', { query: exponential(20) }],
  ['is wide', 'TOO_MANY_ROOT_FIELDS', { query: `{ ${'whoAmI '.repeat(21)} }` }],
  ['has 10,000 aliases', 'QUERY_TOO_LONG', { query: `{ ${aliases.slice(0, 90_000)} }` }],
  ['has fragments that double', 'TOO_MANY_FIELDS', { query: exponential(13) }],
  [
    'selects one thing again and again',
    'TOO_MANY_FIELDS',
    { query: `{ orders { ${'again { id } '.repeat(480)} } }` },
  ],
  [
    'has a fragment within itself',
    'GRAPHQL_VALIDATION_FAILED',
    { query: '{ orders { ...A } } fragment A on Order { again { ...A } }' },
  ],
  ['has fragments in a circle', 'GRAPHQL_VALIDATION_FAILED', { query: circle(150) }],
  [
    'has a circle of fragments beside it',
    'GRAPHQL_VALIDATION_FAILED',
    { query: circle(150).replace('...F0', 'id') },
  ],
  [
    'is a flood of directives',
    'TOO_MANY_DIRECTIVES',
    { query: `{ whoAmI ${'@skip(if: false) '.repeat(101)} }` },
  ],
  [
    'nests the schema in itself',
    'GRAPHQL_VALIDATION_FAILED',
    {
      query: `{ __schema { types { ${'fields { type { '.repeat(4)} name ${'} } '.repeat(4)} } } }`,
    },
  ],
  ['never ends', 'GRAPHQL_PARSE_FAILED', { query: `{ ${'a { '.repeat(500)}` }],
  [
    'names nothing that there is',
    'GRAPHQL_VALIDATION_FAILED',
    {
      query: `{ orders { ${Array.from({ length: 1900 }, (_, index) => `n${index}`).join(' ')} } }`,
    },
  ],
  [
    'declares variables that it does not use',
    'GRAPHQL_VALIDATION_FAILED',
    {
      query: `query (${Array.from({ length: 450 }, (_, index) => `$v${index}: Int`).join(' ')}) { whoAmI }`,
    },
  ],
  [
    'has a variable of 10,000 values',
    'BAD_USER_INPUT',
    { query: OF_PAYMENT, variables: { id: Array.from({ length: 10_000 }, (_, index) => index) } },
  ],
  [
    'has a variable that nests 5,000 deep',
    'BAD_USER_INPUT',
    { query: OF_PAYMENT, variables: { id: nestedList(5000) } },
  ],
];

/** Over HTTP. */
async function post(
  url: string,
  body: string | Buffer,
  headers: Record<string, string> = {},
): Promise<string | undefined> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
  const { errors } = (await response.json()) as FormattedExecutionResult;
  return errors?.[0]?.extensions?.['code'] as string | undefined;
}

const padding = (turn: number) => ' '.repeat(turn % 1000);
const BOMB = Buffer.alloc(50 * 1024 * 1024, ' ');
const [gzipped, brotlied] = [gzipSync(BOMB), brotliCompressSync(BOMB)];

const REQUESTS: readonly Abuse[] = [
  {
    how: 'a batch',
    refusal: 'BAD_REQUEST',
    attempt: (url) => post(url, JSON.stringify(Array(1000).fill({ query: '{ whoAmI }' }))),
  },
  {
    how: 'JSON that is none',
    refusal: 'BAD_REQUEST',
    attempt: (url, turn) => post(url, `{ "query": "{ whoAmI }"${padding(turn)}`),
  },
  {
    how: 'JSON that nests 45,000 deep',
    refusal: 'BAD_REQUEST',
    attempt: (url) => post(url, `${'['.repeat(45_000)}${']'.repeat(45_000)}`),
  },
  {
    how: 'variables of 1 MB',
    refusal: 'REQUEST_TOO_LARGE',
    attempt: (url) =>
      post(url, JSON.stringify({ query: OF_PAYMENT, variables: { id: 'x'.repeat(2 ** 20) } })),
  },
  {
    how: '50 MB, compressed by gzip to 50 KB',
    refusal: 'REQUEST_TOO_LARGE',
    attempt: (url) => post(url, gzipped, { 'content-encoding': 'gzip' }),
  },
  {
    how: '50 MB, compressed by Brotli to less',
    refusal: 'REQUEST_TOO_LARGE',
    attempt: (url) => post(url, brotlied, { 'content-encoding': 'br' }),
  },
  {
    how: 'noise that says it is compressed',
    refusal: 'BAD_REQUEST',
    attempt: (url) => post(url, randomBytes(50_000), { 'content-encoding': 'gzip' }),
  },
];

const socketUrl = (url: string) => `${url.replace('http', 'ws')}/graphql`;

/** Over WebSocket. @returns with which code it was closed */
async function bySocket(
  url: string,
  hurt: (socket: WebSocket, wire: Socket) => void,
  options: ClientOptions = {},
): Promise<number> {
  const socket = new WebSocket(socketUrl(url), 'graphql-transport-ws', options);
  socket.on('error', () => {});
  socket.on('open', () => hurt(socket, (socket as unknown as { _socket: Socket })._socket));
  const [code] = (await once(socket, 'close')) as [number];
  return code;
}

/** A frame from a client is masked; with a mask of zeros it can be read. Source: RFC 6455, 5.2. */
const frame = (first: number, payload: Buffer): Buffer =>
  Buffer.concat([Buffer.from([first, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
const bySending = (bytes: Buffer) => (url: string) =>
  bySocket(url, (_socket, wire) => void wire.write(bytes));

const FRAMES: readonly Abuse[] = [
  {
    how: 'a frame without a mask',
    refusal: 1002,
    attempt: bySending(Buffer.from([0x81, 2, 104, 105])),
  },
  {
    how: 'a frame of no known kind',
    refusal: 1002,
    attempt: bySending(frame(0x83, Buffer.alloc(2))),
  },
  { how: 'a ping in pieces', refusal: 1002, attempt: bySending(frame(0x09, Buffer.alloc(2))) },
  {
    how: 'text that is none',
    refusal: 1007,
    attempt: bySending(frame(0x81, Buffer.from([0xff, 0xfe]))),
  },
  {
    how: 'a compressed frame, though nobody agreed to that',
    refusal: 1002,
    attempt: (url) =>
      bySocket(url, (_socket, wire) => void wire.write(frame(0xc1, Buffer.alloc(100))), {
        perMessageDeflate: true,
      }),
  },
  {
    how: 'a message of 200 KB',
    refusal: 1009,
    attempt: (url) => bySocket(url, (socket) => socket.send('x'.repeat(200_000))),
  },
  {
    how: 'a message of 200 KB in pieces of 1 KB',
    refusal: 1009,
    attempt: (url) =>
      bySocket(url, (socket) => {
        for (let piece = 0; piece < 200; piece += 1)
          socket.send('x'.repeat(1000), { fin: piece === 199 });
      }),
  },
  {
    how: 'a message that is no JSON',
    refusal: 4400,
    attempt: (url) => bySocket(url, (socket) => socket.send('{ "type": ')),
  },
  {
    how: 'JSON that is no message',
    refusal: 4400,
    attempt: (url) => bySocket(url, (socket) => socket.send(`[${'[],'.repeat(30_000)}[]]`)),
  },
];

/** All that is refused as soon as it is understood. */
export const ABUSES: readonly Abuse[] = [
  ...DOCUMENTS.map(([how, refusal, { query, variables }]) => ({
    how: `a document that ${how}`,
    refusal,
    attempt: (url: string, turn: number) =>
      post(url, JSON.stringify({ query: query + padding(turn), variables })),
  })),
  ...REQUESTS,
  ...FRAMES,
];

/** All that takes its time. */
export const SLOW_ABUSES: readonly Abuse[] = [
  { how: 'a request that comes byte by byte', refusal: 408, attempt: (url) => drip(url, '') },
  {
    how: 'a handshake of WebSocket that comes byte by byte',
    refusal: 408,
    attempt: (url) => drip(url, 'Upgrade: websocket\r\nConnection: Upgrade\r\n'),
  },
  {
    how: 'a socket that does not say who it is',
    refusal: 4408,
    attempt: (url) => bySocket(url, () => {}),
  },
];

/** Never ends the head of its request. @returns the status with which it was cut */
async function drip(url: string, headers: string): Promise<number> {
  const { hostname, port } = new URL(url);
  const wire = connect(Number(port), hostname);
  wire.on('error', () => {});
  wire.write(`GET /graphql HTTP/1.1\r\nHost: ${hostname}\r\n${headers}X-Slow: `);
  let drops = 0;
  const dripping = setInterval(() => {
    wire.write('x');
    // A drop that met the answer on its way could have that thrown away.
    if ((drops += 1) === 5) clearInterval(dripping);
  }, 100);
  const [answer] = (await once(wire, 'data')) as [Buffer];
  clearInterval(dripping);
  wire.destroy();
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(String(answer))?.[1]);
}
