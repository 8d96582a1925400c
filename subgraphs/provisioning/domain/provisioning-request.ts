import { Aggregate } from '#kernel/domain/aggregate.ts';
import type { Id } from '#kernel/domain/id.ts';
import type { ProvisioningEvent } from '../events.ts';
import { ProvisioningTransitionForbidden } from './errors.ts';
import { PROVISIONING_TRANSITIONS, type ProvisioningStatus } from './provisioning-status.ts';

export interface NewProvisioningRequest {
  readonly id: Id<'prq'>;
  readonly orderId: Id<'ord'>;
  readonly customerId: Id<'usr'>;
  readonly requestedAt: Date;
}

/** The wish to provision all items of one order; there is one per order, ever. */
export class ProvisioningRequest extends Aggregate<ProvisioningEvent> {
  readonly id: Id<'prq'>;
  readonly orderId: Id<'ord'>;
  readonly customerId: Id<'usr'>;
  readonly requestedAt: Date;
  status: ProvisioningStatus = 'REQUESTED';
  /** Why it failed or was revoked. */
  reason: string | null = null;

  constructor({ id, orderId, customerId, requestedAt }: NewProvisioningRequest) {
    super();
    this.id = id;
    this.orderId = orderId;
    this.customerId = customerId;
    this.requestedAt = requestedAt;
    this.raise({ type: 'ProvisioningRequested', data: this.facts() });
  }

  /** Every item is the customer's. @throws {ProvisioningTransitionForbidden} */
  complete(): void {
    this.become('PROVISIONED', null);
    this.raise({ type: 'OrderProvisioned', data: this.facts() });
  }

  /** An item is not to be had, so none is delivered. @throws {ProvisioningTransitionForbidden} */
  fail(reason: string): void {
    this.become('FAILED', reason);
    this.raise({ type: 'OrderProvisioningFailed', data: { ...this.facts(), reason } });
  }

  /** Takes everything back. Asked again it changes nothing. */
  revoke(reason: string): void {
    if (this.status === 'REVOKED') return;
    this.become('REVOKED', reason);
    this.raise({ type: 'OrderRevoked', data: { ...this.facts(), reason } });
  }

  private become(status: ProvisioningStatus, reason: string | null): void {
    if (!PROVISIONING_TRANSITIONS[this.status].includes(status)) {
      throw new ProvisioningTransitionForbidden(this.status, status);
    }
    this.status = status;
    this.reason = reason;
  }

  private facts() {
    return { requestId: this.id, orderId: this.orderId, customerId: this.customerId };
  }
}
