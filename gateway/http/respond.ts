import { compressed } from '#kernel/runtime/compression.ts';
import { NOT_KEPT } from './cache-headers.ts';
import type { Answer, Exchange } from './exchange.ts';

/** Writes a whole answer. Nobody keeps it, unless it says so. */
export async function respond(
  { request, response }: Exchange,
  { status, headers, body }: Answer,
): Promise<void> {
  const { encoding, payload } = await compressed(body, request);
  response.writeHead(status, {
    ...NOT_KEPT,
    ...headers,
    ...(encoding && { 'content-encoding': encoding }),
    ...(body !== '' && { 'content-length': Buffer.byteLength(payload) }),
  });
  response.end(payload);
}
