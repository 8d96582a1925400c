import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { RequestHandler } from 'express';
import type { DomainError } from '../domain/domain-error.ts';

/** Why there is no answer. `code` is for programs, `detail` for people. Source: RFC 9457. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

/** Of what is refused by its code: it is not there, it stands against something that is, or it makes no sense. */
export function statusOf({ code }: Pick<DomainError, 'code'>): number {
  if (code.endsWith('_NOT_FOUND')) return 404;
  return /_(CHANGED|TAKEN|TAKEN_OVER|IN_USE|MEANWHILE)$/.test(code) ? 409 : 400;
}

/** Stands behind the routes that there are. */
export const nothingHere: RequestHandler = (_request, response) =>
  sendProblem(response, { status: 404, code: 'NOT_FOUND', detail: 'Nothing is here.' });

/** Answers by `application/problem+json`, with whatever else `refusal` says. */
export function sendProblem(
  response: ServerResponse,
  { status, code, detail, ...more }: Refusal,
): void {
  const title = STATUS_CODES[status] ?? '';
  const body = JSON.stringify({ type: 'about:blank', title, status, code, detail, ...more });
  response.writeHead(status, {
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  response.end(body);
}
