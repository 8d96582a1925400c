import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { SettingsError } from './settings.ts';

/**
 * The folder for everything that the embedded default keeps, created when it is not there.
 * @throws {SettingsError} if this user may not use it
 */
export async function openDataFolder(path: string): Promise<string> {
  const folder = resolve(path);
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SettingsError(
      `This user cannot use the data folder ${folder} (${code}). Mend its permissions, or set DATA_DIR to another one.`,
    );
  }
  return folder;
}

/** The installation's secret, made at the first start and readable by this user only. */
export async function installationSecret(folder: string): Promise<string> {
  const path = join(folder, 'secret');
  try {
    await writeFile(path, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFile(path, 'utf8');
}
