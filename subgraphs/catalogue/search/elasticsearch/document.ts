import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from '#kernel/persistence/sql.ts';
import { plainText, sortKeyOf } from '../../domain/query-words.ts';
import { demandOf } from '../../domain/ranking.ts';
import { facetTerm } from './mapping.ts';

/** A product as it is searched, and which of its versions this is. It has none when it is not on sale. */
export type VersionedDocument = {
  readonly id: string;
  readonly version: number;
  readonly document: Record<string, unknown> | null;
};

type Row = {
  id: string;
  version: string;
  name: string | null;
  names: Record<string, string>;
  description: string;
  descriptions: Record<string, string>;
  brand: string;
  type: string;
  /** In words, as they are searched. */
  attributeWords: string[];
  /** Those that are facets. */
  attributes: Record<string, string>;
  choices: string[];
  variants: { options: Record<string, string>; available: boolean }[];
  categories: { slug: string; name: string; names: Record<string, string> }[];
  prices: Record<string, number>;
  available: boolean;
  popularity: number;
  minimumAge: number | null;
  forbiddenRegions: string[];
  publishedAt: string;
};

/** One statement, so that a document is just what its version says. */
const DOCUMENTS = `
select v.product_id as id, v.version::text, p.name, p.names, p.description, p.descriptions, p.brand, p.product_type as type,
  catalogue.attribute_words(p.attributes) as "attributeWords",
  (select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(p.attributes) join catalogue.attributes a on a.name = key
    where a.kind in ('TEXT', 'NUMBER', 'BOOLEAN', 'ENUM')) as attributes,
  array(select choice from catalogue.product_options o, unnest(o.choices) with ordinality as has (choice, place)
    where o.product_id = p.id order by o.position, place) as choices,
  (select coalesce(json_agg(json_build_object('options', o.options, 'available', coalesce(s.available > 0, false)) order by o.position), '[]')
    from catalogue.variants o left join catalogue.stock_levels s on s.variant_id = o.id
    where o.product_id = p.id and o.removed_at is null and o.options <> '{}') as variants,
  (select json_agg(json_build_object('slug', c.slug, 'name', c.name, 'names', c.names) order by c.path)
    from catalogue.categories own join catalogue.categories c on own.path = c.path or starts_with(own.path, c.path || '/')
    where own.id = p.category_id) as categories,
  (select coalesce(json_object_agg(currency, lowest_minor), '{}') from catalogue.price_ranges where product_id = p.id) as prices,
  p.available, p.popularity, p.minimum_age as "minimumAge", p.forbidden_regions as "forbiddenRegions",
  p.published_at as "publishedAt"
from catalogue.product_versions v left join catalogue.products p on p.id = v.product_id
  and p.status = 'PUBLISHED'`;

export async function documentsOf(
  em: EntityManager,
  ids: readonly string[],
): Promise<VersionedDocument[]> {
  const rows = await sql<Row>(em, `${DOCUMENTS} where v.product_id = any ($1)`, [ids]);
  return rows.map((row) => ({
    id: row.id,
    version: Number(row.version),
    document: row.name === null ? null : documentFrom({ ...row, name: row.name }),
  }));
}

function documentFrom(row: Row & { name: string }): Record<string, unknown> {
  const { categories, attributes, attributeWords, brand, type } = row;
  const plain = (...texts: readonly string[]) => plainText(texts.join(' . '));
  const parts = (text: string) => [text, ...text.split(/, | and /)].map(plainText);
  const name = plain(row.name);
  const variants = row.variants.map(({ options, available }) => ({
    options: facetTerms(options),
    available,
  }));
  const inLanguage = (language: string) =>
    plain(...categories.flatMap(({ names }) => names[language] ?? []));
  return {
    id: row.id,
    name,
    names: plainIn(row.names),
    type: plain(type, brand, ...categories.map((category) => category.name)),
    types: Object.fromEntries(['de', 'fr', 'es', 'it'].map((key) => [key, inLanguage(key)])),
    attribute: plain(...row.choices, ...attributeWords),
    description: plain(row.description),
    descriptions: plainIn(row.descriptions),
    kinds: [type, ...categories.map((category) => category.name)].map(plainText),
    heads: endings(plainText(row.name.split(',')[0]!)),
    facts: [...new Set([brand, ...attributeWords].flatMap(parts))],
    beginnings: [row.name, ...Object.values(row.names)].map(plainText),
    standing: standingOf(row),
    label: row.name,
    labels: row.names,
    sortName: sortKeyOf(row.name),
    facets: [
      ...categories.map(({ slug }) => facetTerm('category', slug)),
      facetTerm('brand', brand),
      ...facetTerms(attributes),
    ],
    options: [...new Set(variants.flatMap(({ options }) => options))],
    variants,
    prices: row.prices,
    available: row.available,
    popularity: row.popularity,
    demand: demandOf(row.popularity, row.available),
    minimumAge: row.minimumAge,
    forbiddenRegions: row.forbiddenRegions,
    publishedAt: new Date(row.publishedAt).getTime(),
  };
}

const facetTerms = (values: Readonly<Record<string, string>>): string[] =>
  Object.entries(values).map(([facet, value]) => facetTerm(facet, value));

const plainIn = (texts: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(texts).map(([language, text]) => [language, plainText(text)]));

/** The last words of a name say what a thing is, and what stands behind a comma which one. */
const endings = (name: string): string[] => {
  const words = name.split(' ');
  return [1, 2, 3].map((count) => words.slice(-count).join(' '));
};

/** What stands first among suggestions: what can be had, then what sells, then what is short. */
const standingOf = ({ available, popularity, name }: Row & { name: string }): number =>
  (Number(available) * 2 ** 31 + popularity) * 1000 - Math.min(name.length, 999);
