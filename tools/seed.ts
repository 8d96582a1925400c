import { createLogger } from '#kernel/runtime/logger.ts';
import { openInstallation } from '#kernel/runtime/open-installation.ts';
import { runToEnd } from '#kernel/runtime/program.ts';
import { openContexts } from '#kernel/runtime/run-contexts.ts';
import { readSettings } from '#kernel/runtime/settings.ts';
import { contexts } from '../contexts.ts';

/** `npm run seed`: loads the demo catalogue and logins; what is there already stays. */
await runToEnd(async () => {
  const { installation, stop } = await openInstallation(readSettings());
  try {
    await installation.migrate(contexts);
    const open = await openContexts({
      installation,
      contexts,
      logger: createLogger(installation.settings.LOG_LEVEL),
      clock: () => new Date(),
      remote: (subgraph) => {
        throw new Error(`Seeding asks no other context, and asked ${subgraph}.`);
      },
      accountsUrl: () => installation.settings.ACCOUNTS_URL,
      publicUrl: () => installation.settings.ACCOUNTS_URL,
      onLeaseLost: () => {},
    });
    try {
      await open.seed();
    } finally {
      await open.stop();
    }
    process.stdout.write('The demo catalogue and logins are there.\n');
  } finally {
    await stop();
  }
});
