import { createHmac, timingSafeEqual } from 'node:crypto';
import { WebhookNotVerified } from '../domain/errors.ts';
import type { WebhookMessage } from '../domain/ports.ts';

/** A message that was caught on the way can be sent to us again only within this time. */
const TOLERANCE_MS = 5 * 60_000;

/**
 * Verifies that a message was signed with one of `secrets` over exactly these bytes, not long ago. Two secrets are live
 * while one replaces the other. Answers the message's id. Source: Standard Webhooks specification 1.0.
 * @param secrets `whsec_` and base64
 * @throws {WebhookNotVerified}
 */
export function verifiedId(
  { body, headers }: WebhookMessage,
  secrets: readonly string[],
  now: Date,
): string {
  const id = single(headers['webhook-id']);
  const timestamp = single(headers['webhook-timestamp']);
  if (
    !/^\d{1,12}$/.test(timestamp) ||
    Math.abs(now.getTime() - Number(timestamp) * 1000) > TOLERANCE_MS
  ) {
    throw new WebhookNotVerified();
  }
  const offered = single(headers['webhook-signature'])
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .map((signature) => Buffer.from(signature.slice(3), 'base64'));
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  const expected = secrets.map((secret) =>
    createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
      .update(signed)
      .digest(),
  );
  const matches = expected.flatMap((mine) =>
    offered.map((theirs) => theirs.length === mine.length && timingSafeEqual(theirs, mine)),
  );
  if (id === '' || !matches.includes(true)) throw new WebhookNotVerified();
  return id;
}

const single = (header: string | string[] | undefined): string =>
  (Array.isArray(header) ? header[0] : header) ?? '';
