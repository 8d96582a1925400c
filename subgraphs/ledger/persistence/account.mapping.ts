import { defineEntity, p } from '@mikro-orm/core';
import type { Currency } from '#kernel/domain/currency.ts';
import type { Id } from '#kernel/domain/id.ts';
import { type AccountKind, LedgerAccount } from '../domain/account.ts';

/** Read only, like all of the books: `ledger.post_transfers` is the one way in. */
export const LedgerAccountMapping = defineEntity({
  class: LedgerAccount,
  tableName: 'accounts',
  readonly: true,
  properties: {
    id: p.string().$type<Id<'lac'>>().primary(),
    code: p.string(),
    kind: p.string().$type<AccountKind>(),
    currency: p.string().$type<Currency>(),
    ownerId: p.string().$type<Id<'mer'>>().nullable(),
    allowNegative: p.boolean(),
    balanceMinor: p.bigint(),
    openedAt: p.datetime(),
  },
});
