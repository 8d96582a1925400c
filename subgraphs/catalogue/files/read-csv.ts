import { pipeline } from 'node:stream';
import { CsvError, type Info, parse } from 'csv-parse';
import { type Column, columnOf } from './csv-columns.ts';
import {
  LONGEST_ROW,
  type Place,
  type RowFault,
  type SourceItem,
  UnreadableFile,
} from './source.ts';
import { breaksIn } from './text.ts';

/** Rows of one product that stand together are read together, up to so many. */
const MOST_ROWS_OF_A_PRODUCT = 300;

type CsvRow = { readonly line: number; readonly cells: readonly string[] };

/**
 * What a CSV file says of each product: one row for each variant, and the product's own cells in all of them, or only in the
 * first.
 * @throws {UnreadableFile}
 */
export async function* readCsv(text: AsyncIterable<string>): AsyncGenerator<SourceItem> {
  let columns: readonly Column[] | null = null;
  let group: CsvRow[] = [];
  for await (const row of rowsOf(text)) {
    if (columns === null) {
      columns = headingOf(row);
      continue;
    }
    const name = productIn(row, columns);
    const continues = name !== '' && group[0] && productIn(group[0], columns) === name;
    if (group.length > 0 && (!continues || group.length === MOST_ROWS_OF_A_PRODUCT)) {
      yield itemOf(group, columns);
      group = [];
    }
    group.push(row);
  }
  if (columns === null) throw new UnreadableFile([EMPTY]);
  if (group.length > 0) yield itemOf(group, columns);
}

const EMPTY: RowFault = { line: 1, column: null, message: 'The file is empty.' };

async function* rowsOf(text: AsyncIterable<string>): AsyncGenerator<CsvRow> {
  let nextLine = 1;
  let emptyLines = 0;
  const lineAt = (info: Info): number => nextLine + info.empty_lines - emptyLines;
  // Of rows that are parsed, and not yet taken.
  const lines: number[] = [];
  const parser = parse({
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_ROW,
    on_record: (cells: string[], info) => {
      const line = lineAt(info);
      nextLine = line + cells.reduce((sum, cell) => sum + breaksIn(cell), 1);
      emptyLines = info.empty_lines;
      lines.push(line);
      return cells;
    },
  });
  pipeline(text, parser, () => {});
  try {
    for await (const cells of parser as AsyncIterable<string[]>)
      yield { line: lines.shift()!, cells };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = lineAt(error as CsvError & Info);
    throw new UnreadableFile([{ line, column: null, message: messageOf(error) }]);
  }
}

/** Where an unreadable row ends can only be guessed, and a guess may take half of a cell for a product. */
const messageOf = ({ code }: CsvError): string =>
  code === 'CSV_MAX_RECORD_SIZE'
    ? `This row is longer than ${LONGEST_ROW} bytes; perhaps a quotation mark in it is not closed.`
    : 'A quotation mark in this row is out of place, or is not closed.';

function headingOf({ line, cells }: CsvRow): Column[] {
  const headings = cells.map((cell) => cell.trim());
  const columns = headings.map(columnOf);
  const faults = headings.flatMap((heading, index): RowFault[] => {
    if (!columns[index])
      return [{ line, column: heading, message: `There is no column "${heading}".` }];
    const twice = headings.indexOf(heading) < index;
    return twice ? [{ line, column: heading, message: 'This column stands there twice.' }] : [];
  });
  if (!headings.includes('product') && !headings.includes('sku')) {
    faults.push({ line, column: null, message: 'A column "product" or "sku" is needed.' });
  }
  if (faults.length > 0) throw new UnreadableFile(faults);
  return columns.filter((column) => column !== null);
}

const productIn = ({ cells }: CsvRow, columns: readonly Column[]): string =>
  cells[columns.findIndex(({ heading }) => heading === 'product')] ?? '';

/** A product of the rows: what the first one says of it, and a variant of each row that has a SKU. */
function itemOf(rows: readonly CsvRow[], columns: readonly Column[]): SourceItem {
  const value: Record<string, unknown> = {};
  const variants: Record<string, unknown>[] = [];
  const places = new Map<string, Place>();
  const faults: RowFault[] = [];
  for (const row of rows) {
    const { line, cells } = row;
    if (cells.length !== columns.length) {
      const message = `The row has ${cells.length} cells, and the heading ${columns.length}.`;
      faults.push({ line, column: null, message });
      continue;
    }
    const variant: Record<string, unknown> = {};
    columns.forEach((column, index) => {
      const cell = cells[index] ?? '';
      const place = { line, column: column.heading };
      if (column.ofVariant) {
        places.set(['variants', variants.length, ...column.path].join('.'), place);
        say(variant, column, cell);
      } else if (row === rows[0]) {
        places.set(column.path.join('.'), place);
        say(value, column, cell);
      } else if (cell !== '' && cell !== rows[0]?.cells[index]) {
        const message = `Line ${rows[0]?.line} says something else of the same product.`;
        faults.push({ ...place, message });
      }
    });
    if (variant['sku'] !== undefined) variants.push(variant);
    else if (columns.some(({ ofVariant }, index) => ofVariant && cells[index] !== '')) {
      faults.push({ line, column: 'sku', message: 'A variant needs its SKU.' });
    }
  }
  const line = rows[0]?.line ?? 0;
  return {
    line,
    value: variants.length > 0 ? { ...value, variants } : value,
    faults,
    place: (path) => placeOf(path, places) ?? { line, column: null },
  };
}

/** Of `forbiddenRegions.1` only the whole column is known. */
function placeOf(path: string, places: ReadonlyMap<string, Place>): Place | undefined {
  const above = path.lastIndexOf('.');
  return places.get(path) ?? (above < 0 ? undefined : placeOf(path.slice(0, above), places));
}

function say(target: Record<string, unknown>, { path, read }: Column, cell: string): void {
  const said = read(cell);
  if (said === undefined) return;
  const [name = '', key] = path;
  if (key === undefined) target[name] = said;
  else target[name] = { ...(target[name] as object | undefined), [key]: said };
}
