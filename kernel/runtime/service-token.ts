import { z } from 'zod';

/** A token is renewed this long before it expires. */
const RENEW_BEFORE_MS = 60_000;

const tokenAnswer = z.object({ access_token: z.string(), expires_in: z.number() });

export interface ServiceTokenOptions {
  readonly service: string;
  readonly secret: string;
  /** Where accounts is reached; known only once the program listens. */
  accountsUrl(): string;
}

/** Gets access tokens for a service principal and keeps one until shortly before it expires. Source: RFC 6749, 4.4. */
export function serviceTokens({
  service,
  secret,
  accountsUrl,
}: ServiceTokenOptions): () => Promise<string> {
  let current: { token: string; renewAt: number } | undefined;
  let asking: Promise<string> | undefined;

  const ask = async () => {
    const response = await fetch(`${accountsUrl()}/accounts/oauth/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${service}:${secret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
      signal: AbortSignal.timeout(5000),
    });
    if (!response.ok)
      throw new Error(`accounts answered ${response.status} to the service ${service}`);
    const answer = tokenAnswer.parse(await response.json());
    current = {
      token: answer.access_token,
      renewAt: Date.now() + answer.expires_in * 1000 - RENEW_BEFORE_MS,
    };
    return answer.access_token;
  };

  return async () => {
    if (current && Date.now() < current.renewAt) return current.token;
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
}
