import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  parse,
  visit,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { refusal } from '../errors.ts';

/** What a document may contain. Checked before validation and planning, both of which cost more than linear time. */
export interface DocumentLimits {
  readonly tokens: number;
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
  /** At all levels, a fragment counting wherever it is spread. */
  readonly fields: number;
  readonly directives: number;
  /** Of one name in one place: validation compares each with each. */
  readonly repetitions: number;
}

export const DOCUMENT_LIMITS: DocumentLimits = {
  tokens: 2000,
  depth: 16,
  aliases: 100,
  rootFields: 20,
  fields: 2000,
  directives: 100,
  repetitions: 100,
};

const REMEMBERED_DOCUMENTS = 1000;

/** Parses documents, and refuses those that ask for too much. */
export class Admission {
  private readonly known = new LRUCache<string, DocumentNode | GraphQLError>({
    max: REMEMBERED_DOCUMENTS,
  });

  constructor(private readonly limits: DocumentLimits) {}

  /** @returns the parsed document, or why it is refused, with a code in its extensions */
  admit(query: string): DocumentNode | GraphQLError {
    const key = createHash('sha256').update(query).digest('base64');
    const known = this.known.get(key);
    if (known) return known;
    const verdict = this.judge(query);
    this.known.set(key, verdict);
    return verdict;
  }

  private judge(query: string): DocumentNode | GraphQLError {
    try {
      const document = parse(query, { maxLexicalTokens: this.limits.tokens });
      return exceeded(document, this.limits) ?? document;
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      const tooLong = error.message.includes('Parsing aborted');
      return tooLong
        ? refusal('QUERY_TOO_LONG', `An operation may have at most ${this.limits.tokens} tokens.`)
        : refusal('GRAPHQL_PARSE_FAILED', error.message);
    }
  }
}

/** Counts as the executor would see it: a fragment counts wherever it is spread. */
function exceeded(document: DocumentNode, limits: DocumentLimits): GraphQLError | undefined {
  const fragments = fragmentsIn(document);
  if (directivesIn(document) > limits.directives)
    return refusal(
      'TOO_MANY_DIRECTIVES',
      `A document may have at most ${limits.directives} directives.`,
    );
  const budget = budgetFor(fragments);
  for (const name of fragments.keys()) measureFragment(name, budget);
  const [circular] = budget.circular;
  // With enough of them, validation would fall over what it looks for.
  if (circular !== undefined)
    return refusal(
      'GRAPHQL_VALIDATION_FAILED',
      `The fragment ${circular} must not be spread within itself.`,
    );
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { depth, aliases, rootFields, fields, repetitions } = measure(
      definition.selectionSet,
      budget,
    );
    if (depth > limits.depth)
      return refusal('QUERY_TOO_DEEP', `Selections may nest at most ${limits.depth} deep.`);
    if (aliases > limits.aliases)
      return refusal(
        'TOO_MANY_ALIASES',
        `An operation may have at most ${limits.aliases} aliases.`,
      );
    if (rootFields > limits.rootFields)
      return refusal(
        'TOO_MANY_ROOT_FIELDS',
        `An operation may have at most ${limits.rootFields} root fields.`,
      );
    if (fields > limits.fields)
      return refusal(
        'TOO_MANY_FIELDS',
        `An operation may select at most ${limits.fields} fields, those of a fragment wherever it is spread.`,
      );
    if (repetitions > limits.repetitions)
      return refusal(
        'TOO_MANY_FIELDS',
        `One place may select the same field at most ${limits.repetitions} times.`,
      );
  }
  return undefined;
}

/** How many fields an operation selects, those of a fragment wherever it is spread. It has been admitted. */
export const fieldsOf = (document: DocumentNode, operation: OperationDefinitionNode): number =>
  measure(operation.selectionSet, budgetFor(fragmentsIn(document))).fields;

const fragmentsIn = ({ definitions }: DocumentNode): Budget['fragments'] =>
  new Map(
    definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION
        ? [[definition.name.value, definition.selectionSet]]
        : [],
    ),
  );

const budgetFor = (fragments: Budget['fragments']): Budget => ({
  fragments,
  sizes: new Map(),
  open: new Set(),
  circular: new Set(),
});

function directivesIn(document: DocumentNode): number {
  let count = 0;
  visit(document, { Directive: () => void (count += 1) });
  return count;
}

interface Size {
  readonly depth: number;
  readonly aliases: number;
  /** Of this very level. */
  readonly rootFields: number;
  readonly fields: number;
  /** Of the name that is selected most often in one place. */
  readonly repetitions: number;
}

interface Budget {
  readonly fragments: ReadonlyMap<string, SelectionSetNode>;
  /** Each fragment is measured once, however often it is spread: otherwise a few of them cost exponential time. */
  readonly sizes: Map<string, Size>;
  /** Fragments being measured. */
  readonly open: Set<string>;
  /** Fragments that contain themselves. */
  readonly circular: Set<string>;
}

const NOTHING: Size = { depth: 0, aliases: 0, rootFields: 0, fields: 0, repetitions: 0 };

function measure(set: SelectionSetNode, budget: Budget): Size {
  const here = { ...NOTHING, repetitions: repetitionsIn(set) };
  return set.selections.reduce<Size>((sum, selection) => {
    let size = NOTHING;
    switch (selection.kind) {
      case Kind.FIELD: {
        const inner = selection.selectionSet ? measure(selection.selectionSet, budget) : NOTHING;
        size = {
          depth: inner.depth + 1,
          aliases: inner.aliases + (selection.alias ? 1 : 0),
          rootFields: 1,
          fields: inner.fields + 1,
          repetitions: inner.repetitions,
        };
        break;
      }
      case Kind.INLINE_FRAGMENT:
        size = measure(selection.selectionSet, budget);
        break;
      case Kind.FRAGMENT_SPREAD:
        size = measureFragment(selection.name.value, budget);
        break;
    }
    return {
      depth: Math.max(sum.depth, size.depth),
      aliases: sum.aliases + size.aliases,
      rootFields: sum.rootFields + size.rootFields,
      fields: sum.fields + size.fields,
      repetitions: Math.max(sum.repetitions, size.repetitions),
    };
  }, here);
}

function repetitionsIn({ selections }: SelectionSetNode): number {
  const times = new Map<string, number>();
  for (const selection of selections) {
    if (selection.kind !== Kind.FIELD) continue;
    const name = (selection.alias ?? selection.name).value;
    times.set(name, (times.get(name) ?? 0) + 1);
  }
  return Math.max(0, ...times.values());
}

function measureFragment(name: string, budget: Budget): Size {
  const known = budget.sizes.get(name);
  if (known) return known;
  const set = budget.fragments.get(name);
  if (budget.open.has(name)) budget.circular.add(name);
  if (!set || budget.open.has(name)) return NOTHING;
  budget.open.add(name);
  const size = measure(set, budget);
  budget.open.delete(name);
  budget.sizes.set(name, size);
  return size;
}
