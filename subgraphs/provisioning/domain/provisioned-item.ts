import { Aggregate } from '#kernel/domain/aggregate.ts';
import type { Id } from '#kernel/domain/id.ts';
import type { ProvisionedItemEvent } from '../events.ts';
import { ProvisioningTransitionForbidden } from './errors.ts';
import { ITEM_TRANSITIONS, type ItemStatus } from './provisioning-status.ts';
import type { Delivery, Template } from './template.ts';

export interface NewProvisionedItem {
  readonly id: Id<'itm'>;
  readonly orderId: Id<'ord'>;
  readonly customerId: Id<'usr'>;
  readonly lineId: Id<'oln'>;
  readonly variantId: Id<'var'>;
  readonly sku: string;
  readonly template: Template;
  readonly quantity: number;
  readonly createdAt: Date;
}

/** One line of an order on its way to, and then with, the customer. */
export class ProvisionedItem extends Aggregate<ProvisionedItemEvent> {
  readonly id: Id<'itm'>;
  readonly orderId: Id<'ord'>;
  readonly customerId: Id<'usr'>;
  readonly lineId: Id<'oln'>;
  readonly variantId: Id<'var'>;
  readonly sku: string;
  readonly template: Template;
  readonly quantity: number;
  readonly createdAt: Date;
  updatedAt: Date;
  status: ItemStatus = 'PENDING';
  /** How often delivery was tried. */
  attempts = 0;
  licenceKeys: readonly string[] = [];
  trackingNumber: string | null = null;

  constructor(item: NewProvisionedItem) {
    super();
    this.id = item.id;
    this.orderId = item.orderId;
    this.customerId = item.customerId;
    this.lineId = item.lineId;
    this.variantId = item.variantId;
    this.sku = item.sku;
    this.template = item.template;
    this.quantity = item.quantity;
    this.createdAt = item.createdAt;
    this.updatedAt = item.createdAt;
    this.tell('ItemRequested');
  }

  /** Hands the delivery to the customer. @throws {ProvisioningTransitionForbidden} */
  activate({ licenceKeys, trackingNumber }: Delivery, at: Date): void {
    this.attempts += 1;
    this.licenceKeys = licenceKeys;
    this.trackingNumber = trackingNumber;
    this.become('ACTIVE', at);
    this.tell('ItemProvisioned');
  }

  /** It is not to be had, now or later. @throws {ProvisioningTransitionForbidden} */
  fail(at: Date): void {
    this.attempts += 1;
    this.become('FAILED', at);
    this.tell('ItemFailed');
  }

  /** Takes it back: its keys and its parcel are no longer the customer's. Asked again it changes nothing. */
  revoke(at: Date): void {
    if (this.status === 'REVOKED') return;
    this.become('REVOKED', at);
    this.tell('ItemRevoked');
  }

  private become(status: ItemStatus, at: Date): void {
    if (!ITEM_TRANSITIONS[this.status].includes(status)) {
      throw new ProvisioningTransitionForbidden(this.status, status);
    }
    this.status = status;
    this.updatedAt = at;
  }

  private tell(type: ProvisionedItemEvent['type']): void {
    const { id: itemId, orderId, customerId, status } = this;
    this.raise({ type, data: { itemId, orderId, customerId, status } });
  }
}
