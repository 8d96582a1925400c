import { printSchema } from 'graphql';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printSubgraph } from '#kernel/graphql/subgraph-schema.ts';
import { resolversOf } from '#kernel/runtime/context.ts';
import { type Given, runToEnd } from '#kernel/runtime/program.ts';
import { contexts } from '../contexts.ts';
import { composed } from './composition.ts';

const FOLDER = import.meta.dirname;

/** A committed file and what it should hold. */
export interface SchemaFile {
  readonly path: string;
  readonly text: string;
}

/** The SDL of every subgraph, the supergraph composed from them and the schema that clients see. */
export async function schemaFiles(): Promise<SchemaFile[]> {
  const subgraphs = await Promise.all(
    contexts.map(async (context) => ({
      name: context.name,
      sdl: await printSubgraph(resolversOf(context)),
    })),
  );
  const { supergraphSdl, schema } = composed(subgraphs);
  return [
    ...subgraphs.map(({ name, sdl }) => ({
      path: join(FOLDER, 'subgraphs', `${name}.graphql`),
      text: sdl,
    })),
    { path: join(FOLDER, 'supergraph.graphql'), text: `${supergraphSdl}\n` },
    {
      path: join(FOLDER, 'api.graphql'),
      text: `${printSchema(schema.toAPISchema().toGraphQLJSSchema())}\n`,
    },
  ];
}

/** The files whose committed text is not what the decorators say. */
export async function drifted(files: readonly SchemaFile[]): Promise<string[]> {
  const texts = await Promise.all(files.map(({ path }) => readFile(path, 'utf8').catch(() => '')));
  return files.filter(({ text }, index) => texts[index] !== text).map(({ path }) => path);
}

const USAGE = {
  usage: 'npm run schema -- [--check]',
  options: { check: { type: 'boolean', default: false } },
} as const;

/** Writes the files; with --check it only says which would change. */
async function main({ values }: Given<typeof USAGE>): Promise<void> {
  const files = await schemaFiles();
  const changed = await drifted(files);
  if (values.check) {
    for (const path of changed)
      process.stderr.write(`${path} is not what the decorators say: run npm run schema\n`);
    process.exitCode = changed.length > 0 ? 1 : 0;
    return;
  }
  await Promise.all(
    files
      .filter(({ path }) => changed.includes(path))
      .map(({ path, text }) => writeFile(path, text)),
  );
  process.stdout.write(
    changed.length > 0 ? `${changed.join('\n')}\n` : 'The schema files are up to date.\n',
  );
}

if (import.meta.main) await runToEnd(USAGE, main);
