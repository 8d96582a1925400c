import type { Currency } from '#kernel/domain/currency.ts';
import { type Id, stableId } from '#kernel/domain/id.ts';
import type { AccountKind } from './account.ts';

/** Says which account, before it is known whether the books have it yet. */
export interface AccountRef {
  /**
   * The same for the same code, currency and owner, so that nobody needs to look an account up to
   * post to it.
   */
  readonly id: Id<'lac'>;
  readonly code: string;
  readonly kind: AccountKind;
  readonly currency: Currency;
  readonly ownerId: Id<'mer'> | null;
  readonly allowNegative: boolean;
}

/** What a payment provider has collected for us and not yet paid out to us. */
export const providerReceivable = (provider: string, currency: Currency): AccountRef =>
  account({ code: `provider_receivable:${provider}`, kind: 'asset', currency, ownerId: null });

/** What we owe a merchant: its sales less the platform's fee, less what was refunded. */
export const merchantWallet = (merchantId: Id<'mer'>, currency: Currency): AccountRef =>
  account({ code: MERCHANT_WALLET, kind: 'liability', currency, ownerId: merchantId });

/** What the platform has earned by its fee. */
export const platformFees = (currency: Currency): AccountRef =>
  account({ code: PLATFORM_FEES, kind: 'income', currency, ownerId: null });

export const MERCHANT_WALLET = 'merchant_wallet';
export const PLATFORM_FEES = 'platform_fees';

/**
 * These accounts record facts. A refund has already left the provider when the ledger hears of it,
 * and refusing it because a wallet runs out would only hide that. Limits belong where money can
 * still be kept back: at a payout.
 */
const account = (described: Omit<AccountRef, 'id' | 'allowNegative'>): AccountRef => ({
  ...described,
  id: stableId('lac', `${described.code}/${described.currency}/${described.ownerId ?? ''}`),
  allowNegative: true,
});
