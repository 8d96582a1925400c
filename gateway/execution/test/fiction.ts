import { Supergraph as ComposedGraph } from '@apollo/federation-internals';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  execute,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
} from 'graphql';
import { type Dice, diceOf } from './dice.ts';

/** How often things go wrong, of a hundred. */
export interface Mishaps {
  /** A field without a value. */
  readonly nulls: number;
  /** A field that cannot be resolved. */
  readonly errors: number;
  /** A subgraph that does not answer one of its requests. */
  readonly silences: number;
}

export interface SubgraphQuestion {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Record<string, unknown> | undefined;
}

type Thing = Record<string, unknown>;

/** By the name of the subgraph. */
type Schemas = ReadonlyMap<string, GraphQLSchema>;

const known = new Map<string, Schemas>();

function schemasIn(supergraphSdl: string): Schemas {
  const subgraphs = [...ComposedGraph.build(supergraphSdl).subgraphs().values()];
  return new Map(
    subgraphs.map((subgraph) => [
      subgraph.name,
      buildSubgraphSchema({ typeDefs: parse(subgraph.toString()) }),
    ]),
  );
}

/** Subgraphs that make up what they say. The same question has the same answer, and an entity is the same everywhere. */
export class Fiction {
  private readonly schemas: Schemas;

  constructor(
    supergraphSdl: string,
    private readonly seed: string,
    private readonly mishaps: Mishaps,
  ) {
    this.schemas = known.get(supergraphSdl) ?? schemasIn(supergraphSdl);
    known.set(supergraphSdl, this.schemas);
  }

  get names(): readonly string[] {
    return [...this.schemas.keys()];
  }

  /** @throws for a subgraph that does not answer */
  async ask(name: string, question: SubgraphQuestion): Promise<FormattedExecutionResult> {
    const schema = this.schemas.get(name);
    if (!schema) throw new Error(`There is no subgraph ${name}.`);
    if (this.dice(name, question.query).percent() < this.mishaps.silences)
      throw new Error(`${name} does not answer.`);
    const answer = await execute({
      schema,
      document: parse(question.query),
      operationName: question.operationName,
      variableValues: question.variables,
      fieldResolver: (parent: Thing, args: object, _context, info) =>
        this.resolve(parent, args, info),
      typeResolver: ({ __typename }: Thing) => String(__typename),
    });
    return JSON.parse(JSON.stringify(answer)) as FormattedExecutionResult;
  }

  private dice(...of: unknown[]): Dice {
    return diceOf(JSON.stringify([this.seed, ...of]));
  }

  private resolve(parent: Thing | undefined, args: object, info: GraphQLResolveInfo): unknown {
    const known = parent?.[info.fieldName];
    if (known !== undefined) return known;
    const identity = [parent?.['__typename'], parent?.['id'] ?? parent, info.fieldName, args];
    const dice = this.dice(...identity);
    if (dice.percent() < this.mishaps.errors) {
      throw new GraphQLError(`No ${info.parentType.name}.${info.fieldName} for ${dice.word()}.`, {
        extensions: { code: 'MADE_UP' },
      });
    }
    return this.make(info.returnType, dice, info.schema);
  }

  private make(type: GraphQLOutputType, dice: Dice, schema: GraphQLSchema): unknown {
    if (isNonNullType(type)) {
      // Subgraphs rarely break their promises, but they do.
      return dice.percent() < this.mishaps.nulls / 4
        ? null
        : this.makePresent(type.ofType as GraphQLOutputType, dice, schema);
    }
    return dice.percent() < this.mishaps.nulls ? null : this.makePresent(type, dice, schema);
  }

  private makePresent(type: GraphQLOutputType, dice: Dice, schema: GraphQLSchema): unknown {
    if (isListType(type)) {
      return Array.from({ length: dice.upTo(4) }, () => this.make(type.ofType, dice, schema));
    }
    if (isAbstractType(type)) {
      return this.makePresent(dice.oneOf(schema.getPossibleTypes(type)), dice, schema);
    }
    // Few of each, so that they occur in several places.
    if (isObjectType(type)) return { __typename: type.name, id: `${type.name}-${dice.upTo(4)}` };
    if (isEnumType(type)) return dice.oneOf(type.getValues()).value as unknown;
    switch (String(type)) {
      case 'Int':
        return dice.upTo(1000);
      case 'Float':
        return dice.upTo(1000) / 8;
      case 'Boolean':
        return dice.upTo(2) === 1;
      default:
        return dice.word();
    }
  }
}
