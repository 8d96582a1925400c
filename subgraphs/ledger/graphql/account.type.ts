import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import type { Currency } from '#kernel/domain/currency.ts';
import type { Id } from '#kernel/domain/id.ts';
import { connectionType } from '#kernel/graphql/connection.ts';
import { MoneyType } from '#kernel/graphql/money.type.ts';
import { CurrencyCode } from '#kernel/graphql/scalars.ts';
import type { AccountKind, LedgerAccount } from '../domain/account.ts';
import { MerchantStub, stub } from './stubs.ts';

const LedgerAccountKind: Record<Uppercase<AccountKind>, AccountKind> = {
  ASSET: 'asset',
  LIABILITY: 'liability',
  INCOME: 'income',
  EXPENSE: 'expense',
};
registerEnumType(LedgerAccountKind, {
  name: 'LedgerAccountKind',
  description: 'What an account stands for, and so on which side it grows.',
  valuesConfig: {
    ASSET: { description: 'What the platform has or is owed; grows by debits.' },
    LIABILITY: { description: 'What the platform owes; grows by credits.' },
    INCOME: { description: 'What the platform has earned; grows by credits.' },
    EXPENSE: { description: 'What the platform has spent; grows by debits.' },
  },
});

@ObjectType('LedgerAccount', {
  description: 'One pile of money in one currency, as it is in the books.',
})
export class LedgerAccountType {
  @Field(() => ID, { description: 'The account.' })
  id!: Id<'lac'>;

  @Field(() => String, {
    description: 'Its name in the chart of accounts, such as provider_receivable:sandbox.',
  })
  code!: string;

  @Field(() => LedgerAccountKind, { description: 'What it stands for.' })
  kind!: AccountKind;

  @Field(() => CurrencyCode, { description: 'The only currency it holds.' })
  currency!: Currency;

  @Field(() => MerchantStub, {
    nullable: true,
    description: "The merchant whose money it is; null for the platform's own.",
  })
  owner!: MerchantStub | null;

  @Field(() => MoneyType, {
    description: 'Positive while the account stands on the side on which its kind grows.',
  })
  balance!: MoneyType;

  @Field(() => Date, { description: 'When it was opened.' })
  openedAt!: Date;

  static of(account: LedgerAccount): LedgerAccountType {
    const { id, code, kind, currency, ownerId, balance, openedAt } = account;
    return Object.assign(new LedgerAccountType(), {
      id,
      code,
      kind,
      currency,
      owner: stub(MerchantStub, ownerId),
      balance: MoneyType.of(balance),
      openedAt,
    });
  }
}

export const { ConnectionType: LedgerAccountConnection } = connectionType(
  'LedgerAccount',
  LedgerAccountType,
);
