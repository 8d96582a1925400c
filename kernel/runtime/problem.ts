import { type ServerResponse, STATUS_CODES } from 'node:http';

/** Why there is no answer. `code` is for programs, `detail` for people. Source: RFC 9457. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

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
