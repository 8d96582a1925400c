import { Field, ID, ObjectType } from 'type-graphql';
import type { Currency } from '#kernel/domain/currency.ts';
import type { Id } from '#kernel/domain/id.ts';
import { connectionType } from '#kernel/graphql/connection.ts';
import { MoneyType } from '#kernel/graphql/money.type.ts';
import { CurrencyCode } from '#kernel/graphql/scalars.ts';
import type { LedgerAccount } from '../domain/account.ts';
import type { PostedEntry, PostedTransfer, TransferKind } from '../domain/transfer.ts';
import { OrderStub, stub } from './stubs.ts';
import { TransferKindEnum } from './transfer.type.ts';

/**
 * A seller sees its own side of the books only, so this is no LedgerAccount: from there others'
 * could be reached.
 */
@ObjectType('MerchantWallet', { description: 'What the platform owes a merchant in one currency.' })
export class MerchantWalletType {
  @Field(() => ID, { description: 'The account in the books.' })
  id!: Id<'lac'>;

  @Field(() => CurrencyCode, { description: 'The currency.' })
  currency!: Currency;

  @Field(() => MoneyType, {
    description: 'Sales less fees, less refunds. Negative if the merchant owes the platform.',
  })
  balance!: MoneyType;

  static of({ id, currency, balance }: LedgerAccount): MerchantWalletType {
    return Object.assign(new MerchantWalletType(), {
      id,
      currency,
      balance: MoneyType.of(balance),
    });
  }
}

@ObjectType('WalletMovement', { description: 'Money that came into a wallet or left it.' })
export class WalletMovementType {
  @Field(() => ID, { description: 'The transfer in the books.' })
  transferId!: Id<'trf'>;

  @Field(() => TransferKindEnum, { description: 'Why money moved.' })
  kind!: TransferKind;

  @Field(() => MoneyType, {
    description: 'Positive into the wallet, negative out of it; fees are taken off already.',
  })
  amount!: MoneyType;

  @Field(() => OrderStub, { nullable: true, description: 'The order it belongs to.' })
  order!: OrderStub | null;

  @Field(() => Date, { description: 'When it happened in business.' })
  occurredAt!: Date;

  @Field(() => Date, { description: 'When it was booked.' })
  postedAt!: Date;

  static of(entry: PostedEntry, transfer: PostedTransfer): WalletMovementType {
    return Object.assign(new WalletMovementType(), {
      transferId: transfer.id,
      kind: transfer.kind,
      // A wallet is a liability: it grows by credits.
      amount: MoneyType.of(entry.isDebit ? entry.amount.negate() : entry.amount),
      order: stub(OrderStub, transfer.orderId),
      occurredAt: transfer.occurredAt,
      postedAt: entry.postedAt,
    });
  }
}

export const { ConnectionType: WalletMovementConnection } = connectionType(
  'WalletMovement',
  WalletMovementType,
);
