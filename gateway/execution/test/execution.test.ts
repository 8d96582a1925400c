import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { QueryPlan } from '@apollo/query-planner';
import { type FormattedExecutionResult, type GraphQLFormattedError, parse } from 'graphql';
import { createLogger } from '#kernel/runtime/logger.ts';
import { ANONYMOUS } from '#kernel/graphql/principal.ts';
import { CostLimit } from '../../limits/cost-limit.ts';
import { Admission } from '../../limits/admission.ts';
import { Tally } from '../../tally.ts';
import { Execution, type Prepared } from '../execution.ts';
import { Supergraph } from '../supergraph.ts';
import { Fiction, type Mishaps } from './fiction.ts';
import { intricateSupergraph } from './intricate.ts';
import { prepare } from './prepare.ts';
import { type RandomOperation, randomOperation } from './random-operation.ts';
import { Reference } from './reference.ts';

const OPERATIONS = process.env['COMPTOIR_DEEP'] === '1' ? 1000 : 20;
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
const SHOP = readFileSync(
  join(import.meta.dirname, '..', '..', '..', 'schema', 'supergraph.graphql'),
  'utf8',
);

const SUPERGRAPHS = { 'the shop': SHOP, 'a supergraph with everything': intricateSupergraph() };

const LIVES: Readonly<Record<string, Mishaps>> = {
  'all is well': { nulls: 0, errors: 0, silences: 0 },
  'much is missing': { nulls: 12, errors: 0, silences: 0 },
  'much goes wrong': { nulls: 5, errors: 8, silences: 0 },
  'subgraphs do not answer': { nulls: 5, errors: 4, silences: 12 },
};

const caller = () => ({ principal: ANONYMOUS, requestId: '', headers: {}, tally: new Tally() });

describe.each(Object.entries(SUPERGRAPHS))('over %s', (_name, sdl) => {
  let supergraph: Supergraph;
  let reference: Reference;
  let costs: CostLimit;
  beforeAll(async () => {
    supergraph = await Supergraph.load(sdl, LOGGER);
    reference = new Reference(sdl);
    costs = new CostLimit(sdl, Infinity);
  });

  const executionOver = (fiction: Fiction): Execution =>
    new Execution({
      supergraph,
      sources: Object.fromEntries(
        fiction.names.map((name) => [name, { fetch: (asked) => fiction.ask(name, asked) }]),
      ),
      admission: new Admission(LIMITS),
      costs,
      introspection: true,
      logger: LOGGER,
    });

  /** Of a subscription, both answer one event. */
  async function bothAnswers(operation: RandomOperation, plan: QueryPlan, fiction: Fiction) {
    const execution = executionOver(fiction);
    const prepared = prepare(execution, operation.query, operation.variables) as Prepared;
    const { variables } = operation;
    const event = prepared.primary && {
      event: await fiction.ask(prepared.primary.subgraph, { ...prepared.primary, variables }),
    };
    const asked = { variables, caller: caller(), ...event };
    return {
      ours: await execution.run(prepared, asked),
      theirs: await reference.execute(plan, operation, fiction),
    };
  }

  describe.each(Object.entries(LIVES))('when %s', (life, mishaps) => {
    it.each(['query', 'mutation', 'subscription'] as const)(
      'a %s is answered as @apollo/gateway answers it',
      async (kind) => {
        const fiction = new Fiction(
          sdl,
          life,
          kind === 'subscription' ? NEVER_SILENT(mishaps) : mishaps,
        );
        const count = kind === 'query' ? OPERATIONS : OPERATIONS / 4;
        let planned = 0;
        for (let index = 0; index < count; index += 1) {
          const operation = randomOperation(supergraph.schema, `${life} ${index}`, kind);
          const plan = planOf(supergraph, operation);
          if (!plan) continue;
          planned += 1;
          const { ours, theirs } = await bothAnswers(operation, plan, fiction);
          expect({ operation, ...comparable(ours) }).toEqual({ operation, ...comparable(theirs) });
        }
        expect(planned).toBeGreaterThan(count / 2);
      },
    );
  });
});

const NEVER_SILENT = (mishaps: Mishaps): Mishaps => ({ ...mishaps, silences: 0 });

/** The planner stumbles over some operations: on interface objects, and through several unions at once. */
function planOf(supergraph: Supergraph, { query }: RandomOperation): QueryPlan | undefined {
  try {
    return supergraph.plan(parse(query), undefined);
  } catch {
    return undefined;
  }
}

/**
 * In another order, fields are the same answer. @apollo/gateway counts entities that it did not ask for when it says
 * which of several an error is about, and names fields in paths as the subgraph does where the planner renamed them.
 */
function comparable({ data, errors, extensions }: FormattedExecutionResult) {
  const problems = (extensions?.['valueCompletion'] ?? []) as GraphQLFormattedError[];
  return {
    data: JSON.parse(JSON.stringify(data ?? null)) as unknown,
    errors: (errors ?? []).map(where).toSorted(),
    problems: problems.map(({ message, path }) => `${message} ${path?.join('.')}`),
  };
}

function where({ message, path }: GraphQLFormattedError): string {
  const fields = path?.map((element) =>
    typeof element === 'number' ? '#' : element.replace(/__alias_\d+$/, ''),
  );
  return `${message} ${fields?.join('.') ?? ''}`;
}
