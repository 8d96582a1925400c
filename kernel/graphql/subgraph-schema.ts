import 'reflect-metadata';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { type GraphQLSchema, parse } from 'graphql';
import { type NonEmptyArray, buildSchema, createResolversMap } from 'type-graphql';
import { callAtOnce } from './call-at-once.ts';
import { hideServiceTypes } from './hide-service-types.ts';
import { sizeConnections } from './list-sizes.ts';
import { reportRefusals } from './problems.ts';
import type { GraphRequest } from './request.ts';

/** How other subgraphs refer to a type of this one: from its key to the object, null if there is none. */
export type References = Readonly<
  // Each context knows the shape of its own keys; a router sends what the schema's @key says.
  Record<
    string,
    (
      reference: { readonly id: string } & Readonly<Record<string, string>>,
      request: GraphRequest,
    ) => unknown
  >
>;

/** Where a subscription's events come from, by field. What is yielded becomes the root of the field's resolver. */
export type Subscriptions = Readonly<
  Record<
    string,
    (args: Readonly<Record<string, unknown>>, request: GraphRequest) => AsyncIterable<unknown>
  >
>;

export type ResolverClass<Runtime> = new (runtime: Runtime) => object;

const FEDERATION = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.9"
  import: ["@key", "@shareable", "@external", "@requires", "@provides", "@inaccessible", "@tag", "@override", "@composeDirective", "@cost", "@listSize"]
)
  @link(url: "https://comptoir.example/cacheControl/v1.0", import: ["@cacheControl"])
  @composeDirective(name: "@cacheControl")

"""For how long anybody may keep an answer. An entity that does not say so is not kept; what is part of one follows it."""
directive @cacheControl("""In seconds.""" maxAge: Int!) on FIELD_DEFINITION | OBJECT
`;

/** The SDL of a subgraph, from the decorators of its resolvers. Needs no database and creates no resolver. */
export async function printSubgraph<Runtime>(
  resolvers: readonly ResolverClass<Runtime>[],
): Promise<string> {
  return `${FEDERATION}\n${printSchemaWithDirectives(await decorated(resolvers), {
    pathToDirectivesInExtensions: ['directives'],
  })}\n`;
}

/** The executable schema of a subgraph. Resolvers are created once and handed `runtime`. */
export async function subgraphSchema<Runtime>(
  resolvers: readonly ResolverClass<Runtime>[],
  references: References,
  runtime: Runtime,
  subscriptions: Subscriptions = {},
): Promise<GraphQLSchema> {
  const instances = new Map<unknown, object>();
  const schema = await decorated(resolvers, (wanted) => {
    const known = instances.get(wanted) ?? new wanted(runtime);
    instances.set(wanted, known);
    return known;
  });
  const sdl =
    FEDERATION +
    printSchemaWithDirectives(schema, { pathToDirectivesInExtensions: ['directives'] });
  const map = createResolversMap(schema) as Record<string, Record<string, object>>;
  for (const [field, source] of Object.entries(subscriptions)) {
    const subscribe = (_root: unknown, args: Record<string, unknown>, request: GraphRequest) =>
      source(args, request);
    map['Subscription'] = {
      ...map['Subscription'],
      [field]: { ...map['Subscription']?.[field], subscribe },
    };
  }
  for (const [type, resolveReference] of Object.entries(references)) {
    // As a promise that fails: what is thrown at once would cost the others of its batch their answers too.
    const resolve: typeof resolveReference = async (...asked) => resolveReference(...asked);
    map[type] = { ...map[type], __resolveReference: resolve as unknown as object };
  }
  return buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: map as never });
}

async function decorated<Runtime>(
  resolvers: readonly ResolverClass<Runtime>[],
  create?: (wanted: ResolverClass<Runtime>) => object,
): Promise<GraphQLSchema> {
  const schema = await buildSchema({
    resolvers: resolvers as unknown as NonEmptyArray<ResolverClass<Runtime>>,
    // A context may have no Query of its own; federation adds _service.
    skipCheck: true,
    validate: false,
    // Subscriptions name their source themselves; topics are not used.
    pubSub: { publish: () => {}, subscribe: () => neverPublished() },
    ...(create && {
      container: { get: (wanted: unknown) => create(wanted as ResolverClass<Runtime>) },
    }),
  });
  if (create) {
    const ours = new Map<unknown, object>(resolvers.map((wanted) => [wanted, create(wanted)]));
    callAtOnce(schema, (target) => ours.get(target));
  }
  reportRefusals(schema);
  return sizeConnections(hideServiceTypes(schema));
}

function neverPublished(): AsyncIterable<never> {
  throw new Error('A subscription must name its own source.');
}
