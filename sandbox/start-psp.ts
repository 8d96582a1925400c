import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Settings, SettingsError } from '#kernel/runtime/settings.ts';

export interface SandboxProvider {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts the sandbox provider as a program of its own, for an all-in-one program that listens on `merchantUrl`. It ends
 * with this process, however that ends.
 * @throws {SettingsError} if it cannot start
 */
export async function startSandboxProvider(
  settings: Settings,
  dataFolder: string,
  merchantUrl: string,
): Promise<SandboxProvider> {
  const child = fork(join(import.meta.dirname, 'psp', 'main.ts'), {
    env: {
      ...process.env,
      PSP_PORT: String(settings.PSP_PORT),
      PSP_DATA: join(dataFolder, 'psp'),
      PSP_SECRET_KEY: settings.PSP_SECRET_KEY,
      PSP_PUBLISHABLE_KEY: settings.PSP_PUBLISHABLE_KEY,
      PSP_WEBHOOK_SECRET: settings.PSP_WEBHOOK_SECRET.join(','),
      PSP_WEBHOOK_URL: `${merchantUrl}/payments/webhooks/sandbox`,
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = `${complaint}${chunk.toString()}`.slice(-2000);
  });
  const ended = once(child, 'exit');
  const [ready] = (await Promise.race([
    once(child, 'message'),
    ended.then(() => {
      throw new SettingsError(`${complaint.trim()} Or set PSP_URL to a provider that runs.`);
    }),
  ])) as [{ url: string }];
  return {
    url: ready.url,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
