import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type EmbeddedPostgres,
  eraseEmbeddedPostgres,
  startEmbeddedPostgres,
} from '../runtime/embedded-postgres.ts';

let started: { postgres: EmbeddedPostgres; dataFolder: string } | undefined;

/**
 * Gives the tests a PostgreSQL cluster in TEST_DATABASE_URL: the one that DATABASE_URL names, or an embedded one that
 * lasts for this run.
 */
export async function startTestCluster(): Promise<void> {
  const given = process.env['DATABASE_URL'];
  if (given) {
    process.env['TEST_DATABASE_URL'] = given;
    // A test that starts the whole program decides itself where its data lies.
    delete process.env['DATABASE_URL'];
    return;
  }
  const dataFolder = await mkdtemp(join(tmpdir(), 'comptoir-test-'));
  // The server's user may be another one than ours.
  await chmod(dataFolder, 0o755);
  const postgres = await startEmbeddedPostgres({ dataFolder, password: 'test', forTests: true });
  started = { postgres, dataFolder };
  process.env['TEST_DATABASE_URL'] = postgres.url;
}

export async function stopTestCluster(): Promise<void> {
  if (!started) return;
  await started.postgres.stop();
  await eraseEmbeddedPostgres(started.dataFolder);
}
