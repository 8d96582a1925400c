/**
 * Adds up jest's results: `node sum.mjs FOLDER RUN... -- BROKEN-STAGE...`. A run without results, a test that was not
 * run, and a stage that failed otherwise all count as failed, so that the last line alone tells the truth.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const [folder, ...rest] = process.argv.slice(2);
const runs = rest.slice(0, rest.indexOf('--'));
const broken = rest.slice(rest.indexOf('--') + 1);

let passed = 0;
let failed = 0;
for (const run of runs) {
  const file = join(folder, `${run}.json`);
  const result = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const notRun = (result.numPendingTests ?? 0) + (result.numTodoTests ?? 0);
  if (notRun > 0) fail(`${run}: ${notRun} tests were skipped or are still to do`, notRun);
  if (!result.numPassedTests) fail(`${run}: no test passed`);
  if (result.numRuntimeErrorTestSuites) {
    fail(
      `${run}: ${result.numRuntimeErrorTestSuites} files did not run`,
      result.numRuntimeErrorTestSuites,
    );
  }
  passed += result.numPassedTests ?? 0;
  failed += result.numFailedTests ?? 0;
}
for (const stage of broken) {
  process.stdout.write(`failed: ${stage}\n`);
  if (failed === 0 || stage === 'check') failed += 1;
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);

function fail(complaint, count = 1) {
  process.stdout.write(`${complaint}\n`);
  failed += count;
}
