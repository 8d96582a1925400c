import { createHmac } from 'node:crypto';
import { verifiedId } from './webhook-signature.ts';

const OLD = 'whsec_b2xkLXNlY3JldC1vZi10aGUtbWVyY2hhbnQ=';
const NEW = 'whsec_bmV3LXNlY3JldC1vZi10aGUtbWVyY2hhbnQ=';
const NOW = new Date('2026-11-21T12:00:00Z');

function message({ secret = NEW, sentAt = NOW, body = '{"id":"evt_1"}' } = {}) {
  const seconds = String(Math.floor(sentAt.getTime() / 1000));
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signature = createHmac('sha256', key).update(`evt_1.${seconds}.${body}`).digest('base64');
  return {
    body: Buffer.from(body),
    headers: {
      'webhook-id': 'evt_1',
      'webhook-timestamp': seconds,
      'webhook-signature': `v1,${signature}`,
    },
  };
}

const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

describe('a message of the provider', () => {
  it('is accepted with either secret while one replaces the other', () => {
    expect(verifiedId(message({ secret: OLD }), [NEW, OLD], NOW)).toBe('evt_1');
    expect(verifiedId(message({ secret: NEW }), [NEW, OLD], NOW)).toBe('evt_1');
  });

  it('is accepted when one of several signatures is right', () => {
    const signed = message();
    const headers = {
      ...signed.headers,
      'webhook-signature': `v1,AAAA v2,BBBB ${signed.headers['webhook-signature']}`,
    };
    expect(verifiedId({ ...signed, headers }, [NEW], NOW)).toBe('evt_1');
  });

  const signed = message();
  it.each([
    ['signed with a secret that is no longer live', message({ secret: OLD })],
    ['changed on the way', { ...signed, body: Buffer.from('{"id":"evt_2"}') }],
    ['of too long ago', message({ sentAt: minutesAgo(6) })],
    ['from the future', message({ sentAt: minutesAgo(-6) })],
    [
      'without a signature',
      { ...signed, headers: { ...signed.headers, 'webhook-signature': undefined } },
    ],
    [
      'without a time',
      { ...signed, headers: { ...signed.headers, 'webhook-timestamp': undefined } },
    ],
    [
      'with the id of another',
      { ...signed, headers: { ...signed.headers, 'webhook-id': 'evt_2' } },
    ],
  ])('is refused when it is %s', (_what, wrong) => {
    expect(() => verifiedId(wrong, [NEW], NOW)).toThrow(
      expect.objectContaining({ code: 'WEBHOOK_NOT_VERIFIED' }),
    );
  });
});
