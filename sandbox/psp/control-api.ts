import express, { Router } from 'express';

import { requireKey } from './authentication.ts';
import { callsInput, faultInput, holdInput, read } from './input.ts';
import type { Provider } from './provider.ts';

/** `/control`: for tests, which have the secret key too. */
export function controlApi({ control, options }: Provider): Router {
  const router = Router();
  router.use(requireKey(options.secretKey, 'secret'), express.json());
  router.post('/holds', (request, response) => {
    response.status(201).json(control.hold(read(holdInput, request.body)));
  });
  router.get('/holds', (_request, response) => {
    response.json({ items: control.listHolds() });
  });
  router.delete('/holds/:id', (request, response) => {
    control.release(request.params.id);
    response.status(204).end();
  });
  router.post('/faults', (request, response) => {
    control.addFault(read(faultInput, request.body));
    response.status(204).end();
  });
  router.get('/calls', (request, response) => {
    response.json(control.counts(read(callsInput, request.query).reference));
  });
  router.delete('/', (_request, response) => {
    control.clear();
    response.status(204).end();
  });
  return router;
}
