import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { Id } from '#kernel/domain/id.ts';
import { connectionType } from '#kernel/graphql/connection.ts';
import { MoneyType } from '#kernel/graphql/money.type.ts';
import type { PostedEntry, PostedTransfer, TransferKind } from '../domain/transfer.ts';
import { MerchantStub, OrderStub, PaymentStub, stub } from './stubs.ts';

export const TransferKindEnum: Record<Uppercase<TransferKind>, TransferKind> = {
  SALE: 'sale',
  REFUND: 'refund',
  CORRECTION: 'correction',
};
registerEnumType(TransferKindEnum, {
  name: 'TransferKind',
  description: 'Why money moved.',
  valuesConfig: {
    SALE: { description: "A merchant's share of a captured payment." },
    REFUND: { description: "A merchant's share of a refund." },
    CORRECTION: { description: 'Undoes another transfer, which stays as it is.' },
  },
});

export enum Direction {
  DEBIT = 'DEBIT',
  CREDIT = 'CREDIT',
}
registerEnumType(Direction, {
  name: 'EntryDirection',
  description: 'The side of an account on which an amount is booked.',
  valuesConfig: {
    DEBIT: { description: 'Assets and expenses grow by it, liabilities and income shrink.' },
    CREDIT: { description: 'Liabilities and income grow by it, assets and expenses shrink.' },
  },
});

export const directionOf = (entry: PostedEntry): Direction =>
  entry.isDebit ? Direction.DEBIT : Direction.CREDIT;

@ObjectType('LedgerEntry', { description: "One account's part in a transfer." })
export class LedgerEntryType {
  readonly accountId!: Id<'lac'>;
  readonly transferId!: Id<'trf'>;

  @Field(() => Int, { description: 'Its place in the transfer, from 1.' })
  sequence!: number;

  @Field(() => Direction, { description: 'Whether the account is debited or credited.' })
  direction!: Direction;

  @Field(() => MoneyType, { description: 'How much, without a sign.' })
  amount!: MoneyType;

  @Field(() => Date, { description: 'When it was booked.' })
  postedAt!: Date;

  static of(entry: PostedEntry): LedgerEntryType {
    const { accountId, transferId, sequence, amount, postedAt } = entry;
    return Object.assign(new LedgerEntryType(), {
      accountId,
      transferId,
      sequence,
      direction: directionOf(entry),
      amount: MoneyType.of(amount),
      postedAt,
    });
  }
}

@ObjectType('Transfer', {
  description:
    'Money that moved between accounts. Its entries sum to zero per currency, and it never changes.',
})
export class TransferType {
  readonly reversesId!: Id<'trf'> | null;

  @Field(() => ID, { description: 'The transfer.' })
  id!: Id<'trf'>;

  @Field(() => TransferKindEnum, { description: 'Why money moved.' })
  kind!: TransferKind;

  @Field(() => String, {
    description: 'Names what caused it; nothing is booked twice under one reference.',
  })
  reference!: string;

  @Field(() => String, { description: 'What it is about, for people.' })
  description!: string;

  @Field(() => PaymentStub, { nullable: true, description: 'The payment it belongs to.' })
  payment!: PaymentStub | null;

  @Field(() => OrderStub, { nullable: true, description: 'The order it belongs to.' })
  order!: OrderStub | null;

  @Field(() => ID, { nullable: true, description: 'The refund it belongs to.' })
  refundId!: Id<'rfd'> | null;

  @Field(() => MerchantStub, { nullable: true, description: 'Whose sale or refund it is.' })
  merchant!: MerchantStub | null;

  @Field(() => Date, { description: 'When it happened in business.' })
  occurredAt!: Date;

  @Field(() => Date, { description: 'When it was booked.' })
  postedAt!: Date;

  static of(transfer: PostedTransfer): TransferType {
    const { id, kind, reference, description, reversesId, refundId, occurredAt, postedAt } =
      transfer;
    return Object.assign(new TransferType(), {
      id,
      kind,
      reference,
      description,
      reversesId,
      refundId,
      occurredAt,
      postedAt,
      payment: stub(PaymentStub, transfer.paymentId),
      order: stub(OrderStub, transfer.orderId),
      merchant: stub(MerchantStub, transfer.merchantId),
    });
  }
}

export const { ConnectionType: TransferConnection } = connectionType('Transfer', TransferType);
export const { ConnectionType: LedgerEntryConnection } = connectionType(
  'LedgerEntry',
  LedgerEntryType,
);
