/**
 * Compiles the product to plain JavaScript in dist/, or in another folder if it is named, which containers run without a compiler:
 * `node dist/subgraphs/orders/main.js`. Beside the code go the files that it reads, such as the supergraph.
 */
import { transformFile } from '@swc/core';
import { copyFile, glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { runToEnd } from '#kernel/runtime/program.ts';

const ROOT = join(import.meta.dirname, '..');
const PRODUCT = ['*.ts', '{examples,gateway,kernel,sandbox,schema,subgraphs,tools}/**/*.*'];
const NOT_PRODUCT = /\.test\.ts$|\/test\/|^kernel\/testing\/|\.(md|mjs)$/;

const swc = JSON.parse(await readFile(join(ROOT, '.swcrc'), 'utf8'));
const { version, imports } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));

const USAGE = { usage: 'npm run build -- [folder]', allowPositionals: true };

await runToEnd(USAGE, async ({ positionals: [folder] }) => {
  const dist = resolve(folder ?? join(ROOT, 'dist'));
  await rm(dist, { recursive: true, force: true });
  const paths = (await Array.fromAsync(glob(PRODUCT, { cwd: ROOT }))).filter(
    (path) => !NOT_PRODUCT.test(path),
  );
  await Promise.all(
    paths.map((path) => (path.endsWith('.ts') ? compile(path, dist) : copy(path, dist))),
  );
  const manifest = { type: 'module', version, imports: compiled(imports) };
  await write(join(dist, 'package.json'), JSON.stringify(manifest));
  process.stdout.write(`${dist} holds ${paths.length} files.\n`);
});

async function compile(path, dist) {
  const { code } = await transformFile(join(ROOT, path), {
    ...swc,
    jsc: { ...swc.jsc, rewriteRelativeImportExtensions: true },
    swcrc: false,
    sourceMaps: 'inline',
  });
  await write(join(dist, path.replace(/\.ts$/, '.js')), code);
}

async function copy(path, dist) {
  await mkdir(dirname(join(dist, path)), { recursive: true });
  await copyFile(join(ROOT, path), join(dist, path));
}

async function write(path, text) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** `#kernel/domain/money.ts` is written in the sources and means money.js here. */
function compiled(sourceImports) {
  return Object.fromEntries(
    Object.entries(sourceImports).map(([name, path]) => [`${name}.ts`, `${path}.js`]),
  );
}
