import { openInstallation } from '#kernel/runtime/open-installation.ts';
import { runToEnd } from '#kernel/runtime/program.ts';
import { readSettings } from '#kernel/runtime/settings.ts';
import { contexts } from '../contexts.ts';

/** `npm run migrate`: creates roles and schemas and brings them up to date, for contexts that run as processes. */
await runToEnd({ usage: 'npm run migrate' }, async () => {
  const { installation, stop } = await openInstallation(readSettings());
  try {
    await installation.migrate(contexts);
    process.stdout.write('The database is up to date.\n');
  } finally {
    await stop();
  }
});
