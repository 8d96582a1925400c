import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { newId } from '#kernel/domain/id.ts';
import { DEMO_PASSWORD } from '../test/journeys/support/shop.ts';
import { fillCart, orderOf } from '../test/journeys/support/purchase.ts';
import { JourneyPlaceOrderDocument } from '../test/journeys/support/operations.ts';
import { type Visitor, Visitor as Person } from '../test/journeys/support/visitor.ts';
import { LeanSocket } from './lean-socket.ts';
import { percentile } from './load.ts';
import { BenchFeedDocument, BenchOwnPaymentDocument } from './operations/gateway.ts';
import { type Usage, usageOf } from './processes.ts';
import type { Shop } from './shop.ts';

export interface LiveMeasurement {
  readonly what: string;
  readonly subscribers: number;
  /** From before the event is written until the last client that waits for it has it. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Until the first client has it, at the median. */
  readonly firstMs: number;
  /** Of our process, beyond what the same events cost while nobody is connected. */
  readonly cpuMsPerEvent: number;
  /** Of the clients, who share the machine with it. */
  readonly clientsCpuMsPerEvent: number;
}

/** What a subscriber is kept with, after garbage has been collected. */
export interface LiveMemory {
  readonly subscribers: number;
  /** Resident. */
  readonly kilobytesEach: number;
  /** Of these, on the heap and in buffers. */
  readonly heapKilobytesEach: number;
}

const EVENTS = 120;
/** Of those who have a payment each, some are told something so often. */
const EVERY_MS = 100;
/** Within this time the server sees that every socket lives, so what is compared must last as long. */
const TURN_MS = 12_000;
const SETTLE_MS = 4000;
const CONNECTING_AT_ONCE = 100;
const HEARD_WITHIN_MS = 120_000;

/** Clients that each wait on a socket of their own for what happens to payments, which is written into the log. */
export async function* measureLive(
  shop: Shop,
  counts: readonly number[],
): AsyncGenerator<LiveMeasurement> {
  const log = new PaymentLog(shop.databaseUrl('comptoir'));
  try {
    for (const count of counts) {
      yield await sharedFeed(shop, log, count);
      yield* ownPayments(shop, log, count);
    }
  } finally {
    await log.close();
  }
}

/** What subscribers to the feed take. Measured last: an open inspector and a heap that was shrunk would be felt by others. */
export async function* measureLiveMemory(
  shop: Shop,
  counts: readonly number[],
): AsyncGenerator<LiveMemory> {
  const crowd = await operators(shop);
  // What is made for the first ones stays for others.
  await crowd.stay(CONNECTING_AT_ONCE, () => shop.memory());
  for (const count of counts) {
    const empty = await shop.memory();
    const full = await crowd.stay(count, () => shop.memory());
    const each = (megabytes: number) => (megabytes * 1024) / count;
    yield {
      subscribers: count,
      kilobytesEach: each(full.rssMegabytes - empty.rssMegabytes),
      heapKilobytesEach: each(full.heapMegabytes - empty.heapMegabytes),
    };
  }
}

/** Everybody has the feed of all payments with the order and its lines, as many windows of one operator. */
async function operators(shop: Shop): Promise<Crowd> {
  const operator = new Person(shop.url);
  await operator.logIn('operator@example.com', DEMO_PASSWORD);
  return new Crowd(shop, operator, () => ({ query: BenchFeedDocument.toString() }));
}

async function sharedFeed(shop: Shop, log: PaymentLog, count: number): Promise<LiveMeasurement> {
  const [paymentId] = [await realPayment(shop.url)];
  const crowd = await operators(shop);
  const write = () => log.write([paymentId]);
  return crowd.measure('one feed', count, {
    events: EVENTS,
    inSilence: () => everyTurn(write),
    async act() {
      const heard: Heard = { firstMs: [], lastMs: [] };
      await everyTurn(async () => {
        const { all, times } = crowd.hears(count);
        const startedAt = performance.now();
        await write();
        await all;
        heard.firstMs.push((times[0] ?? Number.NaN) - startedAt);
        heard.lastMs.push((times.at(-1) ?? Number.NaN) - startedAt);
      });
      return heard;
    },
  });
}

/** So often that they fill a turn. */
async function everyTurn(happen: () => Promise<void>): Promise<void> {
  for (let event = 0; event < EVENTS; event += 1) {
    const startedAt = performance.now();
    await happen();
    await sleep(Math.max(0, TURN_MS / EVENTS - (performance.now() - startedAt)));
  }
}

/** Everybody waits for a payment that nobody else waits for. Something happens to all at one moment, or to some at a time. */
async function* ownPayments(
  shop: Shop,
  log: PaymentLog,
  count: number,
): AsyncGenerator<LiveMeasurement> {
  const customer = new Person(shop.url);
  await customer.register();
  const paymentIds = await log.invent(await realPayment(shop.url, customer), count);
  const ways = { 'a payment each, at one moment': count, 'a payment each, 1,000 a second': 100 };
  for (const [what, atOnce] of Object.entries(ways)) {
    const crowd = new Crowd(shop, customer, (index) => ({
      query: BenchOwnPaymentDocument.toString(),
      variables: { paymentId: paymentIds[index] },
    }));
    const write = async (hearing = (_startedAt: number) => {}) => {
      for (let from = 0; from < count; from += atOnce) {
        const startedAt = performance.now();
        hearing(startedAt);
        await log.write(paymentIds.slice(from, from + atOnce));
        await sleep(Math.max(0, EVERY_MS - (performance.now() - startedAt)));
      }
    };
    yield await crowd.measure(what, count, {
      events: count,
      inSilence: write,
      async act() {
        const { all, times } = crowd.hears(count);
        const writtenAt: number[] = [];
        await write((startedAt) => writtenAt.push(startedAt));
        await all;
        // Those of one moment are told before those of a later one.
        const lastMs = times.map(
          (time, index) => time - (writtenAt[Math.floor(index / atOnce)] ?? 0),
        );
        return { firstMs: lastMs.filter((_, index) => index % atOnce === 0), lastMs };
      },
    });
  }
}

async function realPayment(url: string, buyer = new Person(url)): Promise<string> {
  if (buyer.isNobody) await buyer.register();
  const { placeOrder } = await buyer.ask(JourneyPlaceOrderDocument, orderOf(await fillCart(buyer)));
  if (placeOrder.__typename !== 'Order') throw new Error(`Refused: ${placeOrder.code}.`);
  await sleep(1000);
  return placeOrder.payment?.id ?? '';
}

/** What happens to payments, written where the shop writes it: the log is what subscriptions follow. */
class PaymentLog {
  private readonly pool: pg.Pool;
  private version = 1000;

  constructor(connectionString: string) {
    this.pool = new pg.Pool({ connectionString, max: 1 });
  }

  /** Payments like `model`, of which the log knows only that they were opened. */
  async invent(model: string, count: number): Promise<string[]> {
    const ids = Array.from({ length: count }, () => newId('pay'));
    await this.pool.query(
      `insert into payments.payments
       select (jsonb_populate_record(p, jsonb_build_object('id', i.id, 'order_id', i.id))).*
       from payments.payments p, unnest($2::text[]) i(id) where p.id = $1`,
      [model, ids],
    );
    await this.write(ids);
    await sleep(2000);
    return ids;
  }

  /** One event of each, all committed at once. */
  async write(paymentIds: readonly string[]): Promise<void> {
    this.version += 1;
    await this.pool.query(
      `insert into payments.events (aggregate_id, aggregate_version, type, data)
       select p.id, $2, 'PaymentAuthorized', jsonb_build_object('paymentId', p.id, 'orderId', p.order_id,
         'customerId', p.customer_id, 'merchantIds', '[]'::jsonb, 'status', 'AUTHORIZED', 'reason', null)
       from payments.payments p where p.id = any ($1)`,
      [paymentIds, this.version],
    );
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

/** What happens, with and without anybody who hears of it. */
interface Happening {
  readonly events: number;
  inSilence(): Promise<void>;
  act(): Promise<Heard>;
}

/** How long it took until clients heard of what happened. */
interface Heard {
  /** The first one who did. */
  readonly firstMs: number[];
  /** The last one of those who heard of the same. */
  readonly lastMs: number[];
}

/** When messages come, by the clock of `performance.now()`. */
interface Expected {
  readonly all: Promise<void>;
  readonly times: readonly number[];
}

/** Many clients with as little work of their own as can be, since they share the machine with what is measured. */
class Crowd {
  private readonly sockets: LeanSocket[] = [];
  private hear = () => {};

  constructor(
    private readonly shop: Shop,
    private readonly who: Visitor,
    private readonly payload: (index: number) => object,
  ) {}

  async measure(what: string, count: number, happening: Happening): Promise<LiveMeasurement> {
    const { events, inSilence, act } = happening;
    // As a program that has run for a while: its code is compiled, its statements are prepared.
    await inSilence();
    const unheard = await this.cpuMsOf(inSilence);
    let times: Heard = { firstMs: [], lastMs: [] };
    let clientsCpuMs = 0;
    const heard = await this.stay(count, async () => {
      await act();
      return this.cpuMsOf(async () => {
        const before = process.cpuUsage();
        times = await act();
        const { user, system } = process.cpuUsage(before);
        clientsCpuMs = (user + system) / 1000;
      });
    });
    return {
      what,
      subscribers: count,
      p50Ms: percentile(times.lastMs, 50),
      p99Ms: percentile(times.lastMs, 99),
      firstMs: percentile(times.firstMs, 50),
      cpuMsPerEvent: Math.max(0, heard - unheard) / events,
      clientsCpuMsPerEvent: clientsCpuMs / events,
    };
  }

  /** Does it while so many clients are there. */
  async stay<T>(count: number, act: () => Promise<T>): Promise<T> {
    await this.come(count);
    await sleep(SETTLE_MS);
    const done = await act();
    await this.go();
    return done;
  }

  /** Of the program, beyond what it uses anyway: consumers of the events, for example, work whoever listens. */
  private async cpuMsOf(act: () => Promise<void>): Promise<number> {
    const before = await this.program();
    await sleep(TURN_MS);
    const quiet = await this.program();
    const startedAt = performance.now();
    await act();
    const tookMs = performance.now() - startedAt;
    await sleep(Math.max(0, TURN_MS - tookMs));
    const idleCpuMs = (quiet.cpuMs - before.cpuMs) * Math.max(1, tookMs / TURN_MS);
    return (await this.program()).cpuMs - quiet.cpuMs - idleCpuMs;
  }

  private async program(): Promise<Usage> {
    return (await usageOf(this.shop.pid())).program;
  }

  /** So many messages from now on. */
  hears(count: number): Expected {
    const times: number[] = [];
    const { promise: all, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(
      () => reject(new Error(`Only ${times.length} of ${count} clients heard of it.`)),
      HEARD_WITHIN_MS,
    );
    this.hear = () => {
      times.push(performance.now());
      if (times.length < count) return;
      clearTimeout(timer);
      resolve();
    };
    return { all, times };
  }

  private async come(count: number): Promise<void> {
    for (let from = 0; from < count; from += CONNECTING_AT_ONCE) {
      const some = Math.min(CONNECTING_AT_ONCE, count - from);
      const { all } = this.hears(some);
      for (let index = from; index < from + some; index += 1) this.connect(index);
      await all;
    }
  }

  private connect(index: number): void {
    const payload = JSON.stringify(this.payload(index));
    const initial = JSON.stringify({ type: 'connection_init', payload: this.who.identity() });
    const socket = new LeanSocket({
      url: this.shop.url,
      opened: (opened) => opened.send(initial),
      // The type of every message is near its beginning: {"id":"1","type":"next" or {"type":"connection_ack".
      heard: (beginning, opened) => {
        if (beginning.includes('"next"')) this.hear();
        else if (beginning.includes('connection_ack'))
          opened.send(`{"id":"1","type":"subscribe","payload":${payload}}`);
      },
    });
    this.sockets.push(socket);
  }

  private async go(): Promise<void> {
    for (const socket of this.sockets.splice(0)) socket.destroy();
    await sleep(SETTLE_MS);
  }
}
