import type { Caller } from '../caller.ts';
import type { Frame, Gap } from './frame.ts';
import type { Place, SharedStream } from './shared-stream.ts';

/** Where a client's events go. */
export interface Sink {
  /** @returns whether it can take another one now; if not, it calls `resume` when it can */
  next(frame: Frame): boolean;
  complete(): void;
}

export interface FollowerOptions {
  readonly caller: Caller;
  readonly sink: Sink;
  /** Finds the events again of one who was too slow. */
  rejoin(follower: Follower): void;
  ended(status: 'ok' | 'errors' | 'left', events: number): void;
}

/** One client's subscription: how far it has read in a stream that others may read too. */
export class Follower {
  /** Of the last event that it was told. */
  cursor: string | undefined;
  /** How many characters of the stream it has not read yet. */
  unread = 0;
  private place: Place | undefined;
  private stream: SharedStream | undefined;
  private events = 0;
  private isReady = true;
  private hasEnded = false;
  /** It was left behind, and has not been told so yet. */
  private gap: Gap | undefined;
  private lastFailed = false;

  constructor(
    after: string | undefined,
    private readonly options: FollowerOptions,
  ) {
    this.cursor = after;
  }

  get caller(): Caller {
    return this.options.caller;
  }

  standAt(stream: SharedStream, place: Place, unread: number): void {
    this.stream = stream;
    this.place = place;
    this.unread = unread;
  }

  moveTo(stream: SharedStream, furtherUnread: number): void {
    this.stream = stream;
    this.unread += furtherUnread;
  }

  /** The stream has gone on without it: it keeps nothing, and reads from its cursor on when it can. */
  fallBehind(): void {
    this.stream = undefined;
    this.place = undefined;
    this.unread = 0;
    this.gap = { after: this.cursor ?? null };
  }

  /** The sink can take more. */
  resume(): void {
    if (this.hasEnded) return;
    this.isReady = true;
    if (this.stream) this.read();
    else this.options.rejoin(this);
  }

  /** Hands on what is there, as long as the sink takes it. */
  read(): void {
    while (this.isReady && !this.hasEnded && this.place) {
      while (this.place.moved) this.place = this.place.moved;
      const { next } = this.place;
      if (!next) break;
      this.place = next;
      if (next.isEnd) return this.complete();
      if (next.frame) this.hand(next.frame, next.cursor);
    }
    if (!this.hasEnded) this.stream?.hasRead(this);
  }

  leave(): void {
    if (!this.hasEnded) this.end('left');
  }

  private hand(frame: Frame, cursor: string | null | undefined): void {
    this.unread -= frame.json.length;
    this.events += 1;
    this.cursor = cursor ?? this.cursor;
    this.lastFailed = !frame.result.data;
    const shown = this.gap ? frame.afterGap(this.gap) : frame;
    this.gap = undefined;
    this.isReady = this.options.sink.next(shown);
  }

  private complete(): void {
    this.end(this.lastFailed ? 'errors' : 'ok');
    this.options.sink.complete();
  }

  private end(status: 'ok' | 'errors' | 'left'): void {
    this.hasEnded = true;
    const { stream } = this;
    this.stream = undefined;
    this.place = undefined;
    stream?.remove(this);
    this.options.ended(status, this.events);
  }
}
