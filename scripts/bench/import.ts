// From files to a durable inventory: the real importer (child process, staging, one commit), without measuring.
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ImportKind } from '#contract/import';
import { camerasCsv, regionsGeojson } from '#sample/files';
import type { Ctx } from '#services/ctx';
import { commitImport, startImport, whenRead } from '#services/imports';
import { cancelJob } from '#services/jobs';
import { childrenPeakMb, emptyFolder, folderOf, idleRunner, markImported, withDatabase } from './database.ts';
import { emptyResult, measurement, type SectionInput, type SectionResult } from './facts.ts';
import { cpuOfProcess, meter, peakMb } from './meter.ts';
import { PROVINCE, sampleOf } from './province.ts';
import { runSection } from './sections.ts';

const LOOK_MS = 100;

const filesOf = (folder: string) => ({
  regions: join(folder, 'regions.geojson'),
  cameras: join(folder, 'cameras.csv'),
});

/** Makes the files: in a process of its own, for making a province takes memory that importing it does not. */
export async function importFilesSection({ scale, seed }: SectionInput): Promise<SectionResult> {
  const sample = sampleOf(scale, seed);
  const files = filesOf(emptyFolder(scale, seed));
  await pipeline(Readable.from(regionsGeojson(sample.regions)), createWriteStream(files.regions));
  await pipeline(Readable.from(camerasCsv(sample.cameras)), createWriteStream(files.cameras));
  return emptyResult();
}

export async function importSection(input: SectionInput): Promise<SectionResult> {
  const { scale, seed } = input;
  const out = await runSection('import-files', input);
  const files = filesOf(folderOf(scale, seed));
  await withDatabase(
    { scale, seed },
    async (ctx) => {
      for (const kind of ['regions', 'cameras'] as const) {
        const { cpuS, wallS, childMb, rows } = await importOne(ctx, kind, files[kind]);
        const mb = (await stat(files[kind])).size / 1e6;
        out.measurements.push(
          measurement(`import of ${kind} from a file of ${mb.toFixed(0)} MB to the durable commit`, {
            scale,
            villages: Math.max(1, Math.round(PROVINCE.villages * scale)),
            cameras: kind === 'cameras' ? rows : null,
            cpuS,
            wallS,
            peakMb: peakMb() + childMb,
            note: `${rows} rows; memory: ours ${peakMb().toFixed(0)} and the reading child's ${childMb.toFixed(0)}`,
          }),
        );
        if (kind !== 'cameras') continue;
        out.facts['import.scale'] = scale;
        out.facts['import.wallOfProvinceS'] = wallS / scale;
        out.facts['import.peakMb'] = peakMb() + childMb;
      }
    },
    { runner: idleRunner },
  );
  markImported(scale, seed);
  return out;
}

async function importOne(ctx: Ctx, kind: ImportKind, path: string) {
  let childMb = 0;
  const looking = setInterval(() => {
    childMb = Math.max(childMb, childrenPeakMb());
  }, LOOK_MS);
  const m = meter();
  const before = cpuOfProcess(process.pid)?.childrenS ?? 0;
  m.start();
  const started = await startImport(ctx, { path, fileName: `bench-${kind}`, kind });
  const read = await whenRead(ctx, { id: started.id });
  if (read.state !== 'ready') throw new Error(`expected a file ready to commit, got ${read.state}: ${read.reason}`);
  const committed = await commitImport(ctx, { id: read.id });
  m.stop();
  clearInterval(looking);
  const after = cpuOfProcess(process.pid)?.childrenS ?? 0;
  if (committed.measureJobId) await cancelJob(ctx, { id: committed.measureJobId });
  return { cpuS: m.spent.cpuS + after - before, wallS: m.spent.wallS, childMb, rows: read.receipt?.rows ?? 0 };
}
