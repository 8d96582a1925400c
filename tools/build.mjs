/**
 * `npm run build`: compiles the product to plain JavaScript in dist/, or in another folder if it is named, which
 * containers run without a compiler: `node dist/subgraphs/orders/main.js`. Beside the code go the files that it reads, such as the supergraph.
 */
import { transformFile } from '@swc/core';
import { copyFile, glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';

const ROOT = join(import.meta.dirname, '..');
const DIST = resolve(process.argv[2] ?? join(ROOT, 'dist'));
const PRODUCT = ['*.ts', '{examples,gateway,kernel,sandbox,schema,subgraphs,tools}/**/*.*'];
const NOT_PRODUCT = /\.test\.ts$|\/test\/|^kernel\/testing\/|\.(md|mjs)$/;

const swc = JSON.parse(await readFile(join(ROOT, '.swcrc'), 'utf8'));
const { version, imports } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));

await rm(DIST, { recursive: true, force: true });
const paths = (await Array.fromAsync(glob(PRODUCT, { cwd: ROOT }))).filter(
  (path) => !NOT_PRODUCT.test(path),
);
await Promise.all(paths.map((path) => (path.endsWith('.ts') ? compile(path) : copy(path))));
await write(
  'package.json',
  JSON.stringify({ type: 'module', version, imports: compiled(imports) }),
);
process.stdout.write(`${DIST} holds ${paths.length} files.\n`);

async function compile(path) {
  const { code } = await transformFile(join(ROOT, path), {
    ...swc,
    jsc: { ...swc.jsc, rewriteRelativeImportExtensions: true },
    swcrc: false,
    sourceMaps: 'inline',
  });
  await write(path.replace(/\.ts$/, '.js'), code);
}

async function copy(path) {
  await mkdir(dirname(join(DIST, path)), { recursive: true });
  await copyFile(join(ROOT, path), join(DIST, path));
}

async function write(path, text) {
  await mkdir(dirname(join(DIST, path)), { recursive: true });
  await writeFile(join(DIST, path), text);
}

/** `#kernel/domain/money.ts` is written in the sources and means money.js here. */
function compiled(sourceImports) {
  return Object.fromEntries(
    Object.entries(sourceImports).map(([name, path]) => [`${name}.ts`, `${path}.js`]),
  );
}
