import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { Currency } from '#kernel/domain/currency.ts';
import {
  checkPage,
  type Connection,
  ConnectionArgs,
  toConnection,
} from '#kernel/graphql/connection.ts';
import { decodeCursor, encodeCursor, idOf, text } from '#kernel/graphql/cursor.ts';
import { requirePermission } from '#kernel/graphql/authorization.ts';
import type { GraphRequest } from '#kernel/graphql/request.ts';
import { CurrencyCode } from '#kernel/graphql/scalars.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import { LedgerAccount } from '../domain/account.ts';
import { LedgerAccountConnection, LedgerAccountType } from './account.type.ts';
import { entriesOfAccount, entryCursor } from './read-books.ts';
import { LedgerEntryConnection, LedgerEntryType } from './transfer.type.ts';

@Resolver(() => LedgerAccountType)
export class AccountResolver {
  constructor(private readonly rt: Runtime) {}

  @Query(() => LedgerAccountConnection, {
    description: 'All accounts, by code. Needs ledger.read.',
  })
  async ledgerAccounts(
    @Args(() => ConnectionArgs) page: ConnectionArgs,
    @Ctx() request: GraphRequest,
  ): Promise<Connection<LedgerAccountType>> {
    requirePermission(request, 'ledger.read');
    checkPage(page);
    const accounts = await this.rt.orm.em
      .fork()
      .find(LedgerAccount, page.after ? following(page.after) : {}, {
        orderBy: { code: 'asc', id: 'asc' },
        limit: page.first + 1,
      });
    return toConnection(
      accounts,
      page,
      ({ code, id }) => encodeCursor(code, id),
      LedgerAccountType.of,
    );
  }

  @Query(() => LedgerAccountType, {
    nullable: true,
    description: 'One account by its name. Needs ledger.read.',
  })
  async ledgerAccount(
    @Arg('code', () => String, { description: 'Such as platform_fees.' }) code: string,
    @Arg('currency', () => CurrencyCode, { description: 'The currency it holds.' })
    currency: Currency,
    @Arg('ownerId', () => ID, {
      nullable: true,
      description: 'The merchant whose it is, if it is one.',
    })
    ownerId: string | null,
    @Ctx() request: GraphRequest,
  ): Promise<LedgerAccountType | null> {
    requirePermission(request, 'ledger.read');
    const owner = (ownerId ?? null) as LedgerAccount['ownerId'];
    const account = await this.rt.orm.em
      .fork()
      .findOne(LedgerAccount, { code, currency, ownerId: owner });
    return account && LedgerAccountType.of(account);
  }

  @FieldResolver(() => LedgerEntryConnection, {
    description: "The account's entries, the newest first.",
  })
  async entries(
    @Root() account: LedgerAccountType,
    @Args(() => ConnectionArgs) page: ConnectionArgs,
  ): Promise<Connection<LedgerEntryType>> {
    checkPage(page);
    const entries = await entriesOfAccount(this.rt.orm.em.fork(), account.id, page);
    return toConnection(entries, page, entryCursor, LedgerEntryType.of);
  }
}

function following(cursor: string) {
  const [code, id] = decodeCursor(cursor, text, idOf('lac'));
  return { $or: [{ code: { $gt: code } }, { code, id: { $gt: id } }] };
}
