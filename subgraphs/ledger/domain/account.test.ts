import { type AccountKind, LedgerAccount } from './account.ts';

const accountOf = (kind: AccountKind, balanceMinor: bigint) =>
  Object.assign(new LedgerAccount(), { kind, balanceMinor, currency: 'EUR' as const });

describe('the balance of an account', () => {
  it.each(['asset', 'expense'] as const)('is positive for an %s that was debited', (kind) => {
    expect(accountOf(kind, 500n).balance.minorUnits).toBe(500n);
  });

  it.each(['liability', 'income'] as const)('is positive for %s that was credited', (kind) => {
    expect(accountOf(kind, -500n).balance.minorUnits).toBe(500n);
  });
});
