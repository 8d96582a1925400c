import { buildSchema, parse } from 'graphql';
import { changesForClients, refusedOperations } from './changes.ts';

const RELEASED = `
  type Query { order(id: ID!, currency: String): Order orders(filter: Filter): [Order!]! }
  type Order { id: ID! status: Status! note: String }
  enum Status { PENDING COMPLETED }
  input Filter { status: Status text: String }
`;
const USED = [
  {
    source: 'shop.graphql',
    document: parse(`
      query OneOrder($id: ID!) { order(id: $id) { ...Shown } }
      fragment Shown on Order { id status }
    `),
  },
  {
    source: 'desk.graphql',
    document: parse('query Desk($filter: Filter) { orders(filter: $filter) { id } }'),
  },
];

/** What is said when `from` in the released schema becomes `to`. */
const changing = (from: string, to: string) =>
  changesForClients(buildSchema(RELEASED), buildSchema(RELEASED.replace(from, to)), USED);

describe('a change of the schema', () => {
  it.each([
    ['a field that goes', 'status: Status! note', 'note', 'breaking', ['OneOrder']],
    ['a field that nobody asks for goes', 'note: String', '', 'breaking', []],
    [
      'an argument that must be given',
      'currency: String',
      'currency: String!',
      'breaking',
      ['OneOrder'],
    ],
    ['an input field that goes', 'text: String', '', 'breaking', ['Desk']],
    ['a value that goes', 'PENDING', '', 'breaking', ['OneOrder', 'Desk']],
    ['a value that comes', 'PENDING', 'PENDING LATE', 'dangerous', ['OneOrder', 'Desk']],
    ['a field that comes', 'note: String', 'note: String code: String', 'safe', []],
  ])('%s', async (_name, from, to, level, usedBy) => {
    const [finding, ...more] = await changing(from, to);
    expect(more).toEqual([]);
    expect([finding?.level, finding?.usedBy]).toEqual([level, usedBy]);
  });

  it('says nothing of a description', async () => {
    expect(await changing('type Order', '"A purchase." type Order')).toEqual([]);
  });

  it('tells the worst first', async () => {
    const found = await changing('note: String', 'code: String');
    expect(found.map(({ level }) => level)).toEqual(['breaking', 'safe']);
  });

  it('names the files whose operations would be refused', () => {
    const next = buildSchema(RELEASED.replace('note: String', '').replace('status: Status!', ''));
    expect(refusedOperations(next, USED).map(({ said }) => said)).toEqual([
      'shop.graphql is no longer valid: Cannot query field "status" on type "Order".',
    ]);
  });
});
