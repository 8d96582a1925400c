import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { CombinedGraphQLErrors, CombinedProtocolErrors } from '@apollo/client/errors';
import { type FormattedExecutionResult, parse } from 'graphql';
import { createClient } from 'graphql-sse';

/** An operation as a client sends it, and with which headers. */
export interface Asked {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly extensions?: Record<string, unknown>;
  readonly headers?: Record<string, string>;
}

export type Answers = AsyncIterableIterator<FormattedExecutionResult>;

/** A client library that does not connect again by itself. Reading throws when the connection breaks or is refused. */
export type StreamClient = (url: string, asked: Asked) => Answers;

/** The libraries that people use, by the format that they speak. */
export const STREAM_CLIENTS = {
  sse(url, { headers = {}, ...operation }) {
    const client = createClient({ url, headers, retryAttempts: 0 });
    return client.iterate(operation) as Answers;
  },
  multipart(url, { query, variables = {}, headers = {} }) {
    const client = new ApolloClient({
      link: new HttpLink({ uri: url, headers }),
      cache: new InMemoryCache(),
    });
    const results = client.subscribe({
      query: parse(query),
      variables,
      fetchPolicy: 'no-cache',
      errorPolicy: 'all',
    });
    let leave = () => {};
    const answers = new ReadableStream<FormattedExecutionResult>({
      start(answered) {
        let broken = false;
        const subscription = results.subscribe({
          next: ({ data, error }) => {
            if (error && !isOfServer(error)) {
              broken = true;
              return answered.error(error);
            }
            const answer = { data, errors: error?.errors };
            answered.enqueue(
              JSON.parse(JSON.stringify(answer), asSent) as FormattedExecutionResult,
            );
          },
          complete: () => broken || answered.close(),
        });
        leave = () => subscription.unsubscribe();
      },
      cancel: () => leave(),
    });
    return readingFrom(answers.getReader());
  },
} satisfies Record<string, StreamClient>;

/** Node's own iterator of a stream fails when it is ended while it is read. */
const readingFrom = (reader: ReadableStreamDefaultReader<FormattedExecutionResult>): Answers => ({
  [Symbol.asyncIterator]() {
    return this;
  },
  next: () => reader.read() as Promise<IteratorResult<FormattedExecutionResult>>,
  async return() {
    await reader.cancel();
    return { done: true, value: undefined };
  },
});

/** Without what Apollo Client asks for on its own. */
const asSent = (key: string, value: unknown) => (key === '__typename' ? undefined : value);

const isOfServer = (error: Error): error is CombinedGraphQLErrors | CombinedProtocolErrors =>
  CombinedGraphQLErrors.is(error) || CombinedProtocolErrors.is(error);
