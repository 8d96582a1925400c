import {
  type DirectiveNode,
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  TypeInfo,
  getNamedType,
  isAbstractType,
  isCompositeType,
  parse,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/**
 * For how long anybody may keep an answer, from the hints of the subgraphs (`@cacheControl`), which composition brings into
 * the supergraph. It is known of a document before it is executed, so no subgraph has to say it again with every answer.
 */
export class CacheHints {
  /** Seconds, by `Type` and `Type.field`. */
  private readonly hints = new Map<string, number>();
  private readonly entities = new Set<string>();

  constructor(
    private readonly schema: GraphQLSchema,
    supergraphSdl: string,
  ) {
    for (const definition of parse(supergraphSdl, { noLocation: true }).definitions) {
      if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
      const { name, directives = [], fields = [] } = definition;
      this.learn(name.value, directives);
      if (directives.some(isKey)) this.entities.add(name.value);
      for (const field of fields)
        this.learn(`${name.value}.${field.name.value}`, field.directives ?? []);
    }
  }

  /** Nothing that changes anything or lasts is kept, nor what is of one caller. */
  maxAgeSeconds(document: DocumentNode, operation: OperationDefinitionNode): number {
    if (operation.operation !== OperationTypeNode.QUERY || this.hints.size === 0) return 0;
    let least = Infinity;
    const types = new TypeInfo(this.schema);
    const field = () => {
      const parent = types.getParentType();
      const definition = types.getFieldDef();
      if (!parent || !definition) return;
      const type = getNamedType(definition.type);
      const inherits = isCompositeType(type)
        ? this.namesOf(type.name).map((name) => this.ofType(name, parent.name))
        : [this.ofPart(definition.name, parent.name)];
      const hinted = this.namesOf(parent.name).flatMap(
        (name) => this.hints.get(`${name}.${definition.name}`) ?? [],
      );
      least = Math.min(least, ...(hinted.length > 0 ? hinted : inherits));
    };
    // Fragments are looked at once each, also those of the document's other operations: that errs on the safe side.
    visit(document, visitWithTypeInfo(types, { Field: { enter: field } }));
    return Number.isFinite(least) ? least : 0;
  }

  private ofType(name: string, parent: string): number {
    return this.hints.get(name) ?? (this.entities.has(name) ? 0 : this.ofPart(name, parent));
  }

  /** What is part of an entity follows it; what is asked for at the root says so itself. */
  private ofPart(name: string, parent: string): number {
    const isRoot = parent === this.schema.getQueryType()?.name;
    return isRoot && name !== '__typename' ? 0 : Infinity;
  }

  private namesOf(name: string): readonly string[] {
    const type = this.schema.getType(name);
    return isAbstractType(type)
      ? this.schema.getPossibleTypes(type).map((each) => each.name)
      : [name];
  }

  private learn(place: string, directives: readonly DirectiveNode[]): void {
    const hint = directives.find(({ name }) => name.value === 'cacheControl');
    const age = hint?.arguments?.find(({ name }) => name.value === 'maxAge')?.value;
    if (age?.kind === Kind.INT) this.hints.set(place, Number(age.value));
  }
}

const isKey = ({ name, arguments: given = [] }: DirectiveNode): boolean =>
  name.value === 'join__type' && given.some(({ name: argument }) => argument.value === 'key');
