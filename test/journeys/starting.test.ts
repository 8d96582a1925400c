import { type AddressInfo, createServer } from 'node:net';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '#kernel/runtime/free-port.ts';
import { type TestDatabase, createTestDatabase } from '#kernel/testing/database.ts';
import { contexts } from '../../contexts.ts';
import { RunningProgram } from './support/program.ts';

let database: TestDatabase;
let dataFolder: string;
const busy = createServer();
let busyPort: string;

beforeAll(async () => {
  database = await createTestDatabase(contexts);
  dataFolder = await mkdtemp(join(tmpdir(), 'comptoir-journey-'));
  busy.listen(0, '127.0.0.1');
  await once(busy, 'listening');
  busyPort = String((busy.address() as AddressInfo).port);
});
afterAll(async () => {
  busy.close();
  await rm(dataFolder, { recursive: true });
  await database.drop();
});

it.each([
  ['its own port', 'PORT', 'Stop it, or set PORT to a free one.'],
  ['the port of the provider', 'PSP_PORT', 'Set PSP_PORT to a free port. Or set PSP_URL'],
])('says in one line what to do when %s is busy', async (_port, setting, remedy) => {
  const program = new RunningProgram({
    ...database.environment,
    DATABASE_URL: database.url,
    DATA_DIR: dataFolder,
    SEED: 'none',
    PORT: String(await freePort('127.0.0.1')),
    PSP_PORT: String(await freePort('127.0.0.1')),
    [setting]: busyPort,
  });
  await expect(program.start()).rejects.toThrow('ended with 1');
  const complaints = program.said.split('\n').filter((line) => line.startsWith('comptoir: '));
  expect(complaints).toEqual([expect.stringContaining(remedy)]);
  expect(program.said).not.toContain('    at ');
});
