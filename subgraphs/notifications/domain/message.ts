import type { Id } from '#kernel/domain/id.ts';
import {
  ATTEMPT_LEASE_MS,
  DELIVERY_TRANSITIONS,
  type DeliveryStatus,
  MAX_ATTEMPTS,
  pauseAfterMs,
} from './delivery.ts';
import { DeliveryConcluded } from './errors.ts';
import type { MessageDraft, MessageKind, RecipientId } from './message-draft.ts';
import type { Delivery } from './ports.ts';

export interface NewMessage {
  readonly id: Id<'msg'>;
  /** The fact that it tells. */
  readonly eventId: string;
  readonly draft: MessageDraft;
  readonly createdAt: Date;
  /** Whether it is also sent, or only kept to be read. */
  readonly toBeSent: boolean;
}

/** What one recipient was told about one event. Its text never changes; its delivery goes on until it is concluded. */
export class Message {
  readonly id: Id<'msg'>;
  readonly eventId: string;
  readonly recipientId: RecipientId;
  readonly kind: MessageKind;
  readonly orderId: Id<'ord'> | null;
  readonly subject: string;
  readonly body: string;
  readonly createdAt: Date;
  deliveryStatus: DeliveryStatus;
  /** How many attempts to send it have begun. */
  attempts = 0;
  /** Before this nobody tries: it waits after a failure, or an attempt is under way. Null once nothing more is tried. */
  nextAttemptAt: Date | null;
  sentAt: Date | null = null;
  /** Why the latest attempt failed, as a code. */
  lastError: string | null = null;

  constructor({ id, eventId, draft, createdAt, toBeSent }: NewMessage) {
    this.id = id;
    this.eventId = eventId;
    this.recipientId = draft.recipientId;
    this.kind = draft.kind;
    this.orderId = draft.orderId;
    this.subject = draft.subject;
    this.body = draft.body;
    this.createdAt = createdAt;
    this.deliveryStatus = toBeSent ? 'PENDING' : 'NOT_CONFIGURED';
    this.nextAttemptAt = toBeSent ? createdAt : null;
  }

  /**
   * Begins an attempt and keeps others off until it must have ended; false if the last one was already made and never
   * heard of again, which gives the message up.
   * @throws {DeliveryConcluded} unless it is pending
   */
  beginAttempt(at: Date): boolean {
    if (this.attempts >= MAX_ATTEMPTS) {
      this.conclude('FAILED');
      return false;
    }
    this.expectPending();
    this.attempts += 1;
    this.nextAttemptAt = later(at, ATTEMPT_LEASE_MS);
    return true;
  }

  /**
   * Records how the attempt of this number ended. An attempt that failed after another took over says nothing any more;
   * one that succeeded is good news however late.
   * @throws {DeliveryConcluded} unless it is pending
   */
  concludeAttempt(attempt: number, delivery: Delivery, at: Date): void {
    this.expectPending();
    if (delivery.kind === 'accepted') {
      this.conclude('SENT');
      this.sentAt = at;
      this.lastError = null;
      return;
    }
    if (attempt !== this.attempts) return;
    this.lastError = delivery.reason;
    if (delivery.kind === 'refused' || this.attempts >= MAX_ATTEMPTS) this.conclude('FAILED');
    else this.nextAttemptAt = later(at, pauseAfterMs(attempt));
  }

  private conclude(status: DeliveryStatus): void {
    this.expectPending();
    this.deliveryStatus = status;
    this.nextAttemptAt = null;
  }

  private expectPending(): void {
    if (DELIVERY_TRANSITIONS[this.deliveryStatus].length === 0)
      throw new DeliveryConcluded(this.deliveryStatus);
  }
}

const later = (at: Date, ms: number): Date => new Date(at.getTime() + ms);
