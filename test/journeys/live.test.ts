import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';
import type { FormattedExecutionResult } from 'graphql';
import { encodeCursor } from '#kernel/graphql/cursor.ts';
import {
  type EmbeddedPostgres,
  eraseEmbeddedPostgres,
  startEmbeddedPostgres,
} from '#kernel/runtime/embedded-postgres.ts';
import { readSettings } from '#kernel/runtime/settings.ts';
import { eventually } from '#kernel/testing/eventually.ts';
import { Live } from '../../examples/live.ts';
import { STREAM_CLIENTS } from '../../gateway/test/stream-clients.ts';
import { type JourneyWatchSubscription, JourneyWatchDocument } from './support/operations.ts';
import { Provider } from './support/provider.ts';
import { buy } from './support/purchase.ts';
import { seeded } from './support/sample.ts';
import { type SplitShop, openSplitShop } from './support/split-shop.ts';
import { Visitor } from './support/visitor.ts';

const isDeep = process.env['COMPTOIR_DEEP'] === '1';
const PAYMENTS = isDeep ? 200 : 6;
const AT_ONCE = 6;
const random = seeded();
const roll = (sides: number) => Math.floor(random() * sides);

let dataFolder: string;
let postgres: EmbeddedPostgres;
let shop: SplitShop;
let url: string;
let provider: Provider;
beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'comptoir-live-'));
  postgres = await startPostgres();
  shop = await openSplitShop(postgres.url);
  url = `${shop.urlOf(4000)}/graphql`;
  provider = new Provider(shop.urlOf(4010), readSettings({}).PSP_SECRET_KEY);
  shop.truth.on('error', () => {
    // Its idle connections are cut with all others.
  });
});
afterAll(async () => {
  await shop?.close();
  await postgres?.stop();
  await eraseEmbeddedPostgres(dataFolder);
  await rm(dataFolder, { recursive: true, force: true });
});

/** A server that nobody else uses, because it is restarted. */
const startPostgres = () =>
  startEmbeddedPostgres({ dataFolder, password: 'postgres', forTests: true });

type Change = JourneyWatchSubscription['paymentStatusChanged'];

/** A client that reads until the payment has ended, whatever happens, and keeps what it was told. */
interface Reader {
  readonly name: string;
  readonly paymentId: string;
  readonly record: Change[];
  readonly done: Promise<void>;
  /** Loses its connection. */
  drop(): void;
}

/** The library of the examples, which resumes by itself. */
function byWebSocket(buyer: Visitor, paymentId: string): Reader {
  const sockets = new Set<WebSocket>();
  class Droppable extends WebSocket {
    constructor(address: string, protocol: string) {
      super(address, protocol);
      sockets.add(this);
      this.on('close', () => sockets.delete(this));
    }
  }
  const live = new Live(url.replace('http', 'ws'), async () => buyer.accessToken, Droppable);
  const record: Change[] = [];
  const read = async () => {
    const events = live.follow<JourneyWatchSubscription>(JourneyWatchDocument.toString(), {
      paymentId,
    });
    for await (const { data } of events) if (data) record.push(data.paymentStatusChanged);
    await live.close();
  };
  const drop = () => sockets.forEach((socket) => socket.terminate());
  return { name: 'graphql-ws', paymentId, record, done: read(), drop };
}

/** The libraries of the other transports, resumed from the last cursor by whoever uses them. */
function byStream(format: keyof typeof STREAM_CLIENTS, buyer: Visitor, paymentId: string): Reader {
  const record: Change[] = [];
  let answers: AsyncIterator<FormattedExecutionResult> | undefined;
  const isLast = () => ENDS.has(record.at(-1)?.status ?? '');
  const read = async () => {
    for (; !isLast(); await pause(roll(300))) {
      const variables = { paymentId, after: record.at(-1)?.cursor ?? null };
      const query = JourneyWatchDocument.toString();
      const events = STREAM_CLIENTS[format](url, { query, variables, headers: buyer.identity() });
      answers = events;
      try {
        for await (const { data } of events)
          if (data) record.push((data as JourneyWatchSubscription).paymentStatusChanged);
      } catch {
        // The connection broke: another one is made, from the last cursor on.
      }
    }
  };
  return { name: format, paymentId, record, done: read(), drop: () => void answers?.return?.() };
}

const ENDS = new Set<string>(['CAPTURED', 'DECLINED', 'CANCELLED', 'EXPIRED']);

/** What happens to everybody. Each comes about and is over when it is answered. */
const disturbances = {
  'clients lose their connections': async (readers: readonly Reader[]) =>
    readers.filter(() => roll(2) === 0).forEach((reader) => reader.drop()),
  'the gateway is killed': () => shop.compose.kill('gateway'),
  'payments is killed': () => shop.compose.kill('payments'),
  'the database drops its connections': async () => {
    await shop.truth.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    );
  },
  'the database is restarted': async () => {
    await postgres.stop();
    postgres = await startPostgres();
  },
};

/** What is asked while something is away is answered by an error, and whoever asked asks again. */
const patiently = <T>(act: () => Promise<T>) =>
  eventually(() =>
    act().then(
      (result) => ({ result }),
      () => undefined,
    ),
  ).then(({ result }) => result);

/** Opens a payment that waits for its customer, and reads it in three ways. */
async function open(buyer: Visitor): Promise<{ readers: Reader[]; pass(): Promise<void> }> {
  const { paymentId } = await patiently(() => buy(buyer, { token: 'tok_3ds' }));
  const readers = [
    byWebSocket(buyer, paymentId),
    byStream('sse', buyer, paymentId),
    byStream('multipart', buyer, paymentId),
  ];
  const urls = await eventually(
    () => {
      const found = readers.map(({ record }) => record.at(-1)?.payment.nextAction?.url);
      return found.every(Boolean) && found;
    },
    { what: 'the way to the bank' },
  );
  return { readers, pass: () => provider.answerChallenge(urls[0] ?? '', 'passed') };
}

/** The database's record of a payment. */
async function historyOf(paymentId: string) {
  const { rows } = await shop.truth.query<{ position: string; status: string }>(
    `select e.position::text, e.data->>'status' as status from payments_log.events e
     where e.aggregate_id = $1 order by e.position`,
    [paymentId],
  );
  return rows.map(({ position, status }) => ({ cursor: encodeCursor(position), status }));
}

it(`whatever breaks, each client of ${PAYMENTS} payments has seen exactly what happened`, async () => {
  const order = Object.entries(disturbances);
  for (let turn = 0; turn * AT_ONCE < PAYMENTS; turn += 1) {
    const buyer = new Visitor(shop.urlOf(4000));
    await patiently(() => buyer.register());
    const opened = await Promise.all(Array.from({ length: AT_ONCE }, () => open(buyer)));
    const all = opened.flatMap(({ readers }) => readers);
    const passing = opened.map(async ({ pass }) => {
      await pause(roll(4000));
      await patiently(pass);
    });
    const happening = isDeep ? [order[roll(order.length)], order[roll(order.length)]] : order;
    for (const [, happens] of happening.flatMap((one) => (one ? [one] : []))) {
      await pause(roll(600));
      await happens(all);
    }
    await Promise.all(passing);
    await Promise.all(all.map(({ done }) => done));
    for (const reader of all) await expectTrue(reader);
  }
});

async function expectTrue({ name, paymentId, record }: Reader): Promise<void> {
  const seen = record.map(({ cursor, status }) => ({ cursor, status }));
  const history = await historyOf(paymentId);
  const from = history.findIndex(({ cursor }) => cursor === seen[0]?.cursor);
  expect({ name, seen }).toEqual({ name, seen: history.slice(from) });
  expect(seen.length).toBeGreaterThan(2);
}
