import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installationSecret, openDataFolder } from './data-folder.ts';
import { SettingsError } from './settings.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'comptoir-folder-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('is created when it is not there, with the folders above it', async () => {
  const made = await openDataFolder(join(folder, 'a', 'b'));
  expect((await stat(made)).isDirectory()).toBe(true);
  expect(await openDataFolder(made)).toBe(made);
});

it('that cannot be one is refused in one line that names it and says how to mend it', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '', { mode: 0o777 });
  for (const path of [file, join(file, 'below'), '/proc/comptoir', '/proc/comptoir/below']) {
    const refusal = await openDataFolder(path).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(SettingsError);
    const { message } = refusal as SettingsError;
    expect(message).toContain(path);
    expect(message).toContain('DATA_DIR');
    expect(message).not.toContain('\n');
  }
});

describe('the secret of an installation', () => {
  it('is made once, and only its owner may read it', async () => {
    const secret = await installationSecret(folder);
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(await installationSecret(folder)).toBe(secret);
    expect((await stat(join(folder, 'secret'))).mode & 0o777).toBe(0o600);
  });

  it('is the same for two programs that start at once', async () => {
    const secrets = await Promise.all(Array.from({ length: 10 }, () => installationSecret(folder)));
    expect(new Set(secrets).size).toBe(1);
    expect(secrets[0]).toMatch(/^[\w-]{43}$/);
  });
});
