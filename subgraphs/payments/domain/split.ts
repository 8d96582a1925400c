import { Money } from '#kernel/domain/money.ts';
import type { Split } from '../events.ts';
import { SplitMismatch } from './errors.ts';

/** One merchant's part of a payment. Amounts are minor units of the payment's currency, in strings as in JSON. */
export interface Share {
  readonly merchantId: string;
  readonly amount: string;
  readonly captured: string;
  /** What refunds took or are about to take from it. */
  readonly refunded: string;
}

export interface MerchantAmount {
  readonly merchantId: string;
  readonly amount: Money;
}

/**
 * The shares of a payment of which nothing is captured yet.
 * @throws {SplitMismatch} unless they are of different merchants, not negative and add up to `total`
 */
export function openShares(split: readonly MerchantAmount[], total: Money): Share[] {
  const sum = Money.sum(
    split.map(({ amount }) => amount),
    total.currency,
  );
  const merchants = new Set(split.map(({ merchantId }) => merchantId));
  const negative = split.some(({ amount }) => amount.isNegative);
  if (!sum.equals(total) || negative || merchants.size !== split.length) throw new SplitMismatch();
  return split.map(({ merchantId, amount }) => ({
    merchantId,
    amount: amount.minorUnits.toString(),
    captured: '0',
    refunded: '0',
  }));
}

/**
 * Divides an amount in proportion to what each merchant has left, so that nobody's part is ever more than that and the
 * last unit taken leaves everyone with exactly nothing.
 */
function divide(
  amount: Money,
  shares: readonly Share[],
  left: (share: Share) => bigint,
): MerchantAmount[] {
  const parts = amount.allocate(shares.map(left));
  return shares.map(({ merchantId }, index) => ({
    merchantId,
    amount: parts[index] ?? Money.zero(amount.currency),
  }));
}

const add = (units: string, part: MerchantAmount | undefined, sign = 1n): string =>
  (BigInt(units) + sign * (part?.amount.minorUnits ?? 0n)).toString();

/** Takes a capture of `amount` from the shares. */
export function captureFrom(
  shares: readonly Share[],
  amount: Money,
): { shares: Share[]; split: MerchantAmount[] } {
  const split = divide(amount, shares, (share) => BigInt(share.amount) - BigInt(share.captured));
  return {
    split,
    shares: shares.map((share, index) => ({
      ...share,
      captured: add(share.captured, split[index]),
    })),
  };
}

/** Takes a refund of `amount` from what was captured for each merchant. */
export function refundFrom(
  shares: readonly Share[],
  amount: Money,
): { shares: Share[]; split: MerchantAmount[] } {
  const split = divide(amount, shares, (share) => BigInt(share.captured) - BigInt(share.refunded));
  return {
    split,
    shares: shares.map((share, index) => ({
      ...share,
      refunded: add(share.refunded, split[index]),
    })),
  };
}

/** Gives back what a failed refund had taken. */
export function undoRefund(shares: readonly Share[], split: readonly MerchantAmount[]): Share[] {
  const byMerchant = new Map(split.map((part) => [part.merchantId, part]));
  return shares.map((share) => ({
    ...share,
    refunded: add(share.refunded, byMerchant.get(share.merchantId), -1n),
  }));
}

/** As events carry it: merchants who get nothing of it are left out. */
export const splitToJson = (split: readonly MerchantAmount[]): Split =>
  split
    .filter(({ amount }) => !amount.isZero)
    .map(({ merchantId, amount }) => ({ merchantId, amount: amount.toJSON() }));

export const splitFromJson = (split: Split): MerchantAmount[] =>
  split.map(({ merchantId, amount }) => ({ merchantId, amount: Money.fromJSON(amount) }));
