import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { Id } from '#kernel/domain/id.ts';
import { requirePermission } from '#kernel/graphql/authorization.ts';
import { batched } from '#kernel/graphql/batched.ts';
import {
  checkPage,
  type Connection,
  ConnectionArgs,
  toConnection,
} from '#kernel/graphql/connection.ts';
import { decodeCursor, encodeCursor, idOf } from '#kernel/graphql/cursor.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import { LedgerAccount } from '../domain/account.ts';
import { PostedTransfer } from '../domain/transfer.ts';
import { LedgerAccountType } from './account.type.ts';
import { entriesOfTransfers, transfersById } from './read-books.ts';
import { LedgerEntryType, TransferConnection, TransferType } from './transfer.type.ts';

@Resolver(() => TransferType)
export class TransferResolver {
  private readonly transferById = batched((ids: readonly Id<'trf'>[]) =>
    transfersById(this.rt.orm.em.fork(), ids),
  );
  private readonly entriesOf = batched((ids: readonly Id<'trf'>[]) =>
    entriesOfTransfers(this.rt.orm.em.fork(), ids),
  );

  constructor(private readonly rt: Runtime) {}

  @Query(() => TransferType, { nullable: true, description: 'One transfer. Needs ledger.read.' })
  async transfer(
    @Arg('id', () => ID, { description: 'The transfer.' }) id: Id<'trf'>,
    @Ctx() request: GraphRequest,
  ): Promise<TransferType | null> {
    requirePermission(request, 'ledger.read');
    const transfer = await this.transferById(request, id);
    return transfer && TransferType.of(transfer);
  }

  @Query(() => TransferConnection, {
    description: 'Transfers, the newest first. Needs ledger.read.',
  })
  async transfers(
    @Arg('paymentId', () => ID, { nullable: true, description: 'Only those of this payment.' })
    paymentId: Id<'pay'> | null,
    @Arg('orderId', () => ID, { nullable: true, description: 'Only those of this order.' })
    orderId: Id<'ord'> | null,
    @Args(() => ConnectionArgs) page: ConnectionArgs,
    @Ctx() request: GraphRequest,
  ): Promise<Connection<TransferType>> {
    requirePermission(request, 'ledger.read');
    checkPage(page);
    const transfers = await this.rt.orm.em.fork().find(
      PostedTransfer,
      {
        ...(paymentId && { paymentId }),
        ...(orderId && { orderId }),
        ...(page.after && { id: { $lt: decodeCursor(page.after, idOf('trf'))[0] } }),
      },
      { orderBy: { id: 'desc' }, limit: page.first + 1 },
    );
    return toConnection(transfers, page, ({ id }) => encodeCursor(id), TransferType.of);
  }

  @FieldResolver(() => [LedgerEntryType], { description: 'What it debits and credits.' })
  async entries(
    @Root() transfer: TransferType,
    @Ctx() request: GraphRequest,
  ): Promise<LedgerEntryType[]> {
    return ((await this.entriesOf(request, transfer.id)) ?? []).map(LedgerEntryType.of);
  }

  @FieldResolver(() => TransferType, {
    nullable: true,
    description: 'The transfer that this one undoes.',
  })
  async reverses(
    @Root() transfer: TransferType,
    @Ctx() request: GraphRequest,
  ): Promise<TransferType | null> {
    const reversed = transfer.reversesId && (await this.transferById(request, transfer.reversesId));
    return reversed && TransferType.of(reversed);
  }
}

@Resolver(() => LedgerEntryType)
export class EntryResolver {
  private readonly accountById = batched(async (ids: readonly Id<'lac'>[]) => {
    const accounts = await this.rt.orm.em.fork().find(LedgerAccount, { id: { $in: [...ids] } });
    return new Map(accounts.map((account) => [account.id, account]));
  });
  private readonly transferById = batched((ids: readonly Id<'trf'>[]) =>
    transfersById(this.rt.orm.em.fork(), ids),
  );

  constructor(private readonly rt: Runtime) {}

  @FieldResolver(() => LedgerAccountType, { description: 'The account.' })
  async account(
    @Root() { accountId }: LedgerEntryType,
    @Ctx() request: GraphRequest,
  ): Promise<LedgerAccountType> {
    // A foreign key keeps the account.
    return LedgerAccountType.of((await this.accountById(request, accountId))!);
  }

  @FieldResolver(() => TransferType, { description: 'The transfer it is part of.' })
  async transfer(
    @Root() { transferId }: LedgerEntryType,
    @Ctx() request: GraphRequest,
  ): Promise<TransferType> {
    return TransferType.of((await this.transferById(request, transferId))!);
  }
}
