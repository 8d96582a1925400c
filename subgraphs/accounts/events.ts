import type { Id } from '#kernel/domain/id.ts';

/** What accounts tells the other contexts: that somebody is there, never who they are. */
export type UserEvent =
  | { readonly type: 'CustomerRegistered'; readonly data: { readonly customerId: Id<'usr'> } }
  | { readonly type: 'SellerAppointed'; readonly data: { readonly userId: Id<'usr'> } }
  | { readonly type: 'OperatorAppointed'; readonly data: { readonly userId: Id<'usr'> } };
