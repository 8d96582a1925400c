import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import {
  type DocumentNode,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
  createSourceEventStream,
  execute,
  parse,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { Turns } from '../runtime/turns.ts';
import type { Authenticate } from './authenticate.ts';
import { presentable } from './errors.ts';
import { onTracedErrand } from '../telemetry/tracing.ts';
import { type GraphRequest, type Headers, requestOf, sentOn } from './request.ts';
import { type SubgraphConnection, type SubgraphRequest, onlyReads } from './subgraph-connection.ts';

export interface SubgraphServerOptions {
  readonly name: string;
  readonly schema: GraphQLSchema;
  readonly authenticate: Authenticate;
  readonly logger: Logger;
}

/** Of all subscriptions. So many ask for their rows by one statement. */
const EVENTS_AT_ONCE = 64;

/**
 * Executes a subgraph's operations, for callers in this process (it is a connection) and over HTTP alike. It verifies
 * the token itself: nobody is believed, not even the gateway.
 */
export class SubgraphServer implements SubgraphConnection {
  readonly apollo: ApolloServer<GraphRequest>;
  private readonly documents = new LRUCache<string, DocumentNode | readonly GraphQLError[]>({
    max: 500,
  });

  private readonly turns = new Turns(EVENTS_AT_ONCE);

  get name(): string {
    return this.options.name;
  }

  get schema(): GraphQLSchema {
    return this.options.schema;
  }

  private constructor(private readonly options: SubgraphServerOptions) {
    this.apollo = new ApolloServer<GraphRequest>({
      schema: options.schema,
      stopOnTerminationSignals: false,
      includeStacktraceInErrorResponses: false,
      introspection: true,
      // Callers are other programs of ours, which send application/json.
      csrfPrevention: true,
      formatError: (_formatted, error) => presentable(error, options.logger),
      logger: options.logger,
      plugins: [
        ApolloServerPluginCacheControlDisabled(),
        ApolloServerPluginInlineTraceDisabled(),
        ApolloServerPluginUsageReportingDisabled(),
        REMARKS,
      ],
    });
  }

  static async start(options: SubgraphServerOptions): Promise<SubgraphServer> {
    const server = new SubgraphServer(options);
    await server.apollo.start();
    return server;
  }

  /** @throws {Unauthenticated} for a token that is bad or expired */
  async request(headers: Headers): Promise<GraphRequest> {
    const authorization = headers['authorization'];
    const principal = await this.options.authenticate(
      Array.isArray(authorization) ? authorization[0] : authorization,
    );
    return requestOf(headers, principal, this.options.logger);
  }

  execute(request: SubgraphRequest, signal?: AbortSignal): Promise<FormattedExecutionResult> {
    const { query, headers, deadline } = request;
    const errand = {
      deadline,
      left: signal,
      onlyReads: onlyReads(query),
      headers: sentOn(headers),
    };
    const answer = onTracedErrand(this.options.name, query, errand, async () => {
      let asked: GraphRequest;
      try {
        asked = await this.request(headers);
      } catch (error) {
        return this.refusal(error);
      }
      return this.executeAs(asked, request);
    });
    return signal ? unlessAborted(answer, signal) : answer;
  }

  /** Executes as somebody whose token has been verified. */
  async executeAs(
    request: GraphRequest,
    { query, operationName, variables }: Omit<SubgraphRequest, 'headers'>,
  ): Promise<FormattedExecutionResult> {
    const { body } = await this.apollo.executeOperation(
      { query, ...(operationName && { operationName }), ...(variables && { variables }) },
      { contextValue: request },
    );
    if (body.kind !== 'single') throw new Error('Incremental delivery is not used.');
    return body.singleResult;
  }

  subscribe(request: SubgraphRequest): AsyncIterableIterator<FormattedExecutionResult> {
    const ended = new AbortController();
    const results = this.results(request, ended.signal);
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      next: () => results.next(),
      // A generator alone would hear of its end only after the next event, which may never come.
      return: () => {
        ended.abort();
        return results.return(undefined);
      },
    };
  }

  private async *results(
    request: SubgraphRequest,
    ended: AbortSignal,
  ): AsyncGenerator<FormattedExecutionResult> {
    try {
      const contextValue = await this.request(request.headers);
      const document = this.document(request.query);
      if (!('kind' in document)) {
        yield this.formatted({ errors: document });
        return;
      }
      const args = { schema: this.options.schema, document, contextValue };
      const operation = {
        ...args,
        operationName: request.operationName,
        variableValues: request.variables,
      };
      const source = await createSourceEventStream(operation);
      if (!(Symbol.asyncIterator in source)) {
        yield this.formatted(source);
        return;
      }
      const events = source[Symbol.asyncIterator]();
      ended.addEventListener('abort', () => void events.return?.());
      if (ended.aborted) await events.return?.();
      for await (const rootValue of { [Symbol.asyncIterator]: () => events }) {
        // Each event is a request of its own: what was loaded for the one before may have changed.
        const result = await this.turns.take(() =>
          execute({ ...operation, rootValue, contextValue: { ...contextValue } }),
        );
        yield this.formatted(result);
      }
    } catch (error) {
      yield this.refusal(error);
    }
  }

  async stop(): Promise<void> {
    await this.apollo.stop();
  }

  /** Thousands may subscribe to the same: it is parsed, validated and kept once. */
  private document(query: string): DocumentNode | readonly GraphQLError[] {
    const known = this.documents.get(query);
    if (known) return known;
    const parsed = parse(query);
    const errors = validate(this.options.schema, parsed);
    const document = errors.length > 0 ? errors : parsed;
    this.documents.set(query, document);
    return document;
  }

  private formatted({ errors, ...result }: ExecutionResult): FormattedExecutionResult {
    return errors
      ? { ...result, errors: errors.map((error) => presentable(error, this.options.logger)) }
      : result;
  }

  private refusal(error: unknown): FormattedExecutionResult {
    return { errors: [presentable(error, this.options.logger)] };
  }
}

/** Adds to an answer what its resolvers had to say of the whole of it. */
const REMARKS: ApolloServerPlugin<GraphRequest> = {
  async requestDidStart() {
    return {
      async willSendResponse({ contextValue: { remarks }, response: { body } }) {
        if (body.kind !== 'single' || Object.keys(remarks).length === 0) return;
        body.singleResult.extensions = { ...body.singleResult.extensions, ...remarks };
      },
    };
  },
};

/** What it does meanwhile cannot be taken back, but nobody has to wait for it. */
const unlessAborted = <T>(answer: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason as Error);
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    answer.then(resolve, reject);
  });
