import { type AddressInfo, createServer } from 'node:net';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eraseEmbeddedPostgres } from '#kernel/runtime/embedded-postgres.ts';
import { freePort } from '#kernel/runtime/free-port.ts';
import { type TestDatabase, createTestDatabase } from '#kernel/testing/database.ts';
import { truthOf } from '#kernel/testing/truth.ts';
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
  await eraseEmbeddedPostgres(join(dataFolder, 'postgres'));
  await rm(dataFolder, { recursive: true });
  await database.drop();
});

const programWith = async (environment: Record<string, string>) =>
  new RunningProgram({
    DATA_DIR: dataFolder,
    SEED: 'none',
    PORT: String(await freePort('127.0.0.1')),
    PSP_PORT: String(await freePort('127.0.0.1')),
    ...environment,
  });

it.each([
  ['its own port', 'PORT', 'Stop it, or set PORT to a free one.'],
  ['the port of the provider', 'PSP_PORT', 'Set PSP_PORT to a free port. Or set PSP_URL'],
])('says in one line what to do when %s is busy', async (_port, setting, remedy) => {
  const program = await programWith({
    ...database.environment,
    DATABASE_URL: database.url,
    [setting]: busyPort,
  });
  await expect(program.start()).rejects.toThrow('ended with 1');
  const complaints = program.said.split('\n').filter((line) => line.startsWith('comptoir: '));
  expect(complaints).toEqual([expect.stringContaining(remedy)]);
  expect(program.said).not.toContain('    at ');
});

it('says in one line where to read on when PostgreSQL has too few connections', async () => {
  const limited = await createTestDatabase(contexts);
  const truth = truthOf(limited.url);
  // Whoever migrates is a superuser, who is let in.
  await truth.query(`alter database ${new URL(limited.url).pathname.slice(1)} connection limit 0`);
  const program = await programWith({ ...limited.environment });
  await expect(program.start()).rejects.toThrow('ended with 1');
  expect(program.said).toContain('comptoir: PostgreSQL has no connection left');
  await truth.end();
  await limited.drop();
});

it('starts with a database of its own, as on a fresh machine, and again, and tells where it is', async () => {
  const program = await programWith({});
  for (let time = 0; time < 2; time += 1) {
    await program.start();
    expect(program.said).toContain('Comptoir is ready');
    await program.stop();
  }
});
