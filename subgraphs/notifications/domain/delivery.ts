export const DELIVERY_STATUSES = ['NOT_CONFIGURED', 'PENDING', 'SENT', 'FAILED'] as const;

/** Only to be read here, on its way to the mailbox, handed to the mail server, or given up. */
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** From each status, where it may go; drawn in README.md. */
export const DELIVERY_TRANSITIONS: Readonly<Record<DeliveryStatus, readonly DeliveryStatus[]>> = {
  NOT_CONFIGURED: [],
  PENDING: ['SENT', 'FAILED'],
  SENT: [],
  FAILED: [],
};

/** After this many attempts, the last about eight hours after the first, a message is given up. */
export const MAX_ATTEMPTS = 10;

/** Longer than any attempt lasts: afterwards whoever made it has died, and the message may be sent by another. */
export const ATTEMPT_LEASE_MS = 5 * 60_000;

const FIRST_PAUSE_MS = 60_000;

/** How long to wait after the attempt of this number: one minute, then twice as long each time. */
export const pauseAfterMs = (attempt: number): number => FIRST_PAUSE_MS * 2 ** (attempt - 1);
