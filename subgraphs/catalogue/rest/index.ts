import { createHash, randomUUID } from 'node:crypto';
import cors from 'cors';
import express, {
  type ErrorRequestHandler,
  type Request,
  type Response,
  type Router,
} from 'express';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { DomainError } from '#kernel/domain/domain-error.ts';
import { compressed } from '#kernel/runtime/compression.ts';
import { sendProblem, statusOf } from '#kernel/runtime/problem.ts';
import { COST_HEADER, PUBLIC_API } from '#kernel/runtime/public-api.ts';
import type { CatalogueRuntime } from '../runtime.ts';
import type { Language } from '../domain/names.ts';
import { languageAccepted } from '../graphql/language.ts';
import { type Endpoint, Moved } from './endpoint.ts';
import { ENDPOINTS } from './endpoints.ts';
import { SEARCH_FALLBACK, openApiDocument } from './openapi.ts';
import { asParameters, asSent } from './parameters.ts';
import { referencePage } from './reference-page.ts';
import type { Problem } from './resources.ts';

/** The catalogue over REST. Mounted at `/api/v1`. */
export function catalogueRest(rt: CatalogueRuntime): Router {
  const router = express.Router();
  // Anybody may read the catalogue, from any page; no cookie and no token is looked at.
  router.use(
    cors({
      origin: '*',
      methods: ['GET', 'HEAD'],
      exposedHeaders: ['ETag', 'Link', 'Retry-After', COST_HEADER, SEARCH_FALLBACK],
    }),
  );
  const page = referencePage(openApiDocument);
  router.get('/', (_request, response) => {
    response.setHeader('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'");
    response.type('html').send(page);
  });
  const document = JSON.stringify(openApiDocument);
  router.get('/openapi.json', (_request, response) => send(response, document));
  for (const endpoint of ENDPOINTS) {
    router
      .route(endpoint.path.replaceAll(/\{(\w+)\}/g, ':$1'))
      .get((request, response) => answer(rt, endpoint, request, response))
      .all((_request, response) => {
        response.setHeader('allow', 'GET, HEAD, OPTIONS');
        refuse(response, 405, 'METHOD_NOT_ALLOWED', 'This can only be read.');
      });
  }
  router.use((_request, response) =>
    refuse(response, 404, 'NOT_FOUND', `Nothing is here. ${PUBLIC_API}/ lists what there is.`),
  );
  router.use(failure(rt.logger));
  return router;
}

async function answer(
  rt: CatalogueRuntime,
  endpoint: Endpoint,
  request: Request,
  response: Response,
): Promise<void> {
  if (!request.accepts('json')) {
    refuse(response, 406, 'NOT_ACCEPTABLE', 'The answers are application/json.');
    return;
  }
  const params = endpoint.params.safeParse(request.params);
  const sent = asSent(endpoint.query, request);
  const query = endpoint.query.safeParse(sent);
  const wrong = [params, query].flatMap(({ error }) => error?.issues ?? []);
  if (!params.success || !query.success) {
    const parameters = wrong.flatMap((issue) => asParameters(issue, sent));
    refuse(response, 400, 'BAD_USER_INPUT', 'Some parameters are wrong.', { parameters });
    return;
  }
  const language = languageOf(request, query.data);
  response.vary('accept-language');
  response.setHeader('content-language', language);
  response.setHeader(COST_HEADER, endpoint.cost(query.data));
  const found = await endpoint.handle(rt, {
    params: params.data,
    query: query.data,
    language,
    onFallback: () => void response.setHeader(SEARCH_FALLBACK, 'postgresql'),
  });
  if (found === null) {
    refuse(response, 404, 'NOT_FOUND', 'There is no such thing.');
    return;
  }
  if (found instanceof Moved) {
    const { search } = new URL(request.originalUrl, 'http://localhost');
    response.setHeader('location', `${PUBLIC_API}${found.path}${search}`);
    refuse(response, 308, 'MOVED', 'This is at another address now, for good.');
    return;
  }
  const { nextCursor } = found as { nextCursor?: string | null };
  if (endpoint.paged && nextCursor) response.setHeader('link', linkTo(request, nextCursor));
  // Prices and stock change at any moment, so whoever kept an answer asks whether it still holds.
  response.setHeader('cache-control', 'public, no-cache');
  await send(response, JSON.stringify(found));
}

/** The parameter comes first, then what the client says that it reads. */
const languageOf = ({ headers }: Request, { language }: { language?: Language }): Language =>
  language ?? languageAccepted(headers['accept-language']);

/**
 * Express would answer 304 itself, but not to a client that also says `Cache-Control: no-cache`, as `fetch` does
 * whenever it is given a tag. Source: RFC 9110, 13.1.2.
 */
async function send(response: Response, body: string): Promise<void> {
  // Weak, because the same answer may be compressed in different ways.
  const tag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  response.vary('accept-encoding');
  response.setHeader('etag', tag);
  const known = (response.req.headers['if-none-match'] ?? '').split(/\s*,\s*/);
  if (known.some((held) => held === tag || held === '*')) {
    response.status(304).end();
    return;
  }
  const { encoding, payload } = await compressed(body, response.req);
  if (encoding) response.setHeader('content-encoding', encoding);
  response.type('json').send(payload);
}

/** Source: RFC 8288. */
function linkTo({ originalUrl }: Request, cursor: string): string {
  const url = new URL(originalUrl, 'http://localhost');
  url.searchParams.set('after', cursor);
  return `<${url.pathname}${url.search}>; rel="next"`;
}

function refuse(
  response: Response,
  status: number,
  code: string,
  detail: string,
  more: Pick<Problem, 'parameters'> = {},
): void {
  sendProblem(response, { status, code, detail, ...more });
}

/** What use cases refuse is the client's to mend; anything else is logged under an id, and only the id is told. */
function failure(logger: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    if (error instanceof DomainError)
      return refuse(response, statusOf(error), error.code, error.message);
    if (error instanceof GraphQLError && error.extensions['code'] === 'BAD_USER_INPUT') {
      return refuse(response, 400, 'BAD_USER_INPUT', error.message);
    }
    if (error instanceof URIError) {
      return refuse(response, 400, 'BAD_USER_INPUT', 'The address is not well formed.');
    }
    const errorId = randomUUID();
    logger.error({ err: error, errorId }, 'an unforeseen error');
    const detail = `Something went wrong on our side. Quote ${errorId} when you ask about it.`;
    refuse(response, 500, 'INTERNAL', detail);
  };
}
