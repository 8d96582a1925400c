import express, { type Request, Router } from 'express';
import type { AccountsRuntime } from '../runtime.ts';
import { issueServiceToken } from '../usecases/service-principals.ts';

/** `POST /accounts/oauth/token` for services. Source: RFC 6749, sections 2.3.1, 4.4 and 5. */
export function oauth(rt: AccountsRuntime): Router {
  const router = Router();
  router.post('/oauth/token', express.urlencoded({ extended: false, limit: '4kb' }), async (request, response) => {
    response.setHeader('cache-control', 'no-store');
    const body = (request.body ?? {}) as Record<string, unknown>;
    if (body['grant_type'] !== 'client_credentials') {
      response.status(400).json({ error: 'unsupported_grant_type' });
      return;
    }
    const { name, secret } = credentialsIn(request, body);
    const token = await issueServiceToken(rt, name, secret);
    if (!token) {
      response.status(401).setHeader('www-authenticate', 'Basic').json({ error: 'invalid_client' });
      return;
    }
    response.json({ access_token: token.accessToken, token_type: 'Bearer', expires_in: token.expiresInSeconds });
  });
  return router;
}

/** `/.well-known/jwks.json`: what verifies access tokens. */
export function wellKnown(rt: AccountsRuntime): Router {
  const router = Router();
  router.get('/jwks.json', async (_request, response) => {
    response.setHeader('cache-control', 'public, max-age=60').json(await rt.keys.published());
  });
  return router;
}

/** In the header, as the standard prefers, or in the body. */
function credentialsIn(request: Request, body: Record<string, unknown>): { name: string; secret: string } {
  const basic = /^Basic ([\w+/=-]+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (basic) {
    const [name = '', ...rest] = Buffer.from(basic, 'base64').toString().split(':');
    return { name: decode(name), secret: decode(rest.join(':')) };
  }
  return { name: text(body['client_id']), secret: text(body['client_secret']) };
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');

function decode(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return value;
  }
}
