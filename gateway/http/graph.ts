import type { RequestListener } from 'node:http';
import type { ApolloServer } from '@apollo/server';
import cors from 'cors';
import type { Logger } from 'pino';
import type { Principal } from '#kernel/graphql/principal.ts';
import { REQUEST_ID_HEADER } from '#kernel/graphql/request.ts';
import type { Caller, TrustsProxy } from '../caller.ts';
import { refusal } from '../errors.ts';
import type { Budgets } from '../limits/budgets.ts';
import type { Refusals } from '../refusals.ts';
import { type AnswersOptions, answerTo } from './answers.ts';
import { byApollo } from './apollo.ts';
import { type Answer, type Exchange, begin } from './exchange.ts';
import { METHODS, failed } from './failure.ts';
import { respond } from './respond.ts';
import { bodyReader, isForApollo, sentIn } from './sent.ts';

export interface GraphOverHttpOptions extends AnswersOptions {
  readonly apollo: ApolloServer<Caller>;
  readonly budgets: Budgets;
  readonly refusals: Refusals;
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

/**
 * GraphQL over HTTP. What is refused is refused before it is planned. It stands before Express, whose router and
 * middleware took a sixth of the CPU time of a small query.
 */
export function graphOverHttp(options: GraphOverHttpOptions): RequestListener {
  const { apollo, verify, budgets, refusals } = options;
  const shareWithOrigins = cors({
    // Only origins that are named, so a browser may be told that it can send what it knows of the user.
    origin: options.corsOrigins ? [...options.corsOrigins] : DEFAULT_ORIGINS,
    credentials: true,
    methods: METHODS,
    exposedHeaders: [REQUEST_ID_HEADER, 'etag', 'retry-after'],
    maxAge: PREFLIGHT_SECONDS,
  });
  const readBody = bodyReader(options.maxBodyBytes);

  async function answer(exchange: Exchange): Promise<Answer | undefined> {
    const { request } = exchange;
    if (!METHODS.includes(request.method ?? ''))
      throw refusal('BAD_REQUEST', 'Send operations by GET or POST.', 405);
    const principal = await verify(request.headers.authorization);
    exchange.caller = { ...exchange.caller, principal };
    budgets.refuse(exchange.caller);
    const body = await readBody(request);
    const sent = sentIn(request, body);
    return isForApollo(sent)
      ? byApollo(apollo, refusals, exchange, body)
      : answerTo(exchange, sent, options);
  }

  async function serve(exchange: Exchange): Promise<void> {
    const { request, response } = exchange;
    try {
      const answered = await answer(exchange);
      if (answered) await respond(exchange, answered);
    } catch (error) {
      const { tally } = exchange.caller;
      const failing = failed(error, request, (errors) => refusals.answer(errors, tally, error));
      // Half an answer has left, so all that can be done is to end the connection.
      if (response.headersSent) response.destroy();
      else await respond(exchange, failing);
    }
  }

  return (request, response) => {
    const answered = () => void serve(begin(request, response, options, 'http'));
    // Only a browser says where its page is from, and has to be told whether that page may read the answer.
    if (request.headers.origin === undefined) answered();
    else shareWithOrigins(request, response, answered);
  };
}
