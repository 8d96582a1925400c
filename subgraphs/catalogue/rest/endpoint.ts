import type { z } from 'zod';
import type { Language } from '../domain/names.ts';
import type { OnFallback } from '../domain/ports.ts';
import type { CatalogueRuntime } from '../runtime.ts';

/** What is asked for is at another address, below `/api/v1`, for good. */
export class Moved {
  constructor(readonly path: `/${string}`) {}
}

/**
 * One operation of the REST API, said once: the router checks what comes in by it, and the OpenAPI document is made
 * from it.
 */
export interface Endpoint<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Answer extends z.ZodType = z.ZodType,
> {
  /** Below `/api/v1`, in the notation of OpenAPI. */
  readonly path: `/${string}`;
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly params: Params;
  readonly query: Query;
  readonly answer: Answer;
  /** Whether the answer is a page; the next one is linked to in the header too. */
  readonly paged?: boolean;
  /** Whether what is asked for may have moved to another address. */
  readonly moves?: boolean;
  /** Whether a search engine is asked, for which PostgreSQL may stand in. */
  readonly searches?: boolean;
  /** In points, as the graph reckons: what whoever asks has to pay out of what he may spend in a minute. */
  cost(query: z.output<Query>): number;
  /** Null when there is no such thing. */
  handle(
    rt: CatalogueRuntime,
    asked: {
      readonly params: z.output<Params>;
      readonly query: z.output<Query>;
      readonly language: Language;
      readonly onFallback: OnFallback;
    },
  ): Promise<z.input<Answer> | Moved | null>;
}

export const endpoint = <
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Answer extends z.ZodType,
>(
  definition: Endpoint<Params, Query, Answer>,
): Endpoint => definition as unknown as Endpoint;
