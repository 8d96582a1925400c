import { createHash, timingSafeEqual } from 'node:crypto';
import { BlockList, isIPv6 } from 'node:net';
import { type Request, Router } from 'express';
import { measureProcess, registry, scrape } from './metrics.ts';

/**
 * `GET /metrics`, for Prometheus. With a token: for who sends it as bearer. Without: for this machine only, and not for
 * what a proxy on it passes on.
 */
export function metricsEndpoint(token: string | undefined): Router {
  measureProcess();
  const router = Router();
  router.get('/metrics', async (request, response) => {
    const allowed = token === undefined ? isLocal(request) : knows(request, token);
    if (!allowed) {
      response.status(token === undefined ? 403 : 401);
      if (token !== undefined) response.setHeader('www-authenticate', 'Bearer');
      response
        .type('text')
        .send('Metrics are for who has METRICS_TOKEN, or without it for this machine.\n');
      return;
    }
    response.setHeader('cache-control', 'no-store');
    response.setHeader('content-type', registry.contentType);
    response.end(await scrape());
  });
  return router;
}

const digest = (text: string) => createHash('sha256').update(text).digest();

const knows = ({ headers }: Request, token: string): boolean =>
  timingSafeEqual(digest(headers.authorization ?? ''), digest(`Bearer ${token}`));

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/** A proxy on this machine connects from here too, but says for whom. */
function isLocal({ socket, headers }: Request): boolean {
  const address = socket.remoteAddress ?? '';
  return (
    loopback.check(address, isIPv6(address) ? 'ipv6' : 'ipv4') &&
    headers['x-forwarded-for'] === undefined &&
    headers.forwarded === undefined
  );
}
