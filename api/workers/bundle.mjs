// How a thread becomes one plain file that any Node starts: bundled by esbuild. scripts/build.mjs calls it.
import { existsSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const WORKER_FILE = join(ROOT, 'build', 'measure.worker.mjs');
const ENTRY = join(ROOT, 'api', 'workers', 'measure.worker.ts');
const SOURCES = ['api/engine', 'api/workers'].map((folder) => join(ROOT, folder));

/** Builds the worker; the same sources give the same bytes. */
export const bundleMeasureWorker = (outfile = WORKER_FILE) => bundlePlain(ENTRY, outfile);

/** One plain file of an entry and all it imports but what is no JavaScript (a thread reads no packages: that would take it
 * longer than its work). It is written aside and put in its place, so that nobody starts half of it. @param {string} entry @param {string} outfile */
export async function bundlePlain(entry, outfile) {
  const draft = `${outfile}.${process.pid}.draft`;
  await build({
    entryPoints: [entry],
    outfile: draft,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: ['better-sqlite3'],
    logLevel: 'silent',
  });
  renameSync(draft, outfile);
}

/** Builds it only when it is missing or older than a source. */
export const ensureMeasureWorker = () => ensurePlain(ENTRY, WORKER_FILE, SOURCES);

/** The same for any entry. @param {string} entry @param {string} outfile @param {string[]} folders */
export async function ensurePlain(entry, outfile, folders) {
  const builtMs = existsSync(outfile) ? statSync(outfile).mtimeMs : 0;
  const newestMs = Math.max(...folders.flatMap(filesOf).map((file) => statSync(file).mtimeMs));
  if (newestMs > builtMs) await bundlePlain(entry, outfile);
  return outfile;
}

/** @param {string} folder @returns {string[]} */
function filesOf(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|mjs)$/.test(entry.name) && !/\.test\.ts$/.test(entry.name))
    .map((entry) => join(folder, entry.name));
}
