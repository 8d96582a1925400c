import type { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import cors from 'cors';
import express, { type RequestHandler, type Response, Router } from 'express';
import type { Logger } from 'pino';
import { ANONYMOUS, type Principal } from '#kernel/graphql/principal.ts';
import { REQUEST_ID_HEADER } from '#kernel/graphql/request.ts';
import { logAnswer } from '../access-log.ts';
import { type Caller, type TrustsProxy, callerOf, waiting } from '../caller.ts';
import { type AnswersOptions, answers } from './answers.ts';
import { notKept } from './cache-headers.ts';
import { compressed } from './compression.ts';
import { failure } from './failure.ts';
import { landingPageHeaders } from './security-headers.ts';

export interface GraphOverHttpOptions extends AnswersOptions {
  readonly apollo: ApolloServer<Caller>;
  readonly corsOrigins: readonly string[] | undefined;
  readonly logger: Logger;
  readonly maxBodyBytes: number;
  readonly trustsProxy: TrustsProxy;
  verify(authorization: string | undefined): Promise<Principal>;
}

/** This machine on any port, for frontends in development, and Apollo Sandbox. */
const DEFAULT_ORIGINS = [
  /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/,
  'https://studio.apollographql.com',
  'https://sandbox.embed.apollographql.com',
];

/** As long as any browser remembers that it may ask. */
const PREFLIGHT_SECONDS = 2 * 60 * 60;

/** GraphQL over HTTP. What is refused is refused before it is planned. */
export function graphOverHttp(options: GraphOverHttpOptions): Router {
  const router = Router();
  const origin = options.corsOrigins ? [...options.corsOrigins] : DEFAULT_ORIGINS;
  router.use(
    cors({
      // Only origins that are named, so a browser may be told that it can send what it knows of the user.
      origin,
      credentials: true,
      methods: ['GET', 'POST'],
      exposedHeaders: [REQUEST_ID_HEADER, 'etag', 'retry-after'],
      maxAge: PREFLIGHT_SECONDS,
    }),
    landingPageHeaders,
    notKept,
    compressed,
  );
  router.use(identify(options), express.json({ limit: options.maxBodyBytes }), answers(options));
  router.use(
    expressMiddleware(options.apollo, {
      context: ({ res }) => Promise.resolve(callerWaitingFor(res)),
    }),
  );
  router.use(failure(options.logger));
  return router;
}

const callerIn = (response: Response): Caller => response.locals['caller'] as Caller;

function callerWaitingFor(response: Response): Caller {
  const left = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) left.abort();
  });
  return waiting(callerIn(response), left.signal);
}

/** Names the request first and asks for the token then, so that a refusal has its id and its line in the log too. */
function identify({ verify, logger, trustsProxy }: GraphOverHttpOptions): RequestHandler {
  return async (request, response, next) => {
    const { authorization } = request.headers;
    const stranger = callerOf(request, trustsProxy, authorization, ANONYMOUS);
    const startedAtMs = performance.now();
    response.locals['caller'] = stranger;
    response.setHeader(REQUEST_ID_HEADER, stranger.requestId);
    const written = request.socket.bytesWritten;
    response.on('close', () => {
      if (response.locals['logsItself']) return;
      const bytes = request.socket.bytesWritten - written;
      const status = response.writableFinished ? response.statusCode : 'left';
      logAnswer(logger, callerIn(response), { transport: 'http', status, bytes, startedAtMs });
    });
    response.locals['caller'] = { ...stranger, principal: await verify(authorization) };
    next();
  };
}
