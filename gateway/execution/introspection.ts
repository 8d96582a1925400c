import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  executeSync,
} from 'graphql';
import type { Json } from './merge.ts';

export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

export const isIntrospection = (field: string): boolean =>
  field === '__schema' || field === '__type';

/** @returns what an operation asks of the schema itself, which is answered here; undefined for nothing */
export function introspectionOf(
  operation: OperationDefinitionNode,
  fragments: Fragments,
): DocumentNode | undefined {
  const selections = introspectionIn(operation.selectionSet, fragments);
  if (selections.length === 0) return undefined;
  const selectionSet = { ...operation.selectionSet, selections };
  return {
    kind: Kind.DOCUMENT,
    definitions: [{ ...operation, selectionSet }, ...fragments.values()],
  };
}

function introspectionIn({ selections }: SelectionSetNode, fragments: Fragments): SelectionNode[] {
  return selections.flatMap((selection): SelectionNode[] => {
    if (selection.kind === Kind.FIELD) {
      return isIntrospection(selection.name.value) ? [selection] : [];
    }
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    if (!fragment) return [];
    const inner = introspectionIn(fragment.selectionSet, fragments);
    if (inner.length === 0) return [];
    return [
      {
        kind: Kind.INLINE_FRAGMENT,
        directives: selection.directives ?? [],
        selectionSet: { kind: Kind.SELECTION_SET, selections: inner },
      },
    ];
  });
}

/** @throws {Error} if the schema cannot say, which a valid operation does not bring about */
export function introspect(schema: GraphQLSchema, document: DocumentNode, variables: Json): Json {
  const { data, errors } = executeSync({ schema, document, variableValues: variables });
  if (errors?.[0]) throw errors[0];
  return data as Json;
}
