import type { Logger } from 'pino';
import type { Caller } from './caller.ts';
import { measure } from './metrics.ts';

export interface Answered {
  readonly transport: 'http' | 'rest' | 'websocket' | 'sse' | 'multipart';
  /** The status of HTTP; of a stream and over WebSocket, how the operation ended. */
  readonly status: number | 'ok' | 'errors' | 'left';
  /** How many events a subscription brought. */
  readonly events?: number;
  /** Of the answer as it went over the wire. */
  readonly bytes?: number;
  /** By the clock of `performance.now()`. */
  readonly startedAtMs: number;
}

/** One line per operation, and one measurement. Variables and names of people stay out: the operation's name says enough. */
export function logAnswer(
  logger: Logger,
  { principal, requestId, tally }: Caller,
  answered: Answered,
): void {
  const { startedAtMs, ...told } = answered;
  const ms = performance.now() - startedAtMs;
  measure(tally, answered, ms / 1000);
  tally.close(answered.transport);
  const { operation, kind, outcome, cost, plan, subgraphMs } = tally;
  withoutRedaction(logger).info(
    {
      requestId,
      operation,
      type: kind,
      ...told,
      outcome,
      ms: Math.round(ms),
      cost,
      plan,
      subgraphMs,
      as: principal.kind,
    },
    'answered',
  );
}

const bare = new WeakMap<Logger, Logger>();

/** To look for secrets would cost as much as all the rest of the line, in which there can be none. */
function withoutRedaction(logger: Logger): Logger {
  const known = bare.get(logger) ?? logger.child({}, { redact: [] });
  bare.set(logger, known);
  return known;
}
