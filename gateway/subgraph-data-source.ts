import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import type { SubgraphConnection } from '#kernel/graphql/subgraph-connection.ts';
import type { Caller } from './caller.ts';

const TIMEOUT_MS = 10_000;

type Answer = Awaited<ReturnType<GraphQLDataSource<Caller>['process']>>;

/** Sends a part of a query plan to its subgraph. One that does not answer costs its fields, never the whole answer. */
export class SubgraphDataSource implements GraphQLDataSource<Caller> {
  constructor(
    private readonly name: string,
    private readonly connection: SubgraphConnection,
    private readonly logger: Logger,
  ) {}

  async process({ request, context }: GraphQLDataSourceProcessOptions<Caller>): Promise<Answer> {
    const entities = distinct(request.variables?.['representations']);
    const variables = entities
      ? { ...request.variables, representations: entities.list }
      : request.variables;
    try {
      const answer = await this.connection.execute(
        {
          query: request.query ?? '',
          variables,
          headers: { ...(context as Caller | undefined)?.headers },
        },
        AbortSignal.timeout(TIMEOUT_MS),
      );
      return (entities ? restore(answer, entities.places) : answer) as Answer;
    } catch (error) {
      this.logger.warn({ err: error, subgraph: this.name }, 'a subgraph did not answer');
      const message = 'A part of the shop does not answer right now.';
      return {
        errors: [{ message, extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }],
      } as unknown as Answer;
    }
  }
}

interface Distinct {
  readonly list: unknown[];
  /** For each entity that was asked for, where in `list` it stands. */
  readonly places: number[];
}

/** The planner asks for an entity as often as it occurs; the subgraph need only be asked once. */
function distinct(representations: unknown): Distinct | undefined {
  if (!Array.isArray(representations)) return undefined;
  const seen = new Map<string, number>();
  const list: unknown[] = [];
  const places = representations.map((representation: unknown) => {
    const key = JSON.stringify(representation);
    const known = seen.get(key);
    if (known !== undefined) return known;
    seen.set(key, list.length);
    return list.push(representation) - 1;
  });
  return list.length === representations.length ? undefined : { list, places };
}

function restore(
  { errors, ...answer }: FormattedExecutionResult,
  places: readonly number[],
): FormattedExecutionResult {
  const restored = { ...answer, ...(errors && { errors: errorsAtPlaces(errors, places) }) };
  const entities = answer.data?.['_entities'];
  if (!Array.isArray(entities)) return restored;
  const handedOut = new Set<number>();
  const copies = places.map((place) => {
    const entity: unknown = entities[place];
    // The executor merges into what it is handed, so nobody may share an object.
    if (handedOut.has(place)) return structuredClone(entity);
    handedOut.add(place);
    return entity;
  });
  return { ...restored, data: { ...answer.data, _entities: copies } };
}

/** An entity's error belongs to every place where the entity occurs. */
function errorsAtPlaces(
  errors: readonly GraphQLFormattedError[],
  places: readonly number[],
): GraphQLFormattedError[] {
  return errors.flatMap((error) => {
    const [field, at, ...rest] = error.path ?? [];
    if (field !== '_entities' || typeof at !== 'number') return [error];
    return places.flatMap((place, index) =>
      place === at ? [{ ...error, path: [field, index, ...rest] }] : [],
    );
  });
}
