import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { pino } from 'pino';
import { eventually } from '../testing/eventually.ts';
import { Listener } from './listener.ts';

const clusterUrl = process.env['TEST_DATABASE_URL'] ?? '';

/** A door before PostgreSQL. While it is shut, whoever knocks waits a while and is sent away. */
class Door {
  shut = false;
  /** How many knocked while it was shut, and how many of them at the same time at most. */
  turnedAway = 0;
  mostAtOnce = 0;
  private waiting = 0;
  private readonly through = new Set<Socket>();
  private readonly server = createServer((socket) => void this.knock(socket));

  async open(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const url = new URL(clusterUrl);
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as AddressInfo).port);
    url.searchParams.delete('host');
    return url.href;
  }

  close(): void {
    this.shut = true;
    for (const socket of this.through) socket.destroy();
  }

  async remove(): Promise<void> {
    this.close();
    await new Promise((done) => this.server.close(done));
  }

  private async knock(socket: Socket): Promise<void> {
    socket.on('error', () => {});
    if (!this.shut) return this.enter(socket);
    this.turnedAway += 1;
    this.waiting += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.waiting);
    await sleep(700);
    this.waiting -= 1;
    socket.destroy();
  }

  private enter(socket: Socket): void {
    const { hostname, port } = new URL(clusterUrl);
    const far = connect(Number(port) || 5432, hostname);
    far.on('error', () => {});
    this.through.add(socket);
    socket.on('close', () => far.destroy());
    far.on('close', () => socket.destroy());
    socket.pipe(far).pipe(socket);
  }
}

const door = new Door();
let listener: Listener;
afterEach(async () => {
  await listener.close();
  await door.remove();
});

it('knocks by one connection at a time while the server is away, and then hears again', async () => {
  listener = new Listener(await door.open(), pino({ level: 'silent' }));
  await listener.connect();
  let rings = 0;
  await listener.on('a_bell', { ring: () => (rings += 1) });
  door.close();
  await eventually(() => door.turnedAway >= 5, { what: 'that it knocks again and again' });
  expect(door.mostAtOnce).toBe(1);

  const rungBefore = rings;
  door.shut = false;
  await eventually(() => rings > rungBefore, { what: 'that it listens again' });
  const rungOnReturn = rings;
  const speaker = new pg.Client({ connectionString: clusterUrl });
  await speaker.connect();
  await speaker.query('notify a_bell');
  await speaker.end();
  await eventually(() => rings > rungOnReturn, { what: 'that it hears' });
});
