// Which built files are out of date, and how are they made? The programs, what they start (threads, children), and the UI.
// A folder's stamp holds a hash of everything it was made from, so an unchanged tree builds nothing.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { PROGRAMS, programFile } from './program-files.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const TARGETS = {
  programs: {
    what: 'programs',
    from: ['api', 'scripts', 'package.json', 'package-lock.json'],
    stamp: 'build/.stamp-programs',
    outputs: Object.keys(PROGRAMS).map(programFile),
    make: async () => (await import('./programs.mjs')).bundlePrograms(),
  },
  workers: {
    what: 'workers',
    from: ['api', 'package-lock.json', 'scripts/build.mjs'],
    stamp: 'build/.stamp-workers',
    outputs: ['measure.worker.mjs', 'gap-text.worker.mjs', 'parse.child.mjs'].map((file) => join(ROOT, 'build', file)),
    make: makeBundles,
  },
  ui: {
    what: 'map UI',
    from: ['map-ui', 'api/engine', 'api/rules', 'api/contract', 'package-lock.json', 'scripts/build.mjs'],
    stamp: 'build/.stamp-ui',
    outputs: [join(ROOT, 'map-ui/dist/index.html')],
    make: makeUi,
  },
};

const stampOf = (target) => join(ROOT, target.stamp);

/** Whether all of `names` ('programs', 'workers', 'ui') are up to date. */
export const isFresh = (names) => names.every((name) => freshAt(TARGETS[name], hashOf(TARGETS[name].from)));

const freshAt = (target, hash) =>
  existsSync(stampOf(target)) && readFileSync(stampOf(target), 'utf8') === hash && target.outputs.every(existsSync);

/** Builds what is stale of `names`; `say` gets one line for each. */
export async function buildStale(names, say) {
  for (const name of names) {
    const target = TARGETS[name];
    const hash = hashOf(target.from);
    if (freshAt(target, hash)) continue;
    say(`building ${target.what}`);
    rmSync(stampOf(target), { force: true });
    await target.make();
    mkdirSync(dirname(stampOf(target)), { recursive: true });
    writeFileSync(stampOf(target), hash);
  }
}

/** Node 20 starts no .ts file as a thread or a child: those are bundled by the folders that own them. */
async function makeBundles() {
  const [{ bundleMeasureWorker }, { bundleGapTextWorker }, { bundleParseChild }] = await Promise.all([
    import('../api/workers/bundle.mjs'),
    import('../api/services/bundle.mjs'),
    import('../api/importers/bundle.mjs'),
  ]);
  await bundleMeasureWorker();
  await bundleGapTextWorker();
  await bundleParseChild();
}

async function makeUi() {
  const { build } = await import('vite');
  await build({ configFile: join(ROOT, 'map-ui/vite.config.ts'), root: join(ROOT, 'map-ui'), logLevel: 'warn' });
}

const SKIP = new Set(['node_modules', 'dist', 'migrations', 'fixtures']);
function hashOf(paths) {
  const hash = createHash('sha256');
  const add = (path) => {
    const full = join(ROOT, path);
    if (!existsSync(full)) return;
    let names;
    try {
      names = readdirSync(full).sort();
    } catch {
      hash.update(`${path}\0`).update(readFileSync(full)).update('\0');
      return;
    }
    for (const name of names) if (!SKIP.has(name) && !name.includes('.test.')) add(`${path}/${name}`);
  };
  for (const path of paths) add(path);
  return hash.digest('hex');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await buildStale(Object.keys(TARGETS), (line) => process.stderr.write(`${line}\n`));
}
