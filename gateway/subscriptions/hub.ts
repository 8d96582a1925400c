import { setTimeout as pause } from 'node:timers/promises';
import { type FormattedExecutionResult, GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import type { Caller } from '../caller.ts';
import { Follower, type Sink } from './follower.ts';
import { Frame } from './frame.ts';
import { SharedStream, type Told } from './shared-stream.ts';

/** An event as a subgraph told it; `cursor` is null for one that nobody can resume after, such as an error. */
export interface LiveEvent {
  readonly cursor: string | null;
  readonly event: FormattedExecutionResult;
}

/** A subscription as the hub sees it. */
export interface Live {
  /** Whoever has the same key may be told the same. */
  readonly key: string;
  /** Undefined to begin with the present. */
  readonly after: string | undefined;
  readonly caller: Caller;
  /** The events from `after` on. @throws when they break off */
  upstream(
    caller: Caller,
    after: string | undefined,
    signal: AbortSignal,
  ): AsyncIterable<LiveEvent>;
  /** What a client is told of an event. */
  answer(caller: Caller, event: FormattedExecutionResult): Promise<FormattedExecutionResult>;
  ended(status: 'ok' | 'errors' | 'left', events: number): void;
}

/** A client's hold on its subscription. */
export interface Following {
  /** The sink can take more. */
  resume(): void;
  leave(): void;
}

const BROKEN = {
  errors: [
    {
      message: 'The live updates broke. Subscribe again from the last cursor.',
      extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
    },
  ],
};

/** A stream that broke is resumed after these pauses, one after the other, until it tells something. */
const RESUME_AFTER_MS = [100, 400, 1000, 2000, 4000];

/**
 * Shares what can be shared among subscriptions: those with the same key are told by one stream, which is open at its
 * subgraph once and makes each event ready once. Who comes later or was too slow reads a stream of their own first, from
 * where they stand; as soon as that has come to where another one is, the two become one. Cursors say where that is, so
 * nothing is missed or told twice. Where there are none, only those share a stream who came before its first event.
 */
export class Hub {
  private readonly streams = new Map<string, Set<SharedStream>>();

  constructor(private readonly logger: Logger) {}

  follow(live: Live, sink: Sink): Following {
    const follower = new Follower(live.after, {
      caller: live.caller,
      sink,
      rejoin: (behind) => this.join(live, behind),
      ended: (status, events) => live.ended(status, events),
    });
    this.join(live, follower);
    return follower;
  }

  private join(live: Live, follower: Follower): void {
    const alike = this.alike(live);
    for (const stream of alike) {
      const place = stream.placeAfter(follower.cursor);
      if (place) return stream.add(follower, place);
    }
    const stream = this.open(live, follower.cursor, alike);
    stream.add(follower, stream.end);
    void stream.run();
  }

  private alike({ key }: Live): Set<SharedStream> {
    const known = this.streams.get(key) ?? new Set();
    this.streams.set(key, known);
    return known;
  }

  private open(live: Live, after: string | undefined, alike: Set<SharedStream>): SharedStream {
    const stream: SharedStream = new SharedStream({
      after,
      events: (voice, signal) => this.events(live, after, voice, signal),
      merge: () => merge(stream, alike),
      closed: () => {
        alike.delete(stream);
        if (alike.size === 0) this.streams.delete(live.key);
      },
    });
    alike.add(stream);
    return stream;
  }

  /** Never throws: a stream that cannot go on says so in its last event. */
  private async *events(
    live: Live,
    after: string | undefined,
    voice: () => Caller,
    signal: AbortSignal,
  ): AsyncGenerator<Told> {
    let last = after;
    for (let attempt = 0; ; attempt += 1) {
      try {
        for await (const { cursor, event } of live.upstream(voice(), last, signal)) {
          if (signal.aborted) return;
          if (last !== undefined && isBreakage(event))
            throw new GraphQLError(event.errors?.[0]?.message ?? '');
          yield { cursor, frame: new Frame(await live.answer(voice(), event)) };
          last = cursor ?? last;
          attempt = 0;
        }
        return;
      } catch (error) {
        if (signal.aborted) return;
        this.logger.warn({ err: error }, 'a subscription broke');
        const pauseMs = last === undefined ? undefined : RESUME_AFTER_MS[attempt];
        if (pauseMs === undefined) {
          yield { cursor: null, frame: new Frame(await live.answer(live.caller, BROKEN)) };
          return;
        }
        // Not all at the same moment: a subgraph that comes back has enough to do.
        await pause(pauseMs * (0.5 + Math.random()), undefined, { signal }).catch(() => {});
      }
    }
  }
}

/** The subgraph could not tell the event, which is still in its history. */
const isBreakage = ({ data, errors }: FormattedExecutionResult): boolean =>
  !data && errors?.[0]?.extensions?.['code'] === 'INTERNAL';

/** Of two streams one is enough as soon as one has told what the other told last. */
function merge(stream: SharedStream, alike: ReadonlySet<SharedStream>): void {
  for (const other of alike) {
    if (other === stream) continue;
    const ahead = other.placeAfter(stream.end.cursor ?? null);
    if (ahead) return stream.moveInto(other, ahead);
    const behind = stream.placeAfter(other.end.cursor ?? null);
    if (behind) other.moveInto(stream, behind);
  }
}
