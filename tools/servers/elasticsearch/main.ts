import { resolve } from 'node:path';
import { type Program, runProgram } from '#kernel/runtime/program.ts';
import { SettingsError } from '#kernel/runtime/settings.ts';
import { distribution } from './distribution.ts';
import { startElasticsearch } from './server.ts';

const USAGE = {
  usage: 'npm run elasticsearch -- [--data FOLDER] [--port NUMBER] [--heap 512m]',
  options: {
    data: { type: 'string', default: '.data/elasticsearch' },
    port: { type: 'string' },
    heap: { type: 'string', default: '512m' },
  },
} as const;

/** See README.md. */
await runProgram(USAGE, async ({ values }): Promise<Program> => {
  const { data, heap } = values;
  const options = { dataFolder: resolve(data), port: portIn(values.port), heap };
  const server = await startElasticsearch(await distribution(say), options);
  let stopping = false;
  void server.ended.then(() => {
    if (stopping) return;
    say('Elasticsearch has ended by itself; its logs tell why.');
    process.exit(1);
  });
  // Alone on standard output, for a script that waits for it.
  process.stdout.write(`${server.url}\n`);
  return {
    async stop() {
      stopping = true;
      await server.stop();
    },
  };
});

/** @throws {SettingsError} for what is none */
function portIn(text: string | undefined): number | undefined {
  const port = text === undefined ? undefined : Number(text);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536))
    throw new SettingsError(`--port takes a number from 1 to 65535, and ${text} is none.`);
  return port;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
