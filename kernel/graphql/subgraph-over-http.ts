import { expressMiddleware } from '@as-integrations/express5';
import express, { type RequestHandler, Router } from 'express';
import { DEADLINE_HEADER, type Errand, deadlineFrom } from '../runtime/errand.ts';
import { onTracedErrand } from '../telemetry/tracing.ts';
import { sentOn } from './request.ts';
import { onlyReads } from './subgraph-connection.ts';
import type { SubgraphServer } from './subgraph-server.ts';

/** A subgraph's queries and mutations, for callers in other processes. */
export function subgraphOverHttp(server: SubgraphServer): Router {
  return Router().use(
    express.json({ limit: '1mb' }),
    errandOfRequest(server.name),
    expressMiddleware(server.apollo, { context: ({ req }) => server.request(req.headers) }),
  );
}

/** All that follows is done for whoever sent the request, while he waits. */
const errandOfRequest =
  (subgraph: string): RequestHandler =>
  (request, response, next) => {
    const { query } = (request.body ?? {}) as { query?: unknown };
    const deadline = request.headers[DEADLINE_HEADER];
    const left = new AbortController();
    const errand: Errand = {
      deadline: deadlineFrom(typeof deadline === 'string' ? deadline : undefined),
      onlyReads: typeof query === 'string' && onlyReads(query),
      left: left.signal,
      headers: sentOn(request.headers),
    };
    const answered = new Promise<void>((resolve) => {
      response.once('close', () => {
        if (response.writableFinished) resolve();
        // Never over: whatever is still done for him is useless to the end.
        else left.abort();
      });
    });
    const document = typeof query === 'string' ? query : '';
    void onTracedErrand(subgraph, document, errand, () => {
      next();
      return answered;
    });
  };
