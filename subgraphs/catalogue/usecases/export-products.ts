import { Readable } from 'node:stream';
import { sql } from '#kernel/persistence/sql.ts';
import type { ProductStatus } from '../domain/product-status.ts';
import type { Vocabulary } from '../files/csv-columns.ts';
import type { FileFormat } from '../files/source.ts';
import { csvWriter } from '../files/write-csv.ts';
import { type WrittenProduct, writtenProduct } from '../files/written-product.ts';
import { productRecords } from '../persistence/product-records.ts';
import { allCategories } from '../persistence/products.ts';
import { type CatalogueRuntime, reading } from '../runtime.ts';

/** Products that are read in one statement. */
const PAGE = 200;

export type ExportRequest = {
  readonly format: FileFormat;
  /** Only products in one of these; all when null. */
  readonly statuses: readonly ProductStatus[] | null;
};

/**
 * All products as a file, by slug, in constant memory: a page is read when the reader has taken the one before. To import it
 * changes nothing, as long as nobody else has.
 */
export async function exportProducts(
  rt: CatalogueRuntime,
  { format, statuses }: ExportRequest,
): Promise<Readable> {
  const products = writtenProducts(rt, statuses);
  if (format === 'JSON_LINES') return Readable.from(jsonLines(products));
  const { rows, stringifier } = csvWriter(await vocabulary(rt));
  const source = Readable.from(csvRows(products, rows));
  source.on('error', (error) => stringifier.destroy(error));
  return source.pipe(stringifier);
}

async function* writtenProducts(
  rt: CatalogueRuntime,
  statuses: readonly ProductStatus[] | null,
): AsyncGenerator<WrittenProduct> {
  const categories = new Map((await allCategories(reading(rt))).map(({ id, slug }) => [id, slug]));
  for (let after: string | undefined = ''; after !== undefined;) {
    const page = await productRecords(
      reading(rt),
      `where p.slug > $1 and ($2::text[] is null or p.status = any ($2)) order by p.slug limit ${PAGE}`,
      [after, statuses],
    );
    for (const record of page) yield writtenProduct(record, categories);
    after = page.at(-1)?.slug;
  }
}

async function* jsonLines(products: AsyncIterable<WrittenProduct>): AsyncGenerator<string> {
  for await (const product of products) yield `${JSON.stringify(product)}\n`;
}

async function* csvRows(
  products: AsyncIterable<WrittenProduct>,
  rowsOf: (product: WrittenProduct) => string[][],
): AsyncGenerator<string[]> {
  for await (const product of products) yield* rowsOf(product);
}

/** The headings of a CSV file stand before its rows. */
async function vocabulary(rt: CatalogueRuntime): Promise<Vocabulary> {
  const [found] = await sql<Vocabulary>(
    reading(rt),
    `select array(select distinct key from catalogue.products, jsonb_object_keys(attributes) key order by 1) as attributes,
       array(select distinct name from catalogue.product_options order by 1) as options,
       array(select distinct currency from catalogue.prices order by 1) as currencies`,
  );
  return found!;
}
