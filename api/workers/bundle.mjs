// How the compute worker becomes one plain file that any Node starts: bundled by esbuild. scripts/build.mjs calls it.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const WORKER_FILE = join(ROOT, 'build', 'measure.worker.mjs');
const ENTRY = join(ROOT, 'api', 'workers', 'measure.worker.ts');
const SOURCES = ['api/engine', 'api/workers'].map((folder) => join(ROOT, folder));

/** Builds the worker; the same sources give the same bytes. */
export const bundleMeasureWorker = (outfile = WORKER_FILE) => bundlePlain(ENTRY, outfile);

/** One plain file of an entry and all it imports but packages. @param {string} entry @param {string} outfile */
export async function bundlePlain(entry, outfile) {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
  });
}

/** Builds it only when it is missing or older than a source. */
export async function ensureMeasureWorker() {
  const builtMs = existsSync(WORKER_FILE) ? statSync(WORKER_FILE).mtimeMs : 0;
  const newestMs = Math.max(...SOURCES.flatMap(filesOf).map((file) => statSync(file).mtimeMs));
  if (newestMs > builtMs) await bundleMeasureWorker();
  return WORKER_FILE;
}

/** @param {string} folder @returns {string[]} */
function filesOf(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|mjs)$/.test(entry.name) && !/\.test\.ts$/.test(entry.name))
    .map((entry) => join(folder, entry.name));
}
