import { setImmediate as breathe } from 'node:timers/promises';
import type { Caller } from '../caller.ts';
import type { Follower } from './follower.ts';
import type { Frame } from './frame.ts';

/** One event with what was made of it. `cursor` is null for one that nobody can resume after. */
export interface Told {
  readonly cursor: string | null;
  readonly frame: Frame;
}

/**
 * A place between two events of a stream. Whoever stands there has seen all before it. A chain of places is let go by
 * the collector as far as all followers have come.
 */
export interface Place {
  /** Of the last event before it: undefined if there was none, null if it had none. */
  readonly cursor: string | null | undefined;
  /** The event before it; none where a stream begins or ends. */
  readonly frame?: Frame;
  readonly isEnd?: true;
  next?: Place;
  /** Where it goes on in another stream. */
  moved?: Place;
}

/** Followers who are further behind than so many characters read for themselves again. */
const MAX_UNREAD = 256 * 1024;
/** The stream waits for its fastest follower when even that one is so far behind. */
const ENOUGH_UNREAD = 64 * 1024;
/** How many of its last events a follower may come back after, and still find the stream. */
const REMEMBERED = 16;
/** A newcomer without a cursor may share the beginning of a stream that was opened so recently. */
const FRESH_MS = 1000;
/** So many are told of an event before others get a turn. */
const SLICE = 250;

export interface SharedStreamOptions {
  /** Where it begins: undefined for the present. */
  readonly after: string | undefined;
  /** Events from `after` on, each made ready in the name of `voice()`, which is asked for anew each time. */
  events(voice: () => Caller, signal: AbortSignal): AsyncIterable<Told>;
  /** Another stream that will tell all that this one would. */
  merge(stream: SharedStream): void;
  closed(stream: SharedStream): void;
}

/** The events of one subscription, read and made ready once for all of its followers. */
export class SharedStream {
  private readonly followers = new Set<Follower>();
  private readonly over = new AbortController();
  private readonly openedAtMs = performance.now();
  private recent: Place[];
  private tail: Place;
  private speaker: Follower | undefined;
  private wanted = () => {};

  constructor(private readonly options: SharedStreamOptions) {
    this.tail = { cursor: options.after };
    this.recent = [this.tail];
  }

  get end(): Place {
    return this.tail;
  }

  /** Where somebody stands who has seen all up to `after`, or who has seen nothing when it is undefined. */
  placeAfter(after: string | null | undefined): Place | undefined {
    const isStale = performance.now() - this.openedAtMs > FRESH_MS;
    if (after === null || this.over.signal.aborted || (after === undefined && isStale))
      return undefined;
    return this.recent.findLast(({ cursor }) => cursor === after);
  }

  add(follower: Follower, place: Place): void {
    this.followers.add(follower);
    follower.standAt(this, place, unreadAfter(place));
    follower.read();
  }

  remove(follower: Follower): void {
    this.followers.delete(follower);
    if (this.followers.size === 0) this.close();
  }

  /** Somebody has read on. */
  hasRead(follower: Follower): void {
    if (follower.unread < ENOUGH_UNREAD) this.wanted();
  }

  /** All followers go on in `other`, from a place that is the end of this one. */
  moveInto(other: SharedStream, place: Place): void {
    this.tail.moved = place;
    const unread = unreadAfter(place);
    const moved = [...this.followers];
    this.followers.clear();
    this.close();
    for (const follower of moved) {
      other.followers.add(follower);
      follower.moveTo(other, unread);
      follower.read();
    }
  }

  async run(): Promise<void> {
    const { signal } = this.over;
    for await (const { cursor, frame } of this.options.events(() => this.voice(), signal)) {
      if (signal.aborted) return;
      await this.tell({ cursor, frame });
      if (signal.aborted) return;
      this.options.merge(this);
      if (!signal.aborted) await this.thirst();
    }
    if (!signal.aborted) await this.tell({ cursor: null, isEnd: true });
  }

  private close(): void {
    if (this.over.signal.aborted) return;
    this.over.abort();
    this.wanted();
    this.options.closed(this);
  }

  /** In whose name the events are made ready: all followers may see the same, but tokens do not last. */
  private voice(): Caller {
    const { speaker } = this;
    if (!speaker || !this.followers.has(speaker) || expiryOf(speaker) <= Date.now()) {
      const [first, ...others] = this.followers;
      if (!first) throw new Error('Nobody follows the stream any more.');
      this.speaker = others.reduce(
        (best, follower) => (expiryOf(follower) > expiryOf(best) ? follower : best),
        first,
      );
      return this.speaker.caller;
    }
    return speaker.caller;
  }

  private async tell(place: Place): Promise<void> {
    this.tail.next = place;
    this.tail = place;
    this.remember(place);
    for (const follower of this.followers) {
      follower.unread += sizeOf(place);
      // One event alone is never too much.
      if (follower.unread > MAX_UNREAD && follower.unread > sizeOf(place)) {
        this.followers.delete(follower);
        follower.fallBehind();
      }
    }
    let told = 0;
    for (const follower of this.followers) {
      follower.read();
      told += 1;
      if (told % SLICE === 0) await breathe();
    }
    if (this.followers.size === 0) this.close();
  }

  private remember(place: Place): void {
    // Whoever comes without a cursor now must be told the present again.
    this.recent = this.recent.filter(({ cursor }) => cursor !== undefined).slice(1 - REMEMBERED);
    this.recent.push(place);
  }

  /** Until one of the followers wants more: those who are slower than that one are no reason to wait. */
  private async thirst(): Promise<void> {
    for (const { unread } of this.followers) if (unread < ENOUGH_UNREAD) return;
    await new Promise<void>((resolve) => (this.wanted = resolve));
    this.wanted = () => {};
  }
}

const sizeOf = ({ frame }: Place): number => frame?.json.length ?? 0;

function unreadAfter(place: Place): number {
  let unread = 0;
  for (let next = place.next; next; next = next.next) unread += sizeOf(next);
  return unread;
}

function expiryOf({ caller: { principal } }: Follower): number {
  return principal.kind === 'anonymous' ? Number.POSITIVE_INFINITY : principal.expiresAt.getTime();
}
