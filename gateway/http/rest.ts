import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { RequestHandler } from 'express';
import { GraphQLError, OperationTypeNode } from 'graphql';
import type { Logger } from 'pino';
import { sendProblem } from '#kernel/runtime/problem.ts';
import { COST_HEADER } from '#kernel/runtime/public-api.ts';
import type { TrustsProxy } from '../caller.ts';
import type { Budgets } from '../limits/budgets.ts';
import { begin } from './exchange.ts';

export interface RestOptions {
  readonly budgets: Budgets;
  readonly logger: Logger;
}

/** Of any request, before it is known what it costs. */
const LEAST_POINTS = 1;

/**
 * Stands before the public API, whoever answers it: requests draw on the budget of the client's address, and have a line in
 * the log and a measurement, as operations of the graph have. What one costs is said by its answer, so whoever has not so
 * much is refused the next time.
 */
export function beforeRest({ budgets, logger }: RestOptions): RequestHandler {
  return async (request, response, next) => {
    // It asks for nothing yet, and a page to which it was refused could not be told why.
    if (request.method === 'OPTIONS') return next();
    const trustsProxy = request.app.get('trust proxy fn') as TrustsProxy;
    const { caller } = begin(request, response, { logger, trustsProxy }, 'rest');
    const { tally } = caller;
    tally.operation = `${request.method} ${request.baseUrl}${request.path}`;
    tally.kind = OperationTypeNode.QUERY;
    Object.assign(request.headers, caller.headers);
    // Before the line is written that tells of it.
    response.prependOnceListener('close', () => {
      tally.outcome = outcomeOf(response);
      const cost = response.getHeader(COST_HEADER);
      if (cost === undefined) return;
      tally.cost = Number(cost);
      void budgets.take(caller, tally.cost - LEAST_POINTS);
    });
    try {
      budgets.refuse(caller);
      await budgets.charge(caller, LEAST_POINTS);
    } catch (error) {
      return refuse(response, error);
    }
    next();
  };
}

/** @throws whatever is no refusal */
function refuse(response: ServerResponse, error: unknown): void {
  if (!(error instanceof GraphQLError)) throw error;
  const { code, retryAfterSeconds } = error.extensions;
  response.setHeader('retry-after', String(retryAfterSeconds));
  // As every answer of the API says.
  response.setHeader('access-control-allow-origin', '*');
  sendProblem(response, { status: 429, code: String(code), detail: error.message });
}

/** The codes that the same has in the graph. */
const OUTCOMES: Readonly<Record<number, string>> = {
  400: 'BAD_USER_INPUT',
  429: 'RATE_LIMITED',
  500: 'INTERNAL',
  502: 'SUBGRAPH_UNAVAILABLE',
};

const outcomeOf = ({ statusCode: status }: ServerResponse): string =>
  status < 400
    ? 'ok'
    : (OUTCOMES[status] ?? (STATUS_CODES[status] ?? 'OTHER').toUpperCase().replaceAll(/\W+/g, '_'));
