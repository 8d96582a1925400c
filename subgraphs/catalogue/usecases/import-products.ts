import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Id } from '#kernel/domain/id.ts';
import { execute, sql } from '#kernel/persistence/sql.ts';
import { inTransaction } from '#kernel/persistence/transaction.ts';
import { NamesInFile, namesIn } from '../domain/names-in-file.ts';
import { type ImportedFile, ProductImport } from '../domain/product-import.ts';
import type { ProductRow } from '../domain/product-row.ts';
import { readItems } from '../files/index.ts';
import { type ReadRow, readRow } from '../files/read-row.ts';
import {
  type FileFormat,
  type RowFault,
  type SourceItem,
  UnreadableFile,
  faultIn,
} from '../files/source.ts';
import { countLines } from '../files/text.ts';
import {
  addFaults,
  forgetNames,
  keepNames,
  lockImport,
  namesTaken,
} from '../persistence/product-imports.ts';
import type { Author } from '../persistence/save-products.ts';
import type { CatalogueRuntime } from '../runtime.ts';
import { type LoadedRows, loadRows } from './load-rows.ts';

/** Products that are loaded in one transaction: fewer cost more statements, more hold their locks for longer. */
const PART = 200;

export type ImportRequest = {
  /** Open for reading; nobody changes it meanwhile. */
  readonly file: FileHandle;
  readonly format: FileFormat;
  /** Only tells what would happen. */
  readonly dryRun: boolean;
  /** A person's id, or what else does it. */
  readonly by: string;
  /** Told at the beginning, after each part, and at the end. The next part waits for it. */
  readonly onProgress?: (
    running: ProductImport,
    faults: readonly RowFault[],
  ) => void | Promise<void>;
  readonly signal?: AbortSignal | undefined;
};

/**
 * Loads a file of products, part by part. Each part and how far the import has come commit together, so whoever brings the
 * same file again after a crash goes on behind the last part, and loads nothing twice. What is wrong in a product leaves
 * that product as it was, and the rest is loaded; of a file that cannot be read to its end, nothing is.
 * @returns the import as it ended, or as it was left when `signal` said so
 * @throws {ImportTakenOver} if another process loads the same file
 */
export async function importProducts(
  rt: CatalogueRuntime,
  request: ImportRequest,
): Promise<ProductImport> {
  let running = await begin(rt, await identified(request.file), request);
  await request.onProgress?.(running, []);
  const goOn = async (part: readonly SourceItem[], after: number) => {
    const loaded = await loadPart(rt, running, part, after, request.by);
    running = loaded.running;
    await request.onProgress?.(running, loaded.faults);
  };
  try {
    await readToItsEnd(request);
    let place = 0;
    let part: SourceItem[] = [];
    for await (const item of readItems(bytesOf(request.file), request.format)) {
      place += 1;
      if (place <= running.position) continue;
      part.push(item);
      if (part.length < PART) continue;
      await goOn(part, place - part.length);
      part = [];
      if (request.signal?.aborted) return running;
    }
    if (part.length > 0) await goOn(part, place - part.length);
    running = await end(rt, running, 'COMPLETED', []);
    await request.onProgress?.(running, []);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    running = await end(rt, running, 'FAILED', error.faults);
    await request.onProgress?.(running, error.faults);
  }
  return running;
}

const CHUNK = 64 * 1024;

/** From its beginning, however often it is read. */
async function* bytesOf(file: FileHandle): AsyncGenerator<Buffer> {
  let position = 0;
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** In constant memory. */
async function identified(file: FileHandle): Promise<ImportedFile> {
  const hash = createHash('sha256');
  async function* hashed(): AsyncGenerator<Buffer> {
    for await (const chunk of bytesOf(file)) {
      hash.update(chunk);
      yield chunk;
    }
  }
  const lines = await countLines(hashed());
  return { digest: hash.digest('hex'), lines };
}

/** @throws {UnreadableFile} */
async function readToItsEnd({ file, format }: ImportRequest): Promise<void> {
  for await (const _ of readItems(bytesOf(file), format)) continue;
}

/** Begins, or goes on with what was left. Of two who begin at once, one finds what the other has begun. */
function begin(
  rt: CatalogueRuntime,
  file: ImportedFile,
  { dryRun, by }: ImportRequest,
): Promise<ProductImport> {
  return inTransaction(rt.orm, async (em) => {
    await sql(em, `select pg_advisory_xact_lock(hashtextextended('catalogue/imports', 0))`);
    const left = await em.findOne(ProductImport, {
      digest: file.digest,
      dryRun,
      status: 'RUNNING',
    });
    if (left) return left;
    const begun = ProductImport.begin(file, { dryRun, by, at: rt.clock() });
    em.persist(begun);
    return begun;
  });
}

type LoadedPart = { readonly running: ProductImport; readonly faults: readonly RowFault[] };

function loadPart(
  rt: CatalogueRuntime,
  { id, dryRun }: ProductImport,
  part: readonly SourceItem[],
  after: number,
  by: string,
): Promise<LoadedPart> {
  const read = part.map(readRow);
  const rows = read.flatMap(({ row }) => row ?? []);
  return inTransaction(rt.orm, async (em) => {
    const running = await lockImport(em, id);
    running.requireAt(after);
    const author = { by, at: rt.clock(), importId: id };
    const loaded = dryRun
      ? await tryRows(em, id, rows, author, linesOf(part, read))
      : await loadRows(em, rows, author, null);
    const faults = placed(part, read, loaded);
    await addFaults(em, id, faults);
    running.advance(
      { items: part.length, line: part.at(-1)?.line ?? running.line },
      { ...loaded.counts, rejected: loaded.counts.rejected + part.length - rows.length },
    );
    return { running, faults };
  });
}

/** Loads rows and takes it back; only what they are called is kept, until the import ends. */
async function tryRows(
  em: EntityManager,
  id: Id<'imp'>,
  rows: readonly ProductRow[],
  author: Author,
  lineOf: (row: ProductRow, path: string) => number,
): Promise<LoadedRows> {
  const names = new NamesInFile(await namesTaken(em, id, rows.flatMap(namesIn)), lineOf);
  await execute(em, 'savepoint before_rows');
  const loaded = await loadRows(em, rows, author, names);
  await execute(em, 'rollback to savepoint before_rows');
  await keepNames(em, id, names.added);
  return loaded;
}

function linesOf(part: readonly SourceItem[], read: readonly ReadRow[]) {
  const items = new Map(read.map(({ row }, index) => [row, part[index]]));
  return (row: ProductRow, path: string): number => items.get(row)?.place(path).line ?? 0;
}

/** What is wrong, and where in the file, in its order. */
function placed(
  part: readonly SourceItem[],
  read: readonly ReadRow[],
  { faults }: LoadedRows,
): RowFault[] {
  const ofRows = faults.values();
  return read.flatMap(({ faults: unreadable }, index): readonly RowFault[] => {
    if (unreadable) return unreadable;
    const item = part[index];
    const found = ofRows.next().value ?? [];
    return item ? found.map((fault) => faultIn(item, fault)) : [];
  });
}

const end = (
  rt: CatalogueRuntime,
  { id }: ProductImport,
  status: 'COMPLETED' | 'FAILED',
  faults: readonly RowFault[],
): Promise<ProductImport> =>
  inTransaction(rt.orm, async (em) => {
    const ended = await lockImport(em, id);
    ended.end(status, rt.clock());
    await addFaults(em, id, faults);
    if (ended.dryRun) await forgetNames(em, id);
    return ended;
  });
