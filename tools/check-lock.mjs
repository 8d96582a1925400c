/**
 * Finds what would break `npm ci` or a binary on another machine than the one that wrote the lock file: an optional
 * package that is missing in package-lock.json, or a package from another registry than the public one.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const lock = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package-lock.json'), 'utf8'));
const { packages } = lock;

const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
  Object.keys(optionalDependencies)
    .filter((name) => !isLocked(path, name))
    .map((name) => `${path || 'package.json'} wants ${name}, which is not in the lock file`),
);
const foreign = Object.entries(packages)
  // Without an address, npm asks whatever registry the user has set.
  .filter(([, { resolved }]) => resolved)
  .map(([path, { resolved }]) => `${path} names where it comes from: ${resolved}`);

const complaints = [...missing, ...foreign];
for (const complaint of complaints) process.stdout.write(`${complaint}\n`);
if (missing.length > 0) {
  process.stdout.write('Pin a version that exists for every platform, then run npm install.\n');
}
process.exit(complaints.length === 0 ? 0 : 1);

/** Looks where Node would: beside the package that wants it, then in every folder above. */
function isLocked(path, name) {
  for (
    let folder = path;
    ;
    folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))
  ) {
    if (packages[`${folder && `${folder}/`}node_modules/${name}`]) return true;
    if (folder === '') return false;
  }
}
