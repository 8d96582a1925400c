import { type GraphQLSchema, getNamedType, isObjectType } from 'graphql';

/**
 * Says of every connection that it is as long as `first` asks, so that a router knows what a page costs before it asks
 * for it. What the arguments say already is not said again in each decorator, and cannot be forgotten there.
 */
export function sizeConnections(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const isPaged = field.args.some(({ name }) => name === 'first');
      if (!isPaged || !getNamedType(field.type).name.endsWith('Connection')) continue;
      const directives = { listSize: BY_FIRST };
      field.extensions = { ...field.extensions, directives };
    }
  }
  return schema;
}

/** `first` has a default, so a client need not give it. */
const BY_FIRST = {
  slicingArguments: ['first'],
  sizedFields: ['edges'],
  requireOneSlicingArgument: false,
};
