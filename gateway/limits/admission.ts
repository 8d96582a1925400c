import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  GraphQLError,
  Kind,
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
}

export const DOCUMENT_LIMITS: DocumentLimits = {
  tokens: 2000,
  depth: 16,
  aliases: 100,
  rootFields: 20,
  fields: 2000,
  directives: 100,
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
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION
        ? [[definition.name.value, definition.selectionSet]]
        : [],
    ),
  );
  if (directivesIn(document) > limits.directives)
    return refusal(
      'TOO_MANY_DIRECTIVES',
      `A document may have at most ${limits.directives} directives.`,
    );
  const budget: Budget = { limits, fragments, sizes: new Map(), open: new Set() };
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { depth, aliases, rootFields, fields } = measure(definition.selectionSet, budget);
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
  }
  return undefined;
}

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
}

interface Budget {
  readonly limits: DocumentLimits;
  readonly fragments: ReadonlyMap<string, SelectionSetNode>;
  /** Each fragment is measured once, however often it is spread: otherwise a few of them cost exponential time. */
  readonly sizes: Map<string, Size>;
  /** Fragments being measured; one that contains itself is left to validation, which refuses it. */
  readonly open: Set<string>;
}

const NOTHING: Size = { depth: 0, aliases: 0, rootFields: 0, fields: 0 };

function measure(set: SelectionSetNode, budget: Budget): Size {
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
    };
  }, NOTHING);
}

function measureFragment(name: string, budget: Budget): Size {
  const known = budget.sizes.get(name);
  if (known) return known;
  const set = budget.fragments.get(name);
  if (!set || budget.open.has(name)) return NOTHING;
  budget.open.add(name);
  const size = measure(set, budget);
  budget.open.delete(name);
  budget.sizes.set(name, size);
  return size;
}
