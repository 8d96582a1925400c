import { type ZodOpenApiResponsesObject, createDocument } from 'zod-openapi';
import { COST_HEADER, PUBLIC_API } from '#kernel/runtime/public-api.ts';
import type { Endpoint } from './endpoint.ts';
import { ENDPOINTS } from './endpoints.ts';
import { problem } from './resources.ts';

/** Says which engine answered because the one that should was away. */
export const SEARCH_FALLBACK = 'Search-Fallback';

const FALLBACK_HEADER = {
  [SEARCH_FALLBACK]: {
    description:
      'There if Elasticsearch is away and PostgreSQL answered instead: the same products, perhaps in a slightly other order.',
    schema: { type: 'string', enum: ['postgresql'] },
  },
} as const;

const COST = {
  [COST_HEADER]: {
    description:
      'What the request was reckoned to cost, in points, out of what one address may spend in a minute; as in the graph.',
    schema: { type: 'integer', minimum: 1 },
  },
} as const;

const RETRY_AFTER = {
  'Retry-After': {
    description: 'In how many seconds there is something to spend again.',
    schema: { type: 'integer', minimum: 1 },
  },
} as const;

/** Node refuses it before anything of ours is asked. */
const ADDRESS_TOO_LONG = { description: 'The address is longer than some 16,000 bytes.' };

const REFUSED: Readonly<Record<string, string>> = {
  400: 'A parameter is wrong; `parameters` says which, and why.',
  404: 'There is no such thing.',
  406: 'The client takes neither `application/json` nor anything.',
  429: 'Too much was asked for from this address within a minute.',
  500: 'Something went wrong on our side. `detail` has an id that finds it in the log.',
};

/** The API, described for programs and generators of clients. Source: OpenAPI 3.1.1. */
export const openApiDocument = createDocument({
  openapi: '3.1.1',
  info: {
    title: 'Comptoir catalogue',
    version: '1',
    description:
      'The catalogue over REST: the same products, prices and rules as in the graph, for clients that would rather not ' +
      'speak GraphQL. Anybody may read it; a token is not looked at, and it shows what is on sale. Operators, who see drafts ' +
      'too, use the graph, and for files of products `/catalogue/products/import` and `/catalogue/products/export`. Every answer has an `ETag`; send it as `If-None-Match` and be told 304 ' +
      'while nothing has changed. Problems are `application/problem+json`.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: PUBLIC_API }],
  paths: Object.fromEntries(ENDPOINTS.map(pathItem)),
});

function pathItem(endpoint: Endpoint) {
  const { path, operationId, summary, description, params, query, answer, moves, searches } =
    endpoint;
  const hasParams = Object.keys(params.shape).length > 0;
  const statuses = Object.keys(REFUSED).filter((status) => status !== '404' || hasParams);
  const headers = { headers: { ...COST, ...(searches && FALLBACK_HEADER) } };
  const responses: ZodOpenApiResponsesObject = {
    200: { description: summary, content: { 'application/json': { schema: answer } }, ...headers },
    431: ADDRESS_TOO_LONG,
    304: {
      description: 'Nothing has changed since the answer whose `ETag` was sent.',
      ...headers,
    },
  };
  if (moves) {
    const content = { 'application/problem+json': { schema: problem } };
    responses['308'] = { description: 'It is at the address in `Location` now.', content };
  }
  for (const status of statuses) {
    const content = { 'application/problem+json': { schema: problem } };
    const told = status === '429' ? { headers: RETRY_AFTER } : {};
    responses[status as '400'] = { description: REFUSED[status] ?? '', content, ...told };
  }
  const requestParams = { path: params, query };
  return [path, { get: { operationId, summary, description, requestParams, responses } }] as const;
}
