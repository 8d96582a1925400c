import { World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.stop());
beforeEach(() => void (world.requests.length = 0));

async function all(answers: AsyncIterable<unknown>): Promise<void> {
  for await (const _answer of answers) continue;
}

/** Each fragment spreads the next one twice, so that the last one counts two to the power of their number. */
const exponential = (fragments: number) =>
  `{ orders { ...F0 } } ${Array.from(
    { length: fragments },
    (_, index) => `fragment F${index} on Order { ...F${index + 1} again { ...F${index + 1} } }`,
  ).join(' ')} fragment F${fragments} on Order { id }`;

const nested = (levels: number, open: string) =>
  `${`{ ${open} `.repeat(levels)}{ id }${' }'.repeat(levels)}`;

describe('a document that is written to hurt', () => {
  it.each([
    ['is deep', 'QUERY_TOO_DEEP', `{ orders ${nested(20, 'again')} }`],
    ['is deep by fragments', 'QUERY_TOO_DEEP', exponential(20)],
    ['is wide', 'TOO_MANY_ROOT_FIELDS', `{ ${'whoAmI '.repeat(21)} }`],
    [
      'has 10,000 aliases',
      'QUERY_TOO_LONG',
      `{ ${Array.from({ length: 10_000 }, (_, index) => `a${index}: whoAmI`).join(' ')} }`.slice(
        0,
        90_000,
      ),
    ],
    ['has fragments that double', 'TOO_MANY_FIELDS', exponential(13)],
    [
      'has a fragment within itself',
      'GRAPHQL_VALIDATION_FAILED',
      `{ orders { ...A } } fragment A on Order { again { ...A } }`,
    ],
    [
      'is a flood of directives',
      'TOO_MANY_DIRECTIVES',
      `{ whoAmI ${'@skip(if: false) '.repeat(101)} }`,
    ],
    [
      'nests the schema in itself',
      'GRAPHQL_VALIDATION_FAILED',
      `{ __schema { types { ${'fields { type { '.repeat(4)} name ${'} } '.repeat(4)} } } }`,
    ],
    ['never ends', 'GRAPHQL_PARSE_FAILED', `{ ${'a { '.repeat(500)}`],
  ])('is refused where it %s, before a subgraph hears of it', async (_how, code, query) => {
    const refused = { extensions: { code } };
    expect((await world.ask({ query })).json.errors?.[0]).toMatchObject(refused);
    await expect(all(world.client().iterate({ query }))).rejects.toMatchObject([refused]);
    expect(world.requests).toEqual([]);
  });

  it('is refused in a batch', async () => {
    const { status, json } = await world.ask([{ query: '{ whoAmI }' }, { query: '{ whoAmI }' }]);
    expect([status, json.errors?.length, world.requests]).toEqual([400, 1, []]);
  });
});
