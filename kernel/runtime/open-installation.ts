import { join } from 'node:path';
import pg from 'pg';
import { withDatabase } from '../persistence/roles.ts';
import { installationSecret, openDataFolder } from './data-folder.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { Installation } from './installation.ts';
import { InstallationSecret } from './secret.ts';
import type { Settings } from './settings.ts';

const DATABASE = 'comptoir';

export interface OpenInstallation {
  readonly installation: Installation;
  /** Everything that the embedded default keeps on disk. */
  readonly dataFolder: string;
  stop(): Promise<void>;
}

/**
 * Fills in what the settings leave to the embedded default: a secret kept in the data folder, and a PostgreSQL of our
 * own in it. `onLaunch` is told when a process of PostgreSQL's is at work and only its answer is waited for.
 * @throws {SettingsError} if the data folder cannot be used
 */
export async function openInstallation(
  settings: Settings,
  onLaunch?: () => void,
): Promise<OpenInstallation> {
  const dataFolder = await openDataFolder(settings.DATA_DIR);
  const secret = settings.COMPTOIR_SECRET ?? (await installationSecret(dataFolder));
  if (settings.DATABASE_URL) {
    const installation = new Installation({ ...settings, COMPTOIR_SECRET: secret });
    return { installation, dataFolder, stop: async () => {} };
  }
  const postgres = await startEmbeddedPostgres({
    dataFolder: join(dataFolder, 'postgres'),
    password: new InstallationSecret(secret).derive('database superuser'),
    ...(onLaunch && { onLaunch }),
  });
  await createDatabase(postgres.url);
  return {
    installation: new Installation({
      ...settings,
      COMPTOIR_SECRET: secret,
      DATABASE_URL: withDatabase(postgres.url, DATABASE),
    }),
    dataFolder,
    stop: () => postgres.stop(),
  };
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [
      DATABASE,
    ]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}
