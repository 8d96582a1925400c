import { isCurrency } from '#kernel/domain/currency.ts';
import { NAME_LANGUAGES } from '../domain/names.ts';

/** A column of a CSV file of products: what its cells say, and of what. */
export type Column = {
  readonly heading: string;
  /** In the product's row; of a variant, in the variant's. */
  readonly path: readonly string[];
  readonly ofVariant: boolean;
  /** What a cell says: undefined for nothing, null for what is taken away. */
  read(cell: string): unknown;
  write(value: unknown): string;
};

type Kind = Pick<Column, 'read' | 'write'>;

const words = (value: unknown): string =>
  value === undefined || value === null
    ? ''
    : typeof value === 'string'
      ? value
      : `${value as number}`;

/** An empty cell says nothing. */
const TEXT: Kind = { read: (cell) => (cell === '' ? undefined : cell), write: words };
/** An empty cell takes away. */
const REMOVABLE: Kind = { read: (cell) => (cell === '' ? null : cell), write: words };
const NUMBER: Kind = {
  read: (cell) => (cell === '' ? null : /^\d+(\.\d+)?$/.test(cell) ? Number(cell) : cell),
  write: words,
};
/** `a|b`; in a text of its own, a bar and a backslash have a backslash before them. */
const LIST: Kind = {
  read: (cell) =>
    (cell.match(/(?:\\.|[^|\\])+/gs) ?? []).map((text) => text.replaceAll(/\\(.)/gs, '$1')),
  write: (value) =>
    (value as readonly string[])
      .map((text) => text.replaceAll(/[|\\]/g, String.raw`\$&`))
      .join('|'),
};

/** As in a line of JSON; an empty cell is an empty list. */
const JSON_LIST: Kind = {
  read: (cell) => {
    try {
      return cell === '' ? [] : (JSON.parse(cell) as unknown);
    } catch {
      return cell;
    }
  },
  write: (value) => (Array.isArray(value) && value.length > 0 ? JSON.stringify(value) : ''),
};

const column = (
  heading: string,
  path: readonly string[],
  kind: Kind,
  ofVariant = false,
): Column => ({
  heading,
  path,
  ofVariant,
  ...kind,
});

const FIXED: readonly Column[] = [
  column('product', ['product'], TEXT),
  column('status', ['status'], TEXT),
  column('name', ['name'], TEXT),
  column('description', ['description'], TEXT),
  column('brand', ['brand'], TEXT),
  column('type', ['type'], TEXT),
  column('category', ['category'], TEXT),
  column('merchant', ['merchant'], TEXT),
  column('provisioning', ['provisioning'], TEXT),
  column('minimum_age', ['minimumAge'], NUMBER),
  column('forbidden_regions', ['forbiddenRegions'], LIST),
  column('alcohol_by_volume', ['alcoholByVolume'], NUMBER),
  column('warnings', ['warnings'], LIST),
  column('media', ['media'], JSON_LIST),
  column('tax_category', ['taxCategory'], TEXT),
  column('sku', ['sku'], TEXT, true),
  column('variant', ['name'], TEXT, true),
  column('variant_media', ['media'], JSON_LIST, true),
  column('special_prices', ['specialPrices'], JSON_LIST, true),
  column('variant_tax_category', ['taxCategory'], REMOVABLE, true),
];

const NAMED: Readonly<Record<string, (name: string, heading: string) => Column>> = {
  name: (language, heading) => column(heading, ['names', language], REMOVABLE),
  description: (language, heading) => column(heading, ['descriptions', language], REMOVABLE),
  slug: (language, heading) => column(heading, ['slugs', language], REMOVABLE),
  attribute: (name, heading) => column(heading, ['attributes', name], REMOVABLE),
  option: (name, heading) => column(heading, ['options', name], TEXT, true),
  price: (currency, heading) => column(heading, ['prices', currency], REMOVABLE, true),
};

/** The column under a heading such as `sku`, `attribute:grape` or `price:EUR`; null if there is none of that name. */
export function columnOf(heading: string): Column | null {
  const fixed = FIXED.find((known) => known.heading === heading);
  if (fixed) return fixed;
  const colon = heading.indexOf(':');
  const [kind, name] = [heading.slice(0, colon), heading.slice(colon + 1)];
  if (colon < 1 || name === '' || (kind === 'price' && !isCurrency(name))) return null;
  return Object.hasOwn(NAMED, kind) ? (NAMED[kind]?.(name, heading) ?? null) : null;
}

/** What the products of a catalogue have names for. */
export type Vocabulary = {
  readonly attributes: readonly string[];
  readonly options: readonly string[];
  readonly currencies: readonly string[];
};

/** Columns for all that is said of the products. */
export const columnsFor = ({ attributes, options, currencies }: Vocabulary): Column[] => [
  ...FIXED,
  ...[
    ...['name', 'description', 'slug'].flatMap((kind) =>
      NAME_LANGUAGES.map((language) => `${kind}:${language}`),
    ),
    ...attributes.map((name) => `attribute:${name}`),
    ...options.map((name) => `option:${name}`),
    ...currencies.map((currency) => `price:${currency}`),
  ].flatMap((heading) => columnOf(heading) ?? []),
];
