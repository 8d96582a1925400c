import { open } from 'node:fs/promises';
import { runToEnd } from '#kernel/runtime/program.ts';
import { SettingsError } from '#kernel/runtime/settings.ts';
import { formatOf, productFilesOf } from '../subgraphs/catalogue/index.ts';
import { runtimeOf, withShop } from './with-shop.ts';

const SHOWN_FAULTS = 100;

const USAGE = {
  usage: 'npm run import -- products.csv [--dry-run]',
  options: { 'dry-run': { type: 'boolean', default: false } },
  allowPositionals: true,
} as const;

/** Loads products, and goes on where it was broken off. */
await runToEnd(USAGE, async ({ values, positionals }) => {
  const [path, ...others] = positionals;
  const format = formatOf(path ?? '');
  if (path === undefined || !format || others.length > 0)
    throw new SettingsError('Name one file: npm run import -- products.csv, or products.jsonl.');
  const file = await open(path);
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  try {
    await withShop(async (shop) => {
      const startedAt = performance.now();
      let from: number | undefined;
      let faults = 0;
      const ended = await productFilesOf(runtimeOf(shop, 'catalogue')).import({
        file,
        format,
        dryRun: values['dry-run'],
        by: 'terminal',
        signal: stopping.signal,
        onProgress({ line, lines, created, updated, unchanged, rejected }, found) {
          from ??= line;
          for (const { line: at, column, message } of found) {
            faults += 1;
            if (faults <= SHOWN_FAULTS)
              say(`${path}:${[at, column ?? [], message].flat().join(': ')}`);
          }
          const perSecond = Math.round(((line - from) * 1000) / (performance.now() - startedAt));
          tell(
            `${line} of ${lines} lines, ${perSecond} a second: ` +
              `${created} created, ${updated} updated, ${unchanged} unchanged, ${rejected} rejected`,
          );
        },
      });
      if (process.stderr.isTTY) process.stderr.write('\n');
      if (faults > SHOWN_FAULTS) {
        say(`${faults - SHOWN_FAULTS} more: importFaults(importId: "${ended.id}") has them.`);
      }
      if (ended.status === 'RUNNING') say('Broken off. The same command goes on from here.');
      if (ended.status !== 'COMPLETED' || ended.rejected > 0) process.exitCode = 1;
    });
  } finally {
    await file.close();
  }
});

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** On a terminal, one line that changes. */
function tell(progress: string): void {
  process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${progress}` : `${progress}\n`);
}
