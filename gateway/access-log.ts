import type { Logger } from 'pino';
import type { Caller } from './caller.ts';

export interface Answered {
  readonly transport: 'http' | 'websocket' | 'sse' | 'multipart';
  /** The operation's name; empty for one without. */
  readonly operation: string;
  /** The status of HTTP; of a stream and over WebSocket, how the operation ended. */
  readonly status: number | 'ok' | 'errors' | 'left';
  /** How many events a subscription brought. */
  readonly events?: number;
  /** By the clock of `performance.now()`. */
  readonly startedAtMs: number;
}

/** One line per operation. Variables and names of people stay out: the operation's name says enough. */
export function logAnswer(
  logger: Logger,
  { principal, requestId }: Caller,
  { startedAtMs, operation, ...answered }: Answered,
): void {
  const ms = Math.round(performance.now() - startedAtMs);
  logger.info(
    { requestId, operation: operation.slice(0, 100), ...answered, ms, as: principal.kind },
    'answered',
  );
}
