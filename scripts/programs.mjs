// How the server, the command line and the benchmark become plain files: bundled by esbuild. scripts/build.mjs calls it.
import { rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { build } from 'esbuild';
import { PROGRAM_FOLDER, PROGRAMS } from './program-files.mjs';

/** The server is one file, so that one that runs outlives a new build; of the others each command reads only its parts. */
export async function bundlePrograms() {
  rmSync(PROGRAM_FOLDER, { recursive: true, force: true });
  const { server, ...others } = PROGRAMS;
  await Promise.all([bundle({ server }, { splitting: false }), bundle(others, { splitting: true })]);
}

const bundle = (entryPoints, how) =>
  build({
    entryPoints,
    outdir: PROGRAM_FOLDER,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'part-[hash]',
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    sourcemap: true,
    logLevel: 'silent',
    plugins: [ownAddresses],
    ...how,
  });

/** A module finds its neighbours (migrations, package.json) by its own address: it keeps that of its source. */
const ownAddresses = {
  name: 'own addresses',
  setup(bundler) {
    bundler.onLoad({ filter: /\.(ts|mjs)$/ }, async ({ path }) => {
      if (path.includes('node_modules')) return null;
      const source = await readFile(path, 'utf8');
      const address = `new URL(${JSON.stringify(relative(PROGRAM_FOLDER, path).replaceAll('\\', '/'))}, import.meta.url)`;
      const contents = source
        .replaceAll('import.meta.url', `${address}.href`)
        .replaceAll('import.meta.dirname', `decodeURI(new URL('.', ${address}).pathname.slice(0, -1))`);
      return { contents, loader: path.endsWith('.ts') ? 'ts' : 'js' };
    });
  },
};
