import { Kind, parse } from 'graphql';
import { Costs } from './cost.ts';

const costs = new Costs(`
  directive @cost(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
  directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION

  type Query {
    shop: Shop
    shops: [Shop!]!
    fairs: [Shop!]! @listSize(assumedSize: 3)
    goods(first: Int! = 20, last: Int): Goods! @listSize(slicingArguments: ["first", "last"], sizedFields: ["edges"])
    found: [Found!]! @listSize(assumedSize: 2)
    audit: String @cost(weight: 1000)
  }
  type Mutation { open: Shop, hash: Shop @cost(weight: 50) }
  type Subscription { opened: Shop }
  type Shop { name: String, owner: Person, map: Map }
  type Map @cost(weight: 7) { url: String }
  type Person { name: String }
  type Goods { edges: [Edge!]!, tags: [Tag!]! }
  type Edge { node: Good! }
  type Tag { name: String }
  interface Found { score: Int }
  type Good implements Found { score: Int @cost(weight: 4), name: String, maker: Person }
  type Book implements Found { score: Int, author: Person, maker: Person }
`);

function costOf(query: string, variables: Record<string, unknown> = {}): number {
  const document = parse(query);
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('No operation.');
  return costs.priceOf(document, operation)(variables);
}

describe('an operation', () => {
  it.each([
    ['a point for each object, and nothing for a leaf', '{ shop { name owner { name } } }', 2],
    ['ten points for a mutation', 'mutation { open { owner { name } } }', 11],
    [
      'as much for an event of a subscription as for its query',
      'subscription { opened { name } }',
      1,
    ],
    ['what its fields and types weigh', '{ audit shop { map { url } } }', 1008],
    ['what a mutation weighs, instead of ten', 'mutation { hash { name } }', 50],
    ['ten times as much in a list of which nothing is known', '{ shops { owner { name } } }', 20],
    ['as often as a list is assumed to be long', '{ fairs { owner { name } } }', 6],
    ['a flat price for the schema', '{ __schema { types { name } } __typename }', 100],
  ])('costs %s', (_rule, query, expected) => {
    expect(costOf(query)).toBe(expected);
  });
});

describe('a page', () => {
  const page = (args: string) =>
    `query ($n: Int = 5, $m: Int) { goods${args} { edges { node { name } } } }`;

  it.each([
    ['what is asked for', page('(first: 3)'), {}, 1 + 3 * 2],
    ['the default of its argument', page(''), {}, 1 + 20 * 2],
    ['a variable', page('(first: $n)'), { n: 50 }, 1 + 50 * 2],
    ['the default of a variable', page('(first: $n)'), {}, 1 + 5 * 2],
    ['the default of its argument for a variable without', page('(first: $m)'), {}, 1 + 20 * 2],
    ['the longest of several', page('(first: 2, last: $n)'), { n: 9 }, 1 + 9 * 2],
    ['none if it is negative', page('(first: $n)'), { n: -5 }, 1],
  ])('is as long as %s', (_rule, query, variables, expected) => {
    expect(costOf(query, variables)).toBe(expected);
  });

  it('sizes the fields that are named, wherever they are selected, and no others', () => {
    const query = `
      { goods(first: 2) { ...Page tags { name } } }
      fragment Page on Goods { edges { node { name } } }`;
    expect(costOf(query)).toBe(1 + 2 * 2 + 10);
  });
});

describe('an abstract type', () => {
  it('costs what the dearest of its types costs', () => {
    const query = `{ found {
      ... on Good { maker { name } }
      ... on Book { author { name } maker { name } }
    } }`;
    expect(costOf(query)).toBe(2 * (1 + 2));
  });

  it('weighs a field as the type does in which it weighs most', () => {
    expect(costOf('{ found { score } }')).toBe(2 * (1 + 4));
  });

  it('adds what is selected of all its types', () => {
    expect(costOf('{ found { ... on Found { score } ... on Good { maker { name } } } }')).toBe(
      2 * (1 + 4 + 1),
    );
  });
});

describe('what is left out', () => {
  const query = `query ($with: Boolean! = true, $without: Boolean) {
    shop @include(if: $with) { name }
    audit @skip(if: $without)
    ... @include(if: false) { shops { name } }
  }`;

  it.each([
    [{ with: true, without: false }, 1001],
    [{ with: false, without: false }, 1000],
    [{ without: true }, 1],
  ])('costs nothing with %j', (variables, expected) => {
    expect(costOf(query, variables)).toBe(expected);
  });
});
