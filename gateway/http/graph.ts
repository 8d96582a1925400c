import type { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import cors from 'cors';
import express, {
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from 'express';
import { GraphQLError, OperationTypeNode, getOperationAST } from 'graphql';
import type { Logger } from 'pino';
import type { Principal } from '#kernel/graphql/principal.ts';
import { REQUEST_ID_HEADER } from '#kernel/graphql/request.ts';
import { type Caller, callerOf } from '../caller.ts';
import { presentable, refusal } from '../errors.ts';
import type { Admission } from '../limits/admission.ts';

export interface GraphOverHttpOptions {
  readonly apollo: ApolloServer<Caller>;
  readonly admission: Admission;
  readonly corsOrigins: readonly string[] | undefined;
  readonly logger: Logger;
  readonly maxBodyBytes: number;
  verify(authorization: string | undefined): Promise<Principal>;
}

/** This machine on any port, for frontends in development, and Apollo Sandbox. */
const DEFAULT_ORIGINS = [
  /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/,
  'https://studio.apollographql.com',
  'https://sandbox.embed.apollographql.com',
];

/** GraphQL over HTTP. What is refused is refused before it is planned. */
export function graphOverHttp(options: GraphOverHttpOptions): Router {
  const router = Router();
  const origin = options.corsOrigins ? [...options.corsOrigins] : DEFAULT_ORIGINS;
  router.use(cors({ origin, credentials: true, exposedHeaders: [REQUEST_ID_HEADER], maxAge: 600 }));
  router.use(identify(options), express.json({ limit: options.maxBodyBytes }), admitted(options));
  router.use(
    expressMiddleware(options.apollo, {
      context: ({ res }) => Promise.resolve(callerIn(res)),
    }),
  );
  router.use(refused(options));
  return router;
}

const callerIn = (response: Response): Caller => response.locals['caller'] as Caller;

function identify({ verify, logger }: GraphOverHttpOptions): RequestHandler {
  return async (request, response, next) => {
    const { authorization } = request.headers;
    const caller = callerOf(request, authorization, await verify(authorization));
    response.locals['caller'] = caller;
    response.setHeader(REQUEST_ID_HEADER, caller.requestId);
    const startedAt = performance.now();
    response.on('finish', () => {
      const ms = Math.round(performance.now() - startedAt);
      const { requestId, principal } = caller;
      // Variables and names of people stay out: the operation's name says enough.
      logger.info(
        {
          requestId,
          operation: operationIn(request),
          status: response.statusCode,
          ms,
          as: principal.kind,
        },
        'answered',
      );
    });
    next();
  };
}

const operationIn = (request: Request): string => {
  const body = request.body as { operationName?: unknown } | undefined;
  return typeof body?.operationName === 'string' ? body.operationName.slice(0, 100) : '';
};

function admitted({ admission }: GraphOverHttpOptions): RequestHandler {
  return (request, _response, next) => {
    const { query, operationName } = (
      request.method === 'GET' ? request.query : (request.body ?? {})
    ) as {
      query?: unknown;
      operationName?: unknown;
    };
    // Without a query it is the landing page, a persisted document or a mistake: Apollo Server knows.
    if (typeof query !== 'string') return next();
    const verdict = admission.admit(query);
    if (verdict instanceof GraphQLError) throw verdict;
    const operation = getOperationAST(
      verdict,
      typeof operationName === 'string' ? operationName : undefined,
    );
    if (operation?.operation === OperationTypeNode.SUBSCRIPTION) {
      throw refusal(
        'SUBSCRIPTION_OVER_HTTP',
        'Send subscriptions over WebSocket, with the graphql-transport-ws protocol.',
      );
    }
    next();
  };
}

/** Refusals from before Apollo Server, in the form in which it answers errors. */
function refused({ logger }: GraphOverHttpOptions): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    const { status, shown } = asGraphQLError(error);
    response.status(status).json({ errors: [presentable(shown.toJSON(), error, logger)] });
  };
}

function asGraphQLError(error: unknown): { status: number; shown: GraphQLError } {
  if (error instanceof GraphQLError) {
    const { http, code } = error.extensions as { http?: { status?: number }; code?: unknown };
    return { status: http?.status ?? (code === 'UNAUTHENTICATED' ? 401 : 400), shown: error };
  }
  const { status, type } = error as { status?: unknown; type?: unknown };
  if (type === 'entity.too.large') {
    return { status: 413, shown: refusal('REQUEST_TOO_LARGE', 'The request is too large.') };
  }
  if (typeof status === 'number' && status < 500) {
    return { status, shown: refusal('BAD_REQUEST', 'The request body is not JSON.') };
  }
  return { status: 500, shown: new GraphQLError('') };
}
