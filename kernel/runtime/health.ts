import { Router } from 'express';

/** What a program is made of or stands before, and whether each can do its work. */
export type Parts = Readonly<Record<string, PartState>>;
export type PartState = 'ok' | 'not ready' | 'no answer';

export interface HealthOptions {
  ready(): Promise<Parts>;
}

/**
 * `/healthz`: the process is alive. `/readyz`: it can do its work, part by part. A part that is away costs its own fields
 * and no others, so whoever sends clients here should stop only when no part is left.
 */
export function health({ ready }: HealthOptions): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  router.get('/readyz', async (_request, response) => {
    const parts = await ready();
    const states = Object.values(parts);
    const works = states.filter((state) => state === 'ok').length;
    const status = works === states.length ? 'ok' : works > 0 ? 'degraded' : 'unavailable';
    response.status(works > 0 ? 200 : 503).json({ status, parts });
  });
  return router;
}
