import { createHash } from 'node:crypto';
import { type Schema, isSubtype, operationFromDocument } from '@apollo/federation-internals';
import { ApolloGateway } from '@apollo/gateway';
import type { QueryPlan, QueryPlanner } from '@apollo/query-planner';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { CacheHints } from './caching.ts';
import { within } from './within.ts';

/** The composed graph: what clients see of it, and how an operation is split among its subgraphs. */
export class Supergraph {
  /** Told apart from any other text. */
  readonly version: string;
  readonly cacheHints: CacheHints;
  private readonly runtimeTypes = new Map<string, ReadonlySet<string>>();

  private constructor(
    readonly sdl: string,
    /** The schema that clients see. */
    readonly schema: GraphQLSchema,
    /** Where the supergraph says that its subgraphs are, by name. */
    readonly urls: ReadonlyMap<string, string>,
    private readonly planner: QueryPlanner,
    private readonly apiSchema: Schema,
  ) {
    this.version = createHash('sha256').update(sdl).digest('base64url');
    this.cacheHints = new CacheHints(schema, sdl);
  }

  /**
   * @apollo/gateway reads the supergraph and has the planner; we execute its plans ourselves.
   * @throws {Error} for a supergraph that needs what we do not have, such as `@authenticated`
   */
  static async load(sdl: string, logger: Logger): Promise<Supergraph> {
    // The gateway would report its version and where it runs to its makers.
    process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
    const gateway = new ApolloGateway({
      supergraphSdl: sdl,
      logger,
      queryPlannerConfig: { debug: PLANNER_LIMITS },
    });
    const { schema } = await gateway.load();
    const { queryPlanner } = gateway.__testing();
    await gateway.stop();
    if (!queryPlanner) throw new Error('The gateway has loaded a supergraph and has no planner.');
    const { supergraph } = queryPlanner;
    const urls = new Map(supergraph.subgraphsMetadata().map(({ name, url }) => [name, url ?? '']));
    return new Supergraph(sdl, schema, urls, queryPlanner, supergraph.apiSchema());
  }

  /**
   * What the planner remembers from one operation to the next it writes down when it is complete, so it may be stopped.
   * @throws {Error} for an operation with too many ways to answer it
   */
  plan(document: DocumentNode, operationName: string | undefined): QueryPlan {
    return within(PLANNING_MS, () => {
      const operation = operationFromDocument(this.apiSchema, document, {
        ...(operationName !== undefined && { operationName }),
        validate: false,
      });
      return this.planner.buildQueryPlan(operation);
    });
  }

  /** The names of all types that a fragment on `typeCondition` applies to, itself included. */
  typesOf(typeCondition: string): ReadonlySet<string> {
    const known = this.runtimeTypes.get(typeCondition);
    if (known) return known;
    const { schema } = this.planner.supergraph;
    const condition = schema.type(typeCondition);
    const names = new Set([typeCondition]);
    for (const type of condition ? schema.types() : []) {
      if (condition && isSubtype(condition, type)) names.add(type.name);
    }
    this.runtimeTypes.set(typeCondition, names);
    return names;
  }
}

/** Of ways to one field, and of plans that are compared; with too many plans, some are not looked at. */
const PLANNER_LIMITS = { pathsLimit: 1000, maxEvaluatedPlans: 1000 };
/**
 * Five times what the largest operation takes that limits let through, and fifty times what ours do.
 * What a supergraph answers in many ways can stay below both limits and still take many times as long.
 */
const PLANNING_MS = 1000;
