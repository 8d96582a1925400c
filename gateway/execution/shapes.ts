import {
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type ValueNode,
  visit,
} from 'graphql';
import type { Fragments } from './introspection.ts';
import type { Json } from './merge.ts';
import { type Flags, Shape } from './shape.ts';

/** As many as an operation in honest use has: a client's variables choose among them. */
const REMEMBERED_SHAPES = 16;

/** The forms that an operation's answers can have: what `@skip` and `@include` decide is decided before. */
export class Shapes {
  private readonly known = new Map<string, Shape>();
  /** Variables that decide, with their defaults. */
  private readonly deciding: ReadonlyMap<string, boolean>;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly operation: OperationDefinitionNode,
    private readonly fragments: Fragments,
  ) {
    this.deciding = decidingVariables(operation, fragments);
  }

  flagsIn(variables: Json): Flags {
    if (this.deciding.size === 0) return this.deciding;
    return new Map(
      [...this.deciding].map(([name, byDefault]) => {
        const given = variables[name];
        return [name, typeof given === 'boolean' ? given : byDefault];
      }),
    );
  }

  of(flags: Flags): Shape {
    const key = [...flags.values()].map(Number).join('');
    const known = this.known.get(key);
    if (known) return known;
    if (this.known.size >= REMEMBERED_SHAPES) this.known.clear();
    const shape = new Shape(this.schema, this.operation, this.fragments, flags);
    this.known.set(key, shape);
    return shape;
  }
}

function decidingVariables(
  operation: OperationDefinitionNode,
  fragments: Fragments,
): ReadonlyMap<string, boolean> {
  const defaults = new Map(
    operation.variableDefinitions?.map(({ variable, defaultValue }) => [
      variable.name.value,
      isTrue(defaultValue),
    ]),
  );
  const deciding = new Map<string, boolean>();
  for (const definition of [operation, ...fragments.values()]) {
    visit(definition, {
      Directive({ name, arguments: given }) {
        const value = given?.[0]?.value;
        if (value?.kind !== Kind.VARIABLE || !['skip', 'include'].includes(name.value)) return;
        const variable = value.name.value;
        if (defaults.has(variable)) deciding.set(variable, defaults.get(variable) === true);
      },
    });
  }
  return deciding;
}

const isTrue = (value: ValueNode | undefined): boolean =>
  value?.kind === Kind.BOOLEAN && value.value;
