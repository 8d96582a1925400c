import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { eraseEmbeddedPostgres } from '#kernel/runtime/embedded-postgres.ts';
import { runToEnd } from '#kernel/runtime/program.ts';
import { readSettings } from '#kernel/runtime/settings.ts';

/** `npm run reset`: deletes everything that the embedded default keeps, so that the next start is a first one. */
await runToEnd({ usage: 'npm run reset' }, async () => {
  const { DATA_DIR } = readSettings();
  const folder = resolve(DATA_DIR);
  await eraseEmbeddedPostgres(join(folder, 'postgres'));
  await rm(join(folder, 'psp'), { recursive: true, force: true });
  await rm(join(folder, 'secret'), { force: true });
  process.stdout.write(`${folder} is empty: npm start begins anew.\n`);
});
