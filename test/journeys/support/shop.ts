import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type pg from 'pg';
import { freePort } from '#kernel/runtime/free-port.ts';
import { readSettings } from '#kernel/runtime/settings.ts';
import { type TestDatabase, createTestDatabase } from '#kernel/testing/database.ts';
import { truthOf } from '#kernel/testing/truth.ts';
import { contexts } from '../../../contexts.ts';
import { startPsp } from '../../../sandbox/psp/server.ts';
import { RunningProgram } from './program.ts';
import { Provider } from './provider.ts';
import { Visitor } from './visitor.ts';

const HOST = '127.0.0.1';
const ROOT = join(import.meta.dirname, '..', '..', '..');
export const DEMO_PASSWORD = 'comptoir-demo';

/** The whole product on a database of its own with the demo catalogue, and the provider beside it. */
export interface Shop {
  readonly url: string;
  readonly program: RunningProgram;
  readonly provider: Provider;
  readonly database: TestDatabase;
  /** As a superuser: the database's truth. */
  readonly truth: pg.Pool;
  /** Somebody who has not logged in. */
  visitor(): Visitor;
  /** Somebody who has just registered. */
  newCustomer(): Promise<Visitor>;
  /** One of the demo logins, by the name before the @. */
  as(name: 'ada' | 'grace' | 'kim' | 'operator' | 'seller'): Promise<Visitor>;
  close(): Promise<void>;
}

export interface ShopOptions {
  /** The database as the program reaches it, when something stands between. Default: the database itself. */
  databaseUrl?(direct: string): Promise<string>;
  readonly environment?: Readonly<Record<string, string>>;
}

export async function openShop(options: ShopOptions = {}): Promise<Shop> {
  const database = await createTestDatabase(contexts, { name: 'demo', fill: seed });
  const settings = readSettings({});
  const port = await freePort(HOST);
  const url = `http://${HOST}:${port}`;
  const dataFolder = await mkdtemp(join(tmpdir(), 'comptoir-journey-'));
  const psp = await startPsp({
    port: await freePort(HOST),
    dataFolder: join(dataFolder, 'psp'),
    secretKey: settings.PSP_SECRET_KEY,
    publishableKey: settings.PSP_PUBLISHABLE_KEY,
    webhookUrl: `${url}/payments/webhooks/sandbox`,
    webhookSecrets: settings.PSP_WEBHOOK_SECRET,
    webhookPauseMs: 100,
  });
  const program = new RunningProgram({
    ...database.environment,
    DATABASE_URL: (await options.databaseUrl?.(database.url)) ?? database.url,
    DATA_DIR: dataFolder,
    PORT: String(port),
    PSP_URL: psp.url,
    ...options.environment,
  });
  await program.start();
  const truth = truthOf(database.url);
  const visitor = () => new Visitor(url);
  return {
    url,
    program,
    provider: new Provider(psp.url, settings.PSP_SECRET_KEY),
    database,
    truth,
    visitor,
    async newCustomer() {
      const customer = visitor();
      await customer.register();
      return customer;
    },
    async as(name) {
      const person = visitor();
      await person.logIn(`${name}@example.com`, DEMO_PASSWORD);
      return person;
    },
    async close() {
      await program.stop();
      await psp.stop();
      await truth.end();
      await database.drop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** By the command that operators use, in a process of its own. */
async function seed(environment: Readonly<Record<string, string>>): Promise<void> {
  await promisify(execFile)(
    process.execPath,
    ['--import', join(ROOT, 'tools', 'typescript.mjs'), join(ROOT, 'tools', 'seed.ts')],
    {
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        LOG_LEVEL: 'warn',
        DATA_DIR: tmpdir(),
        ...environment,
      },
    },
  );
}
