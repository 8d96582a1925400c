import { stableId } from '#kernel/domain/id.ts';
import { type AccountKind, LedgerAccount } from './account.ts';

const accountOf = (kind: AccountKind, balanceMinor: bigint) =>
  new LedgerAccount(
    stableId('lac', 'an account'),
    'a',
    kind,
    'EUR',
    null,
    true,
    balanceMinor,
    new Date(0),
  );

describe('the balance of an account', () => {
  it.each(['asset', 'expense'] as const)('is positive for an %s that was debited', (kind) => {
    expect(accountOf(kind, 500n).balance.minorUnits).toBe(500n);
  });

  it.each(['liability', 'income'] as const)('is positive for %s that was credited', (kind) => {
    expect(accountOf(kind, -500n).balance.minorUnits).toBe(500n);
  });
});
