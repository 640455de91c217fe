// The engine as the product runs it: one plain file, not compiled on the way by a loader that wraps every function.
import { join } from 'node:path';
import { build } from 'esbuild';
import { scratch } from './province.ts';

/** Builds the engine with the options of the compute worker (api/workers/bundle.mjs) and loads it. */
export async function bundledEngine(): Promise<typeof import('#engine')> {
  const outfile = scratch('engine.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, '../../api/engine/index.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
  });
  return import(outfile);
}
