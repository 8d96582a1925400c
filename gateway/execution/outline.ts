import {
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  print,
  visit,
} from 'graphql';

/** What planning an operation depends on: no name that its client made up, and no value. */
export function outlineOf(document: DocumentNode, meant: OperationDefinitionNode): string {
  const numbers = new Map<string, number>();
  const numbered = ({ alias, name }: FieldNode): string => {
    const key = `${alias?.value ?? name.value} ${name.value}`;
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return `a${number}`;
  };
  const outline: DocumentNode = visit(document, {
    OperationDefinition: (operation) =>
      operation === meant ? { ...operation, name: undefined, variableDefinitions: [] } : null,
    Field: (field): FieldNode => ({
      ...field,
      alias: { kind: Kind.NAME, value: numbered(field) },
      arguments: [],
    }),
  });
  return print(outline);
}
