import {
  type DirectiveNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLFormattedError,
  type GraphQLLeafType,
  type GraphQLList,
  type GraphQLOutputType,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  TypeNameMetaFieldDef,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { type Fragments, isIntrospection } from './introspection.ts';
import { checkOf } from './leaves.ts';
import { type Json, isObject, own, set } from './merge.ts';

/** Which variables that `@skip` and `@include` look at are true. */
export type Flags = ReadonlyMap<string, boolean>;

/** Stands for a value that is null because something is wrong, which is known already. */
const BROKEN = Symbol('broken');

interface Completion {
  readonly introspected: Json;
  readonly path: (string | number)[];
  readonly problems: GraphQLFormattedError[];
}

/** Makes of a subgraph's value the client's. `parent` is the type whose field it is, for messages; `object` has it. */
type Complete = (value: unknown, parent: string, completion: Completion, object: Json) => unknown;

interface Field {
  readonly name: string;
  /** A name that every object inherits something under. */
  readonly inherited: boolean;
  readonly parent: string;
  readonly complete: Complete;
  readonly nonNull: boolean;
}

export interface Completed {
  readonly data: Json | null;
  /** Where subgraphs said what the schema does not allow. */
  readonly problems: readonly GraphQLFormattedError[];
}

/**
 * The form of one operation's answers: which fields, in which order, of which types. What subgraphs said is brought
 * into it: what was fetched for other subgraphs is left out, and a null where none is allowed empties what it is in.
 */
export class Shape {
  private readonly root: ObjectShape;

  constructor(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Fragments,
    flags: Flags,
  ) {
    const type = schema.getRootType(operation.operation);
    if (!type) throw new Error(`The schema has no ${operation.operation}.`);
    const selected = [{ set: operation.selectionSet, of: type }];
    this.root = new ObjectShape({ schema, fragments, flags }, selected, type);
  }

  complete(data: Json, introspected: Json): Completed {
    const completion: Completion = { introspected, path: [], problems: [] };
    const completed = this.root.complete(data, '', completion);
    return {
      data: completed === BROKEN ? null : (completed as Json),
      problems: completion.problems,
    };
  }
}

interface Compilation {
  readonly schema: GraphQLSchema;
  readonly fragments: Fragments;
  readonly flags: Flags;
}

/** A part of what an operation selects, and the type that it says this of. */
interface Selected {
  readonly set: SelectionSetNode;
  readonly of: GraphQLCompositeType;
}

/** Objects of one place in the operation. Which fields they have depends on their type, and is learnt once for each. */
class ObjectShape {
  private readonly fieldsOfTypes = new Map<string, readonly Field[] | undefined>();

  constructor(
    private readonly compilation: Compilation,
    private readonly selected: readonly Selected[],
    private readonly type: GraphQLCompositeType,
  ) {}

  complete(value: unknown, parent: string, completion: Completion): unknown {
    if (!isObject(value))
      return broken('Invalid value found', 'for', this.type, parent, completion);
    const fields = this.fieldsOf(value['__typename']);
    if (!fields) {
      return broken('Invalid __typename found', 'for object at', this.type, parent, completion);
    }
    const { path } = completion;
    const object: Json = {};
    for (const field of fields) {
      const { name } = field;
      path.push(name);
      const given = field.inherited ? own(value, name) : value[name];
      const completed = field.complete(given ?? null, field.parent, completion, value);
      path.pop();
      if (completed === BROKEN && field.nonNull) return BROKEN;
      set(object, name, completed === BROKEN ? null : completed);
    }
    return object;
  }

  /** @returns undefined for a type that no object can be of */
  private fieldsOf(typename: unknown): readonly Field[] | undefined {
    const name = typeof typename === 'string' ? typename : '';
    if (this.fieldsOfTypes.has(name)) return this.fieldsOfTypes.get(name);
    const type = name === '' ? undefined : this.compilation.schema.getType(name);
    const valid = name === '' || isCompositeType(type);
    const fields = valid ? this.compile(isCompositeType(type) ? type : undefined) : undefined;
    this.fieldsOfTypes.set(name, fields);
    return fields;
  }

  private compile(runtimeType: GraphQLCompositeType | undefined): readonly Field[] {
    const found = new Map<string, Found>();
    for (const { set: selectionSet, of } of this.selected) {
      const parent = runtimeType ?? this.type;
      collect({ selectionSet, of, parent, runtimeType, found, ...this.compilation });
    }
    return [...found].map(([name, each]) => compileField(name, each, this.compilation));
  }
}

/** What is selected under one name; fragments may select it more than once. */
interface Found {
  readonly nodes: { readonly node: FieldNode; readonly of: GraphQLCompositeType }[];
  readonly parent: GraphQLCompositeType;
}

interface Collection extends Compilation {
  readonly selectionSet: SelectionSetNode;
  /** The type that the selection is written for. */
  readonly of: GraphQLCompositeType;
  /** The type that the object is of, as far as we know. */
  readonly parent: GraphQLCompositeType;
  /** The type that the object says it is of. */
  readonly runtimeType: GraphQLCompositeType | undefined;
  readonly found: Map<string, Found>;
}

function collect(collection: Collection): void {
  const { schema, fragments, flags, selectionSet, of, parent, runtimeType, found } = collection;
  for (const selection of selectionSet.selections) {
    if (isLeftOut(selection.directives, flags)) continue;
    if (selection.kind === Kind.FIELD) {
      const name = selection.alias?.value ?? selection.name.value;
      const known = found.get(name);
      if (known) known.nodes.push({ node: selection, of });
      else found.set(name, { nodes: [{ node: selection, of }], parent });
      continue;
    }
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    if (!fragment) continue;
    const condition = fragment.typeCondition && schema.getType(fragment.typeCondition.name.value);
    const type = isCompositeType(condition) ? condition : undefined;
    if (type && !isOfType(schema, runtimeType ?? parent, type)) continue;
    const inner = fragment.selectionSet;
    collect({ ...collection, selectionSet: inner, of: type ?? of, parent: type ?? parent });
  }
}

const isOfType = (
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
  condition: GraphQLCompositeType,
): boolean =>
  type === condition ||
  (isAbstractType(condition) &&
    (isObjectType(type) || isInterfaceType(type)) &&
    schema.isSubType(condition, type));

function isLeftOut(directives: readonly DirectiveNode[] | undefined, flags: Flags): boolean {
  return (directives ?? []).some(({ name, arguments: given }) => {
    if (name.value !== 'skip' && name.value !== 'include') return false;
    const value = given?.[0]?.value;
    const holds =
      value?.kind === Kind.VARIABLE
        ? flags.get(value.name.value) === true
        : value?.kind === Kind.BOOLEAN && value.value;
    return holds === (name.value === 'skip');
  });
}

function compileField(name: string, { nodes, parent }: Found, compilation: Compilation): Field {
  const field = { name, inherited: name in {}, parent: parent.name };
  const first = nodes[0];
  if (!first) throw new Error(`Nothing is selected under the name ${name}.`);
  const fieldName = first.node.name.value;
  if (fieldName === TypeNameMetaFieldDef.name) {
    return {
      ...field,
      nonNull: true,
      complete: completeTypename(name, parent, compilation.schema),
    };
  }
  if (isIntrospection(fieldName)) {
    const complete: Complete = (_value, _parent, { introspected }) => introspected[name];
    return { ...field, nonNull: false, complete };
  }
  const { type } = definition(first.of, fieldName);
  const selected = nodes.flatMap(({ node, of }): Selected[] => {
    const named = getNamedType(definition(of, node.name.value).type);
    return node.selectionSet && isCompositeType(named)
      ? [{ set: node.selectionSet, of: named }]
      : [];
  });
  return {
    ...field,
    nonNull: isNonNullType(type),
    complete: compileType(type, selected, compilation),
  };
}

function definition(type: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> {
  const field = 'getFields' in type ? type.getFields()[name] : undefined;
  if (!field) throw new Error(`${type.name} has no field ${name}.`);
  return field;
}

/** An object of which we know only that it is of an interface cannot say what it is. */
function completeTypename(
  name: string,
  parent: GraphQLCompositeType,
  schema: GraphQLSchema,
): Complete {
  return (value, _parent, _completion, object) => {
    const said = value ?? (name === TypeNameMetaFieldDef.name ? null : object['__typename']);
    const type = typeof said === 'string' ? (schema.getType(said) ?? parent) : parent;
    return isObjectType(type) ? type.name : BROKEN;
  };
}

function compileType(
  type: GraphQLOutputType,
  selected: readonly Selected[],
  compilation: Compilation,
): Complete {
  if (isNonNullType(type)) {
    const complete = compileType(type.ofType, selected, compilation);
    return (value, parent, completion, object) => {
      const completed = complete(value, parent, completion, object);
      if (completed !== null) return completed;
      return broken('Cannot return null', 'for non-nullable', type.ofType, parent, completion);
    };
  }
  const complete = compileNullable(type, selected, compilation);
  return (value, parent, completion, object) =>
    value === null ? null : complete(value, parent, completion, object);
}

function compileNullable(
  type: GraphQLLeafType | GraphQLCompositeType | GraphQLList<GraphQLOutputType>,
  selected: readonly Selected[],
  compilation: Compilation,
): Complete {
  if (isListType(type)) return completeList(type, compileType(type.ofType, selected, compilation));
  if (isCompositeType(type)) {
    const shape = new ObjectShape(compilation, selected, type);
    return (value, parent, completion) => shape.complete(value, parent, completion);
  }
  const isValid = checkOf(type);
  return (value, parent, completion) =>
    isValid(value) ? value : broken('Invalid value found', 'for', type, parent, completion);
}

function completeList(type: GraphQLList<GraphQLOutputType>, complete: Complete): Complete {
  const nonNull = isNonNullType(type.ofType);
  return (value, parent, completion, object) => {
    if (!Array.isArray(value)) {
      return broken('Invalid value found', 'for', type, parent, completion);
    }
    let isBroken = false;
    const list = value.map((element: unknown, index) => {
      completion.path.push(index);
      const completed = complete(element ?? null, parent, completion, object);
      completion.path.pop();
      if (completed !== BROKEN) return completed;
      isBroken ||= nonNull;
      return null;
    });
    return isBroken ? BROKEN : list;
  };
}

function broken(
  what: string,
  where: string,
  type: GraphQLOutputType,
  parent: string,
  { path, problems }: Completion,
): typeof BROKEN {
  const at = path.at(-1);
  const place =
    typeof at === 'number'
      ? `array element of type ${String(type)} at index ${at}`
      : `field ${parent}.${at}`;
  problems.push({
    message: `${what} ${where} ${place}.`,
    path: [...path],
  });
  return BROKEN;
}
