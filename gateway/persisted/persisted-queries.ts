import { createHash } from 'node:crypto';
import type { SubscribePayload } from 'graphql-ws';
import { LRUCache } from 'lru-cache';
import { refusal } from '../errors.ts';
import type { Safelist } from './safelist.ts';

/** Of documents that clients may name by their hashes, counted and by the characters of their text. */
const REMEMBERED_DOCUMENTS = 1000;
const REMEMBERED_CHARACTERS = 4 * 1024 * 1024;

/**
 * Clients name a document by its hash, and send it in full only when they are told that it is not known. What stands in
 * the safelist is known from the beginning.
 * Source: Apollo's automatic persisted queries, https://www.apollographql.com/docs/apollo-server/performance/apq
 */
export class PersistedQueries {
  private readonly known = new LRUCache<string, string>({
    max: REMEMBERED_DOCUMENTS,
    maxSize: REMEMBERED_CHARACTERS,
    sizeCalculation: (query) => query.length + 1,
  });

  constructor(private readonly safelist?: Safelist) {}

  /**
   * The document that is meant; an empty one counts as not sent.
   * @throws {GraphQLError} if it is named and not known, or is another one than is named
   */
  documentOf({ query, extensions }: SubscribePayload): string {
    const hash = hashIn(extensions);
    if (hash === undefined) return query;
    if (query === '') return this.safelist?.named(hash) ?? this.known.get(hash) ?? notKnown();
    if (hashOf(query) === hash) return query;
    throw refusal('BAD_REQUEST', '`persistedQuery.sha256Hash` is not the hash of `query`.');
  }

  /** To be called for documents that are good, so that nobody fills the memory with others. */
  remember({ query, extensions }: SubscribePayload): void {
    const hash = hashIn(extensions);
    if (hash !== undefined && query !== '') this.known.set(hash, query);
  }
}

/** The words are part of the protocol: older clients know it by them, and expect the status. */
function notKnown(): never {
  throw refusal('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound', 200);
}

/** @throws {GraphQLError} */
function hashIn(extensions: SubscribePayload['extensions']): string | undefined {
  const given = extensions?.['persistedQuery'] as {
    version?: unknown;
    sha256Hash?: unknown;
  } | null;
  if (given == null) return undefined;
  if (given.version === 1 && typeof given.sha256Hash === 'string') return given.sha256Hash;
  throw refusal('BAD_REQUEST', '`persistedQuery` must have `version` 1 and a `sha256Hash`.');
}

const hashOf = (query: string): string => createHash('sha256').update(query).digest('hex');
