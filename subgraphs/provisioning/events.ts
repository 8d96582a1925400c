import type { Id } from '#kernel/domain/id.ts';

/** What provisioning tells the other contexts. */
export type ProvisioningEvent =
  | {
      readonly type: 'ProvisioningRequested';
      readonly data: {
        readonly requestId: Id<'prq'>;
        readonly orderId: Id<'ord'>;
        readonly customerId: Id<'usr'>;
      };
    }
  | {
      readonly type: 'OrderProvisioned';
      readonly data: {
        readonly requestId: Id<'prq'>;
        readonly orderId: Id<'ord'>;
        readonly customerId: Id<'usr'>;
      };
    }
  | {
      readonly type: 'OrderProvisioningFailed';
      readonly data: {
        readonly requestId: Id<'prq'>;
        readonly orderId: Id<'ord'>;
        readonly customerId: Id<'usr'>;
        readonly reason: string;
      };
    }
  | {
      readonly type: 'OrderRevoked';
      readonly data: {
        readonly requestId: Id<'prq'>;
        readonly orderId: Id<'ord'>;
        readonly customerId: Id<'usr'>;
        readonly reason: string;
      };
    };

/** One provisioned item's own story; what was delivered (keys, parcel numbers) stays in provisioning. */
export type ProvisionedItemEvent = {
  readonly type: 'ItemRequested' | 'ItemProvisioned' | 'ItemFailed' | 'ItemRevoked';
  readonly data: {
    readonly itemId: Id<'itm'>;
    readonly orderId: Id<'ord'>;
    readonly customerId: Id<'usr'>;
    readonly status: 'PENDING' | 'ACTIVE' | 'FAILED' | 'REVOKED';
  };
};
