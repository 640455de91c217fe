// lacuna sample: a synthetic county or province as files, ready for `measure` and `import`.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sampleFiles } from '#sample/files';
import { generateSample } from '#sample/generate';
import { writeWhole } from './files.ts';
import { EXIT, fault, type Terminal } from './terminal.ts';

export interface SampleArgs {
  villages?: number;
  cameras?: number;
  seed?: number;
  out: string;
}

export async function sampleCommand(terminal: Terminal, { out, villages, cameras, seed }: SampleArgs): Promise<number> {
  const sample = generateSample({ villages, cameras, seed });
  await mkdir(out, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw fault(terminal, 'cli.write_failed', { path: out, detail: error.code ?? error.message });
  });
  for (const { name, text } of sampleFiles(sample)) {
    await writeWhole(terminal, join(out, name), text);
    terminal.err(join(out, name));
  }
  return EXIT.done;
}
