import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  type GraphQLLeafType,
  GraphQLString,
  isEnumType,
} from 'graphql';

export type Check = (value: unknown) => boolean;

const isInteger: Check = (value) => typeof value === 'number' && Number.isInteger(value);
const isString: Check = (value) => typeof value === 'string';

const CHECKS = new Map<string, Check>([
  [GraphQLInt.name, isInteger],
  [GraphQLFloat.name, (value) => typeof value === 'number' && Number.isFinite(value)],
  [GraphQLString.name, isString],
  [GraphQLBoolean.name, (value) => typeof value === 'boolean'],
  [GraphQLID.name, (value) => isString(value) || isInteger(value)],
]);

/**
 * Whether a subgraph's value may be shown as one of `type`. What a custom scalar means only its subgraph knows; of an
 * enum, some values may be hidden from clients.
 */
export function checkOf(type: GraphQLLeafType): Check {
  if (isEnumType(type)) {
    const names = new Set<unknown>(type.getValues().map(({ name }) => name));
    return (value) => names.has(value);
  }
  return CHECKS.get(type.name) ?? (() => true);
}
