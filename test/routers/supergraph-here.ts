import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SplitShop } from '../journeys/support/split-shop.ts';

const COMMITTED = join(import.meta.dirname, '..', '..', 'schema', 'supergraph.graphql');
const PORTS = {
  accounts: 4001,
  catalogue: 4002,
  orders: 4003,
  payments: 4004,
  ledger: 4005,
  provisioning: 4006,
  notifications: 4007,
};

/** The committed supergraph, with the addresses that its subgraphs have here. */
export async function supergraphHere(shop: SplitShop): Promise<string> {
  const committed = await readFile(COMMITTED, 'utf8');
  return Object.entries(PORTS).reduce(
    (sdl, [name, port]) => sdl.replace(`http://${name}.invalid`, shop.urlOf(port)),
    committed,
  );
}
