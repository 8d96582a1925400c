import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { hasPermission, requireUser } from '#kernel/graphql/authorization.ts';
import {
  checkPage,
  type Connection,
  ConnectionArgs,
  toConnection,
} from '#kernel/graphql/connection.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import { LedgerAccount } from '../domain/account.ts';
import { MERCHANT_WALLET } from '../domain/chart.ts';
import { entriesOfAccount, entryCursor, transfersById } from './read-books.ts';
import { MerchantWalletType, WalletMovementConnection, WalletMovementType } from './wallet.type.ts';

@Resolver(() => MerchantWalletType)
export class WalletResolver {
  constructor(private readonly rt: Runtime) {}

  @Query(() => [MerchantWalletType], {
    description:
      'The wallets of the merchant you work for, one per currency; none without wallets.read-merchant, which sellers have.',
  })
  async merchantWallets(@Ctx() request: GraphRequest): Promise<MerchantWalletType[]> {
    const { merchantId } = requireUser(request);
    if (merchantId === null || !hasPermission(request, 'wallets.read-merchant')) return [];
    const wallets = await this.rt.orm.em
      .fork()
      .find(
        LedgerAccount,
        { ownerId: merchantId, code: MERCHANT_WALLET },
        { orderBy: { currency: 'asc' } },
      );
    return wallets.map(MerchantWalletType.of);
  }

  @FieldResolver(() => WalletMovementConnection, {
    description: 'What came in and went out, the newest first.',
  })
  async movements(
    @Root() wallet: MerchantWalletType,
    @Args(() => ConnectionArgs) page: ConnectionArgs,
  ): Promise<Connection<WalletMovementType>> {
    checkPage(page);
    const em = this.rt.orm.em.fork();
    const entries = await entriesOfAccount(em, wallet.id, page);
    const transfers = await transfersById(
      em,
      entries.map(({ transferId }) => transferId),
    );
    // A foreign key keeps the transfer.
    const movementOf = (entry: (typeof entries)[number]) =>
      WalletMovementType.of(entry, transfers.get(entry.transferId)!);
    return toConnection(entries, page, entryCursor, movementOf);
  }
}
