import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { ENGINE_VERSION, type MigrationClass, migrationsOf } from '../persistence/migrate.ts';
import { rolesOf, withDatabase } from '../persistence/roles.ts';
import { type Context, migratable } from '../runtime/context.ts';
import { Installation } from '../runtime/installation.ts';
import { readSettings } from '../runtime/settings.ts';

/** One for all tests, because roles belong to the whole cluster and every test database shares them. */
export const TEST_SECRET = 'a secret that only tests use, of 32 or more characters';

export interface TestDatabase {
  /** As a superuser, to look at the truth and to break things. */
  readonly url: string;
  readonly installation: Installation;
  /** The same as environment, for a program that is started as a process. */
  readonly environment: Readonly<Record<string, string>>;
  drop(): Promise<void>;
}

/** The cluster that the global setup started, or that DATABASE_URL names. */
export function clusterUrl(): string {
  const url = process.env['TEST_DATABASE_URL'];
  if (!url)
    throw new Error('There is no TEST_DATABASE_URL: run the tests by npm, which starts a cluster.');
  return url;
}

/** What a template holds besides empty tables. */
export interface Contents {
  readonly name: string;
  fill(environment: Readonly<Record<string, string>>): Promise<void>;
}

/** A database of its own, migrated for `contexts`: a copy of a template that is made once per cluster and contents. */
export async function createTestDatabase(
  contexts: readonly Context[],
  contents?: Contents,
): Promise<TestDatabase> {
  const name = `comptoir_test_${randomBytes(6).toString('hex')}`;
  const template = await templateOf(contexts, contents);
  await onCluster((client) => client.query(`create database ${name} template ${template}`));
  const environment = environmentOf(name);
  return {
    url: environment.DATABASE_URL,
    installation: new Installation(readSettings(environment)),
    environment,
    drop: async () => {
      await onCluster((client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}

const environmentOf = (database: string) => ({
  DATABASE_URL: withDatabase(clusterUrl(), database),
  DATABASE_ROLE_PREFIX: 'comptoir_test',
  COMPTOIR_SECRET: TEST_SECRET,
});

/** The template's name tells what is in it, so that a changed migration makes a new one. */
async function templateOf(
  contexts: readonly Context[],
  contents: Contents | undefined,
): Promise<string> {
  const migrations = contexts
    .map(migratable)
    .flatMap((context) => migrationsOf(context, rolesOf('comptoir_test')));
  const hash = createHash('sha256')
    .update(
      JSON.stringify([ENGINE_VERSION, await Promise.all(migrations.map(changes)), contents?.name]),
    )
    .digest('hex')
    .slice(0, 12);
  const template = `comptoir_template_${hash}`;
  await onCluster(async (client) => {
    // Test files start at the same time; one makes the template and the others wait.
    await client.query(`select pg_advisory_lock(hashtext('comptoir templates'))`);
    const known = await client.query('select from pg_database where datname = $1', [template]);
    if (known.rowCount === 0) await makeTemplate(client, template, contexts, contents);
  });
  return template;
}

/** What a migration tells the database. One that asks it something is told that there is nothing. */
async function changes(migration: MigrationClass): Promise<unknown[]> {
  const draft = new migration(undefined as never, undefined as never);
  const asked: unknown[] = [];
  draft.execute = async (text) => {
    asked.push(text);
    return [];
  };
  await draft.up();
  return [migration.name, ...draft.getQueries(), ...asked];
}

async function makeTemplate(
  client: pg.Client,
  template: string,
  contexts: readonly Context[],
  contents: Contents | undefined,
): Promise<void> {
  const draft = `${template}_draft`;
  await client.query(`drop database if exists ${draft} with (force)`);
  await client.query(`create database ${draft} template template0`);
  await new Installation(readSettings(environmentOf(draft))).migrate(contexts);
  await contents?.fill(environmentOf(draft));
  // Named only when it is complete: an interrupted run leaves a draft.
  await client.query(`alter database ${draft} rename to ${template}`);
}

async function onCluster<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: clusterUrl() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
