export const PROVISIONING_STATUSES = ['REQUESTED', 'PROVISIONED', 'FAILED', 'REVOKED'] as const;

/** Of a whole order: every item together, or none. */
export type ProvisioningStatus = (typeof PROVISIONING_STATUSES)[number];

/** From each status, where it may go. */
export const PROVISIONING_TRANSITIONS: Readonly<
  Record<ProvisioningStatus, readonly ProvisioningStatus[]>
> = {
  REQUESTED: ['PROVISIONED', 'FAILED', 'REVOKED'],
  PROVISIONED: ['REVOKED'],
  FAILED: ['REVOKED'],
  REVOKED: [],
};

export const ITEM_STATUSES = ['PENDING', 'ACTIVE', 'FAILED', 'REVOKED'] as const;

/** Of one item: waiting, the customer's, not to be had, or taken back. */
export type ItemStatus = (typeof ITEM_STATUSES)[number];

export const ITEM_TRANSITIONS: Readonly<Record<ItemStatus, readonly ItemStatus[]>> = {
  PENDING: ['ACTIVE', 'FAILED', 'REVOKED'],
  ACTIVE: ['REVOKED'],
  FAILED: ['REVOKED'],
  REVOKED: [],
};

/** Nothing more happens to such an item. */
export const isFinal = (status: ItemStatus): boolean => ITEM_TRANSITIONS[status].length === 0;
