// Bundles the parsing child into one file, so that it starts fast and without a loader: called by the build.

import { rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
/** Where the bundle lies; run.ts uses it when it is newer than its sources. */
export const bundlePath = join(root, 'build', 'parse.child.mjs');

/** Writes the bundle beside its place and moves it there, so that nobody starts half of it. */
export async function bundleParseChild(outfile = bundlePath) {
  const draft = `${outfile}.${process.pid}.draft`;
  await build({
    entryPoints: [join(root, 'api', 'importers', 'parse.child.ts')],
    outfile: draft,
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    legalComments: 'none',
    logLevel: 'warning',
    // Packages written as CommonJS ask for `require`.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
  await rename(draft, outfile);
  return outfile;
}
