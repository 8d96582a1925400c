import { newId } from '#kernel/domain/id.ts';
import {
  ATTEMPT_LEASE_MS,
  DELIVERY_STATUSES,
  DELIVERY_TRANSITIONS,
  MAX_ATTEMPTS,
} from './delivery.ts';
import { MESSAGE_KINDS, type MessageKind } from './message-draft.ts';
import { Message } from './message.ts';

const at = new Date('2026-11-21T12:00:00Z');
const after = (ms: number) => new Date(at.getTime() + ms);
const accepted = { kind: 'accepted' } as const;
const refused = { kind: 'refused', reason: 'EENVELOPE RCPT TO 550' } as const;
const failed = { kind: 'failed', reason: 'ECONNECTION CONN' } as const;

const draft = {
  kind: 'REFUNDED',
  recipientId: newId('usr'),
  orderId: newId('ord'),
  subject: 'You were refunded 1.00 EUR',
  body: 'Hello',
} as const;

const aMessage = ({
  toBeSent = true,
  attempts = 0,
  kind = draft.kind as MessageKind,
} = {}): Message => {
  const message = new Message({
    id: newId('msg'),
    eventId: crypto.randomUUID(),
    draft: { ...draft, kind },
    createdAt: at,
    toBeSent,
  });
  for (let attempt = 1; attempt <= attempts; attempt += 1) message.beginAttempt(at);
  return message;
};

it.each(MESSAGE_KINDS)('of kind %s says what was drafted, to whom it was meant for', (kind) => {
  expect(aMessage({ kind })).toMatchObject({ ...draft, kind });
});

it('is only kept to be read when there is nowhere to send it', () => {
  expect(aMessage({ toBeSent: false })).toMatchObject({
    deliveryStatus: 'NOT_CONFIGURED',
    nextAttemptAt: null,
  });
});

it('is due at once', () => {
  expect(aMessage()).toMatchObject({ deliveryStatus: 'PENDING', attempts: 0, nextAttemptAt: at });
});

it('keeps others off while an attempt is under way', () => {
  const message = aMessage();
  expect(message.beginAttempt(at)).toBe(true);
  expect(message).toMatchObject({ attempts: 1, nextAttemptAt: after(ATTEMPT_LEASE_MS) });
});

it('is sent when the mail server took it', () => {
  const message = aMessage({ attempts: 1 });
  message.concludeAttempt(1, accepted, after(1));
  expect(message).toMatchObject({
    deliveryStatus: 'SENT',
    sentAt: after(1),
    nextAttemptAt: null,
    lastError: null,
  });
});

it('waits twice as long after each failure', () => {
  const message = aMessage();
  const pausesMs = [1, 2, 3, 4].map((attempt) => {
    message.beginAttempt(at);
    message.concludeAttempt(attempt, failed, at);
    return message.nextAttemptAt!.getTime() - at.getTime();
  });
  expect(pausesMs).toEqual([60_000, 120_000, 240_000, 480_000]);
  expect(message).toMatchObject({ deliveryStatus: 'PENDING', lastError: failed.reason });
});

it('is given up when the server refuses it for good', () => {
  const message = aMessage({ attempts: 1 });
  message.concludeAttempt(1, refused, at);
  expect(message).toMatchObject({
    deliveryStatus: 'FAILED',
    nextAttemptAt: null,
    lastError: refused.reason,
  });
});

it('is given up after the last attempt', () => {
  const message = aMessage({ attempts: MAX_ATTEMPTS });
  message.concludeAttempt(MAX_ATTEMPTS, failed, at);
  expect(message.deliveryStatus).toBe('FAILED');
});

it('is given up when nothing was ever heard of the last attempt', () => {
  const message = aMessage({ attempts: MAX_ATTEMPTS });
  expect(message.beginAttempt(at)).toBe(false);
  expect(message).toMatchObject({
    deliveryStatus: 'FAILED',
    attempts: MAX_ATTEMPTS,
    nextAttemptAt: null,
  });
});

it('does not listen to the failure of an attempt that another has taken over', () => {
  const message = aMessage({ attempts: 2 });
  message.concludeAttempt(1, failed, at);
  expect(message).toMatchObject({
    attempts: 2,
    nextAttemptAt: after(ATTEMPT_LEASE_MS),
    lastError: null,
  });
});

it('is sent even if that is heard late', () => {
  const message = aMessage({ attempts: 2 });
  message.concludeAttempt(1, accepted, at);
  expect(message.deliveryStatus).toBe('SENT');
});

it.each(DELIVERY_STATUSES.filter((status) => DELIVERY_TRANSITIONS[status].length === 0))(
  'does nothing more once it is %s',
  (deliveryStatus) => {
    const message = Object.assign(aMessage(), { deliveryStatus });
    const concluded = expect.objectContaining({
      code: 'DELIVERY_CONCLUDED',
      status: deliveryStatus,
    }) as Error;
    expect(() => message.beginAttempt(at)).toThrow(concluded);
    expect(() => message.concludeAttempt(0, accepted, at)).toThrow(concluded);
  },
);
