import { createHash } from 'node:crypto';
import type { estypes } from '@elastic/elasticsearch';

export const ALIAS = 'comptoir-products';

/** Texts arrive plain (domain/query-words.ts), so analysers only stem them and leave out what means nothing. */
const inLanguages = {
  properties: {
    de: { type: 'text', analyzer: 'german' },
    fr: { type: 'text', analyzer: 'french' },
    es: { type: 'text', analyzer: 'spanish' },
    it: { type: 'text', analyzer: 'italian' },
  },
} satisfies estypes.MappingProperty;
const english = { type: 'text', analyzer: 'english' } satisfies estypes.MappingProperty;
const shown = { type: 'keyword', index: false } satisfies estypes.MappingProperty;
/** A whole name in one term, stemmed: "Teapots" is "teapot". */
const whole = { type: 'text', analyzer: 'whole', norms: false } satisfies estypes.MappingProperty;
/** Every beginning of every word. */
const beginnings = {
  type: 'text',
  analyzer: 'beginnings',
  search_analyzer: 'begun',
  index_options: 'docs',
  norms: false,
} satisfies estypes.MappingProperty;
/** Nobody types more of a word before it is found. */
const LONGEST_BEGINNING = 15;

export const SETTINGS: estypes.IndicesIndexSettings = {
  number_of_shards: 1,
  analysis: {
    filter: {
      stem: { type: 'stemmer', language: 'english' },
      beginnings: { type: 'edge_ngram', min_gram: 1, max_gram: LONGEST_BEGINNING },
      beginning: { type: 'truncate', length: LONGEST_BEGINNING },
    },
    analyzer: {
      whole: { type: 'custom', tokenizer: 'keyword', filter: ['lowercase', 'stem'] },
      beginnings: { type: 'custom', tokenizer: 'whitespace', filter: ['beginnings'] },
      begun: { type: 'custom', tokenizer: 'whitespace', filter: ['beginning'] },
    },
  },
};

const PROPERTIES: Record<string, estypes.MappingProperty> = {
  id: { type: 'keyword' },
  name: english,
  names: inLanguages,
  type: english,
  types: inLanguages,
  attribute: english,
  description: english,
  descriptions: inLanguages,
  kinds: whole,
  heads: whole,
  facts: whole,
  beginnings,
  standing: { type: 'long' },
  // As they are shown.
  label: shown,
  labels: { properties: { de: shown, fr: shown, es: shown, it: shown } },
  sortName: { type: 'keyword' },
  facets: { type: 'keyword' },
  // Of any variant, and then variant by variant: a size M in blue and a size L in red are no size M in red.
  options: { type: 'keyword' },
  variants: {
    type: 'nested',
    properties: { options: { type: 'keyword' }, available: { type: 'boolean' } },
  },
  prices: { type: 'object', dynamic: true },
  available: { type: 'boolean' },
  popularity: { type: 'integer' },
  demand: { type: 'long' },
  minimumAge: { type: 'integer' },
  forbiddenRegions: { type: 'keyword' },
  publishedAt: { type: 'date' },
};

/** Counts up when documents say something else in the same fields (document.ts). */
const DOCUMENTS = 1;

/** Changes whenever an index must be built anew. */
export const FINGERPRINT = createHash('sha256')
  .update(JSON.stringify([SETTINGS, PROPERTIES, DOCUMENTS]))
  .digest('hex')
  .slice(0, 12);

export const MAPPING: estypes.MappingTypeMapping = {
  dynamic: 'strict',
  _meta: { fingerprint: FINGERPRINT },
  properties: PROPERTIES,
};

/** Where the words of a thing are looked for, by how much it says. */
export const FIELDS = {
  name: ['name', 'names.de', 'names.fr', 'names.es', 'names.it'],
  type: ['type', 'types.de', 'types.fr', 'types.es', 'types.it'],
  attribute: ['attribute'],
  description: [
    'description',
    'descriptions.de',
    'descriptions.fr',
    'descriptions.es',
    'descriptions.it',
  ],
} as const;

/** A value of a facet, or of an option, as documents have it. */
export const facetTerm = (facet: string, value: string): string => `${facet}\u001F${value}`;
