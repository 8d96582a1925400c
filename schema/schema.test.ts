import {
  type ASTNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type TypeNode,
  buildSchema,
  isObjectType,
  isTypeDefinitionNode,
  parse,
  visit,
} from 'graphql';
import { basename } from 'node:path';
import { type SchemaFile, drifted, schemaFiles } from './compose.ts';

/** What contexts ask of each other. A client must not even learn that it exists. */
const SERVICE_OPERATIONS = [
  'authorizePayment',
  'cancelPayment',
  'capturePayment',
  'commitReservation',
  'contactAddress',
  'customerForPurchase',
  'openPayment',
  'paymentOutcome',
  'provisionOrder',
  'releaseReservation',
  'reserveStock',
  'revokeOrder',
];

describe('the schema', () => {
  let files: SchemaFile[];
  const textOf = (name: string) => files.find(({ path }) => basename(path) === name)?.text ?? '';
  const subgraphs = () =>
    files
      .filter(({ path }) => path.includes('subgraphs'))
      .map(({ path, text }) => ({ name: basename(path, '.graphql'), document: parse(text) }));

  beforeAll(async () => {
    files = await schemaFiles();
  });

  it('is committed as the decorators say it', async () => {
    expect(await drifted(files)).toEqual([]);
  });

  it('describes every type, field, argument and value', () => {
    const undescribed = subgraphs().flatMap(({ name, document }) =>
      withoutDescription(document).map((path) => `${name}: ${path}`),
    );
    expect(undescribed).toEqual([]);
  });

  it('describes a type in the words of whoever owns it', () => {
    const api = buildSchema(textOf('api.graphql'));
    for (const { document } of subgraphs()) {
      for (const type of document.definitions) {
        if (type.kind !== Kind.OBJECT_TYPE_DEFINITION || !has(type.directives, 'key')) continue;
        if (isStub(type)) continue;
        expect([type.name.value, api.getType(type.name.value)?.description]).toEqual([
          type.name.value,
          type.description?.value,
        ]);
      }
    }
  });

  it('shows clients nothing that is for services', () => {
    const api = buildSchema(textOf('api.graphql'));
    const roots = [api.getQueryType(), api.getMutationType()].flatMap((type) =>
      Object.keys(type?.getFields() ?? {}),
    );
    const hidden = subgraphs().flatMap(({ document }) => hiddenRootFields(document));
    expect(hidden.toSorted()).toEqual(SERVICE_OPERATIONS);
    expect(roots.filter((field) => SERVICE_OPERATIONS.includes(field))).toEqual([]);
  });

  it('shows clients no type that only services are answered', () => {
    const api = buildSchema(textOf('api.graphql'));
    const hidden = subgraphs().flatMap(({ document }) =>
      document.definitions
        .filter((definition) => isTypeDefinitionNode(definition))
        .filter(({ directives }) => has(directives, 'inaccessible'))
        .map((type) => type.name.value),
    );
    expect(hidden).not.toEqual([]);
    expect(hidden.filter((type) => api.getType(type))).toEqual([]);
  });

  it('leaves it to the owning subgraph who may do what', () => {
    const supergraph = textOf('supergraph.graphql');
    for (const directive of ['authenticated', 'requiresScopes', 'policy']) {
      expect(supergraph).not.toContain(`@${directive}`);
      expect(supergraph).not.toContain(`link(url: "https://specs.apollo.dev/${directive}`);
    }
  });

  it('lets a subgraph that is away cost its own fields only', () => {
    const fragile = subgraphs().flatMap(({ name, document }) =>
      fieldsOf(document)
        .filter(
          ({ field }) =>
            field.type.kind === Kind.NON_NULL_TYPE && ownedElsewhere(document, field.type),
        )
        .map(({ path }) => `${name}: ${path}`),
    );
    expect(fragile).toEqual([]);
  });

  it('reports every problem with a code and a message', () => {
    const api = buildSchema(textOf('api.graphql'));
    const problems = Object.values(api.getTypeMap())
      .filter((type) => isObjectType(type))
      .filter((type) => type.getInterfaces().some(({ name }) => name === 'Problem'));
    expect(problems).not.toEqual([]);
    for (const problem of problems)
      expect(Object.keys(problem.getFields())).toEqual(expect.arrayContaining(['code', 'message']));
  });
});

const has = (directives: readonly ConstDirectiveNode[] | undefined, name: string): boolean =>
  directives?.some((directive) => directive.name.value === name) ?? false;

function withoutDescription(document: DocumentNode): string[] {
  const missing: string[] = [];
  const path: string[] = [];
  visit(document, {
    enter(node: ASTNode) {
      if (!('name' in node) || node.name?.kind !== Kind.NAME || !isDescribable(node)) return;
      path.push(node.name.value);
      // The root types are everybody's; their fields are not.
      const isRoot =
        path.length === 1 && ['Query', 'Mutation', 'Subscription'].includes(node.name.value);
      if (!isRoot && !node.description?.value.trim()) missing.push(path.join('.'));
    },
    leave(node: ASTNode) {
      if (isDescribable(node)) path.pop();
    },
  });
  return missing;
}

const isDescribable = (node: ASTNode) =>
  isTypeDefinitionNode(node) ||
  node.kind === Kind.FIELD_DEFINITION ||
  node.kind === Kind.INPUT_VALUE_DEFINITION ||
  node.kind === Kind.ENUM_VALUE_DEFINITION;

interface Field {
  readonly path: string;
  readonly field: FieldDefinitionNode;
}

const fieldsOf = (document: DocumentNode): Field[] =>
  document.definitions
    .filter((definition) => definition.kind === Kind.OBJECT_TYPE_DEFINITION)
    .flatMap(({ name, fields }) =>
      (fields ?? []).map((field) => ({ path: `${name.value}.${field.name.value}`, field })),
    );

const hiddenRootFields = (document: DocumentNode): string[] =>
  fieldsOf(document)
    .filter(
      ({ path, field }) =>
        /^(Query|Mutation)\./.test(path) && has(field.directives, 'inaccessible'),
    )
    .map(({ field }) => field.name.value);

const nameOf = (type: TypeNode): string =>
  type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);

/** Whether a subgraph knows only the key of the type, so that another one must be asked for the rest. */
const isStub = ({ directives }: ObjectTypeDefinitionNode): boolean =>
  directives?.some(
    ({ name, arguments: values }) =>
      name.value === 'key' &&
      values?.some(
        ({ name: argument, value }) =>
          argument.value === 'resolvable' && value.kind === Kind.BOOLEAN && !value.value,
      ),
  ) ?? false;

const ownedElsewhere = (document: DocumentNode, type: TypeNode): boolean =>
  document.definitions.some(
    (definition) =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION &&
      definition.name.value === nameOf(type) &&
      isStub(definition),
  );
