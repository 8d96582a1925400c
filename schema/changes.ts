import { type Change, CriticalityLevel, DiffRule, diff } from '@graphql-inspector/core';
import {
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  TypeInfo,
  getNamedType,
  isEnumType,
  isInputObjectType,
  separateOperations,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** Operations that somebody sends, and may go on sending. */
export interface UsedOperations {
  /** Where they are written down. */
  readonly source: string;
  readonly document: DocumentNode;
}

export interface Finding {
  readonly level: 'breaking' | 'dangerous' | 'safe';
  readonly said: string;
  /** Names of the operations that use what changed. */
  readonly usedBy: readonly string[];
}

/** What a client notices when `next` follows `released`: every change, in words, the worst first. */
export async function changesForClients(
  released: GraphQLSchema,
  next: GraphQLSchema,
  used: readonly UsedOperations[],
): Promise<Finding[]> {
  const operations = used.flatMap(({ document }) => usesOf(released, document));
  const changes = await diff(released, next, [DiffRule.simplifyChanges]);
  return changes
    .filter(({ type }) => !String(type).includes('DESCRIPTION'))
    .map(({ message, criticality, path }: Change): Finding => ({
      level: LEVELS[criticality.level],
      said: message,
      usedBy: operations.filter(({ uses }) => touches(uses, path)).map(({ name }) => name),
    }))
    .toSorted((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level));
}

const LEVELS = {
  [CriticalityLevel.Breaking]: 'breaking',
  [CriticalityLevel.Dangerous]: 'dangerous',
  [CriticalityLevel.NonBreaking]: 'safe',
} as const;
const ORDER = Object.values(LEVELS) as readonly string[];

/** Operations that `next` would refuse, whatever the comparison of the schemas says. */
export const refusedOperations = (
  next: GraphQLSchema,
  used: readonly UsedOperations[],
): Finding[] =>
  used.flatMap(({ source, document }) =>
    validate(next, document).map(({ message }): Finding => ({
      level: 'breaking',
      said: `${source} is no longer valid: ${message}`,
      usedBy: [],
    })),
  );

interface Uses {
  readonly name: string;
  /** Schema coordinates, such as `Order.status`; `Status.*` for all of a type. */
  readonly uses: ReadonlySet<string>;
}

const usesOf = (schema: GraphQLSchema, document: DocumentNode): Uses[] =>
  Object.entries(separateOperations(document)).map(([name, operation]) => {
    const uses = new Set<string>();
    const info = new TypeInfo(schema);
    visit(
      operation,
      visitWithTypeInfo(info, {
        Field: ({ name: field }) => void uses.add(`${info.getParentType()?.name}.${field.value}`),
        Argument: () => addWhole(getNamedType(info.getInputType()), uses),
        leave: () => {
          const type = getNamedType(info.getType());
          if (type) uses.add(type.name);
          if (isEnumType(type)) addWhole(type, uses);
        },
      }),
    );
    return { name, uses };
  });

/** Which values and input fields are meant is known to the sender alone, so all of a type's count as used. */
function addWhole(type: GraphQLNamedType | undefined, uses: Set<string>): void {
  if (!type || uses.has(`${type.name}.*`)) return;
  uses.add(type.name).add(`${type.name}.*`);
  if (!isInputObjectType(type)) return;
  for (const field of Object.values(type.getFields())) addWhole(getNamedType(field.type), uses);
}

/** Any change of an argument concerns whoever asks for its field, given or not. */
function touches(uses: ReadonlySet<string>, path = ''): boolean {
  const [type, member, argument] = path.split('.');
  const owner = argument === undefined ? `${type}.*` : `${type}.${member}`;
  return uses.has(path) || uses.has(owner);
}
