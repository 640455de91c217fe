// Where the built programs lie. Plain Node, no packages: set-up reads it before there are any.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
export const PROGRAM_FOLDER = join(ROOT, 'build', 'programs');

/** Program → the module it begins with. */
export const PROGRAMS = {
  server: join(ROOT, 'api', 'start.ts'),
  lacuna: join(ROOT, 'scripts', 'lacuna.ts'),
  bench: join(ROOT, 'scripts', 'bench', 'run.ts'),
  'bench-section': join(ROOT, 'scripts', 'bench', 'section.ts'),
};

/** The file Node starts. @param {keyof typeof PROGRAMS} name */
export const programFile = (name) => join(PROGRAM_FOLDER, `${name}.mjs`);
