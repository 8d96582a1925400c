import express, { type Router } from 'express';
import { WebhookNotVerified } from '../domain/errors.ts';
import type { ProviderNotice } from '../domain/ports.ts';
import type { PaymentsRuntime } from '../runtime.ts';
import { applyProviderEvents } from '../usecases/apply-provider-events.ts';
import { recordProviderEvent } from '../usecases/record-provider-event.ts';

/** Where the provider tells us that something happened: verify, store, answer; only then work. */
export function providerWebhooks(rt: PaymentsRuntime): Router {
  const router = express.Router();
  // The signature is over the bytes as they came, so nothing may read them before us.
  router.post(
    `/webhooks/${rt.provider.name}`,
    express.raw({ type: () => true, limit: '64kb' }),
    async (request, response) => {
      const notice = verified(rt, request);
      if (!notice) {
        response.status(401).json({ error: { code: 'WEBHOOK_NOT_VERIFIED' } });
        return;
      }
      const isDue = await recordProviderEvent(rt, notice);
      response.status(200).end();
      if (!isDue) return;
      // A customer may be waiting; what fails here is done by the job.
      applyProviderEvents(rt).catch((error: unknown) =>
        rt.logger.warn({ err: error }, 'messages wait for the job'),
      );
    },
  );
  return router;
}

function verified(rt: PaymentsRuntime, request: express.Request): ProviderNotice | null {
  const body: unknown = request.body;
  try {
    return rt.provider.parseWebhook(
      { body: Buffer.isBuffer(body) ? body : Buffer.alloc(0), headers: request.headers },
      rt.clock(),
    );
  } catch (error) {
    if (error instanceof WebhookNotVerified) return null;
    throw error;
  }
}
