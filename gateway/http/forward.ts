import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { Pool } from 'undici';
import { CLIENT_ADDRESS_HEADER } from '#kernel/graphql/request.ts';
import { DEADLINE_HEADER } from '#kernel/runtime/errand.ts';
import { allowSlowBody } from '#kernel/runtime/http.ts';
import { sendProblem } from '#kernel/runtime/problem.ts';
import { type TrustsProxy, clientAddress } from '../caller.ts';

/** Of one connection, and not of what is sent by it. Source: RFC 9110, 7.6.1. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];
/** Ours to say, or answered here already. */
const NOT_PASSED_ON = [...HOP_BY_HOP, 'host', 'expect', DEADLINE_HEADER];

const CONNECT_TIMEOUT_MS = 2_000;
/** Until an answer to a question begins. What is uploaded takes as long as it takes: who is behind us says how long. */
const ANSWER_WITHIN_MS = 10_000;

/**
 * Passes requests on to another of our programs as they come, and its answers as they come back: of neither is more kept
 * here than the slower side has yet to take.
 */
export function forwardTo(url: string, logger: Logger): RequestHandler {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connectTimeout: CONNECT_TIMEOUT_MS });
  return async (request, response) => {
    const left = new AbortController();
    response.once('close', () => left.abort());
    allowSlowBody(request);
    try {
      const { statusCode, headers, body } = await pool.request({
        path: pathname.replace(/\/$/, '') + request.originalUrl,
        method: request.method as 'GET',
        headers: passedOn(request),
        body: bodyOf(request),
        signal: left.signal,
        headersTimeout: asks(request) ? ANSWER_WITHIN_MS : 0,
      });
      response.writeHead(statusCode, without(HOP_BY_HOP, headers));
      await pipeline(body, response);
    } catch (error) {
      if (left.signal.aborted) return;
      logger.warn(
        { err: error, path: request.baseUrl + request.path },
        'a request could not be passed on',
      );
      // Half an answer has left, so all that can be done is to end the connection.
      if (response.headersSent) response.destroy();
      else sendProblem(response, AWAY);
    }
  };
}

const AWAY = {
  status: 502,
  code: 'SUBGRAPH_UNAVAILABLE',
  detail: 'This part of the shop does not answer. Try again later.',
};

const asks = ({ method }: Request): boolean => ['GET', 'HEAD', 'OPTIONS'].includes(method);

/** Behind a stream of its own: whoever answers before all has come must not end the client's connection. */
const bodyOf = (request: Request): PassThrough | null =>
  asks(request) ? null : request.pipe(new PassThrough());

function passedOn(request: Request): Record<string, string | string[] | undefined> {
  const trustsProxy = request.app.get('trust proxy fn') as TrustsProxy;
  return {
    ...without(NOT_PASSED_ON, request.headers),
    [CLIENT_ADDRESS_HEADER]: clientAddress(request, trustsProxy),
  };
}

function without<Value>(
  names: readonly string[],
  { connection = '', ...headers }: Record<string, Value> & { connection?: unknown },
): Record<string, Value> {
  const ofConnection = String(connection)
    .toLowerCase()
    .split(/\s*,\s*/);
  const dropped = new Set([...names, ...ofConnection]);
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !dropped.has(name)),
  ) as Record<string, Value>;
}
