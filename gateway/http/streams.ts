import type { ServerResponse } from 'node:http';
import { type ExecutionArgs, type GraphQLError, OperationTypeNode } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { Logger } from 'pino';
import { CLIENT_ADDRESS_HEADER } from '#kernel/graphql/request.ts';
import { logAnswer } from '../access-log.ts';
import type { Caller } from '../caller.ts';
import { refusal } from '../errors.ts';
import type { Connections, Seat } from '../limits/connections.ts';
import type { Refusals } from '../refusals.ts';
import type { Following } from '../subscriptions/hub.ts';
import type { Operations } from '../subscriptions/operations.ts';
import type { TokenWatch } from '../token-watch.ts';
import { VARY } from './cache-headers.ts';
import type { Exchange } from './exchange.ts';
import { mediaTypeFor } from './negotiation.ts';
import { refuseForgery } from './sent.ts';
import { type StreamFormat, streamAskedFor } from '../subscriptions/stream-formats.ts';

export interface StreamsOptions {
  readonly operations: Operations;
  readonly logger: Logger;
  readonly connections: Connections;
  readonly tokens: TokenWatch;
  readonly refusals: Refusals;
  /** How often a stream shows that it lives. */
  readonly heartbeatMs: number;
}

interface Stream {
  readonly response: ServerResponse;
  readonly format: StreamFormat;
  following?: Following;
  /** Whether nothing more shall be written. */
  isOver: boolean;
}

/** A client that has taken nothing for so long is gone, or as good as gone. */
const STALLED_MS = 30_000;

/** Answers that last: subscriptions in the bodies of HTTP answers, in the format that the client asks for. */
export class Streams {
  private readonly open = new Set<Stream>();
  private stopped = false;

  constructor(private readonly options: StreamsOptions) {}

  /**
   * Answers by a stream if the client asks for one, and the operation is a subscription or the client takes nothing
   * else. What is wrong with the operation is said in the stream; what is wrong with the request, by HTTP.
   * @returns whether it does
   * @throws {GraphQLError} for a request that is refused
   */
  async take(exchange: Exchange, payload: SubscribePayload): Promise<boolean> {
    const { request, caller } = exchange;
    const format = streamAskedFor(request.headers.accept);
    if (!format || !['GET', 'POST'].includes(request.method ?? '')) return false;
    const kind = this.options.operations.meant(payload)?.operation;
    const lasts = kind === undefined || kind === OperationTypeNode.SUBSCRIPTION;
    if (!lasts && mediaTypeFor(request)) return false;
    refuseForgery(request);
    if (kind === OperationTypeNode.MUTATION && request.method === 'GET') {
      throw refusal('BAD_REQUEST', 'Send mutations by POST.', 405);
    }
    const admitted = await this.options.operations.admit(payload, caller, format.transport);
    if (!('schema' in admitted)) this.refuse(exchange, format, admitted);
    else this.start(exchange, format, admitted);
    return true;
  }

  get count(): number {
    return this.open.size;
  }

  /** Ends every stream so that its client connects again, elsewhere; opens no more. */
  stop(): void {
    this.stopped = true;
    const message = 'The server stops. Subscribe again from the last cursor.';
    const errors = [{ message, extensions: { code: 'SERVER_STOPPING', retryAfterMs: 1000 } }];
    for (const stream of this.open) leave(stream, stream.format.moved(errors));
  }

  private refuse(exchange: Exchange, format: StreamFormat, errors: readonly GraphQLError[]): void {
    const { logger, refusals } = this.options;
    const { response, caller } = exchange;
    const startedAtMs = performance.now();
    const answer = refusals.answer(errors, caller.tally);
    writeHead(exchange, format);
    response.end(format.opening + format.event(JSON.stringify(answer)) + format.end);
    const { transport } = format;
    logAnswer(logger, caller, { transport, status: 'errors', startedAtMs });
  }

  private start(exchange: Exchange, format: StreamFormat, args: ExecutionArgs): void {
    const { response, caller } = exchange;
    // It left while its token was verified, and nothing would tell us so again.
    if (response.destroyed) return;
    const seat = this.reserve(caller);
    const stream: Stream = { response, format, isOver: false };
    this.open.add(stream);
    writeHead(exchange, format);
    response.write(format.opening);
    const ends = [
      this.beat(stream),
      this.options.tokens.watch(caller.principal, (why) => {
        const message = `${why} Get a new one, and subscribe from the last cursor.`;
        leave(stream, format.broken([{ message, extensions: { code: 'UNAUTHENTICATED' } }]));
      }),
    ];
    response.setTimeout(STALLED_MS, () => response.destroy());
    response.once('close', () => {
      ends.forEach((end) => end());
      this.open.delete(stream);
      seat.leave();
      leave(stream);
    });
    this.write(stream, args);
  }

  /** @throws {GraphQLError} when there is no place for another stream, or while the server stops */
  private reserve({ principal, headers }: Caller): Seat {
    if (this.stopped) throw refusal('SERVER_STOPPING', 'The server stops. Connect again.', 503);
    const seat = this.options.connections.take(headers[CLIENT_ADDRESS_HEADER] ?? '');
    if (seat?.isFor(principal)) return seat;
    seat?.leave();
    throw refusal('TOO_MANY_CONNECTIONS', 'Too many are connected. Try again later.', 429);
  }

  /** @returns ends it */
  private beat({ response, format }: Stream): () => void {
    const beat = setInterval(() => {
      // To one who does not read, it would only be another thing to keep.
      if (!response.writableNeedDrain && !response.writableEnded) response.write(format.heartbeat);
    }, this.options.heartbeatMs);
    return () => clearInterval(beat.unref());
  }

  private write(stream: Stream, args: ExecutionArgs): void {
    const { response, format } = stream;
    stream.following = this.options.operations.follow(args, {
      next: (frame) => !stream.isOver && response.write(frame.as(format, format.event)),
      complete: () => leave(stream, format.end),
    });
    response.on('drain', () => stream.following?.resume());
    if (stream.isOver) stream.following.leave();
  }
}

/** The subgraph hears at once that nobody listens any more. */
function leave(stream: Stream, lastWords?: string): void {
  if (stream.isOver) return;
  stream.isOver = true;
  stream.following?.leave();
  if (!stream.response.writableEnded) stream.response.end(lastWords);
}

function writeHead(exchange: Exchange, { contentType }: StreamFormat): void {
  exchange.logsItself = true;
  exchange.response.writeHead(200, {
    ...VARY,
    'content-type': contentType,
    // Whoever stands between passes each event on as it comes: neither kept, nor compressed with the next.
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
}
