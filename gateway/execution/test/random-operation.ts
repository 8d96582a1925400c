import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isUnionType,
  parse,
  validate,
} from 'graphql';
import { type Dice, diceOf } from './dice.ts';

export interface RandomOperation {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

const MAX_DEPTH = 5;

/** A valid operation over the schema, with everything that documents can contain. */
export function randomOperation(
  schema: GraphQLSchema,
  seed: string,
  kind: 'query' | 'mutation' | 'subscription' = 'query',
): RandomOperation {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const operation = new Writer(schema, diceOf(`${seed}/${attempt}`)).write(kind);
    if (isValid(schema, operation)) return operation;
  }
  throw new Error(`No valid operation comes of ${seed}.`);
}

/** Two fields under one name may contradict each other. Of some documents, validation says so by throwing. */
function isValid(schema: GraphQLSchema, { query }: RandomOperation): boolean {
  try {
    return validate(schema, parse(query)).length === 0;
  } catch {
    return false;
  }
}

class Writer {
  private readonly variables = new Map<string, { type: string; value: unknown }>();
  private readonly fragments: string[] = [];

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly dice: Dice,
  ) {}

  write(kind: 'query' | 'mutation' | 'subscription'): RandomOperation {
    const root = this.schema.getRootType(kind as never);
    if (!root) throw new Error(`The schema has no ${kind}.`);
    const selection =
      kind === 'subscription'
        ? `{ ${this.field(this.dice.oneOf(Object.values(root.getFields())), 0)} }`
        : this.selection(root, 0);
    const declared = [...this.variables].map(([name, { type }]) => `$${name}: ${type}`);
    const head = declared.length > 0 ? `${kind} Made(${declared.join(', ')})` : `${kind} Made`;
    const given = [...this.variables].filter(([, { value }]) => value !== undefined);
    return {
      query: [`${head} ${selection}`, ...this.fragments].join('\n'),
      variables: Object.fromEntries(given.map(([name, { value }]) => [name, value])),
    };
  }

  private selection(type: GraphQLCompositeType, depth: number): string {
    const count = 1 + this.dice.upTo(depth === 0 ? 3 : 4);
    const parts = Array.from({ length: count }, () => this.part(type, depth));
    return `{ ${parts.join(' ')} }`;
  }

  private part(type: GraphQLCompositeType, depth: number): string {
    const fields = isUnionType(type) ? [] : Object.values(type.getFields());
    const chance = this.dice.percent();
    if (chance < 8 || (fields.length === 0 && chance < 15)) return this.typename();
    if (chance < 28 || fields.length === 0) return this.fragment(type, depth);
    return this.field(this.dice.oneOf(fields), depth);
  }

  private typename(): string {
    return this.dice.percent() < 30 ? `${this.alias()}: __typename` : '__typename';
  }

  private alias(): string {
    return this.dice.oneOf(['a', 'b', 'constructor', 'toString', 'id_', 'x']) + this.dice.upTo(3);
  }

  private field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const type = getNamedType(field.type);
    if (isCompositeType(type) && depth >= MAX_DEPTH) return this.typename();
    const alias = this.dice.percent() < 15 ? `${this.alias()}: ` : '';
    const given = field.args.flatMap((argument) => {
      if (!isNonNullType(argument.type) && this.dice.percent() < 60) return [];
      return [`${argument.name}: ${this.argument(argument.type)}`];
    });
    const args = given.length > 0 ? `(${given.join(', ')})` : '';
    const inner = isCompositeType(type) ? ` ${this.selection(type, depth + 1)}` : '';
    return `${alias}${field.name}${args}${this.directive()}${inner}`;
  }

  private fragment(type: GraphQLCompositeType, depth: number): string {
    const on = this.dice.oneOf(this.overlapping(type));
    if (depth >= MAX_DEPTH) return this.typename();
    const condition = on === type && this.dice.percent() < 30 ? '' : ` on ${on.name}`;
    if (condition !== '' && this.dice.percent() < 30) {
      const selection = this.selection(on, depth + 1);
      const name = `F${this.fragments.length}`;
      this.fragments.push(`fragment ${name}${condition} ${selection}`);
      return `...${name}${this.directive()}`;
    }
    return `...${condition}${this.directive()} ${this.selection(on, depth + 1)}`;
  }

  private overlapping(type: GraphQLCompositeType): GraphQLCompositeType[] {
    const concrete = isAbstractType(type) ? this.schema.getPossibleTypes(type) : [type];
    const abstract = Object.values(this.schema.getTypeMap()).filter(
      (other) =>
        isAbstractType(other) &&
        this.schema.getPossibleTypes(other).some((each) => concrete.includes(each)),
    );
    return [type, ...concrete, ...(abstract as GraphQLCompositeType[])];
  }

  private directive(): string {
    const chance = this.dice.percent();
    if (chance >= 12) return '';
    const name = chance % 2 === 0 ? 'skip' : 'include';
    if (chance < 3) return ` @${name}(if: ${chance === 0})`;
    const variable = `flag${this.dice.upTo(3)}`;
    const withDefault = this.variables.get(variable)?.type ?? this.dice.oneOf(FLAG_TYPES);
    this.variables.set(variable, {
      type: withDefault,
      value:
        withDefault === 'Boolean!' || this.dice.upTo(2) === 0 ? this.dice.upTo(2) === 0 : undefined,
    });
    return ` @${name}(if: $${variable})`;
  }

  private argument(type: GraphQLInputType): string {
    if (this.dice.percent() < 30 && !isInputObjectType(getNamedType(type)) && !isListType(type)) {
      const name = `v${this.variables.size}`;
      this.variables.set(name, { type: String(type), value: JSON.parse(this.json(type)) });
      return `$${name}`;
    }
    return this.literal(type);
  }

  private literal(type: GraphQLInputType): string {
    if (isNonNullType(type)) return this.literal(type.ofType as GraphQLInputType);
    if (isListType(type)) return `[${this.literal(type.ofType as GraphQLInputType)}]`;
    if (isEnumType(type)) return this.dice.oneOf(type.getValues()).name;
    if (isInputObjectType(type)) {
      const required = Object.values(type.getFields()).filter(
        (each) => isNonNullType(each.type) || this.dice.percent() < 30,
      );
      const chosen = type.isOneOf ? Object.values(type.getFields()).slice(0, 1) : required;
      return `{ ${chosen.map((each) => `${each.name}: ${this.nested(each.type)}`).join(', ')} }`;
    }
    return this.json(type);
  }

  /** Types of input may contain themselves. */
  private nested(type: GraphQLInputType): string {
    return isNonNullType(type) || !isInputObjectType(getNamedType(type))
      ? this.literal(type)
      : 'null';
  }

  private json(type: GraphQLInputType): string {
    if (isNonNullType(type)) return this.json(type.ofType as GraphQLInputType);
    if (isEnumType(type)) return JSON.stringify(this.dice.oneOf(type.getValues()).name);
    switch (getNamedType(type).name) {
      case 'Int':
        return String(this.dice.upTo(10));
      case 'Float':
        return '1.5';
      case 'Boolean':
        return String(this.dice.upTo(2) === 0);
      default:
        return JSON.stringify(this.dice.word());
    }
  }
}

const FLAG_TYPES = ['Boolean!', 'Boolean = true', 'Boolean! = false'];
