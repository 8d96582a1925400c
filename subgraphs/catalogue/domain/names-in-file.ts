import type { Fault } from './faults.ts';
import type { ProductRow } from './product-row.ts';

/** A SKU or a slug that a file gives to a product, and where it first does. */
export type NameInFile = {
  readonly kind: 'SKU' | 'slug';
  readonly name: string;
  /** Its English slug. */
  readonly product: string;
  readonly line: number;
};

export type NameKey = Pick<NameInFile, 'kind' | 'name'>;
type Claim = NameKey & { readonly path: string };

/**
 * What rows gave to products that no table has, because a dry run takes back each part of the file: so that it refuses what
 * stands twice just as an import would, which finds the first in the catalogue.
 */
export class NamesInFile {
  private readonly held: Map<string, NameInFile>;
  private readonly fresh: NameInFile[] = [];

  /**
   * @param known of the names in this part, those that stand in an earlier one
   * @param lineOf where in the file a row says what stands at a path of it
   */
  constructor(
    known: readonly NameInFile[],
    private readonly lineOf: (row: ProductRow, path: string) => number,
  ) {
    this.held = new Map(known.map((one) => [keyOf(one), one]));
  }

  /** Which names of a row of `product` an earlier row has given to another one. */
  clashes(product: string, row: ProductRow): Fault[] {
    return claimsOf(product, row).flatMap(({ path, ...key }): Fault[] => {
      const first = this.held.get(keyOf(key));
      return first === undefined || first.product === product
        ? []
        : [{ path, message: `Line ${first.line} gives this ${key.kind} to another product.` }];
    });
  }

  /** Gives `product` the names that a row says. */
  take(product: string, row: ProductRow): void {
    for (const { path, ...key } of claimsOf(product, row)) {
      if (this.held.has(keyOf(key))) continue;
      const name = { ...key, product, line: this.lineOf(row, path) };
      this.held.set(keyOf(name), name);
      this.fresh.push(name);
    }
  }

  /** Those that stood in no earlier part. */
  get added(): readonly NameInFile[] {
    return this.fresh;
  }
}

/** What a row may take; one that names no product takes SKUs only. */
export const namesIn = (row: ProductRow): NameKey[] => claimsOf(row.product ?? null, row);

function claimsOf(product: string | null, { slugs = {}, variants = [] }: ProductRow): Claim[] {
  return [
    ...(product === null ? [] : [{ kind: 'slug' as const, name: product, path: 'product' }]),
    ...Object.entries(slugs).flatMap(([language, slug]) =>
      slug === null ? [] : [{ kind: 'slug' as const, name: slug, path: `slugs.${language}` }],
    ),
    ...variants.map(({ sku }, index) => ({
      kind: 'SKU' as const,
      name: sku,
      path: `variants.${index}.sku`,
    })),
  ];
}

const keyOf = ({ kind, name }: NameKey): string => `${kind} ${name}`;
