import { setTimeout as pause } from 'node:timers/promises';
import type { FormattedExecutionResult as Result, GraphQLFormattedError } from 'graphql';
import { type Client, createClient } from 'graphql-ws';

/**
 * Live updates that survive everything: a lost connection, a restart on either side, an expired token. Copy it; it needs
 * nothing but graphql-ws.
 *
 *   const live = new Live('wss://shop.example/graphql', () => accessToken());
 *   for await (const { data } of live.follow(WATCH_PAYMENT, { paymentId })) show(data.paymentStatusChanged);
 *
 * The subscription has a variable `$after` and selects the `cursor` of what it is told.
 */
export class Live {
  private readonly client: Client;
  private isClosed = false;

  /**
   * @param token asked for at every connection, so that a fresh one can be given
   * @param webSocketImpl where there is no global WebSocket
   */
  constructor(url: string, token: () => Promise<string | undefined>, webSocketImpl?: unknown) {
    let silence: ReturnType<typeof setTimeout> | undefined;
    this.client = createClient({
      url,
      webSocketImpl,
      connectionParams: async () => {
        const accessToken = await token();
        return accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` };
      },
      // We connect again ourselves, because only we know from which cursor.
      retryAttempts: 0,
      // A connection may die without a word.
      keepAlive: 10_000,
      on: {
        ping: (isFromServer) => {
          if (!isFromServer) silence = setTimeout(() => this.client.terminate(), 5_000);
        },
        pong: () => clearTimeout(silence),
        closed: () => clearTimeout(silence),
      },
    });
  }

  /**
   * Each event once and in order, until nothing more can follow or the reader stops.
   * @throws {Refused} when the server says no, and would say so again
   */
  async *follow<Data>(
    query: string,
    variables: Readonly<Record<string, unknown>>,
  ): AsyncGenerator<Result<Data>> {
    let { after } = variables;
    for (let failures = 0; !this.isClosed; failures += 1) {
      try {
        for await (const result of this.client.iterate<Data>({
          query,
          variables: { ...variables, after },
        })) {
          if (!result.data && result.errors) throw refusal(result.errors);
          const [change] = Object.values(result.data ?? {}) as { readonly cursor: string }[];
          after = change?.cursor ?? after;
          failures = 0;
          yield result as Result<Data>;
        }
        return;
      } catch (thrown) {
        const error = Array.isArray(thrown) ? refusal(thrown as GraphQLFormattedError[]) : thrown;
        if (error instanceof Refused || FINAL_CODES.has(codeOf(error))) throw error;
        // Twice as long each time, and never all clients at once.
        await pause(Math.min(10_000, 100 * 2 ** failures) * (0.5 + Math.random() / 2));
      }
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.client.dispose();
  }
}

export class Refused extends Error {
  constructor(readonly errors: readonly GraphQLFormattedError[]) {
    super(errors[0]?.message);
  }
}

/** The client's own mistakes: closing codes of graphql-transport-ws after which another try would end alike. */
const FINAL_CODES = new Set([4004, 4005, 4400, 4401, 4406, 4409, 4429]);
const codeOf = (error: unknown) => (error as { readonly code?: number }).code ?? 0;

/** What the server says of itself, and not of the request. */
const PASSING = /^(SUBGRAPH_UNAVAILABLE|SERVER_STOPPING|RATE_LIMITED|INTERNAL)$/;

/** `Refused`, or what to try again after. */
const refusal = (errors: readonly GraphQLFormattedError[]): Error =>
  errors.some(({ extensions }) => PASSING.test(String(extensions?.['code'])))
    ? new Error('The server could not answer just now.')
    : new Refused(errors);
