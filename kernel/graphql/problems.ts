import 'reflect-metadata';
import {
  type GraphQLFieldResolver,
  type GraphQLSchema,
  type GraphQLUnionType,
  getNamedType,
  isObjectType,
  isUnionType,
} from 'graphql';
import {
  type ClassType,
  Directive,
  Field,
  InterfaceType,
  ObjectType,
  createUnionType,
} from 'type-graphql';
import { CardNumberRefused } from '../domain/card-number.ts';
import { DomainError } from '../domain/domain-error.ts';
import { InvalidReason } from '../domain/reason.ts';
import { IdempotencyKeyReused, InvalidIdempotencyKey } from '../persistence/idempotency.ts';

/** A refusal that the caller could have expected, as data: which rule was broken, and the facts. */
@InterfaceType('Problem', {
  description: 'Why something was refused. The code is stable; the message is for people.',
  autoRegisterImplementations: false,
})
export abstract class Problem {
  @Field(() => String, { description: 'Names the broken rule. Never reused or renamed.' })
  readonly code!: string;

  @Field(() => String, { description: 'What went wrong, in a sentence for people.' })
  readonly message!: string;
}

interface FactOptions<E extends DomainError> {
  readonly type: () => unknown;
  readonly description: string;
  readonly nullable?: boolean;
  /** Default: the error's property of the fact's name. */
  readonly of?: (error: E) => unknown;
}

interface ProblemOptions<E extends DomainError> {
  readonly facts?: Record<string, FactOptions<E>>;
  /** For a problem that several subgraphs report. */
  readonly shareable?: boolean;
}

type ErrorClass<E extends DomainError> = abstract new (...args: never[]) => E;
export type ProblemType = ClassType<Problem> & { readonly reports: ErrorClass<DomainError> };

const factsOf = new Map<ProblemType, Record<string, FactOptions<DomainError>>>();
const unions = new Map<string, readonly ProblemType[]>();

/** The GraphQL type that reports `errorClass`: same name, its code and message, and the facts named here. */
export function problem<E extends DomainError>(
  errorClass: ErrorClass<E>,
  description: string,
  options: ProblemOptions<E> = {},
): ProblemType {
  const facts = options.facts ?? {};
  class Reported extends Problem {
    static readonly reports = errorClass;
  }
  Object.defineProperty(Reported, 'name', { value: errorClass.name });
  for (const [name, fact] of Object.entries(facts)) {
    Field(fact.type as () => ClassType, {
      description: fact.description,
      nullable: fact.nullable ?? false,
    })(Reported.prototype, name);
  }
  if (options.shareable) Directive('@shareable')(Reported);
  ObjectType(errorClass.name, { description, implements: Problem })(Reported);
  const type = Reported as unknown as ProblemType;
  factsOf.set(type, facts as Record<string, FactOptions<DomainError>>);
  return type;
}

/** The result of a mutation: what was asked for, or one of the problems that the field may report. */
export function resultUnion<Success extends object>(
  name: string,
  description: string,
  success: ClassType<Success>,
  ...problems: readonly ProblemType[]
): Success {
  unions.set(name, problems);
  return createUnionType({
    name,
    description,
    types: () => [success, ...problems] as const,
  }) as Success;
}

/**
 * Turns a refusal that is thrown, or stands in a list of answers, into the union's member for it; one that the field does not
 * list stays an error. Only fields that answer a union are wrapped: a middleware around every field would make a promise of
 * each scalar.
 */
export function reportRefusals(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const union = getNamedType(field.type);
      if (field.resolve && isUnionType(union)) field.resolve = reporting(field.resolve, union);
    }
  }
}

const reporting =
  (resolve: GraphQLFieldResolver<unknown, unknown>, union: GraphQLUnionType): typeof resolve =>
  async (...call) => {
    try {
      const answer: unknown = await resolve(...call);
      return Array.isArray(answer) ? answer.map((one) => reported(one, union)) : answer;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return report(error, union) ?? Promise.reject(error);
    }
  };

const reported = (answer: unknown, union: GraphQLUnionType): unknown =>
  answer instanceof DomainError ? (report(answer, union) ?? answer) : answer;

function report(error: DomainError, union: GraphQLUnionType): Problem | undefined {
  const type = unions.get(union.name)?.find(({ reports }) => error instanceof reports);
  if (!type) return undefined;
  const facts = Object.entries(factsOf.get(type) ?? {}).map(([name, fact]) => [
    name,
    fact.of ? fact.of(error) : (error as unknown as Record<string, unknown>)[name],
  ]);
  // A copy: an Error that is returned counts as thrown.
  return Object.assign(new type(), Object.fromEntries(facts) as object, {
    code: error.code,
    message: error.message,
  });
}

export const IdempotencyKeyReusedProblem = problem(
  IdempotencyKeyReused,
  'The idempotency key was already used with other input.',
  { shareable: true },
);

export const InvalidIdempotencyKeyProblem = problem(
  InvalidIdempotencyKey,
  'The idempotency key is too short, too long or has characters that are not allowed.',
  { shareable: true },
);

export const CardNumberRefusedProblem = problem(
  CardNumberRefused,
  'The input contains what looks like a card number.',
  { shareable: true },
);

export const InvalidReasonProblem = problem(InvalidReason, 'The reason is missing or too long.', {
  shareable: true,
});
