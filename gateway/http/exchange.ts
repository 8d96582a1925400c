import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from '../caller.ts';

/** One request over HTTP and its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Aborted when the client leaves before it has its whole answer. */
  readonly left: AbortSignal;
  /** Nobody until the token has been verified. */
  caller: Caller;
  /** A stream says in the log by itself how it ended. */
  logsItself: boolean;
}

/** A whole answer, as opposed to a stream. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
