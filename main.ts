import { existsSync } from 'node:fs';
import { openInstallation } from '#kernel/runtime/open-installation.ts';
import { type Program, runProgram } from '#kernel/runtime/program.ts';
import { readSettings } from '#kernel/runtime/settings.ts';
import { FIRST_START } from './welcome.ts';

/** Loading takes this thread seconds without a pause, so PostgreSQL is sent on its way first. */
async function start(): Promise<Program> {
  const settings = readSettings();
  if (!existsSync(settings.DATA_DIR)) process.stdout.write(FIRST_START);
  const { promise: launched, resolve: onLaunch } = Promise.withResolvers<void>();
  const opening = openInstallation(settings, onLaunch);
  await Promise.race([launched, opening]);
  const { startAllInOne } = await import('./all-in-one.ts');
  return startAllInOne(settings, opening);
}

await runProgram({ usage: 'npm start, with settings in the environment' }, start);
