// What the Start screen needs to know at once.
import type { z } from 'zod';
import type { Workspace as WorkspaceSchema } from '#contract/workspace';
import { countCameras } from '#storage/cameras.repository';
import { countGaps } from '#storage/gaps.repository';
import { jobPage } from '#storage/jobs.repository';
import { readMeta } from '#storage/meta.repository';
import { countPublicSpace } from '#storage/public-space.repository';
import { regionTotals } from '#storage/regions.repository';
import type { Storage } from '#storage/storage';
import { countTargets } from '#storage/targets.repository';
import type { Ctx } from './ctx.ts';
import { toJob } from './job-row.ts';

export type Workspace = z.infer<typeof WorkspaceSchema>;
const RUNNING_SHOWN = 50;

/** Counting 1.9 million takes a fifth of a second; every camera that comes or goes raises the data version. */
const counted = new WeakMap<Storage, { key: string; cameras: number }>();
async function camerasAt(ctx: Ctx, dataVersion: number): Promise<number> {
  const key = JSON.stringify([dataVersion, ctx.scope]);
  const known = counted.get(ctx.storage);
  if (known?.key === key) return known.cameras;
  const cameras = await countCameras(ctx.storage.reader, ctx.scope);
  counted.set(ctx.storage, { key, cameras });
  return cameras;
}

export async function workspace(ctx: Ctx): Promise<Workspace> {
  const { reader } = ctx.storage;
  const totals = await regionTotals(reader, ctx.scope);
  const running = await jobPage(reader, ctx.scope, ['queued', 'running'], null, RUNNING_SHOWN);
  const dataVersion = await readMeta(reader, 'dataVersion');
  return {
    version: ctx.version,
    dataVersion,
    counts: {
      regions: totals.regions,
      leaves: totals.leaves,
      cameras: await camerasAt(ctx, dataVersion),
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
