import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Principal } from './principal.ts';

/** What a resolver knows of the request it answers; the `@Ctx()` of every resolver. */
export interface GraphRequest {
  readonly principal: Principal;
  /** One per request of a client, kept across subgraphs, in every log line and answer. */
  readonly requestId: string;
  /** W3C trace context, handed on to whatever is called. */
  readonly traceparent: string;
  /** The client's address as the gateway saw it; null for a service. */
  readonly clientAddress: string | null;
  /** What languages the client reads, as `Accept-Language` says it; null if it does not say. */
  readonly acceptLanguage: string | null;
  readonly logger: Logger;
  /** What whoever answers says of the answer as a whole: its `extensions`. */
  readonly remarks: Record<string, unknown>;
}

/** Headers that one part of Comptoir hands to the next. */
export const REQUEST_ID_HEADER = 'x-request-id';
export const CLIENT_ADDRESS_HEADER = 'x-client-address';

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

const single = (headers: Headers, name: string): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
};

export function requestOf(headers: Headers, principal: Principal, logger: Logger): GraphRequest {
  const requestId = single(headers, REQUEST_ID_HEADER) ?? randomUUID();
  return {
    principal,
    requestId,
    traceparent: single(headers, 'traceparent') ?? newTraceparent(),
    clientAddress: single(headers, CLIENT_ADDRESS_HEADER) ?? null,
    acceptLanguage: single(headers, 'accept-language') ?? null,
    logger: logger.child({ requestId }),
    remarks: {},
  };
}

/** What a part of Comptoir says of the client's request when it asks another on its behalf. */
export function sentOn(headers: Headers): Record<string, string> {
  const told: Record<string, string> = {};
  for (const name of [REQUEST_ID_HEADER, 'traceparent']) {
    const value = single(headers, name);
    if (value !== undefined) told[name] = value;
  }
  return told;
}

/** Source: W3C Trace Context, section 3.2. */
export const newTraceparent = (): string => `00-${hexadecimal()}-${hexadecimal().slice(0, 16)}-01`;

/** 122 random bits in 32 digits. Unlike random bytes, Node takes them from a store, at a tenth of the cost. */
const hexadecimal = (): string => randomUUID().replaceAll('-', '');
