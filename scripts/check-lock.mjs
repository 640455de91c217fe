// Does the lockfile install anywhere? Every optional platform package must be in it, and no registry address.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const faults = [];

/** The entry npm would use: beside the package first, then in every folder above it. */
function nearest(from, name) {
  for (let at = from; ; at = at.slice(0, at.lastIndexOf('node_modules/')).replace(/\/$/, '')) {
    const found = packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`];
    if (found || at === '') return found;
  }
}
/** Platform packages are asked for by exact version; another package's older copy does not serve. */
const serves = (found, wanted) => found !== undefined && (!/^\d/.test(wanted) || found.version === wanted);

for (const [path, entry] of Object.entries(packages)) {
  for (const [name, wanted] of Object.entries(entry.optionalDependencies ?? {})) {
    if (!serves(nearest(path, name), wanted))
      faults.push(`${path || 'package.json'} names the optional package ${name} ${wanted}, which the lock lacks`);
  }
  if (entry.resolved && !entry.link)
    faults.push(`${path} carries an address (resolved); keep omit-lockfile-registry-resolved=true in .npmrc`);
}

for (const fault of faults) process.stderr.write(`package-lock.json: ${fault}\n`);
if (faults.length > 0)
  process.stderr.write('fix: npm install with the registry view that has all platforms, then commit the lock\n');
process.exit(faults.length > 0 ? 1 : 0);
