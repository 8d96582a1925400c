import type { FormattedExecutionResult } from 'graphql';
import { type Client, createClient } from 'graphql-ws';
import { type Dispatcher, Pool } from 'undici';
import WebSocket from 'ws';
import { DEADLINE_HEADER, msUntil } from '../runtime/errand.ts';
import { type Lack, NoAnswer, type SubgraphConnection } from './subgraph-connection.ts';

const MAX_CONNECTIONS = 128;
const CONNECT_TIMEOUT_MS = 2_000;
/** Of an idle connection; a subgraph that closes earlier says so. */
const KEEP_ALIVE_MS = 30_000;
/** Whoever asks sets a time of his own. This is for one who forgot. */
const LONGEST_SILENCE_MS = 30_000;
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const HEARTBEAT_MS = 10_000;

interface HttpSubgraphOptions {
  readonly maxAnswerBytes?: number;
  /** How often a socket shows that it lives. */
  readonly heartbeatMs?: number;
}

/**
 * A subgraph in another process: queries and mutations over kept-alive connections, subscriptions over one WebSocket.
 * Written on undici's lowest layer, which costs a third of `node:http` and half of what undici's own promises do.
 */
export function httpSubgraph(
  url: string,
  { maxAnswerBytes = MAX_ANSWER_BYTES, heartbeatMs = HEARTBEAT_MS }: HttpSubgraphOptions = {},
): SubgraphConnection {
  const { origin, pathname, search } = new URL(url);
  const pool = new Pool(origin, {
    connections: MAX_CONNECTIONS,
    pipelining: 1,
    allowH2: false,
    connectTimeout: CONNECT_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: LONGEST_SILENCE_MS,
    bodyTimeout: LONGEST_SILENCE_MS,
    maxResponseSize: maxAnswerBytes,
  });
  const path = pathname + search;
  const openSocket = () =>
    subscriptionSocket(url.replace(/^http/, 'ws'), maxAnswerBytes, heartbeatMs);
  let socket: Client | undefined;

  return {
    execute({ headers, deadline, ...operation }, signal) {
      const told: Record<string, string> = { ...headers, 'content-type': 'application/json' };
      if (deadline !== undefined) told[DEADLINE_HEADER] = String(msUntil(deadline));
      const body = JSON.stringify(operation);
      return new Promise((resolve, reject) => {
        const answer = new AnswerReader(resolve, reject);
        if (signal) answer.endWith(signal);
        pool.dispatch({ path, method: 'POST', headers: told, body }, answer);
      });
    },
    subscribe({ headers, query, operationName, variables }) {
      socket ??= openSocket();
      return socket.iterate({
        query,
        ...(operationName !== undefined && { operationName }),
        ...(variables && { variables }),
        extensions: { headers },
      }) as AsyncIterableIterator<FormattedExecutionResult>;
    },
  };
}

/** One answer, from its first byte to its last. */
class AnswerReader implements Dispatcher.DispatchHandler {
  private readonly chunks: Buffer[] = [];
  private status = 0;
  private controller: Dispatcher.DispatchController | undefined;
  private signal: AbortSignal | undefined;

  constructor(
    private readonly resolve: (answer: FormattedExecutionResult) => void,
    private readonly reject: (error: NoAnswer) => void,
  ) {}

  /** Gives up when `signal` is aborted, even while the request waits for a connection. */
  endWith(signal: AbortSignal): void {
    this.signal = signal;
    signal.addEventListener('abort', this.giveUp, { once: true });
    if (signal.aborted) this.giveUp();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.signal?.aborted) this.giveUp();
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    this.status = status;
    if (status < 502 || status > 504) return;
    controller.abort(new NoAnswer('turned-away', `The subgraph answered ${status}.`));
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.signal?.removeEventListener('abort', this.giveUp);
    const [first = Buffer.of()] = this.chunks;
    const whole = this.chunks.length > 1 ? Buffer.concat(this.chunks) : first;
    const answer = parsed(whole.toString());
    if (isResult(answer)) return this.resolve(answer);
    const message = `The subgraph answered ${this.status} and no GraphQL result.`;
    this.reject(new NoAnswer('not-graphql', message));
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.signal?.removeEventListener('abort', this.giveUp);
    this.reject(noAnswer(error));
  }

  private readonly giveUp = (): void => {
    const error = noAnswer(this.signal?.reason);
    this.controller?.abort(error);
    this.reject(error);
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isResult = (answer: unknown): answer is FormattedExecutionResult =>
  typeof answer === 'object' && answer !== null && ('data' in answer || 'errors' in answer);

/** By the code of an error, or by its name. */
const LACKS: Readonly<Record<string, Lack>> = {
  ECONNREFUSED: 'not-sent',
  EHOSTUNREACH: 'not-sent',
  ENETUNREACH: 'not-sent',
  ENOTFOUND: 'not-sent',
  EAI_AGAIN: 'not-sent',
  UND_ERR_CONNECT_TIMEOUT: 'not-sent',
  UND_ERR_HEADERS_TIMEOUT: 'too-late',
  UND_ERR_BODY_TIMEOUT: 'too-late',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'too-large',
  UND_ERR_HEADERS_OVERFLOW: 'too-large',
  HTTPParserError: 'not-graphql',
  TimeoutError: 'too-late',
  AbortError: 'unwanted',
};

/** @param error what undici says, or why a signal was aborted, which may be anything */
function noAnswer(error: unknown): NoAnswer {
  if (error instanceof NoAnswer) return error;
  const { code = '', name = '' } = (error ?? {}) as { code?: string; name?: string };
  const lack = LACKS[code] ?? LACKS[name] ?? 'cut-off';
  return new NoAnswer(lack, 'The subgraph did not answer.', { cause: error });
}

/** One socket for all subscriptions; a subgraph that answers no ping is taken for dead, and they all break. */
function subscriptionSocket(url: string, maxPayload: number, heartbeatMs: number): Client {
  let socket: WebSocket | undefined;
  let unanswered: NodeJS.Timeout | undefined;
  return createClient({
    url,
    webSocketImpl: class extends WebSocket {
      constructor(address: string, protocols: string | string[]) {
        super(address, protocols, { handshakeTimeout: CONNECT_TIMEOUT_MS, maxPayload });
      }
    },
    lazyCloseTimeout: 5000,
    retryAttempts: 0,
    connectionAckWaitTimeout: CONNECT_TIMEOUT_MS,
    keepAlive: heartbeatMs,
    on: {
      connected: (connected) => void (socket = connected as WebSocket),
      ping: (received) => {
        if (!received) unanswered = setTimeout(() => socket?.terminate(), heartbeatMs / 2);
      },
      pong: (received) => {
        if (received) clearTimeout(unanswered);
      },
      closed: () => clearTimeout(unanswered),
    },
  });
}
