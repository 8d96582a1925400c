import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { runToEnd } from '#kernel/runtime/program.ts';
import { SettingsError } from '#kernel/runtime/settings.ts';
import { formatOf, productFilesOf } from '../subgraphs/catalogue/index.ts';
import { runtimeOf, withShop } from './with-shop.ts';

const USAGE = { usage: 'npm run export -- products.csv', allowPositionals: true } as const;

/** Writes all products, in every status. */
await runToEnd(USAGE, async ({ positionals }) => {
  const [path, ...others] = positionals;
  const format = formatOf(path ?? '');
  if (path === undefined || !format || others.length > 0)
    throw new SettingsError('Name one file: npm run export -- products.csv, or products.jsonl.');
  await withShop(async (shop) => {
    const files = productFilesOf(runtimeOf(shop, 'catalogue'));
    const products = await files.export({ format, statuses: null });
    await pipeline(products, createWriteStream(path));
    process.stdout.write(`The products are in ${path}.\n`);
  });
});
