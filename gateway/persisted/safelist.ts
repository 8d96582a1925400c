import { createHash } from 'node:crypto';
import { type DocumentNode, GraphQLError, Kind, parse, print } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { z } from 'zod';
import { type Settings, SettingsError } from '#kernel/runtime/settings.ts';
import { refusal } from '../errors.ts';
import type { Foreseen } from '../execution/execution.ts';
import type { Admission } from '../limits/admission.ts';
import { countUnlisted } from '../metrics.ts';
import { type Watched, watchedFile } from '../watched-file.ts';

export interface SafelistOptions {
  /** A manifest of persisted queries, as Apollo's tools and `npm run codegen` write it. */
  readonly source: Watched;
  /** What becomes of an operation that is not in it: it is answered and logged, or refused. */
  readonly mode: 'log' | 'enforce';
}

export const safelistIn = ({ SAFELIST, SAFELIST_MODE: mode }: Settings) =>
  SAFELIST === undefined || mode === 'off'
    ? undefined
    : { source: watchedFile('safelist', SAFELIST), mode };

/** Source: https://www.apollographql.com/docs/graphos/platform/security/persisted-queries#manifest-format */
const manifest = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string().min(1), body: z.string() })),
});

/** The documents of one manifest. */
class Documents {
  private readonly byId: ReadonlyMap<string, string>;
  /** As they are printed, so that spaces and comments make no difference. */
  private readonly printed: ReadonlySet<string>;
  private readonly judged = new WeakMap<DocumentNode, boolean>();

  /** @throws {Error} for what is no manifest */
  constructor(text: string) {
    const { operations } = manifest.parse(JSON.parse(text));
    this.byId = new Map(operations.map(({ id, body }) => [id, body]));
    this.printed = new Set(operations.map(({ body }) => print(parse(body))));
  }

  named(id: string): string | undefined {
    return this.byId.get(id);
  }

  get all(): Foreseen[] {
    return [...this.byId.values()].map((query) => ({ query }));
  }

  has(document: DocumentNode): boolean {
    const known = this.judged.get(document) ?? this.printed.has(print(document));
    this.judged.set(document, known);
    return known;
  }
}

/** Of documents that are told of once. */
const REMEMBERED_DOCUMENTS = 1000;

/** The operations of an operator's own clients. When its file has changed, the next ones take their place. */
export class Safelist {
  private readonly told = new LRUCache<string, true>({ max: REMEMBERED_DOCUMENTS });
  private readonly unwatch: () => void;

  private constructor(
    private documents: Documents,
    private readonly options: SafelistOptions,
    private readonly admission: Admission,
    private readonly logger: Logger,
  ) {
    this.unwatch = options.source.watch(() => void this.reload());
  }

  /** @throws {SettingsError} for what is no manifest */
  static async open(
    options: SafelistOptions,
    admission: Admission,
    logger: Logger,
  ): Promise<Safelist> {
    return new Safelist(await read(options.source), options, admission, logger);
  }

  /** What is going to be asked for. */
  get operations(): readonly Foreseen[] {
    return this.documents.all;
  }

  /** The document that is named so. */
  named(id: string): string | undefined {
    return this.documents.named(id);
  }

  /** @returns why a document is refused, if it is */
  refuse(query: string): GraphQLError | undefined {
    const document = this.admission.admit(query);
    // Refused for what it is.
    if (document instanceof GraphQLError || this.documents.has(document)) return undefined;
    countUnlisted();
    if (this.options.mode === 'enforce') {
      return refusal(
        'OPERATION_NOT_PERSISTED',
        'The operation is not among those that are answered.',
      );
    }
    this.tell(query, document);
    return undefined;
  }

  /** Looks at the file again. One that is no manifest changes nothing. */
  async reload(): Promise<void> {
    try {
      this.documents = await read(this.options.source);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.logger.error({ why }, 'the safelist cannot be kept to, so the one before stays');
    }
  }

  stop(): void {
    this.unwatch();
  }

  private tell(query: string, { definitions }: DocumentNode): void {
    const hash = createHash('sha256').update(query).digest('hex');
    if (this.told.has(hash)) return;
    this.told.set(hash, true);
    const operations = definitions.flatMap((each) =>
      each.kind === Kind.OPERATION_DEFINITION ? (each.name?.value ?? '') : [],
    );
    this.logger.warn({ operations, hash }, 'an operation is not in the safelist');
  }
}

/** @throws {SettingsError} */
async function read(source: Watched): Promise<Documents> {
  const text = await source.read();
  try {
    return new Documents(text);
  } catch (error) {
    const [first] = error instanceof z.ZodError ? error.issues : [];
    const why = first ? `${first.path.join('.')}: ${first.message}` : String(error);
    throw new SettingsError(`The safelist is no manifest of persisted queries: ${why}.`);
  }
}
