// The thread that writes texts of gaps becomes one plain file, as the compute worker does.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundlePlain, ensurePlain } from '../workers/bundle.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ENTRY = join(ROOT, 'api', 'services', 'gap-text.worker.ts');
export const GAP_TEXT_FILE = join(ROOT, 'build', 'gap-text.worker.mjs');
const SOURCES = ['contract', 'engine', 'rules', 'services', 'storage'].map((folder) => join(ROOT, 'api', folder));

/** Builds it. */
export const bundleGapTextWorker = () => bundlePlain(ENTRY, GAP_TEXT_FILE);

/** Builds it only when it is missing or older than a source; answers its path. */
export const ensureGapTextWorker = () => ensurePlain(ENTRY, GAP_TEXT_FILE, SOURCES);
