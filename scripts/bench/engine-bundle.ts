// The engine as the product runs it: one plain file, not compiled on the way by a loader that wraps every function.
import { join } from 'node:path';
import { bundlePlain } from '../../api/workers/bundle.mjs';
import { scratch } from './province.ts';

/** Builds the engine as the compute worker is built, and loads it. */
export async function bundledEngine(): Promise<typeof import('#engine')> {
  const outfile = scratch('engine.mjs');
  await bundlePlain(join(import.meta.dirname, '../../api/engine/index.ts'), outfile);
  return import(outfile);
}
