import { startPsp } from './server.ts';
import { readSettings } from './settings.ts';

try {
  const [argument] = process.argv.slice(2);
  if (argument !== undefined)
    throw new Error(
      `It takes settings from the environment, and no arguments such as ${argument}.`,
    );
  const psp = await startPsp(readSettings(process.env));
  const stop = (): void => {
    void psp.stop().finally(() => process.exit(0));
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
  // Started by the all-in-one program, it ends with it, however that ended.
  process.once('disconnect', stop);
  const ready = { ready: true, url: psp.url };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
  process.send?.(ready);
} catch (error) {
  process.stderr.write(`The sandbox provider cannot start. ${reasonOf(error)}\n`);
  process.exitCode = 1;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if (!('code' in error)) return error.message;
  const mend =
    error.code === 'EADDRINUSE'
      ? 'Set PSP_PORT to a free port.'
      : 'Set PSP_DATA to a folder that it alone uses and may write, PSP_HOST to an address of this machine.';
  return `${error.message}. ${mend}`;
}
