import type { Server } from 'node:http';
import express from 'express';
import { type JSONWebKeySet, type JWTPayload, SignJWT, exportJWK, generateKeyPair } from 'jose';
import { TOKEN_ALGORITHM, TOKEN_AUDIENCE, TOKEN_ISSUER } from '../graphql/authenticate.ts';
import type { Principal } from '../graphql/principal.ts';
import { listen, portOf } from '../runtime/http.ts';

/** Stands in for accounts in the tests of another context: publishes keys and answers service tokens. */
export interface TokenIssuer {
  readonly url: string;
  tokenOf(principal: Principal, options?: { expiresInSeconds?: number }): Promise<string>;
  stop(): Promise<void>;
}

export async function startTokenIssuer(): Promise<TokenIssuer> {
  const { privateKey, publicKey } = await generateKeyPair(TOKEN_ALGORITHM);
  const kid = 'test';
  const keys: JSONWebKeySet = {
    keys: [{ ...(await exportJWK(publicKey)), kid, alg: TOKEN_ALGORITHM, use: 'sig' }],
  };
  const sign = (subject: string, claims: JWTPayload, expiresInSeconds: number) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: TOKEN_ALGORITHM, kid })
      .setSubject(subject)
      .setIssuer(TOKEN_ISSUER)
      .setAudience(TOKEN_AUDIENCE)
      .setIssuedAt()
      .setExpirationTime(Math.floor(Date.now() / 1000) + expiresInSeconds)
      .sign(privateKey);

  const app = express();
  app.get('/.well-known/jwks.json', (_request, response) => void response.json(keys));
  app.post('/accounts/oauth/token', async (request, response) => {
    const credentials = Buffer.from(
      request.headers.authorization?.slice('Basic '.length) ?? '',
      'base64',
    ).toString();
    const name = credentials.split(':')[0] ?? '';
    response.json({
      access_token: await sign(`service:${name}`, { permissions: [] }, 900),
      expires_in: 900,
    });
  });
  const server: Server = await listen(app, 0, '127.0.0.1');
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    async tokenOf(principal, { expiresInSeconds = 900 } = {}) {
      switch (principal.kind) {
        case 'anonymous':
          throw new Error('Nobody has no token.');
        case 'service':
          return sign(
            `service:${principal.name}`,
            { permissions: [...principal.permissions] },
            expiresInSeconds,
          );
        case 'user': {
          const { id, roles, permissions, merchantId, sessionId } = principal;
          const claims = {
            roles: [...roles],
            permissions: [...permissions],
            mid: merchantId,
            sid: sessionId,
          };
          return sign(id, claims, expiresInSeconds);
        }
      }
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
