import { Field, ID, ObjectType } from 'type-graphql';
import type { Currency } from '#kernel/domain/currency.ts';
import { MoneyType } from '#kernel/graphql/money.type.ts';
import { CurrencyCode } from '#kernel/graphql/scalars.ts';
import type { LedgerAudit } from '../usecases/audit-ledger.ts';
import type { TrialBalanceLine } from '../usecases/trial-balance.ts';

@ObjectType('TrialBalanceLine', {
  description: 'All accounts of one currency, both sides against each other.',
})
export class TrialBalanceLineType {
  @Field(() => CurrencyCode, { description: 'The currency.' })
  currency!: Currency;

  @Field(() => MoneyType, { description: 'The sum of the accounts that stand on the debit side.' })
  debits!: MoneyType;

  @Field(() => MoneyType, { description: 'The sum of the accounts that stand on the credit side.' })
  credits!: MoneyType;

  @Field(() => Boolean, { description: 'Whether both sides are equal, as they always must be.' })
  balanced!: boolean;

  static of({ currency, debits, credits, balanced }: TrialBalanceLine): TrialBalanceLineType {
    return Object.assign(new TrialBalanceLineType(), {
      currency,
      debits: MoneyType.of(debits),
      credits: MoneyType.of(credits),
      balanced,
    });
  }
}

@ObjectType('LedgerAudit', { description: 'What adding up every entry found.' })
export class LedgerAuditType {
  @Field(() => Boolean, { description: 'Whether every balance and every transfer is right.' })
  sound!: boolean;

  @Field(() => String, {
    description: 'How many entries were added up; an integer that may be large.',
  })
  entryCount!: string;

  @Field(() => [ID], { description: 'Accounts whose balance is not the sum of their entries.' })
  wrongBalances!: readonly string[];

  @Field(() => [ID], {
    description: 'Transfers that do not sum to zero, or have lost or gained an entry.',
  })
  brokenTransfers!: readonly string[];

  static of({ entryCount, wrongBalances, brokenTransfers }: LedgerAudit): LedgerAuditType {
    return Object.assign(new LedgerAuditType(), {
      sound: wrongBalances.length === 0 && brokenTransfers.length === 0,
      entryCount: entryCount.toString(),
      wrongBalances,
      brokenTransfers,
    });
  }
}
