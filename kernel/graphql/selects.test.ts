import { type GraphQLResolveInfo, buildSchema, graphqlSync } from 'graphql';
import { selects } from './selects.ts';

const schema = buildSchema('type Query { page: Page } type Page { total: Int, names: [Page] }');

function asksForTotal(query: string): boolean {
  const seen: boolean[] = [];
  const rootValue = {
    page(_arguments: unknown, _context: unknown, info: GraphQLResolveInfo) {
      seen.push(selects(info, ['total']));
      return {};
    },
  };
  expect(graphqlSync({ schema, source: query, rootValue }).errors).toBeUndefined();
  return seen.includes(true);
}

it.each([
  '{ page { total } }',
  '{ page { names { __typename } count: total } }',
  '{ page { ... { ... on Page { total } } } }',
  '{ page { ...Counted } } fragment Counted on Page { ...Deeper } fragment Deeper on Page { total }',
  '{ page { names { __typename } } page { total } }',
])('sees a field however it is asked for: %s', (query) => {
  expect(asksForTotal(query)).toBe(true);
});

it.each(['{ page { names { total } } }', '{ page { total: __typename } }'])(
  'does not take another one for it: %s',
  (query) => {
    expect(asksForTotal(query)).toBe(false);
  },
);
