import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql';
import { currentErrand, msUntil } from '../runtime/errand.ts';
import { newTraceparent } from './request.ts';
import type { SubgraphConnection } from './subgraph-connection.ts';

/** No answer, or none that says what happened: the other side may have acted or not. */
export class GraphUnavailable extends Error {
  override readonly name = 'GraphUnavailable';
  readonly code = 'GRAPH_UNAVAILABLE';
}

/** The other side answered, and refused. Asking again in the same way will not help. */
export class GraphRefused extends Error {
  override readonly name = 'GraphRefused';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Sends typed operations to other contexts, in the name of this one. */
export interface GraphClient {
  /**
   * @param subgraph the context that owns the operation
   * @param document generated from the sender's `operations/<subgraph>.graphql`
   * @throws {GraphUnavailable} when it is unknown what happened
   * @throws {GraphRefused} when the other side refused with an error
   */
  send<Result, Variables extends object>(
    subgraph: string,
    document: DocumentTypeDecoration<Result, Variables> & { toString(): string },
    variables: Variables,
  ): Promise<Result>;
}

export interface GraphClientOptions {
  connection(subgraph: string): SubgraphConnection;
  /** An access token for this context's service principal. */
  serviceToken(): Promise<string>;
}

/** Codes of errors after which nobody knows what happened. */
const UNKNOWN_OUTCOME = new Set(['INTERNAL', 'INTERNAL_SERVER_ERROR', 'SUBGRAPH_UNAVAILABLE']);
const TIMEOUT_MS = 15_000;

export function createGraphClient({ connection, serviceToken }: GraphClientOptions): GraphClient {
  return {
    async send(subgraph, document, variables) {
      const errand = currentErrand();
      const headers = {
        traceparent: newTraceparent(),
        ...errand?.headers,
        authorization: `Bearer ${await available(serviceToken())}`,
      };
      // What is left of the time of whoever is waited for, if anybody is.
      const deadline = Math.min(performance.now() + TIMEOUT_MS, errand?.deadline ?? Infinity);
      const leftMs = msUntil(deadline);
      if (leftMs === 0)
        throw new GraphUnavailable('There was no time left to ask another context.');
      const query = document.toString();
      const request = { query, variables: variables as Record<string, unknown>, headers, deadline };
      const answer = await available(
        connection(subgraph).execute(request, AbortSignal.timeout(leftMs)),
      );
      return dataOf(answer) as never;
    },
  };
}

async function available<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw new GraphUnavailable('Another context could not be reached.', { cause: error });
  }
}

function dataOf({ data, errors }: FormattedExecutionResult): unknown {
  const error = errors?.[0];
  if (error) throw failureOf(error);
  if (!data) throw new GraphUnavailable('Another context answered without data.');
  return data;
}

function failureOf({ message, extensions }: GraphQLFormattedError): Error {
  const code = typeof extensions?.['code'] === 'string' ? extensions['code'] : 'INTERNAL';
  return UNKNOWN_OUTCOME.has(code)
    ? new GraphUnavailable(message)
    : new GraphRefused(code, message);
}
