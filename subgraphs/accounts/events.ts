import type { Id } from '#kernel/domain/id.ts';

/** Whoever holds an access token of the session is to be let in no more. */
export type SessionEvent = {
  readonly type: 'SessionEnded';
  readonly data: { readonly sessionId: Id<'ses'>; readonly userId: Id<'usr'> };
};

/** What accounts tells the other contexts: that somebody is there, never who they are. */
export type UserEvent =
  | { readonly type: 'CustomerRegistered'; readonly data: { readonly customerId: Id<'usr'> } }
  | { readonly type: 'SellerAppointed'; readonly data: { readonly userId: Id<'usr'> } }
  | { readonly type: 'OperatorAppointed'; readonly data: { readonly userId: Id<'usr'> } };
