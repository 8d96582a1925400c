import { type FSWatcher, watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SettingsError } from '#kernel/runtime/settings.ts';

/** A text that may change while it is used. */
export interface Watched {
  read(): Promise<string>;
  /** Calls back when it may read otherwise than before. @returns ends it */
  watch(changed: () => void): () => void;
}

/** Whoever writes a file often does it in several strokes. Read half written, it is read again. */
const SETTLED_MS = 200;

/**
 * What is called `name`, in a file. Its folder is watched, not the file: what replaces a file by renaming, as editors and
 * orchestrators do, would leave us watching the one that is gone.
 */
export function watchedFile(name: string, path: string): Watched {
  return {
    async read() {
      try {
        return await readFile(path, 'utf8');
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        throw new SettingsError(`The ${name} ${path} cannot be read (${code}).`);
      }
    },
    watch(changed) {
      let settled: NodeJS.Timeout | undefined;
      const look = () => {
        settled = undefined;
        changed();
      };
      // Not put off by the next stroke: in a folder where a log is written too, there is always one.
      const watcher: FSWatcher = watch(dirname(path), { persistent: false }, () => {
        settled ??= setTimeout(look, SETTLED_MS).unref();
      });
      // Where files cannot be watched, SIGHUP still tells us.
      watcher.on('error', () => watcher.close());
      return () => {
        clearTimeout(settled);
        watcher.close();
      };
    },
  };
}
