import express, { type NextFunction, type Request, type Response, Router } from 'express';
import type { AccountsRuntime } from '../runtime.ts';
import { type ServiceCredentials, issueServiceToken } from '../usecases/service-principals.ts';

/** `POST /accounts/oauth/token` for services. Source: RFC 6749, sections 2.3.1, 4.4 and 5. */
export function oauth(rt: AccountsRuntime): Router {
  const router = Router();
  const form = express.urlencoded({ extended: false, limit: '4kb' });
  router.post('/oauth/token', form, async (request, response) => {
    const asked = read(request);
    if ('error' in asked) return refuse(response, 400, asked.error);
    const token = await issueServiceToken(rt, asked, request.ip ?? null);
    if (!token) {
      response.setHeader('www-authenticate', 'Basic realm="comptoir"');
      return refuse(response, 401, 'invalid_client');
    }
    response.setHeader('cache-control', 'no-store').json({
      access_token: token.accessToken,
      token_type: 'Bearer',
      expires_in: token.expiresInSeconds,
      scope: token.permissions.join(' '),
    });
  });
  router.use('/oauth/token', refuseUnreadable);
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

type Refusal = 'invalid_request' | 'invalid_client' | 'unsupported_grant_type';

/** No parameter twice, and one way of showing who asks: the header, as the standard prefers, or the body. */
function read(request: Request): ServiceCredentials | { readonly error: Refusal } {
  const body = (request.body ?? {}) as Record<string, unknown>;
  const { grant_type: grant, client_id: id, client_secret: secret } = body;
  const repeated = Object.values(body).some((value) => typeof value !== 'string');
  const authorization = request.headers.authorization;
  if (repeated || grant === undefined) return { error: 'invalid_request' };
  if (authorization && secret !== undefined) return { error: 'invalid_request' };
  if (grant !== 'client_credentials') return { error: 'unsupported_grant_type' };
  return authorization ? basic(authorization) : { name: text(id), secret: text(secret) };
}

function basic(authorization: string): ServiceCredentials {
  const encoded = /^Basic ([\w+/=-]+)$/i.exec(authorization)?.[1] ?? '';
  const [name = '', ...secret] = Buffer.from(encoded, 'base64').toString().split(':');
  return { name: formDecode(name), secret: formDecode(secret.join(':')) };
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');

function formDecode(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return value;
  }
}

function refuse(response: Response, status: 400 | 401, error: Refusal): void {
  response.status(status).setHeader('cache-control', 'no-store').json({ error });
}

/** A body that is too large or no form at all. */
function refuseUnreadable(
  error: { readonly status?: number },
  _request: Request,
  response: Response,
  next: NextFunction,
): void {
  if (error.status === undefined || error.status >= 500) next(error);
  else refuse(response, 400, 'invalid_request');
}
