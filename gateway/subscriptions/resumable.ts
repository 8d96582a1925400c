import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FormattedExecutionResult,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  getArgumentValues,
  getNamedType,
  isObjectType,
  parse,
  print,
  visit,
} from 'graphql';
import { LRUCache } from 'lru-cache';

/** A subscription whose events have cursors, and which can be resumed after any of them. */
export interface Resumable {
  /** Where the client wants to go on; undefined to begin with the present. */
  readonly after: string | undefined;
  /** All variables but the one that only says where to go on. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The argument and the field by which the graph resumes a subscription. */
const AFTER = 'after';
const CURSOR = 'cursor';
/** What we call them in what we send: no client's document may contain such names. */
const OUR_AFTER = '__after';
const OUR_CURSOR = '__cursor';

/** @returns undefined for a subscription that has no cursors, or whose root is hidden in a fragment */
export function resumable(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Resumable | undefined {
  const root = operation.selectionSet.selections[0];
  if (root?.kind !== Kind.FIELD) return undefined;
  const field = schema.getSubscriptionType()?.getFields()[root.name.value];
  const type = field && getNamedType(field.type);
  if (!isObjectType(type) || !type.getFields()[CURSOR]) return undefined;
  if (!field?.args.some(({ name }) => name === AFTER)) return undefined;
  const { [AFTER]: after } = getArgumentValues(field, root, variables);
  const name = variableOf(root.arguments?.find(({ name: { value } }) => value === AFTER));
  const isOnlyThere = name !== undefined && usesOf(name, document) === 1;
  const { [isOnlyThere ? name : '']: _resumedAfter, ...others } = variables;
  return { after: typeof after === 'string' ? after : undefined, variables: others };
}

const variableOf = (argument: ArgumentNode | undefined): string | undefined =>
  argument?.value.kind === Kind.VARIABLE ? argument.value.name.value : undefined;

function usesOf(name: string, document: DocumentNode): number {
  let uses = 0;
  visit(document, {
    VariableDefinition: () => false,
    Variable: (variable) => {
      if (variable.name.value === name) uses += 1;
    },
  });
  return uses;
}

const rewritten = new LRUCache<string, { readonly query: string; readonly dropped: string }>({
  max: 1000,
});

/** What a subgraph is asked, so that it begins after `after` and tells each event's cursor, whatever the client chose. */
export function asksForCursors(
  query: string,
  variables: Readonly<Record<string, unknown>> | undefined,
  after: string | undefined,
): { query: string; variables: Record<string, unknown> } {
  const known = rewritten.get(query) ?? rewrite(query);
  rewritten.set(query, known);
  const { [known.dropped]: _replaced, ...others } = variables ?? {};
  return { query: known.query, variables: { ...others, [OUR_AFTER]: after ?? null } };
}

function rewrite(query: string) {
  const document = parse(query);
  let dropped = '';
  const resumed = mapRoot(document, (root) => {
    const others = (root.arguments ?? []).filter(({ name }) => name.value !== AFTER);
    const given = variableOf(root.arguments?.find(({ name }) => name.value === AFTER));
    if (given !== undefined && usesOf(given, document) === 1) dropped = given;
    return {
      ...root,
      arguments: [...others, { kind: Kind.ARGUMENT, name: named(AFTER), value: ourAfter }],
      selectionSet: {
        kind: Kind.SELECTION_SET,
        selections: [
          { kind: Kind.FIELD, alias: named(OUR_CURSOR), name: named(CURSOR) },
          ...(root.selectionSet?.selections ?? []),
        ],
      },
    };
  });
  const declared = visit(resumed, {
    OperationDefinition: (operation) => ({
      ...operation,
      variableDefinitions: [
        ...(operation.variableDefinitions ?? []).filter(
          ({ variable }) => variable.name.value !== dropped,
        ),
        { kind: Kind.VARIABLE_DEFINITION, variable: ourAfter, type: STRING },
      ],
    }),
  });
  return { query: print(declared), dropped };
}

const named = (value: string) => ({ kind: Kind.NAME, value }) as const;
const ourAfter = { kind: Kind.VARIABLE, name: named(OUR_AFTER) } as const;
const STRING = { kind: Kind.NAMED_TYPE, name: named('String') } as const;

function mapRoot(document: DocumentNode, change: (root: FieldNode) => FieldNode): DocumentNode {
  return visit(document, {
    OperationDefinition: (operation) => ({
      ...operation,
      selectionSet: {
        ...operation.selectionSet,
        selections: operation.selectionSet.selections.map((selection) =>
          selection.kind === Kind.FIELD ? change(selection) : selection,
        ),
      },
    }),
  });
}

/** Takes the cursor out again, which the client may not have asked for. */
export function takeCursor({ data }: FormattedExecutionResult): string | null {
  const root = Object.values(data ?? {})[0] as Record<string, unknown> | null | undefined;
  if (!root) return null;
  const cursor = root[OUR_CURSOR];
  delete root[OUR_CURSOR];
  return typeof cursor === 'string' ? cursor : null;
}
