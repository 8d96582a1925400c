import type { ProductRecord } from './product-record.ts';

/** What became of a product in one step. */
export type ProductChangeKind = 'CREATED' | 'UPDATED' | 'PUBLISHED' | 'ARCHIVED';

/** One thing that is no longer what it was: `name`, `attributes.grape`, `variants.TEA-100.prices.EUR`. Null is nothing. */
export type FieldChange = {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
};

/** What differs, in the order of the fields' names. */
export function changesBetween(before: ProductRecord, after: ProductRecord): FieldChange[] {
  return differences(fieldsOf(before), fieldsOf(after));
}

/** The same of anything that has an id and a version; null is nothing. */
export function fieldChanges(before: object | null, after: object | null): FieldChange[] {
  const words = (thing: object | null) => {
    const { id: _, version: __, ...facts } = (thing ?? {}) as Readonly<Record<string, unknown>>;
    const fields = new Map<string, string>();
    write(fields, '', facts);
    return fields;
  };
  return differences(words(before), words(after));
}

function differences(
  old: ReadonlyMap<string, string>,
  fresh: ReadonlyMap<string, string>,
): FieldChange[] {
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .filter((field) => old.get(field) !== fresh.get(field))
    .toSorted()
    .map((field) => ({
      field,
      before: old.get(field) ?? null,
      after: fresh.get(field) ?? null,
    }));
}

export function kindOfChange(
  before: ProductRecord | null,
  after: ProductRecord,
): ProductChangeKind {
  if (before === null) return 'CREATED';
  if (before.status === after.status || after.status === 'DRAFT') return 'UPDATED';
  return after.status;
}

/** Each fact in words. */
function fieldsOf(record: ProductRecord): Map<string, string> {
  const { id: _, version: __, publishedAt: ___, variants, ...facts } = record;
  const fields = new Map<string, string>();
  write(fields, '', facts);
  for (const { id: ____, sku, ...variant } of variants) {
    write(fields, `variants.${sku}.`, variant);
  }
  return fields;
}

function write(fields: Map<string, string>, prefix: string, facts: object): void {
  for (const [name, value] of Object.entries(facts) as [string, unknown][]) {
    if (value === null) continue;
    if (typeof value === 'object' && !Array.isArray(value)) {
      write(fields, `${prefix}${name}.`, value);
    } else {
      fields.set(`${prefix}${name}`, inWords(value));
    }
  }
}

/** The same words for the same facts, in whatever order the fields of a thing stand. */
function inWords(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, sorted);
}

const sorted = (_: string, value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value;
