import { type Stringifier, stringify } from 'csv-stringify';
import { type Column, type Vocabulary, columnsFor } from './csv-columns.ts';
import type { WrittenProduct } from './written-product.ts';

/** Turns products into a CSV file, a row for each variant, which `readCsv` reads as the same products. */
export function csvWriter(vocabulary: Vocabulary): {
  readonly rows: (product: WrittenProduct) => string[][];
  readonly stringifier: Stringifier;
} {
  const columns = columnsFor(vocabulary);
  return {
    rows: (product) => rowsOf(product, columns),
    stringifier: stringify({ header: true, columns: columns.map(({ heading }) => heading) }),
  };
}

function rowsOf(product: WrittenProduct, columns: readonly Column[]): string[][] {
  const variants = product.variants.length > 0 ? product.variants : [{}];
  return variants.map((variant) =>
    columns.map((column) => column.write(at(column.ofVariant ? variant : product, column.path))),
  );
}

const at = (target: object, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, name) => (value as Record<string, unknown> | undefined)?.[name],
    target,
  );
