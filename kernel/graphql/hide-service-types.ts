import {
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql';

interface Annotated {
  readonly astNode?:
    | { readonly directives?: readonly { readonly name: { readonly value: string } }[] | undefined }
    | null
    | undefined;
}

/**
 * Hides the unions and enums that only service operations lead to. Objects, inputs and fields say `@inaccessible`
 * themselves; the decorators have no word for it on a union or an enum.
 */
export function hideServiceTypes(schema: GraphQLSchema): GraphQLSchema {
  const visible = visibleTypes(schema);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isUnionType(type) && !isEnumType(type)) continue;
    if (type.name.startsWith('__') || visible.has(type.name)) continue;
    type.extensions = { ...type.extensions, directives: { inaccessible: {} } };
  }
  return schema;
}

/** The names of all types that a field or argument refers to without being hidden itself. */
function visibleTypes(schema: GraphQLSchema): ReadonlySet<string> {
  const visible = new Set<string>();
  const see = (type: Parameters<typeof getNamedType>[0]) =>
    visible.add((getNamedType(type) as GraphQLNamedType).name);
  for (const type of Object.values(schema.getTypeMap())) {
    if (isHidden(type)) continue;
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) if (!isHidden(field)) see(field.type);
    } else if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        if (isHidden(field)) continue;
        see(field.type);
        for (const argument of field.args) see(argument.type);
      }
    }
  }
  return visible;
}

const isHidden = ({ astNode }: Annotated): boolean =>
  astNode?.directives?.some(({ name }) => name.value === 'inaccessible') ?? false;
