import { randomInt } from 'node:crypto';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import { eventually } from '#kernel/testing/eventually.ts';
import { World } from './world.ts';

const REDIS = new URL(process.env['REDIS_URL'] ?? '');

/** Stands before Redis, and can be cut. */
class Wire {
  isCut = false;
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((socket) => {
    if (this.isCut) return socket.destroy();
    const redis = connect(Number(REDIS.port), REDIS.hostname);
    for (const end of [socket, redis]) {
      this.sockets.add(end);
      end.on('error', () => {}).on('close', () => this.sockets.delete(end));
    }
    socket.pipe(redis).pipe(socket);
  });

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `redis://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.destroy();
  }

  close(): void {
    this.cut();
    this.server.close();
  }
}

const wire = new Wire();
let gateways: readonly [World, World];
beforeAll(async () => {
  const options = { trustProxy: 1, budgets: { perPrincipal: 1e6, perAddress: 3 } };
  const redisUrl = await wire.open();
  gateways = [
    await World.start({ ...options, redisUrl }),
    await World.start({ ...options, redisUrl }),
  ];
});
afterAll(async () => {
  for (const gateway of gateways) await gateway.stop();
  wire.close();
});

/** What two gateways answer somebody who spends everything at the first, and then comes to the second. */
async function answersInTurn(): Promise<number[]> {
  const from = { 'x-forwarded-for': `198.18.${randomInt(256)}.${randomInt(256)}` };
  const [one, other] = gateways;
  // New to the gateway, so it costs more than there is.
  const query = `{ q${randomInt(2 ** 40)}: whoAmI }`;
  return [(await one.ask({ query }, from)).status, (await other.ask({ query }, from)).status];
}

const together = async () => String(await answersInTurn()) === '200,429';

it('gateways with one Redis count together', async () => {
  await eventually(together);
  expect(await answersInTurn()).toEqual([200, 429]);
});

it('Redis that goes costs nobody an answer, and when it is back they count together again', async () => {
  await eventually(together);
  wire.cut();
  expect(await answersInTurn()).toEqual([200, 200]);
  wire.isCut = false;
  await eventually(together);
});
