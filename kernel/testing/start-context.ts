import type { Server } from 'node:http';
import { DBOS } from '@dbos-inc/dbos-sdk';
import express from 'express';
import { type FormattedExecutionResult, GraphQLError } from 'graphql';
import type pg from 'pg';
import { ANONYMOUS, type Principal } from '../graphql/principal.ts';
import { requestOf } from '../graphql/request.ts';
import type { SubgraphConnection } from '../graphql/subgraph-connection.ts';
import { type Context, type Runtime, defineContext } from '../runtime/context.ts';
import { listen, portOf } from '../runtime/http.ts';
import { createLogger } from '../runtime/logger.ts';
import { openContexts } from '../runtime/run-contexts.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { startTokenIssuer, type TokenIssuer } from './token-issuer.ts';
import { truthOf } from './truth.ts';

/**
 * What another context answers in a test: from the operation's name and variables to its data. It refuses with a
 * GraphQLError; any other error stands for one that does not answer.
 */
export type ScriptedAnswers = Readonly<
  Record<string, (variables: Record<string, unknown>) => unknown>
>;

export interface StartOptions {
  /** By operation name; an operation without an answer fails as unavailable. */
  readonly answers?: ScriptedAnswers;
  /** Contexts whose logs are read: each stands beside this one with an empty log. See `openForeignLog`. */
  readonly logs?: readonly string[];
  /** Default: the real time. */
  readonly clock?: () => Date;
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether consumers, jobs, sequencer and workflows run. Default: true. */
  readonly background?: boolean;
  /** How long a client may take to send the head of a request, or with a body six times as long. Default: 10 s. */
  readonly headersWithinMs?: number;
}

export interface StartedContext<R extends Runtime = Runtime> {
  readonly runtime: R;
  readonly database: TestDatabase;
  /** As a superuser: the database's truth. */
  readonly truth: pg.Pool;
  readonly tokens: TokenIssuer;
  /** Where the context's REST routes are mounted, as in a process of its own. */
  readonly url: string;
  as(principal: Principal): GraphCaller;
  stop(): Promise<void>;
}

export interface GraphCaller {
  // A test names what it expects where it reads it.
  execute<Data = Record<string, never>>(
    query: string,
    variables?: Record<string, unknown>,
  ): Promise<Answer<Data>>;
  subscribe(
    query: string,
    variables?: Record<string, unknown>,
  ): Promise<AsyncIterableIterator<FormattedExecutionResult>>;
}

export interface Answer<Data> {
  readonly data: Data;
  readonly errors?: FormattedExecutionResult['errors'];
}

/** Starts one context for real, on a database of its own; other contexts answer what the test has scripted. */
export async function startContext<R extends Runtime = Runtime>(
  context: Context,
  options: StartOptions = {},
): Promise<StartedContext<R>> {
  const database = await createTestDatabase([context, ...(options.logs ?? []).map(nothingButALog)]);
  const tokens = await startTokenIssuer();
  const logger = createLogger(process.env['LOG_LEVEL'] ?? 'fatal');
  let url = '';
  const settings = { ...database.installation.settings, ...options.environment };
  const open = await openContexts({
    installation: Object.assign(
      Object.create(database.installation) as typeof database.installation,
      { settings },
    ),
    contexts: [context],
    logger,
    clock: options.clock ?? (() => new Date()),
    remote: () => scripted(options.answers ?? {}),
    accountsUrl: () => tokens.url,
    publicUrl: () => url,
    onLeaseLost: () => {},
  });
  const [{ runtime, server } = missing(context)] = open.list;
  const app = express();
  open.mount(app);
  const http = await listen(app, 0, '127.0.0.1', options.headersWithinMs);
  url = `http://127.0.0.1:${portOf(http)}`;
  if (options.background ?? true) await open.startBackground();
  const truth = truthOf(database.url);

  return {
    runtime: runtime as R,
    database,
    truth,
    tokens,
    url,
    as: (principal) => ({
      execute: (query, variables) =>
        server.executeAs(requestOf({}, principal, logger), { query, variables }) as Promise<
          Answer<never>
        >,
      subscribe: async (query, variables) => {
        const headers: Record<string, string> =
          principal === ANONYMOUS
            ? {}
            : { authorization: `Bearer ${await tokens.tokenOf(principal)}` };
        return server.subscribe({ query, variables, headers });
      },
    }),
    async stop() {
      await closeServer(http);
      await open.stop();
      // What contexts register with the engine belongs to the process, and the next file opens them again.
      await DBOS.shutdown({ deregister: true });
      await tokens.stop();
      await truth.end();
      await database.drop();
    },
  };
}

const nothingButALog = (name: string): Context =>
  defineContext({ name, entities: [], migrations: [], publishes: true, graph: { resolvers: [] } });

function missing(context: Context): never {
  throw new Error(`The context ${context.name} did not open.`);
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

const scripted = (answers: ScriptedAnswers): SubgraphConnection => ({
  async execute({ query, variables }) {
    const operation = /\b(?:query|mutation)\s+(\w+)/.exec(query)?.[1] ?? '';
    const answer = answers[operation];
    if (!answer) throw new Error(`No answer is scripted for ${operation}.`);
    try {
      return { data: (await answer(variables ?? {})) as Record<string, unknown> };
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [error.toJSON()] };
      throw error;
    }
  },
  subscribe() {
    throw new Error('Contexts do not subscribe to each other.');
  },
});
