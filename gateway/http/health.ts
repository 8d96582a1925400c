import { Router } from 'express';

/** `/healthz`: the process is alive. `/readyz`: it can do its work, part by part. */
export function health({ ready }: { ready(): Promise<Record<string, boolean>> }): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  router.get('/readyz', async (_request, response) => {
    const parts = await ready();
    const all = Object.values(parts).every(Boolean);
    response.status(all ? 200 : 503).json({ status: all ? 'ok' : 'unavailable', parts });
  });
  return router;
}
