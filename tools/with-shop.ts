import { createLogger } from '#kernel/runtime/logger.ts';
import type { Runtime } from '#kernel/runtime/context.ts';
import { openInstallation } from '#kernel/runtime/open-installation.ts';
import { type OpenContexts, openContexts } from '#kernel/runtime/run-contexts.ts';
import { readSettings } from '#kernel/runtime/settings.ts';
import { contexts } from '../contexts.ts';

/** Does `work` for a command on a migrated installation whose contexts are open, and closes it. Nothing runs in the background. */
export async function withShop(work: (shop: OpenContexts) => Promise<void>): Promise<void> {
  const { installation, stop } = await openInstallation(readSettings());
  try {
    await installation.migrate(contexts);
    const open = await openContexts({
      installation,
      contexts,
      logger: createLogger(installation.settings.LOG_LEVEL),
      clock: () => new Date(),
      remote: (subgraph) => {
        throw new Error(`A command asks no other context, and asked ${subgraph}.`);
      },
      accountsUrl: () => installation.settings.ACCOUNTS_URL,
      publicUrl: () => installation.settings.ACCOUNTS_URL,
      onLeaseLost: () => {},
    });
    try {
      await work(open);
    } finally {
      await open.stop();
    }
  } finally {
    await stop();
  }
}

export function runtimeOf(shop: OpenContexts, name: string): Runtime {
  const found = shop.list.find(({ context }) => context.name === name);
  if (!found) throw new Error(`There is no context ${name}.`);
  return found.runtime;
}
