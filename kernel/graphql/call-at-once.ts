import {
  type GraphQLFieldResolver,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  isObjectType,
} from 'graphql';
import { getMetadataStorage } from 'type-graphql';

type FieldResolver = ReturnType<typeof getMetadataStorage>['fieldResolvers'][number];
type Parameter = NonNullable<FieldResolver['params']>[number];
type Method = (...values: unknown[]) => unknown;
type Call = Parameters<GraphQLFieldResolver<unknown, unknown, Record<string, unknown>>>;

/**
 * Calls the resolvers of fields at once if their arguments are only scalars and enums. type-graphql waits for the validator
 * of each argument even where there is none, and one such field makes promises of all the lists and objects around it.
 * @param instanceOf the resolver of a class; undefined for a class that is not of this subgraph
 */
export function callAtOnce(
  schema: GraphQLSchema,
  instanceOf: (target: unknown) => object | undefined,
): void {
  const { fieldResolvers, objectTypes } = getMetadataStorage();
  const nameOf = new Map<unknown, string>(objectTypes.map(({ target, name }) => [target, name]));
  for (const { getObjectType, schemaName, methodName, target, params = [] } of fieldResolvers) {
    const resolver = instanceOf(target) as Record<string, Method> | undefined;
    if (!resolver || !getObjectType) continue;
    const type = schema.getType(nameOf.get(getObjectType()) ?? '');
    const field = isObjectType(type) ? type.getFields()[schemaName] : undefined;
    if (!field?.args.every((argument) => isLeafType(getNamedType(argument.type)))) continue;
    const values = params.toSorted((one, other) => one.index - other.index).map(valueOf);
    if (!values.every((value) => value !== undefined)) continue;
    field.resolve = (...call: Call) => resolver[methodName]!(...values.map((value) => value(call)));
  }
}

/** What a method's parameter is given; undefined for what only type-graphql can tell. */
function valueOf(parameter: Parameter): ((call: Call) => unknown) | undefined {
  switch (parameter.kind) {
    case 'root':
      return parameter.propertyName === undefined ? ([root]) => root : undefined;
    case 'arg': {
      const { name } = parameter;
      return ([, given]) => given[name];
    }
    case 'context':
      return parameter.propertyName === undefined ? ([, , context]) => context : undefined;
    case 'info':
      return ([, , , info]) => info;
    default:
      return undefined;
  }
}
