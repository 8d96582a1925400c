import { randomBytes } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { access, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { SettingsError } from './settings.ts';

/**
 * The folder for everything that the embedded default keeps, created when it is not there.
 * @throws {SettingsError} if this user may not use it
 */
export async function openDataFolder(path: string): Promise<string> {
  const folder = resolve(path);
  try {
    await makeFolder(folder);
    // With a slash at its end a file is none.
    await access(`${folder}/`, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SettingsError(
      `This user cannot use the data folder ${folder} (${code}). Mend its permissions, or set DATA_DIR to another one.`,
    );
  }
  return folder;
}

/** Not by the option `recursive`, which tries for ever where nobody can make a folder, such as in /proc. */
async function makeFolder(path: string): Promise<void> {
  if (existsSync(path)) return;
  await makeFolder(dirname(path));
  await mkdir(path).catch(unlessItExists);
}

/**
 * The installation's secret, made at the first start and readable by this user only. It is written aside and then given
 * its name, so that of two programs that start at once one is first and neither reads half a secret.
 */
export async function installationSecret(folder: string): Promise<string> {
  const path = join(folder, 'secret');
  return readFile(path, 'utf8').catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    const aside = `${path}.${randomBytes(6).toString('hex')}`;
    await writeFile(aside, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 });
    await link(aside, path).catch(unlessItExists);
    await rm(aside);
    return readFile(path, 'utf8');
  });
}

function unlessItExists(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
