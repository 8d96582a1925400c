import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eraseEmbeddedPostgres } from '#kernel/runtime/embedded-postgres.ts';
import { freePort } from '#kernel/runtime/free-port.ts';
import { InstallationSecret } from '#kernel/runtime/secret.ts';
import { RunningProgram } from '../test/journeys/support/program.ts';
import { type KeptMemory, keptMemory } from './kept-memory.ts';
import { StatementMeter } from './statements.ts';

const HOST = '127.0.0.1';

/** The all-in-one program as operators run it: its own durable PostgreSQL, its demo catalogue, its sandbox provider. */
export interface Shop {
  readonly url: string;
  readonly statements: StatementMeter;
  /** On an empty data folder: makes the database cluster, migrates and seeds. Until it answers. */
  readonly firstStartSeconds: number;
  /** On that same data folder again. */
  readonly warmStartSeconds: number;
  pid(): number;
  /** Of the program, after its garbage has been collected. */
  memory(): Promise<KeptMemory>;
  /** The superuser's, to one of the server's databases. */
  databaseUrl(name: string): string;
  /** Stops it and starts it again with these settings too. */
  restart(environment: Readonly<Record<string, string>>): Promise<void>;
  close(): Promise<void>;
}

export async function openShop(): Promise<Shop> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'comptoir-bench-'));
  const secret = randomBytes(32).toString('hex');
  const port = await freePort(HOST);
  const inspector = `${HOST}:${await freePort(HOST)}`;
  const environment = {
    // As the image sets it: libraries leave out the checks that help developers.
    NODE_ENV: 'production',
    // It stays closed until it is wanted.
    NODE_OPTIONS: `--inspect-port=${inspector}`,
    DATA_DIR: dataFolder,
    COMPTOIR_SECRET: secret,
    PORT: String(port),
    PSP_PORT: String(await freePort(HOST)),
    ACCESS_TOKEN_MINUTES: String(24 * 60),
    // All clients come from this machine, some of them in one person's name.
    MAX_CONNECTIONS_PER_ADDRESS: '100000',
    MAX_CONNECTIONS_PER_PRINCIPAL: '100000',
    MAX_COST_PER_ADDRESS: '1000000000',
    MAX_COST_PER_PRINCIPAL: '1000000000',
  };
  let program = new RunningProgram(environment);
  const erase = async () => {
    await program.stop();
    await eraseEmbeddedPostgres(join(dataFolder, 'postgres'));
    await rm(dataFolder, { recursive: true, force: true });
  };
  try {
    const firstStartSeconds = await timed(() => program.start());
    await program.stop();
    const warmStartSeconds = await timed(() => program.start());
    const password = new InstallationSecret(secret).derive('database superuser');
    const portFile = join(dataFolder, 'postgres', 'port');
    let postgresPort = await readFile(portFile, 'utf8');
    const databaseUrl = (name: string) =>
      `postgresql://postgres:${password}@${HOST}:${postgresPort}/${name}`;
    let statements = await StatementMeter.open(databaseUrl('comptoir'));
    return {
      url: `http://${HOST}:${port}`,
      get statements() {
        return statements;
      },
      firstStartSeconds,
      warmStartSeconds,
      pid: () => program.pid,
      memory: () => keptMemory(program.pid, inspector),
      databaseUrl,
      async restart(more) {
        await statements.close();
        await program.stop();
        program = new RunningProgram({ ...environment, ...more });
        await program.start();
        postgresPort = await readFile(portFile, 'utf8');
        statements = await StatementMeter.open(databaseUrl('comptoir'));
      },
      async close() {
        await statements.close();
        await erase();
      },
    };
  } catch (error) {
    await erase();
    throw error;
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}
