import type { estypes } from '@elastic/elasticsearch';
import type { Id } from '#kernel/domain/id.ts';
import { PINNED, RANKING, weightOf } from '../../domain/ranking.ts';
import type { Conditions, FacetPick, Scope, Search } from '../../domain/search.ts';
import type { Understanding, Wanted } from '../../domain/understanding.ts';
import { lastRunsOf, runsOf } from '../runs.ts';
import { FIELDS, facetTerm } from './mapping.ts';

type Query = estypes.QueryDslQueryContainer;

const all = (filter: Query[]): Query => ({ bool: { filter } });
const any = (should: Query[]): Query => ({ bool: { should, minimum_should_match: 1 } });
const worth = (boost: number, filter: Query): Query => ({ constant_score: { filter, boost } });

/** Whether a product's type or category is one of these, or its name ends with one. */
const isOf = (kinds: readonly string[]): Query =>
  any(['kinds', 'heads'].flatMap((field) => kinds.map((kind) => ({ match: { [field]: kind } }))));
const beginsKind = (beginnings: readonly string[]): Query =>
  any(
    ['kinds', 'heads'].flatMap((field) =>
      beginnings.map((typed) => ({ prefix: { [field]: typed } })),
    ),
  );

/** How much of what is wanted a product must have. */
export type Demand = {
  /** How many of the things. */
  readonly least: number;
  /** Whether something of the same kind will do for a thing. */
  readonly broad: boolean;
};

type ThingAsked = {
  readonly open: boolean;
  readonly broad: boolean;
  /** Its part of the whole. */
  readonly share: number;
};

/** A thing that is wanted, scored by how plainly a product is it. */
function thing({ names, broader }: Wanted, { open, broad, share }: ThingAsked): Query {
  const within = (fields: readonly string[]): Query =>
    any(
      names.map((query, place) => {
        // Only what was typed may be unfinished, and that stands first.
        const isOpen = open && place === 0;
        return {
          multi_match: isOpen
            ? { query, fields: [...fields], type: 'phrase_prefix', max_expansions: 50 }
            : { query, fields: [...fields], type: 'phrase' },
        };
      }),
    );
  const just = (field: string): Query => any(names.map((name) => ({ match: { [field]: name } })));
  const anywhere = Object.values(FIELDS).flat();
  const tiers: [number, Query][] = [
    [RANKING.kind, just('kinds')],
    ...(broader.length > 0
      ? [[RANKING.describedKind, all([isOf(broader), within(anywhere)])] as [number, Query]]
      : []),
    [RANKING.head, just('heads')],
    ...(open ? [[RANKING.begunKind, beginsKind(names.slice(0, 1))] as [number, Query]] : []),
    [RANKING.name, within(FIELDS.name)],
    [RANKING.fact, just('facts')],
    [RANKING.type, within(FIELDS.type)],
    [RANKING.attribute, within(FIELDS.attribute)],
    ...(broad && broader.length > 0 ? [[RANKING.broader, isOf(broader)] as [number, Query]] : []),
    [RANKING.description, within(FIELDS.description)],
  ];
  const best: Query = {
    dis_max: { queries: tiers.map(([points, query]) => worth(points * share, query)) },
  };
  const named = worth(
    RANKING.named * share,
    all([any([just('kinds'), just('heads'), just('facts')]), within(FIELDS.name)]),
  );
  return { bool: { must: [best], should: [named] } };
}

/** Products with as many of the things as is demanded. */
export function havingSome({ wanted, unfinished }: Understanding, { least, broad }: Demand): Query {
  const weight = wanted.reduce((sum, one) => sum + weightOf(one), 0);
  return {
    bool: {
      should: wanted.map((one, i) =>
        thing(one, {
          open: unfinished && i === wanted.length - 1,
          broad,
          share: weightOf(one) / weight,
        }),
      ),
      minimum_should_match: least,
    },
  };
}

/** Quotes, `or` and `-`, in the engine's own simple language. */
const literal = (words: string): Query => ({
  simple_query_string: {
    query: words.replaceAll(/[+|*()~\\]/g, ' ').replaceAll(/(^|\s)or(?=\s|$)/giu, '$1|'),
    fields: ['name', 'type', 'attribute', 'description'],
    default_operator: 'and',
  },
});

/** What a query's words find, with the score that domain/ranking.ts describes. */
export function wordsQuery(search: Search, meaning: Understanding, demand: Demand): Query {
  const { wanted, unfinished, bySku, pinned, buried } = meaning;
  if (bySku.length > 0) return { ids: { values: [...bySku] } };
  const found =
    wanted.length > 0 ? havingSome(meaning, demand) : literal(search.terms?.words ?? '');
  const words = wanted.map(({ names: [typed] }) => typed ?? '');
  const scored: Query = {
    bool: {
      must: [pinned.length > 0 ? any([found, { ids: { values: [...pinned] } }]) : found],
      should: [
        ...pinned.map((id, place) => worth(PINNED - place, { ids: { values: [id] } })),
        ...(words.length > 1
          ? [
              worth(RANKING.phrase, {
                [unfinished ? 'match_phrase_prefix' : 'match_phrase']: { name: words.join(' ') },
              }),
              {
                dis_max: {
                  queries: [
                    worth(RANKING.run, isOf(runsOf(words))),
                    ...(unfinished ? [worth(RANKING.begunRun, beginsKind(lastRunsOf(words)))] : []),
                  ],
                },
              },
            ]
          : []),
        worth(RANKING.available, { term: { available: true } }),
        {
          function_score: {
            query: { match_all: {} },
            functions: [
              { field_value_factor: { field: 'popularity', modifier: 'log1p', missing: 0 } },
            ],
            boost_mode: 'replace',
            boost: RANKING.popularity,
          },
        },
      ],
    },
  };
  if (buried.length === 0) return scored;
  const last = { ids: { values: [...buried] } };
  return { boosting: { positive: scored, negative: last, negative_boost: 1e-4 } };
}

/** What every result and every count must meet. */
export const conditions = (search: Search): Query[] => [
  ...plainConditions(search),
  ...(search.within ? [standsIn(search.within)] : []),
];

/** Gives those that stand first a score, 1 for the last of them, and all others none. */
export const thoseInFront = ({ inFront }: Search): Query[] =>
  inFront.toReversed().map((id, behind) => worth(behind + 1, { ids: { values: [id] } }));

export const scoreInFront = ({ inFront }: Search, id: Id<'prd'>): number =>
  inFront.toReversed().indexOf(id) + 1;

const standsIn = (within: Scope): Query => {
  const rule = within.conditions;
  const named: Query = { ids: { values: [...within.productIds] } };
  if (!rule) return named;
  const filter = [...plainConditions(rule), ...filters(rule).map(({ query }) => query)];
  return any([{ bool: { filter } }, named]);
};

/** The conditions that no facet counts. */
const plainConditions = (asked: Conditions): Query[] => {
  const { inStockOnly, ageRestricted, minimumAgeAtMost, regions } = asked;
  const restricted: Query = { exists: { field: 'minimumAge' } };
  const not = (query: Query): Query => ({ bool: { must_not: [query] } });
  return [
    ...(inStockOnly ? [{ term: { available: true } }] : []),
    ...(ageRestricted === null ? [] : [ageRestricted ? restricted : not(restricted)]),
    ...(minimumAgeAtMost === null
      ? []
      : [not({ range: { minimumAge: { gt: minimumAgeAtMost } } })]),
    ...(regions.length > 0 ? [not({ terms: { forbiddenRegions: [...regions] } })] : []),
  ];
};

/** A filter that the counts of its own facet, of the prices or of options leave out. */
export type Filter = {
  readonly of: { readonly facet: string } | 'PRICE' | 'OPTIONS';
  readonly query: Query;
};

export const filters = ({ picks, price, currency, ...asked }: Conditions): Filter[] => [
  ...picks.map(({ facet, values }: FacetPick) => ({
    of: { facet },
    query: { terms: { facets: termsOf({ facet, values }) } },
  })),
  ...(asked.options.length > 0
    ? [
        {
          of: 'OPTIONS' as const,
          query: { nested: { path: 'variants', query: variantMeeting(asked) } },
        },
      ]
    : []),
  ...(price
    ? [
        {
          of: 'PRICE' as const,
          query: {
            range: {
              [`prices.${currency}`]: { gte: Number(price.atLeast), lte: Number(price.atMost) },
            },
          },
        },
      ]
    : []),
];

/** What one variant must meet, but for the choice of one option if `except` is given. */
export const variantMeeting = (
  { options, inStockOnly }: Pick<Conditions, 'options' | 'inStockOnly'>,
  except?: FacetPick,
): Query => ({
  bool: {
    filter: [
      ...(inStockOnly ? [{ term: { 'variants.available': true } }] : []),
      ...options
        .filter((pick) => pick !== except)
        .map((pick) => ({ terms: { 'variants.options': termsOf(pick) } })),
    ],
  },
});

const termsOf = ({ facet, values }: FacetPick): string[] =>
  values.map((value) => facetTerm(facet, value));
