import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eraseEmbeddedPostgres } from '#kernel/runtime/embedded-postgres.ts';
import { freePort } from '#kernel/runtime/free-port.ts';
import { runToEnd } from '#kernel/runtime/program.ts';
import { SettingsError } from '#kernel/runtime/settings.ts';
import { RunningProgram } from './journeys/support/program.ts';

const HOST = '127.0.0.1';

const CONFIGURATION = join(import.meta.dirname, 'schemathesis.toml');

// Schemathesis knows what it understands.
const USAGE = { usage: 'npm run fuzz:rest', strict: false };

/**
 * `npm run fuzz:rest`: starts a shop of its own and has Schemathesis ask its REST API whatever the OpenAPI document
 * allows and forbids. No answer may be a failure of ours or differ from the document. What is given after `--` is
 * Schemathesis'.
 */
await runToEnd(USAGE, async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'comptoir-fuzz-'));
  const port = await freePort(HOST);
  const shop = new RunningProgram({
    DATA_DIR: dataFolder,
    PORT: String(port),
    PSP_PORT: String(await freePort(HOST)),
    // What is refused because of too many questions tells nothing of them.
    MAX_COST_PER_ADDRESS: '1000000000',
  });
  try {
    await shop.start();
    process.exitCode = await schemathesis(`http://${HOST}:${port}/api/v1/openapi.json`);
  } finally {
    await shop.stop();
    await eraseEmbeddedPostgres(join(dataFolder, 'postgres'));
    await rm(dataFolder, { recursive: true, force: true });
  }
});

async function schemathesis(document: string): Promise<number> {
  const child = spawn(
    'schemathesis',
    ['--config-file', CONFIGURATION, 'run', document, '--no-color', ...process.argv.slice(2)],
    {
      stdio: 'inherit',
    },
  );
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    return code ?? 1;
  } catch {
    throw new SettingsError(
      'Schemathesis is not installed: pip install schemathesis==4.32.5, and have it on the PATH.',
    );
  }
}
