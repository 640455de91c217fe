// What the Start screen needs to know at once.
import type { z } from 'zod';
import type { Workspace as WorkspaceSchema } from '#contract/workspace';
import { countCameras } from '#storage/cameras.repository';
import { countGaps } from '#storage/gaps.repository';
import { jobPage } from '#storage/jobs.repository';
import { readMeta } from '#storage/meta.repository';
import { countPublicSpace } from '#storage/public-space.repository';
import { regionTotals } from '#storage/regions.repository';
import { countTargets } from '#storage/targets.repository';
import type { Ctx } from './ctx.ts';
import { toJob } from './job-row.ts';

export type Workspace = z.infer<typeof WorkspaceSchema>;
const RUNNING_SHOWN = 50;

export async function workspace(ctx: Ctx): Promise<Workspace> {
  const { reader } = ctx.storage;
  const totals = await regionTotals(reader, ctx.scope);
  const running = await jobPage(reader, ctx.scope, ['queued', 'running'], null, RUNNING_SHOWN);
  return {
    version: ctx.version,
    dataVersion: await readMeta(reader, 'dataVersion'),
    counts: {
      regions: totals.regions,
      leaves: totals.leaves,
      cameras: await countCameras(reader, ctx.scope),
      publicSpace: await countPublicSpace(reader, ctx.scope),
      targets: await countTargets(reader, ctx.scope),
      gaps: await countGaps(reader, ctx.scope),
    },
    levels: totals.levels,
    roots: totals.roots,
    bbox: totals.box,
    sample: (await readMeta(reader, 'sample')) !== null,
    readOnly: ctx.storage.readOnly,
    runningJobs: running.map(toJob),
  };
}

export interface Versions {
  /** rises with every committed change of what figures depend on */
  dataVersion: number;
  /** rises with every written figure, gap or target */
  figuresVersion: number;
}
/** For ETags and caches. */
export async function versions(ctx: Ctx): Promise<Versions> {
  const { reader } = ctx.storage;
  return {
    dataVersion: await readMeta(reader, 'dataVersion'),
    figuresVersion: await readMeta(reader, 'figuresVersion'),
  };
}
