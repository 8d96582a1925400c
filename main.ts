import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { httpSubgraph } from '#kernel/graphql/http-subgraph.ts';
import { withDatabase } from '#kernel/persistence/roles.ts';
import { installationSecret, openDataFolder } from '#kernel/runtime/data-folder.ts';
import { startEmbeddedPostgres } from '#kernel/runtime/embedded-postgres.ts';
import { freePort } from '#kernel/runtime/free-port.ts';
import { Installation } from '#kernel/runtime/installation.ts';
import { createLogger } from '#kernel/runtime/logger.ts';
import { type Program, runProgram } from '#kernel/runtime/program.ts';
import { openContexts } from '#kernel/runtime/run-contexts.ts';
import { InstallationSecret } from '#kernel/runtime/secret.ts';
import { type Settings, SettingsError, contextSetting, readSettings } from '#kernel/runtime/settings.ts';
import { contexts } from './contexts.ts';
import { examples } from './examples/index.ts';
import { startGateway } from './gateway/index.ts';
import { welcome } from './welcome.ts';

/** Everything in one process, but for PostgreSQL and the payment provider, which are not ours. */
async function startAllInOne(): Promise<Program> {
  const startedAt = performance.now();
  const given = readSettings();
  const folder = await openDataFolder(given.DATA_DIR);
  const secret = given.COMPTOIR_SECRET ?? (await installationSecret(folder));
  const port = given.PORT || (await freePort(given.HOST));
  const url = `http://${given.HOST}:${port}`;
  const logger = createLogger(given.LOG_LEVEL);
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const step of stops.toReversed()) await step();
  };
  try {
    const [databaseUrl, provider] = await Promise.all([
      given.DATABASE_URL ?? startDatabase(folder, secret, stops),
      given.PSP_URL ?? startSandboxProvider(given, folder, url, stops),
    ]);
    const settings: Settings = {
      ...given,
      PORT: port,
      COMPTOIR_SECRET: secret,
      DATABASE_URL: databaseUrl,
      PSP_URL: provider,
    };
    const installation = new Installation(settings);
    await installation.migrate(contexts);
    const open = await openContexts({
      installation,
      contexts,
      logger,
      clock: () => new Date(),
      remote: (subgraph) => httpSubgraph(contextSetting(settings, subgraph, 'URL') ?? ''),
      accountsUrl: () => url,
      publicUrl: () => settings.PUBLIC_URL ?? url,
      // The engine's ownership token keeps a wrong guess harmless, so a laptop that slept just goes on.
      onLeaseLost: () => logger.warn('this process was away for longer than its lease'),
    });
    stops.push(() => open.stop());
    if (settings.SEED === 'demo') await open.seed();
    const gateway = await startGateway({
      supergraphSdl: await readFile(join(import.meta.dirname, 'schema', 'supergraph.graphql'), 'utf8'),
      subgraphs: Object.fromEntries(contexts.map(({ name }) => [name, open.connection(name)])),
      verify: open.authenticate,
      port,
      host: settings.HOST,
      corsOrigins: settings.CORS_ORIGINS,
      logger,
      mount: (app) => {
        for (const { context, rest, wellKnown } of open.list) {
          if (rest) app.use(`/${context.name}`, rest);
          if (wellKnown) app.use('/.well-known', wellKnown);
        }
      },
      ready: () => open.ready(),
      examples,
    });
    stops.push(() => gateway.stop());
    await open.startBackground();
    process.stdout.write(welcome({ url, provider, seconds: (performance.now() - startedAt) / 1000 }));
    process.send?.({ ready: true, url, provider });
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The embedded PostgreSQL, with the database that everything lives in. */
async function startDatabase(folder: string, secret: string, stops: (() => Promise<void>)[]): Promise<string> {
  const postgres = await startEmbeddedPostgres({
    dataFolder: join(folder, 'postgres'),
    password: new InstallationSecret(secret).derive('database superuser'),
  });
  stops.push(() => postgres.stop());
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  try {
    const { rowCount } = await client.query(`select from pg_database where datname = 'comptoir'`);
    if (rowCount === 0) await client.query('create database comptoir');
  } finally {
    await client.end();
  }
  return withDatabase(postgres.url, 'comptoir');
}

/** The sandbox payment provider is a program of its own; it ends when this one does, however that ends. */
async function startSandboxProvider(
  settings: Settings,
  folder: string,
  url: string,
  stops: (() => Promise<void>)[],
): Promise<string> {
  const child = fork(join(import.meta.dirname, 'sandbox', 'psp', 'main.ts'), {
    env: {
      ...process.env,
      PSP_PORT: String(settings.PSP_PORT),
      PSP_DATA: join(folder, 'psp'),
      PSP_SECRET_KEY: settings.PSP_SECRET_KEY,
      PSP_PUBLISHABLE_KEY: settings.PSP_PUBLISHABLE_KEY,
      PSP_WEBHOOK_SECRET: settings.PSP_WEBHOOK_SECRET.join(','),
      PSP_WEBHOOK_URL: `${url}/payments/webhooks/sandbox`,
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const failed = once(child, 'exit').then(() => {
    throw new SettingsError(`${complaint.trim()} Set PSP_PORT to a free one, or PSP_URL to a running provider.`);
  });
  const [ready] = (await Promise.race([once(child, 'message'), failed])) as [{ url: string }];
  stops.push(async () => {
    const exited = failed.catch(() => {});
    child.kill('SIGTERM');
    await exited;
  });
  // From here on an end of the provider is an outage, which payments knows how to live with.
  failed.catch(() => {});
  return ready.url;
}

await runProgram(startAllInOne);
