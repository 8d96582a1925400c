import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@requires", "@provides", "@external", "@shareable", "@inaccessible", "@interfaceObject", "@override"
])\n`;

/** Whatever federation can do, in four small subgraphs. */
const SUBGRAPHS = {
  library: `
    type Query {
      shelf(first: Int = 3): [Media!]!
      media(id: ID!): Media
      book(id: ID!): Book
      anything: [Anything]
      lists: [[Book!]]
      me: Reader!
    }
    type Mutation { lend(id: ID!): Loan returned(id: ID!): Loan }
    type Subscription { lent(to: ID): Loan! shelved: Media! }
    interface Media @key(fields: "id") { id: ID! title: String! maker: Maker related: [Media!] }
    type Book implements Media @key(fields: "id") {
      id: ID! title: String! maker: Maker related: [Media!] pages: Int! binding: Binding isbn: String
    }
    type Film implements Media @key(fields: "id") {
      id: ID! title: String! maker: Maker related: [Media!] minutes: Int size: Size
    }
    enum Binding { HARD SOFT SECRET @inaccessible }
    type Size @shareable { width: Int! height: Int depth: Int! }
    union Anything = Book | Film | Maker | Loan
    type Maker @key(fields: "id") { id: ID! name: String! @shareable works: [Media] }
    type Loan @key(fields: "id reader { id }") { id: ID! reader: Reader! what: Media due: String }
    type Reader @key(fields: "id") { id: ID! loans(open: Boolean): [Loan!]! }
  `,
  reviews: `
    type Query { best: [Review!] verdict(score: Score!): Review! }
    enum Score { GOOD BAD }
    type Media @interfaceObject @key(fields: "id") { id: ID! reviews(first: Int): [Review!]! stars: Float! }
    type Review @key(fields: "id") { id: ID! text: String by: Reader! of: Media score: Score! }
    type Reader @key(fields: "id") { id: ID! reviews: [Review!] }
  `,
  people: `
    type Query { readers: [Reader!] people: [Person] }
    interface Person { id: ID! name: String! }
    type Reader implements Person @key(fields: "id") @key(fields: "card { number }") {
      id: ID! name: String! card: Card! friends: [Reader] town: Town
    }
    type Maker implements Person @key(fields: "id") { id: ID! name: String! @shareable born: Int town: Town! }
    type Card { number: String! expires: String }
    type Town @key(fields: "id") { id: ID! name: String! @shareable }
  `,
  shipping: `
    type Query { towns: [Town!]! cheapest: Quote @provides(fields: "town { name }") }
    type Town @key(fields: "id") { id: ID! name: String! @external zone: Int! }
    type Book @key(fields: "id") { id: ID! pages: Int! @external weight: Int @requires(fields: "pages") quote: Quote }
    type Film @key(fields: "id") {
      id: ID!
      size: Size @external
      weight: Int! @requires(fields: "size { width depth }")
    }
    type Size @shareable { width: Int! height: Int depth: Int! }
    type Loan @key(fields: "id reader { id }") { id: ID! reader: Reader! @external parcel: Parcel! }
    type Reader @key(fields: "id") { id: ID! town: Town @external quote: Quote @requires(fields: "town { id }") }
    type Quote { cents: Int! town: Town size: Size! }
    type Parcel { number: String! size: Size contents: [Book!]! }
  `,
};

export const intricateSupergraph = (): string => composed(SUBGRAPHS);

/** What is asked of `explosiveSupergraph()` that has too many ways to be answered. */
export const EXPLOSIVE_OPERATION = `{ thing { here { there { here { there { leaf0 leaf1 } } } } } }`;

/** So many subgraphs say the same that the ways to answer multiply with each step. */
export function explosiveSupergraph(): string {
  const kinds = {
    here: 'here: Thing! @shareable',
    there: 'there: Thing! @shareable',
    leaves: Array.from({ length: 50 }, (_, leaf) => `leaf${leaf}: Int @shareable`).join(' '),
  };
  return composed({
    root: 'type Query { thing: Thing! } type Thing @key(fields: "id") { id: ID! }',
    ...Object.fromEntries(
      Object.entries(kinds).flatMap(([kind, fields]) =>
        Array.from({ length: 5 }, (_, copy) => [
          `${kind}${copy}`,
          `type Thing @key(fields: "id") { id: ID! ${fields} }`,
        ]),
      ),
    ),
  });
}

function composed(subgraphs: Readonly<Record<string, string>>): string {
  const made = composeServices(
    Object.entries(subgraphs).map(([name, sdl]) => ({
      name,
      url: `http://${name}.invalid`,
      typeDefs: parse(LINK + sdl),
    })),
  );
  if (made.errors) throw new Error(made.errors.join('\n'));
  return made.supergraphSdl;
}
