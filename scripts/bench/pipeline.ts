// The real path: every leaf from the database through the workers to figures k = 1…4 and gap outlines in the database.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { figuresColumnar } from '#services/figures';
import { whenEnded } from '#services/jobs';
import { startMeasure } from '#services/measure';
import { withDatabase } from './database.ts';
import { emptyResult, measurement, type SectionInput, type SectionResult } from './facts.ts';
import { peakMb, timed } from './meter.ts';
import { PROVINCE } from './province.ts';

export async function pipelineSection(input: SectionInput): Promise<SectionResult> {
  const { scale, threads } = input;
  return withDatabase(
    input,
    async (ctx) => {
      const again = (await figuresColumnar(ctx, {})).leavesMeasured.some((n) => n > 0);
      const {
        cpuS,
        wallS,
        value: job,
      } = await timed(async () => whenEnded(ctx, { id: (await startMeasure(ctx, { regions: 'all' })).id }));
      if (job.state !== 'done') throw new Error(`expected measuring to end, got ${job.state}: ${job.reason}`);
      const columns = await figuresColumnar(ctx, {});
      const leaves = columns.leaves.filter((n) => n === 1).length;
      const gaps = columns.gapCount.reduce((sum, n, i) => sum + (columns.parentCodes[i] === null ? n : 0), 0);
      const bytes = statSync(join(ctx.dataDir, 'lacuna.db')).size;
      return {
        ...emptyResult(),
        measurements: [
          measurement(
            `database → ${threads} workers → figures k = 1…4, gaps with outlines, parents, snapshot in the database`,
            {
              scale,
              villages: leaves,
              cameras: Math.round(PROVINCE.cameras * scale),
              cpuS,
              wallS,
              peakMb: peakMb(),
              note: `${gaps} gaps of 25 m² or more; the database is ${(bytes / 1e6).toFixed(0)} MB${again ? '; earlier figures and gaps were replaced' : ''}`,
            },
          ),
        ],
        facts: {
          'pipeline.scale': scale,
          'pipeline.wallOfProvinceS': wallS / scale,
          'pipeline.peakMb': peakMb(),
        },
      };
    },
    { threads },
  );
}
