import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type FormattedExecutionResult, execute, parse } from 'graphql';
import { Fiction, type SubgraphQuestion } from '../../gateway/execution/test/fiction.ts';

/** A supergraph with subgraphs that answer from memory, and what is asked of it. */
export interface World {
  readonly supergraphSdl: string;
  readonly subgraphs: readonly string[];
  readonly operations: Readonly<Record<string, Asked>>;
  answer(subgraph: string, question: SubgraphQuestion): Promise<FormattedExecutionResult>;
}

export interface Asked {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

export type WorldName = keyof typeof WORLDS;

export const WORLDS = { peers: peersWorld, shop: shopWorld };

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])\n';

const PEERS = {
  accounts: `
    type Query { accounts(first: Int!): [Account!]! }
    type Account @key(fields: "id") { id: ID! name: String! email: String! tier: String! }`,
  products: `
    type Query { products(first: Int!): [Product!]! }
    type Product @key(fields: "id") {
      id: ID! name: String! sku: String! price: Int! category: String! inStock: Boolean!
    }`,
  orders: `
    type Query { orders(first: Int!): [Order!]! busyOrders(first: Int!): [Order!]! }
    type Order @key(fields: "id") {
      id: ID! status: String! total: Int! createdAt: String! buyer: Account! lines: [OrderLine!]!
    }
    type OrderLine { quantity: Int! product: Product! }
    type Product @key(fields: "id", resolvable: false) { id: ID! }
    type Account @key(fields: "id", resolvable: false) { id: ID! }`,
  payments: `
    type Query { payment(id: ID!): Payment }
    type Order @key(fields: "id") { id: ID! payment: Payment }
    type Payment { id: ID! amount: Int! method: String! payer: Account! }
    type Account @key(fields: "id", resolvable: false) { id: ID! }`,
};

type Id = string | number;
const list = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const account = (id: Id) => ({
  id: String(id),
  name: `Account ${id}`,
  email: `account${id}@example.test`,
  tier: ['gold', 'silver', 'bronze'][Number(id) % 3],
});
const product = (id: Id) => ({
  id: String(id),
  name: `Product number ${id}`,
  sku: `SKU-${1000 + Number(id)}`,
  price: 199 + 37 * Number(id),
  category: ['books', 'garden', 'toys', 'food'][Number(id) % 4],
  inStock: Number(id) % 5 !== 0,
});
const order = (id: number, buyers: number) => ({
  id: String(id),
  status: ['NEW', 'PAID', 'SHIPPED'][id % 3],
  total: 1000 + 11 * id,
  createdAt: `2026-01-${String(1 + (id % 28)).padStart(2, '0')}T10:00:00Z`,
  buyer: { id: String(id % buyers) },
  lines: list(3, (line) => ({ quantity: 1 + line, product: { id: String((id * 3 + line) % 10) } })),
});
const payment = (id: Id) => ({
  id: `p${id}`,
  amount: 1000 + 11 * Number(id),
  method: Number(id) % 2 === 1 ? 'card' : 'bank',
  payer: { id: String(Number(id) % 5) },
});

interface First {
  readonly first: number;
}
interface Reference {
  readonly id: string;
}

const RESOLVERS = {
  accounts: {
    Query: { accounts: (_: unknown, { first }: First) => list(first, account) },
    Account: { __resolveReference: ({ id }: Reference) => account(id) },
  },
  products: {
    Query: { products: (_: unknown, { first }: First) => list(first, product) },
    Product: { __resolveReference: ({ id }: Reference) => product(id) },
  },
  orders: {
    Query: {
      orders: (_: unknown, { first }: First) => list(first, (id) => order(id, 20)),
      busyOrders: (_: unknown, { first }: First) => list(first, (id) => order(id, 5)),
    },
  },
  payments: {
    Order: { __resolveReference: ({ id }: Reference) => ({ id, payment: payment(id) }) },
  },
};

/** The subgraphs and queries by which the README compares gateways. */
function peersWorld(): World {
  const parts = Object.entries(PEERS).map(([name, sdl]) => ({
    name,
    url: `http://${name}.invalid`,
    typeDefs: parse(LINK + sdl),
  }));
  const composed = composeServices(parts);
  if (composed.errors) throw new Error(composed.errors.join('\n'));
  const schemas = new Map(
    parts.map(({ name, typeDefs }) => [
      name,
      buildSubgraphSchema({
        typeDefs,
        resolvers: RESOLVERS[name as keyof typeof RESOLVERS] as never,
      }),
    ]),
  );
  return {
    supergraphSdl: composed.supergraphSdl,
    subgraphs: [...schemas.keys()],
    operations: {
      '1 subgraph': { query: '{ products(first: 20) { id name sku price category inStock } }' },
      '2 subgraphs': { query: '{ orders(first: 20) { id status total buyer { id name email } } }' },
      '4 subgraphs': {
        query: `{ busyOrders(first: 20) { id status total createdAt buyer { id name tier }
          lines { quantity product { id name price category } }
          payment { id amount method payer { id name email } } } }`,
      },
    },
    async answer(subgraph, { query, variables }) {
      const schema = schemas.get(subgraph);
      if (!schema) throw new Error(`There is no subgraph ${subgraph}.`);
      const asked = { schema, document: parse(query), variableValues: variables };
      return (await execute(asked)) as FormattedExecutionResult;
    },
  };
}

/** Our own supergraph before subgraphs that make up what they say. */
function shopWorld(): World {
  const root = join(import.meta.dirname, '..', '..');
  const supergraphSdl = readFileSync(join(root, 'schema', 'supergraph.graphql'), 'utf8');
  const fiction = new Fiction(supergraphSdl, 'bench', { nulls: 0, errors: 0, silences: 0 });
  return {
    supergraphSdl,
    subgraphs: fiction.names,
    operations: {
      'our search': {
        query: `{ searchProducts(query: "tea", first: 20) { totalCount
          facets { name values { value label count } }
          edges { node { slug name brand category { slug }
            variants { id sku price(currency: "EUR") { decimal } availability { inStock } } } } } }`,
      },
      'our order': {
        query: `{ order(id: "ord_1") { id status total { decimal currency }
          lines { quantity variant { id sku product { name } } }
          payment { id status summaryStatus amount { decimal } refunded { decimal } }
          provisionedItems { id status } } }`,
      },
    },
    answer: (subgraph, question) => fiction.ask(subgraph, question),
  };
}
