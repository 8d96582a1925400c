import type { Readable } from 'node:stream';
import { type CsvError, type Info, parse } from 'csv-parse';
import { type Column, columnOf } from './csv-columns.ts';
import { LONGEST_ROW, type Place, type RowFault, type SourceItem } from './source.ts';

/** Rows of one product that stand together are read together, up to so many. */
const MOST_ROWS_OF_A_PRODUCT = 300;

/** The first row does not say what the others mean, so none of them can be read. */
export class UnreadableHeading extends Error {
  constructor(readonly faults: readonly RowFault[]) {
    super(faults[0]?.message ?? 'The file is empty.');
  }
}

type CsvRow = { readonly line: number; readonly cells: readonly string[] };

/**
 * What a CSV file says of each product: one row for each variant, and the product's own cells in all of them, or only in the
 * first.
 * @throws {UnreadableHeading}
 */
export async function* readCsv(file: Readable): AsyncGenerator<SourceItem> {
  let columns: readonly Column[] | null = null;
  let group: CsvRow[] = [];
  for await (const row of rowsOf(file)) {
    if ('message' in row) {
      if (columns && group.length > 0) yield itemOf(group, columns);
      group = [];
      yield unreadable(row);
      continue;
    }
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
  if (columns === null) throw new UnreadableHeading([EMPTY]);
  if (group.length > 0) yield itemOf(group, columns);
}

const EMPTY: RowFault = { line: 1, column: null, message: 'The file is empty.' };

/** Rows in their order, and between them what cannot be read. */
async function* rowsOf(file: Readable): AsyncGenerator<CsvRow | RowFault> {
  const skipped: { readonly after: number; readonly fault: RowFault }[] = [];
  const parser = file.pipe(
    parse({
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      max_record_size: LONGEST_ROW,
      on_skip: (error) => {
        if (error) skipped.push(skippedBy(error));
        return undefined;
      },
    }),
  );
  file.on('error', (error) => parser.destroy(error));
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
    while (skipped[0] && skipped[0].after < info.records) yield skipped.shift()!.fault;
    const breaks = record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
    yield { line: info.lines - breaks, cells: record };
  }
  for (const { fault } of skipped) yield fault;
}

function skippedBy(error: CsvError): { after: number; fault: RowFault } {
  const { lines, records } = error as CsvError & Partial<Info>;
  const message = 'This cannot be read: a quotation mark is out of place, or the row is too long.';
  return { after: records ?? 0, fault: { line: lines ?? 0, column: null, message } };
}

const unreadable = (fault: RowFault): SourceItem => ({
  line: fault.line,
  value: null,
  faults: [fault],
  place: () => fault,
});

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
  if (faults.length > 0) throw new UnreadableHeading(faults);
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
