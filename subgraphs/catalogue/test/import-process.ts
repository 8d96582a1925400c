import { once } from 'node:events';
import { open as openFile } from 'node:fs/promises';
import { Installation } from '#kernel/runtime/installation.ts';
import { createLogger } from '#kernel/runtime/logger.ts';
import { openContexts } from '#kernel/runtime/run-contexts.ts';
import { readSettings } from '#kernel/runtime/settings.ts';
import { catalogue } from '../index.ts';
import type { CatalogueRuntime } from '../runtime.ts';
import { importProducts } from '../usecases/import-products.ts';

/** A process that loads the CSV file it is given, is ready once a part of it is loaded, and tells who asks how large it became. */
process.on('disconnect', () => process.exit(0));
const asked = once(process, 'message');

const open = await openContexts({
  installation: new Installation(readSettings()),
  contexts: [catalogue],
  logger: createLogger('fatal'),
  clock: () => new Date(),
  remote: () => {
    throw new Error('Whoever imports asks nobody.');
  },
  accountsUrl: () => '',
  publicUrl: () => '',
  onLeaseLost: () => {},
});
const before = process.memoryUsage.rss() / 2 ** 20;
const file = await openFile(process.argv[2] ?? '');
await importProducts(open.list[0]!.runtime as CatalogueRuntime, {
  file,
  format: 'CSV',
  dryRun: false,
  by: 'terminal',
  onProgress: ({ position }) => {
    if (position > 0) process.send?.('ready');
  },
});
await file.close();
await open.stop();
await asked;
process.send?.({ grownByMb: process.resourceUsage().maxRSS / 1024 - before });
process.disconnect?.();
