import { defineContext } from '#kernel/runtime/context.ts';
import { onPayments } from './consumers/post-payments.ts';
import { AccountResolver } from './graphql/account.resolver.ts';
import { BooksResolver } from './graphql/books.resolver.ts';
import { EntryResolver, TransferResolver } from './graphql/transfer.resolver.ts';
import { WalletResolver } from './graphql/wallet.resolver.ts';
import { LedgerAccountMapping } from './persistence/account.mapping.ts';
import { Migration20261121CreateAccountsAndTransfers } from './persistence/migrations/20261121-create-accounts-and-transfers.ts';
import { Migration20261121GuardTheBooks } from './persistence/migrations/20261121-guard-the-books.ts';
import { Migration20261121PostTransfers } from './persistence/migrations/20261121-post-transfers.ts';
import { PostedEntryMapping, PostedTransferMapping } from './persistence/transfer.mapping.ts';
import { extendPartitions } from './usecases/extend-partitions.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The books: accounts, transfers and balances, in double entry. */
export const ledger = defineContext({
  name: 'ledger',
  entities: [LedgerAccountMapping, PostedTransferMapping, PostedEntryMapping],
  migrations: [
    Migration20261121CreateAccountsAndTransfers,
    Migration20261121GuardTheBooks,
    Migration20261121PostTransfers,
  ],
  // Nobody follows the ledger yet.
  publishes: false,
  graph: {
    resolvers: [AccountResolver, TransferResolver, EntryResolver, WalletResolver, BooksResolver],
  },
  consumers: () => [onPayments],
  // At every start, because without a partition for today nothing could be posted, and then every day.
  prepare: extendPartitions,
  jobs: (rt) => [
    { name: 'ledger.extend-partitions', everyMs: DAY_MS, run: () => extendPartitions(rt) },
  ],
});
