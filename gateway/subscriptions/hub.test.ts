import { setTimeout as pause } from 'node:timers/promises';
import { EventEmitter, on, once } from 'node:events';
import { createLogger } from '#kernel/runtime/logger.ts';
import { ANONYMOUS } from '#kernel/graphql/principal.ts';
import { eventually } from '#kernel/testing/eventually.ts';
import { Tally } from '../tally.ts';
import type { Frame } from './frame.ts';
import { type Following, Hub, type Live } from './hub.ts';

const EVENTS = 120;
const CLIENTS = 60;

/** Always the same numbers for the same seed. Source: the generator of Park and Miller. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % sides;
  };
}

/** A log that grows, as a subgraph tells it: it breaks off now and then, and can be read from any cursor on. */
class Log {
  private length = 1;
  open = 0;
  private readonly news = new EventEmitter().setMaxListeners(0);

  constructor(private readonly roll: (sides: number) => number) {}

  grow(): void {
    this.length += 1;
    this.news.emit('more');
  }

  live(after: string | undefined): Live {
    return {
      key: 'the same for all',
      after,
      caller: { principal: ANONYMOUS, requestId: '', headers: {}, tally: new Tally() },
      upstream: (_caller, from, signal) => this.read(from, signal),
      answer: async (_caller, event) => event,
      ended: () => {},
    };
  }

  private async *read(after: string | undefined, signal: AbortSignal) {
    this.open += 1;
    try {
      let position = after === undefined ? this.length - 1 : Number(after) + 1;
      while (position <= EVENTS && !signal.aborted) {
        if (position >= this.length) {
          await once(this.news, 'more', { signal }).catch(() => {});
          continue;
        }
        if (after !== undefined && this.roll(40) === 0) throw new Error('broke');
        await pause(this.roll(3));
        // Large enough that who reads nothing for a while falls behind.
        const data = { at: position, filling: 'x'.repeat(20_000) };
        yield { cursor: String(position), event: { data } };
        position += 1;
      }
    } finally {
      this.open -= 1;
    }
  }
}

/** Reads like a client: sometimes not for a while, and now and then it goes and resumes where it was. */
class Client {
  readonly seen: number[] = [];
  gaps = 0;
  isDone = false;
  private following: Following | undefined;
  private visits = 0;

  constructor(
    private readonly hub: Hub,
    private readonly log: Log,
    private readonly roll: (sides: number) => number,
    readonly first: number | undefined,
  ) {}

  come(): void {
    const visit = (this.visits += 1);
    const last = this.seen.at(-1) ?? this.first;
    const live = this.log.live(last === undefined ? undefined : String(last));
    this.following = this.hub.follow(live, {
      next: (frame) => visit === this.visits && this.takes(frame),
      complete: () => (this.isDone = true),
    });
  }

  private takes({ result }: Frame): boolean {
    this.seen.push((result.data as { at: number }).at);
    if (result.extensions) this.gaps += 1;
    const luck = this.roll(30);
    if (luck === 0) {
      this.following?.leave();
      setTimeout(() => this.come(), this.roll(20));
    } else if (luck === 1) setTimeout(() => this.following?.resume(), this.roll(150));
    return luck > 1;
  }
}

it.each([1, 2, 3])(
  'each of many clients that come, go and dawdle sees every event once, in order (seed %i)',
  async (seed) => {
    const roll = dice(seed);
    const log = new Log(roll);
    const hub = new Hub(createLogger('silent'));
    const clients: Client[] = [];
    for (let event = 0; event < EVENTS; event += 1) {
      while (clients.length < (CLIENTS * event) / EVENTS) {
        const client = new Client(hub, log, roll, roll(2) ? roll(event + 1) : undefined);
        clients.push(client);
        client.come();
      }
      log.grow();
      await pause(roll(4));
    }
    await eventually(() => clients.every(({ isDone }) => isDone));
    for (const { seen, first } of clients) {
      const from = first === undefined ? (seen[0] ?? 0) : first + 1;
      expect(seen).toEqual(Array.from({ length: EVENTS + 1 - from }, (_, index) => from + index));
    }
    expect(clients.some(({ gaps }) => gaps > 0)).toBe(true);
    await eventually(() => log.open === 0);
  },
);

describe('events without cursors', () => {
  /** What happens while somebody listens, and is never told again. */
  class Radio {
    open = 0;
    readonly hub = new Hub(createLogger('silent'));
    private readonly news = new EventEmitter();

    says(words: string): void {
      this.news.emit('said', words);
    }

    /** @param takes how many events the listener takes before it asks for a rest */
    listen(takes = Infinity) {
      const heard: Frame['result'][] = [];
      const live: Live = {
        key: 'the same for all',
        after: undefined,
        caller: { principal: ANONYMOUS, requestId: '', headers: {}, tally: new Tally() },
        upstream: (_caller, _after, signal) => this.events(signal),
        answer: async (_caller, event) => event,
        ended: () => {},
      };
      const sink = {
        next: ({ result }: Frame) => heard.push(result) !== takes,
        complete: () => {},
      };
      return { heard, following: this.hub.follow(live, sink) };
    }

    private async *events(signal: AbortSignal) {
      this.open += 1;
      try {
        for await (const [words] of on(this.news, 'said', { signal }))
          yield { cursor: null, event: { data: { words } } };
      } finally {
        this.open -= 1;
      }
    }
  }

  it('are shared by those who came before the first one', async () => {
    const radio = new Radio();
    const early = [radio.listen(), radio.listen()];
    await eventually(() => radio.open === 1);
    radio.says('one');
    await eventually(() => early.every(({ heard }) => heard.length === 1));
    const late = radio.listen();
    await eventually(() => radio.open === 2);
    radio.says('two');
    await eventually(() => early.every(({ heard }) => heard.length === 2));
    await eventually(() => late.heard.length === 1);
    for (const { following } of [...early, late]) following.leave();
    await eventually(() => radio.open === 0);
  });

  it('that a slow client has missed are lost to it, and it is told so', async () => {
    const radio = new Radio();
    const [fast, slow] = [radio.listen(), radio.listen(1)];
    await eventually(() => radio.open === 1);
    for (let turn = 1; turn <= 5; turn += 1) {
      radio.says('x'.repeat(100_000));
      await eventually(() => fast.heard.length === turn);
    }
    expect(slow.heard).toHaveLength(1);
    slow.following.resume();
    await eventually(() => radio.open === 2);
    radio.says('again');
    await eventually(() => slow.heard.length === 2);
    const gap = { after: null };
    expect(slow.heard[1]).toEqual({ data: { words: 'again' }, extensions: { gap } });
    for (const { following } of [fast, slow]) following.leave();
    await eventually(() => radio.open === 0);
  });
});
