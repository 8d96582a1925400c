import { globSync } from 'node:fs';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { type GraphQLSchema, buildSchema, parse } from 'graphql';
import { runToEnd } from '#kernel/runtime/program.ts';
import {
  type Finding,
  type UsedOperations,
  changesForClients,
  refusedOperations,
} from './changes.ts';
import { composed } from './composition.ts';

const FOLDER = import.meta.dirname;
const ROOT = join(FOLDER, '..');
/** What clients and contexts of the last release know: its API, and the operations that they send. */
const RELEASED = join(FOLDER, 'released');

const readOperations = (paths: readonly string[]): Promise<UsedOperations[]> =>
  Promise.all(
    paths.map(async (path) => ({
      source: relative(ROOT, path),
      document: parse(await readFile(path, 'utf8')),
    })),
  );

const readSchema = async (path: string): Promise<GraphQLSchema> =>
  buildSchema(await readFile(path, 'utf8'), { assumeValidSDL: true });

/** All that may not have changed, and all that may. */
async function findings(clientFiles: readonly string[]): Promise<Finding[]> {
  const [released, next] = await Promise.all(
    [RELEASED, FOLDER].map((folder) => readSchema(join(folder, 'api.graphql'))),
  );
  if (!released || !next) throw new Error('There is no schema to compare.');
  const used = await readOperations([...releasedOperations('api'), ...clientFiles]);
  return [
    ...(await changesForClients(released, next, used)),
    ...refusedOperations(next, used),
    ...(await betweenContexts()),
    ...(await hints()),
  ];
}

const releasedOperations = (to: string): string[] =>
  globSync(join(RELEASED, 'operations', to, '*.graphql')).toSorted();

/** While a new release is rolled out, contexts of the old one still ask those of the new one. */
async function betweenContexts(): Promise<Finding[]> {
  const found = await Promise.all(
    globSync(join(FOLDER, 'subgraphs', '*.graphql')).map(async (path) => {
      const used = await readOperations(releasedOperations(basename(path, '.graphql')));
      return refusedOperations(await readSchema(path), used);
    }),
  );
  return found.flat();
}

/** What composition finds doubtful. A stub's own description is not: a test has the owner's win. */
async function hints(): Promise<Finding[]> {
  const subgraphs = await Promise.all(
    globSync(join(FOLDER, 'subgraphs', '*.graphql')).map(async (path) => ({
      name: basename(path, '.graphql'),
      sdl: await readFile(path, 'utf8'),
    })),
  );
  return composed(subgraphs)
    .hints.filter(({ definition }) => definition.level.name === 'WARN')
    .filter(({ definition }) => definition.code !== 'INCONSISTENT_DESCRIPTION')
    .map(({ message }) => ({ level: 'dangerous', said: message, usedBy: [] }));
}

/** Makes what is committed now the release that later changes are compared with. */
async function release(): Promise<void> {
  await rm(RELEASED, { recursive: true, force: true });
  await copy(join(FOLDER, 'api.graphql'), 'api.graphql');
  for (const path of globSync(join(ROOT, 'examples', '*.graphql')))
    await copy(path, 'operations', 'api', basename(path));
  for (const path of globSync(join(ROOT, 'subgraphs', '*', 'operations', '*.graphql'))) {
    const asking = basename(dirname(dirname(path)));
    await copy(path, 'operations', basename(path, '.graphql'), `${asking}.graphql`);
  }
}

async function copy(from: string, ...to: string[]): Promise<void> {
  const target = join(RELEASED, ...to);
  await mkdir(dirname(target), { recursive: true });
  await cp(from, target);
}

const inWords = ({ level, said, usedBy }: Finding): string =>
  `${level.padEnd(10)} ${said}\n${usedBy.length > 0 ? `${' '.repeat(11)}used by ${usedBy.join(', ')}\n` : ''}`;

const ADVICE = `
Deprecate instead of breaking. Once nobody uses it any more, or before the first release, npm run schema:release
makes the present schema the one that is compared with.
`;

const USAGE = {
  usage: 'npm run schema:check -- [operations.graphql ...] [--release]',
  options: { release: { type: 'boolean' } },
  allowPositionals: true,
} as const;

/**
 * What changed since the last release; more files of operations may be named. With --release, the present schema becomes
 * the last release.
 */
await runToEnd(USAGE, async ({ values, positionals }) => {
  if (values.release) return release();
  const found = await findings(positionals);
  const broken = found.some(({ level }) => level === 'breaking');
  process.stdout.write(found.map(inWords).join('') || 'As in the last release.\n');
  if (broken) process.stdout.write(ADVICE);
  process.exitCode = broken ? 1 : 0;
});
