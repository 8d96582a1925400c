import { setTimeout as pause } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { Unauthenticated } from '#kernel/graphql/authenticate.ts';
import type { Principal } from '#kernel/graphql/principal.ts';
import type { SubgraphConnection } from '#kernel/graphql/subgraph-connection.ts';

/** Where it is told which sessions have ended. */
export interface EndedSessions {
  readonly connection: SubgraphConnection;
  /** An access token for the gateway itself. */
  serviceToken(): Promise<string>;
}

export interface TokenWatchOptions {
  readonly logger: Logger;
  /** Without it, a token is good until it expires. */
  readonly endedSessions?: EndedSessions | undefined;
  /** @throws for a token that is bad or expired */
  verify(authorization: string | undefined): Promise<Principal>;
}

const SESSION_ENDED = `subscription SessionEnded($after: String) {
  sessionEnded(after: $after) { cursor sessionId }
}`;
/** No access token lives longer. */
const LONGEST_TOKEN_MS = 24 * 60 * 60 * 1000;
const REMEMBERED = 200_000;
const AGAIN_AFTER_MS = 500;

/** Whether tokens are good, and when they cease to be: a long-lived connection must end with the token it was opened by. */
export class TokenWatch {
  private readonly ended = new LRUCache<string, true>({ max: REMEMBERED, ttl: LONGEST_TOKEN_MS });
  private readonly watched = new Map<string, Set<() => void>>();
  private readonly stopping = new AbortController();

  constructor(private readonly options: TokenWatchOptions) {}

  /** Follows which sessions end. */
  start(): void {
    const { endedSessions } = this.options;
    if (endedSessions) void this.follow(endedSessions);
  }

  /** @throws {Unauthenticated} for a token that is bad, has expired, or whose session has ended */
  async verify(authorization: string | undefined): Promise<Principal> {
    const principal = await this.options.verify(authorization);
    if (principal.kind === 'user' && this.ended.has(principal.sessionId))
      throw new Unauthenticated('The session has ended. Log in again.');
    return principal;
  }

  /** Calls `over` once, when the token has expired or its session has ended. @returns takes that back */
  watch(principal: Principal, over: (why: string) => void): () => void {
    if (principal.kind === 'anonymous') return () => {};
    const remains = Math.max(0, principal.expiresAt.getTime() - Date.now());
    const expiry = setTimeout(() => end('The access token has expired.'), remains).unref();
    const onEnd = () => end('The session has ended.');
    const sessionId = principal.kind === 'user' ? principal.sessionId : '';
    const others = this.watched.get(sessionId) ?? new Set();
    const off = () => {
      clearTimeout(expiry);
      others.delete(onEnd);
      if (others.size === 0) this.watched.delete(sessionId);
    };
    const end = (why: string) => {
      off();
      over(why);
    };
    this.watched.set(sessionId, others.add(onEnd));
    // It may have ended after it was looked at.
    if (this.ended.has(sessionId)) queueMicrotask(onEnd);
    return off;
  }

  stop(): void {
    this.stopping.abort();
  }

  /** For ever: accounts may be away for a while, and is then asked for what was missed. */
  private async follow(source: EndedSessions): Promise<void> {
    const { signal } = this.stopping;
    let after: string | undefined;
    let isKnown = true;
    while (!signal.aborted) {
      try {
        for await (const { cursor, sessionId } of endedSessions(source, after, signal)) {
          after = cursor;
          isKnown = true;
          this.ended.set(sessionId, true);
          for (const onEnd of this.watched.get(sessionId) ?? []) onEnd();
        }
      } catch (error) {
        if (signal.aborted) return;
        if (isKnown) this.options.logger.warn({ err: error }, 'which sessions end is unknown');
        isKnown = false;
      }
      await pause(AGAIN_AFTER_MS, undefined, { signal, ref: false }).catch(() => {});
    }
  }
}

async function* endedSessions(
  { connection, serviceToken }: EndedSessions,
  after: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<{ readonly cursor: string; readonly sessionId: string }> {
  const events = connection.subscribe({
    query: SESSION_ENDED,
    variables: { after: after ?? null },
    headers: { authorization: `Bearer ${await serviceToken()}` },
  });
  signal.addEventListener('abort', () => void events.return?.(undefined), { once: true });
  for await (const { data, errors } of events) {
    if (!data) throw new Error(errors?.[0]?.message ?? 'accounts told nothing');
    yield data['sessionEnded'] as { cursor: string; sessionId: string };
  }
}
