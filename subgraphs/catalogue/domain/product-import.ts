import { Aggregate } from '#kernel/domain/aggregate.ts';
import { type Id, newId } from '#kernel/domain/id.ts';
import type { ImportEvent } from '../events.ts';
import { ImportTakenOver } from './errors.ts';

export type ImportStatus = ImportEvent['data']['status'];

/** What became of products. */
export type ImportCounts = Pick<
  ImportEvent['data'],
  'created' | 'updated' | 'unchanged' | 'rejected'
>;

/** A file that is loaded: the same one, as far as anybody can tell, if its digest is the same. */
export type ImportedFile = {
  readonly digest: string;
  readonly lines: number;
};

/** A file of products that is being loaded, part by part, and how far that has come. */
export class ProductImport extends Aggregate<ImportEvent> {
  readonly id!: Id<'imp'>;
  /** SHA-256, in hexadecimal. */
  readonly digest!: string;
  /** Whether it only tells what would happen. */
  readonly dryRun!: boolean;
  readonly startedBy!: string;
  readonly startedAt!: Date;
  status!: ImportStatus;
  finishedAt!: Date | null;
  /** How many of the file's products are behind it, wrong ones included. */
  position!: number;
  line!: number;
  readonly lines!: number;
  created!: number;
  updated!: number;
  unchanged!: number;
  rejected!: number;

  static begin(
    { digest, lines }: ImportedFile,
    { dryRun, by, at }: { readonly dryRun: boolean; readonly by: string; readonly at: Date },
  ): ProductImport {
    const begun = Object.assign(new ProductImport(), {
      id: newId('imp'),
      digest,
      dryRun,
      lines,
      startedBy: by,
      startedAt: at,
      status: 'RUNNING' as const,
      finishedAt: null,
      position: 0,
      line: 0,
      created: 0,
      updated: 0,
      unchanged: 0,
      rejected: 0,
    });
    begun.tell();
    return begun;
  }

  /** @throws {ImportTakenOver} unless just so many of the file's products are behind it, and more may follow */
  requireAt(position: number): void {
    if (this.status !== 'RUNNING' || this.position !== position) throw new ImportTakenOver();
  }

  /** The next part is loaded. */
  advance(part: { readonly items: number; readonly line: number }, counts: ImportCounts): void {
    this.position += part.items;
    this.line = part.line;
    this.created += counts.created;
    this.updated += counts.updated;
    this.unchanged += counts.unchanged;
    this.rejected += counts.rejected;
    this.tell();
  }

  /** @throws {ImportTakenOver} if it has ended already */
  end(status: 'COMPLETED' | 'FAILED', at: Date): void {
    if (this.status !== 'RUNNING') throw new ImportTakenOver();
    this.status = status;
    this.finishedAt = at;
    if (status === 'COMPLETED') this.line = this.lines;
    this.tell();
  }

  private tell(): void {
    const { status, line, lines, created, updated, unchanged, rejected } = this;
    const counts = { created, updated, unchanged, rejected };
    const data = { importId: this.id, status, line, lines, ...counts };
    this.raise({ type: 'ImportProgressed', data });
  }
}
