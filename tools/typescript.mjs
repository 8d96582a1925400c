/**
 * Runs TypeScript directly: `node --import ./tools/typescript.mjs main.ts`.
 * swc strips the types and lowers the decorators; the output is cached by content, so that a warm start neither
 * compiles anything nor loads the compiler.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

if (Number.parseInt(process.versions.node, 10) < 26) {
  process.stderr.write(
    `Comptoir needs Node 26 or newer to run, and this is ${process.version}. ` +
      'Run it through npm (npm start, npm test): `npm ci` installs a fitting Node beside the project.\n',
  );
  process.exit(1);
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = nodeModule.createRequire(import.meta.url);
const options = JSON.parse(readFileSync(join(root, '.swcrc'), 'utf8'));
const cacheFolder = join(root, 'node_modules', '.cache', 'comptoir');
const compilerVersion = require('@swc/core/package.json').version;
// What V8 makes of modules is kept too: a fifth of what a warm start computes.
nodeModule.enableCompileCache(join(cacheFolder, 'v8'));
const salt = `${compilerVersion}${JSON.stringify(options)}`;

function compile(filename, source) {
  const key = createHash('sha256').update(salt).update(filename).update(source).digest('hex');
  const cached = join(cacheFolder, `${key}.mjs`);
  try {
    return readFileSync(cached, 'utf8');
  } catch {
    const { transformSync } = require('@swc/core');
    const { code } = transformSync(source, {
      ...options,
      filename,
      swcrc: false,
      configFile: false,
      sourceMaps: 'inline',
    });
    remember(cached, code);
    return code;
  }
}

/** Written aside and renamed, so that a process that starts at the same time never reads half a file. */
function remember(cached, code) {
  try {
    mkdirSync(cacheFolder, { recursive: true });
    const aside = `${cached}.${process.pid}`;
    writeFileSync(aside, code);
    renameSync(aside, cached);
  } catch {
    // A read-only installation compiles at every start; it still runs.
  }
}

nodeModule.registerHooks({
  load(url, context, nextLoad) {
    // The runner of the tests adds a query to a test's address.
    if (!/^file:[^?]*\.ts(\?|$)/.test(url) || url.includes('/node_modules/')) {
      return nextLoad(url, context);
    }
    const filename = fileURLToPath(url);
    return {
      format: 'module',
      source: compile(filename, readFileSync(filename, 'utf8')),
      shortCircuit: true,
    };
  },
});
process.setSourceMapsEnabled(true);
