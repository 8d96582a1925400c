import { parse } from 'graphql';
import { ANONYMOUS } from '#kernel/graphql/principal.ts';
import { eventually } from '#kernel/testing/eventually.ts';
import { createLogger } from '#kernel/runtime/logger.ts';
import { Admission } from '../../limits/admission.ts';
import { CostLimit } from '../../limits/cost-limit.ts';
import { Tally } from '../../tally.ts';
import { Execution, type Prepared, type Source } from '../execution.ts';
import { Supergraph } from '../supergraph.ts';
import { EXPLOSIVE_OPERATION, explosiveSupergraph, intricateSupergraph } from './intricate.ts';
import { prepare } from './prepare.ts';

const LOGGER = createLogger('silent');
const LIMITS = {
  fields: 100_000,
  directives: 100_000,
  tokens: 1e6,
  depth: 100,
  aliases: 1e6,
  rootFields: 1e6,
  repetitions: 1e6,
};

const sdl = intricateSupergraph();
let supergraph: Supergraph;
let costs: CostLimit;
beforeAll(async () => {
  supergraph = await Supergraph.load(sdl, LOGGER);
  costs = new CostLimit(sdl, Infinity);
});

const executionOver = (sources: Record<string, Source>, graph = supergraph): Execution =>
  new Execution({
    supergraph: graph,
    sources,
    admission: new Admission(LIMITS),
    costs,
    introspection: true,
    logger: LOGGER,
  });

const codesOf = (refused: Prepared | readonly { extensions: Record<string, unknown> }[]) =>
  'inside' in refused ? [] : refused.map(({ extensions }) => extensions['code']);

it('an operation is planned once, and again under another name', () => {
  const execution = executionOver({});
  const query = 'query A { me { id } } query B { towns { id zone } }';
  for (const name of ['A', 'A', 'B', 'A']) prepare(execution, query, {}, name);
  expect(execution.statistics).toMatchObject({ size: 2, hits: 2, misses: 2 });
});

it('what is foreseen is planned before it is asked for, by the name of its operation', async () => {
  const execution = executionOver({});
  const query = 'query A { me { id } } query B { towns { id zone } }';
  await execution.foresee([{ query, operationName: 'B' }, { query: '{ nothing }' }]);
  prepare(execution, query, {}, 'B');
  expect(execution.statistics).toMatchObject({ size: 1, hits: 1, misses: 0 });
  expect(execution.latest).toEqual([{ query, operationName: 'B' }]);
});

it('an operation that would ask subgraphs too often is refused, and not planned again', () => {
  const execution = executionOver({});
  const books = Array.from({ length: 120 }, (_, id) => `b${id}: book(id: "${id}") { weight }`);
  const asked = () => prepare(execution, `{ ${books.join(' ')} }`, {});
  expect(codesOf(asked())).toEqual(['OPERATION_NOT_PLANNED']);
  const { planningMs } = execution.statistics;
  expect(codesOf(asked())).toEqual(['OPERATION_NOT_PLANNED']);
  expect(execution.statistics.planningMs).toBe(planningMs);
});

describe('an operation for which there are too many plans', () => {
  const leaves = Array.from({ length: 50 }, (_, leaf) => `leaf${leaf}`).join(' ');
  const deep = (fields: readonly string[]) =>
    `{ thing { ${fields.join(' { ')} { ${leaves} ${'}'.repeat(fields.length)} } }`;
  let explosive: Supergraph;
  beforeAll(async () => {
    explosive = await Supergraph.load(explosiveSupergraph(), LOGGER);
  });

  it.each([
    ['by their number', ['here', 'there', 'here', 'there', 'here']],
    ['by the time that it takes to compare them', ['here', 'there', 'here']],
  ])('is refused %s, and others are planned as before', (_, fields) => {
    const simple = '{ thing { here { there { leaf1 } } } }';
    const before = explosive.plan(parse(simple), undefined);
    const execution = executionOver({}, explosive);
    expect(codesOf(prepare(execution, deep(fields), {}))).toEqual(['OPERATION_NOT_PLANNED']);
    expect(explosive.plan(parse(simple), undefined)).toEqual(before);
    expect(codesOf(prepare(execution, simple, {}))).toEqual([]);
  });
});

it('what could not be planned is not tried again under other names, and its neighbour is planned', async () => {
  const execution = executionOver({}, await Supergraph.load(explosiveSupergraph(), LOGGER));
  const explosive = EXPLOSIVE_OPERATION.slice(1);
  const beside = 'query B { thing { here { leaf1 } } }';
  const asked = (query: string, name?: string) =>
    codesOf(prepare(execution, `${query} ${beside}`, {}, name));
  const planned = (query: string, name: string) => {
    const { planningMs } = execution.statistics;
    expect(asked(query, name)).toEqual(['OPERATION_NOT_PLANNED']);
    return execution.statistics.planningMs > planningMs;
  };
  // What fails because the machine is busy is tried again.
  await eventually(() => !planned(`query A { ${explosive}`, 'A'));
  for (const start of ['query C { ', 'query D { mine: '])
    expect(planned(start + explosive, start[6] ?? '')).toBe(false);
  expect(asked(`query A { ${explosive}`, 'B')).toEqual([]);
});

it('a subscription whose field may be left out is refused like any invalid document', () => {
  const query = 'subscription S($no: Boolean!) { lent @skip(if: $no) { id } }';
  const refused = prepare(executionOver({}), query, { no: true });
  expect(codesOf(refused)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
});

it('an error of an entity is told at its place, also behind others that were not asked for', async () => {
  const execution = executionOver({
    people: {
      fetch: async () => ({
        data: {
          people: [
            { __typename: 'Maker', id: 'm' },
            { __typename: 'Reader', id: 'r' },
          ],
        },
      }),
    },
    library: {
      fetch: async () => ({
        data: { _entities: [null] },
        errors: [{ message: 'No loans.', path: ['_entities', 0, 'loans'] }],
      }),
    },
  });
  const query = '{ people { id ... on Reader { loans { id } } } }';
  const prepared = prepare(execution, query, {}) as Prepared;
  const caller = { principal: ANONYMOUS, requestId: '', headers: {}, tally: new Tally() };
  const { errors } = await execution.run(prepared, { variables: {}, caller });
  expect(errors?.map(({ path }) => path)).toEqual([['people', 1, 'loans']]);
});
