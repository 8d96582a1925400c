import { Readable } from 'node:stream';
import fc from 'fast-check';
import { readCsv } from './read-csv.ts';
import { UnreadableFile } from './source.ts';

async function read(content: string) {
  const items = [];
  for await (const { line, value } of readCsv(Readable.from([content])))
    items.push({ line, value });
  return items;
}

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
const written = (cell: string): string => (/["\r\n,]/.test(cell) ? quoted(cell) : cell);

const brand = fc.string({
  unit: fc.constantFrom('a', 'ü', ' ', ',', '"', '\n', '\r', '\r\n'),
  minLength: 1,
});
const lineEnd = fc.constantFrom('\n', '\r\n', '\r');

/** A file, its products, and in which line each of them begins. */
const file = fc
  .array(fc.record({ brand, end: lineEnd, emptyLines: fc.nat({ max: 2 }) }), { minLength: 1 })
  .map((rows) => {
    let content = 'product,brand\n';
    let line = 2;
    const items = rows.map((row, index) => {
      const product = `p-${index}`;
      const item = { line, value: { product, brand: row.brand } };
      content += `${product},${written(row.brand)}${row.end.repeat(1 + row.emptyLines)}`;
      line += row.brand.split(/\r\n|\r|\n/).length + row.emptyLines;
      return item;
    });
    return { content, items };
  });

it('reads each row, and knows its line, whatever stands in cells and ends lines', () =>
  fc.assert(
    fc.asyncProperty(file, async ({ content, items }) => {
      expect(await read(content)).toEqual(items);
    }),
  ));

it('reads no file in which a quotation mark is missing or too many, wherever that is', () =>
  fc.assert(
    fc.asyncProperty(file, fc.nat(), async ({ content }, at) => {
      const place = 14 + (at % (content.length - 13));
      const wrong = `${content.slice(0, place)}"${content.slice(place)}`;
      await expect(read(wrong)).rejects.toThrow(UnreadableFile);
    }),
  ));

it.each([
  ['a mark inside a cell', 'slug,5" pan'],
  ['more behind a cell that ends', 'slug,"quoted" wrong'],
  ['a mark that is never closed', 'slug,"quoted'],
  ['a row that is too long', `slug,${'x'.repeat(1_000_001)}`],
])('names the line in which an unreadable row begins: %s', async (_what, wrong) => {
  const content = `product,brand\r\na,"b\r\nc"\r\n\r\n${wrong}\r\nd,"e"\r\n`;
  const faults = await read(content).catch((error: UnreadableFile) => error.faults);
  expect(faults).toMatchObject([{ line: 5, column: null }]);
});
