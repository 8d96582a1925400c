import {
  type ConstDirectiveNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
  buildSchema,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isListType,
  valueFromASTUntyped,
} from 'graphql';

/** What an operation may make us do at most, in points. Its variables need not fit yet. */
export type Price = (variables: Readonly<Record<string, unknown>>) => number;

/** Of a list of which nothing says how long it gets. */
const ASSUMED_SIZE = 10;
/** What a mutation costs of which nothing else is said: a transaction. As Apollo Router counts it. */
const MUTATION_WEIGHT = 10;
/** Of `__schema` and `__type` with all that is under them. How deep they nest is limited by validation. */
const INTROSPECTION_WEIGHT = 100;

/** A number where no variable has a say, so that only what depends on variables is reckoned for each request. */
type Term = number | Price;

interface ListSize {
  readonly assumedSize?: number | null;
  readonly slicingArguments?: readonly string[] | null;
  readonly sizedFields?: readonly string[] | null;
}

interface Scope {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Each fragment is priced once, however often it is spread. */
  readonly priced: Map<string, Term>;
  readonly defaults: ReadonlyMap<string, unknown>;
}

/**
 * What operations cost by the supergraph's `@cost` and `@listSize`: an object is a point, a leaf none, a mutation ten,
 * unless `@cost` says otherwise, and what is in a list counts as often as the list may be long. Of the types that an
 * interface or a union may turn out to be, the dearest counts.
 * Source: IBM's cost specification, https://ibm.github.io/graphql-specs/cost-spec.html, as Apollo Router reads it.
 * Weights of arguments and of input fields are not counted.
 */
export class Costs {
  private readonly schema: GraphQLSchema;

  constructor(supergraphSdl: string) {
    this.schema = buildSchema(supergraphSdl, { assumeValid: true, assumeValidSDL: true });
  }

  /** Of a document that validation has accepted: with unlimited or circular fragments this would not end well. */
  priceOf(document: DocumentNode, operation: OperationDefinitionNode): Price {
    const root = this.schema.getRootType(operation.operation);
    if (!root) return () => 0;
    const scope = scopeOf(document, operation);
    const weight = operation.operation === OperationTypeNode.MUTATION ? MUTATION_WEIGHT : undefined;
    const term = this.ofSelections(operation.selectionSet, root, scope, { weight });
    return typeof term === 'number' ? () => term : term;
  }

  private ofSelections(
    set: SelectionSetNode,
    parent: GraphQLCompositeType,
    scope: Scope,
    given: Given = {},
  ): Term {
    if (!isAbstractType(parent)) {
      const terms = set.selections.map((each) => this.ofSelection(each, parent, scope, given));
      return sum(terms);
    }
    const always: Term[] = [];
    const byCondition = new Map<string, Term[]>();
    for (const each of set.selections) {
      const condition = conditionOf(each, scope);
      const term = this.ofSelection(each, parent, scope, given);
      if (condition === undefined || condition === parent.name) always.push(term);
      else byCondition.set(condition, [...(byCondition.get(condition) ?? []), term]);
    }
    const possible = this.schema.getPossibleTypes(parent).map((type) => {
      const applying = [...byCondition].filter(([name]) => this.applies(name, type.name));
      return sum(applying.flatMap(([, terms]) => terms));
    });
    return sum([...always, dearest(possible)]);
  }

  private applies(condition: string, typeName: string): boolean {
    if (condition === typeName) return true;
    const type = this.schema.getType(condition);
    return (
      isAbstractType(type) &&
      this.schema.getPossibleTypes(type).some(({ name }) => name === typeName)
    );
  }

  private ofSelection(
    selection: SelectionNode,
    parent: GraphQLCompositeType,
    scope: Scope,
    given: Given,
  ): Term {
    const term = () => {
      switch (selection.kind) {
        case Kind.FIELD:
          return this.ofField(selection, parent, scope, given);
        case Kind.INLINE_FRAGMENT: {
          const type = this.typeNamed(selection.typeCondition?.name.value) ?? parent;
          return this.ofSelections(selection.selectionSet, type, scope, given);
        }
        case Kind.FRAGMENT_SPREAD:
          return this.ofFragment(selection.name.value, scope, given);
      }
    };
    return whereIncluded(selection.directives ?? [], term(), scope);
  }

  private ofFragment(name: string, scope: Scope, given: Given): Term {
    const fragment = scope.fragments.get(name);
    const type = this.typeNamed(fragment?.typeCondition.name.value);
    if (!fragment || !type) return 0;
    // What is given to the fields of a connection holds in this place only.
    const key = given.sized ? undefined : name;
    const known = key === undefined ? undefined : scope.priced.get(key);
    if (known !== undefined) return known;
    const term = this.ofSelections(fragment.selectionSet, type, scope, given);
    if (key !== undefined) scope.priced.set(key, term);
    return term;
  }

  private ofField(
    node: FieldNode,
    parent: GraphQLCompositeType,
    scope: Scope,
    { weight, sized }: Given,
  ): Term {
    const name = node.name.value;
    if (name === '__schema' || name === '__type') return INTROSPECTION_WEIGHT;
    const field = this.fieldNamed(parent, name);
    if (!field) return 0;
    const type = getNamedType(field.type);
    const listSize = this.directive('listSize', field) as ListSize | undefined;
    const size = listSize && sizeOf(listSize, node, field, scope);
    const inner =
      node.selectionSet && isCompositeType(type)
        ? this.ofSelections(node.selectionSet, type, scope, sizedBy(listSize, size))
        : 0;
    const own = this.weightOf(field, parent, weight);
    if (!isListed(field.type)) return sum([own, inner]);
    return times(sized?.get(name) ?? size ?? ASSUMED_SIZE, sum([own, inner]));
  }

  private weightOf(
    field: GraphQLField<unknown, unknown>,
    parent: GraphQLCompositeType,
    weight: number | undefined,
  ): number {
    // Composition allows no weight on an interface's field, so those of its types count.
    const fields = isAbstractType(parent)
      ? this.schema.getPossibleTypes(parent).map((type) => type.getFields()[field.name] ?? field)
      : [field];
    return Math.max(
      ...fields.map((each) => {
        const type = getNamedType(each.type);
        const said = this.directive('cost', each) ?? this.directive('cost', type);
        if (typeof said?.['weight'] === 'number') return said['weight'];
        return weight ?? (isCompositeType(type) ? 1 : 0);
      }),
    );
  }

  /** Composition carries them over by their own names. */
  private directive(
    name: string,
    { astNode }: { astNode?: { directives?: readonly ConstDirectiveNode[] } | null | undefined },
  ): Record<string, unknown> | undefined {
    const definition = this.schema.getDirective(name);
    return definition && astNode ? getDirectiveValues(definition, astNode) : undefined;
  }

  private fieldNamed(parent: GraphQLCompositeType, name: string) {
    return 'getFields' in parent ? parent.getFields()[name] : undefined;
  }

  private typeNamed(name: string | undefined): GraphQLCompositeType | undefined {
    const type = name === undefined ? undefined : this.schema.getType(name);
    return isCompositeType(type) ? type : undefined;
  }
}

/** What a field says of those selected under it. */
interface Given {
  /** Of fields of which nothing else is said. */
  readonly weight?: number | undefined;
  /** How long the lists in these fields are. */
  readonly sized?: ReadonlyMap<string, Term> | undefined;
}

function scopeOf(document: DocumentNode, operation: OperationDefinitionNode): Scope {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition);
  }
  const defaults = new Map<string, unknown>();
  for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
    if (defaultValue) defaults.set(variable.name.value, valueFromASTUntyped(defaultValue));
  }
  return { fragments, priced: new Map(), defaults };
}

const conditionOf = (selection: SelectionNode, { fragments }: Scope): string | undefined => {
  switch (selection.kind) {
    case Kind.FIELD:
      return undefined;
    case Kind.INLINE_FRAGMENT:
      return selection.typeCondition?.name.value;
    case Kind.FRAGMENT_SPREAD:
      return fragments.get(selection.name.value)?.typeCondition.name.value;
  }
};

const isListed = (type: GraphQLOutputType): boolean => isListType(getNullableType(type));

/** The longest that any of the slicing arguments asks for; without one of them, what is assumed. */
function sizeOf(
  { slicingArguments, assumedSize }: ListSize,
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  scope: Scope,
): Term {
  const asked = (slicingArguments ?? []).flatMap((name) => {
    const given = node.arguments?.find((each) => each.name.value === name)?.value;
    const byDefault = field.args.find((each) => each.name === name)?.defaultValue;
    if (given) return [sizeIn(given, Number(byDefault ?? ASSUMED_SIZE), scope)];
    return typeof byDefault === 'number' ? [byDefault] : [];
  });
  return asked.length > 0 ? dearest(asked) : (assumedSize ?? ASSUMED_SIZE);
}

function sizeIn(value: ValueNode, byDefault: number, { defaults }: Scope): Term {
  const size = (given: unknown) => (typeof given === 'number' ? Math.max(0, given) : byDefault);
  if (value.kind !== Kind.VARIABLE) return size(valueFromASTUntyped(value));
  const name = value.name.value;
  return (variables) => size(variables[name] === undefined ? defaults.get(name) : variables[name]);
}

/** `@listSize` on a connection says how long the list of its edges is, not its own. */
const sizedBy = (listSize: ListSize | undefined, size: Term | undefined): Given =>
  listSize?.sizedFields?.length && size !== undefined
    ? { sized: new Map(listSize.sizedFields.map((field) => [field, size])) }
    : {};

/** Nothing, where `@skip` or `@include` leaves it out. */
function whereIncluded(directives: readonly DirectiveNode[], term: Term, scope: Scope): Term {
  return directives.reduce<Term>((included, { name, arguments: [argument] = [] }) => {
    const wanted = { include: true, skip: false }[name.value];
    if (wanted === undefined || !argument) return included;
    const { value } = argument;
    if (value.kind === Kind.BOOLEAN) return value.value === wanted ? included : 0;
    if (value.kind !== Kind.VARIABLE) return included;
    const variable = value.name.value;
    return (variables) => {
      const given = variables[variable] ?? scope.defaults.get(variable);
      return given === !wanted ? 0 : amount(included, variables);
    };
  }, term);
}

const amount = (term: Term, variables: Parameters<Price>[0]): number =>
  typeof term === 'number' ? term : term(variables);

function combined(terms: readonly Term[], combine: (amounts: readonly number[]) => number): Term {
  const fixed = terms.filter((term) => typeof term === 'number');
  const reckoned = terms.filter((term) => typeof term === 'function');
  if (reckoned.length === 0) return combine(fixed);
  const known = combine(fixed);
  return (variables) => combine([known, ...reckoned.map((term) => term(variables))]);
}

const sum = (terms: readonly Term[]): Term =>
  combined(terms, (amounts) => amounts.reduce((total, each) => total + each, 0));

const dearest = (terms: readonly Term[]): Term =>
  combined(terms, (amounts) => Math.max(0, ...amounts));

const times = (size: Term, each: Term): Term =>
  typeof size === 'number' && typeof each === 'number'
    ? size * each
    : (variables) => amount(size, variables) * amount(each, variables);
