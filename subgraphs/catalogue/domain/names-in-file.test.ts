import { type NameInFile, NamesInFile, namesIn } from './names-in-file.ts';
import type { ProductRow } from './product-row.ts';

const first: NameInFile = { kind: 'SKU', name: 'CLAY', product: 'clay', line: 2 };
const rows = (...all: ProductRow[]) => new NamesInFile([first], (row) => 10 + all.indexOf(row));
const mud: ProductRow = { product: 'mud', slugs: { de: 'matsch', fr: null } };
const variants = [{ sku: 'MUD' }, { sku: 'CLAY' }];

describe('the names in a file', () => {
  it('are one product’s: another one is told the line of the first', () => {
    const names = rows(mud);
    expect(names.clashes('mud', { ...mud, variants })).toEqual([
      { path: 'variants.1.sku', message: 'Line 2 gives this SKU to another product.' },
    ]);
    names.take('mud', mud);
    expect(names.clashes('peat', { product: 'peat', slugs: { it: 'matsch' } })).toEqual([
      { path: 'slugs.it', message: 'Line 10 gives this slug to another product.' },
    ]);
  });

  it('may be said again of the same product', () => {
    expect(rows().clashes('clay', { product: 'clay', variants: [{ sku: 'CLAY' }] })).toEqual([]);
  });

  it('are kept when they stand nowhere before', () => {
    const row = { ...mud, variants };
    const names = rows(row);
    names.take('clay', row);
    expect(names.added.map(({ kind, name, line }) => [kind, name, line])).toEqual([
      ['slug', 'clay', 10],
      ['slug', 'matsch', 10],
      ['SKU', 'MUD', 10],
    ]);
  });

  it('of a row that names no product are SKUs', () => {
    expect(namesIn({ variants: [{ sku: 'MUD' }] })).toMatchObject([{ kind: 'SKU', name: 'MUD' }]);
  });
});
