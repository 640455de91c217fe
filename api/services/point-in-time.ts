// Figures at an instant of the past: leaves are measured from what was known then, parents are summed with the tree of then.
// docs/decisions/0027.
import type { CameraSet } from '#contract/figure';
import { type FigureRecord, figureRecords, seesRows } from '#storage/figures.repository';
import type { JobRecord } from '#storage/jobs.repository';
import { type PointRecord, pointRecords } from '#storage/point-figures.repository';
import { leavesSince } from '#storage/regions.repository';
import { EVERYTHING, type Scope } from '#storage/scope';
import type { Reader } from '#storage/storage';
import { type Ctx, nowIso } from './ctx.ts';
import { ServiceError } from './errors.ts';
import { sumParents } from './figure-rollup.ts';
import { breathe } from './in-turns.ts';
import type { Job } from './jobs.ts';
import type { PastRegion, PastTree } from './past.ts';
import { type AskedPoint, type Known, type Point, pointOf } from './point.ts';
import { fromPoint, keyOf, type LeafAt, type Measured, measurePoint, runPoint, startPoint } from './point-measure.ts';
import { leafState } from './rollup-cache.ts';

/** Up to this many leaves are measured before the reply; more of them are a job. */
const SOON_LEAVES = 64;
/** With more leaves than this all that is kept of a point is read at once. */
const MANY = 2_000;
/** Stored figures read between two turns of others. */
const FIGURES_A_TURN = 500;

export interface PointFigures {
  at: string;
  known: Known;
  /** of then */
  dataVersion: number;
  computedAt: string;
  /** regions of then that were asked for, in code order */
  regions: PastRegion[];
  /** by region */
  records: Map<string, FigureRecord>;
}

/** Figures of a region and everything below it, or of everything, as they were at an instant. Few leaves are measured before
 * the answer; for many a job is the answer: ask again when it is done. `wait`: everything is measured before the answer.
 * Errors: point.invalid, point.future, point.nothing, region.not_then. */
export async function figuresAtPoint(
  ctx: Ctx,
  input: AskedPoint & { scope?: string; set?: CameraSet; wait?: boolean },
): Promise<PointFigures | { job: Job }> {
  const set = input.set ?? 'installed';
  const point = await pointOf(ctx, input);
  const regions = await regionsAt(ctx, point, input.scope);
  const what: Measured = set === 'live' ? 'live' : 'stored';
  const { rows, missing } = await knownLeaves(ctx, point, what, regions, input.scope);
  const { readOnly } = ctx.storage;
  if (missing.length > SOON_LEAVES && !readOnly && input.wait !== true)
    return { job: await startPoint(ctx, point, what, input.scope ?? null, missingLeaves) };
  const measured = (await measurePoint(ctx, point, what, missing, { keep: !readOnly })).flatMap(
    (row) => fromPoint(point, row) ?? [],
  );
  return {
    at: point.at,
    known: point.known,
    dataVersion: point.past.version.version,
    computedAt: nowIso(ctx),
    regions,
    records: summed(ctx, point, set, regions, [...rows, ...measured]),
  };
}

export const resumePoint = (ctx: Ctx, row: JobRecord): Promise<Job> => runPoint(ctx, row, missingLeaves, false);

async function missingLeaves(ctx: Ctx, point: Point, what: Measured, region: string | null): Promise<string[]> {
  const regions = await regionsAt(ctx, point, region ?? undefined);
  return (await knownLeaves(ctx, point, what, regions, region ?? undefined)).missing;
}

/** The regions of then that the caller may see and asked for. */
async function regionsAt(ctx: Ctx, { at, past }: Point, code: string | undefined): Promise<PastRegion[]> {
  const tree: PastTree = await ctx.storage.read((reader) => past.tree(reader));
  if (tree.regions.length === 0) throw new ServiceError('point.nothing', 'not-found', { at });
  const own = ctx.scope.kind === 'subtree' ? ctx.scope.code : null;
  const regions = tree.regions.filter(
    ({ codes }) => (own === null || codes.includes(own)) && (code === undefined || codes.includes(code)),
  );
  if (code !== undefined && regions.length === 0) throw new ServiceError('region.not_then', 'not-found', { code, at });
  return regions;
}

/** What need not be measured: some leaves were asked for before, others were not touched since and are what they are today. */
async function knownLeaves(
  ctx: Ctx,
  point: Point,
  what: Measured,
  regions: readonly PastRegion[],
  asked: string | undefined,
): Promise<{ rows: LeafAt[]; missing: string[] }> {
  const leaves = regions.filter((row) => row.isLeaf).map((row) => row.code);
  return ctx.storage.read(async (reader) => {
    const kept = await keptRows(reader, point, what, leaves);
    const done = new Set(kept.map((row) => row.regionCode));
    const standing = what === 'live' ? [] : await standingRows(ctx, reader, point, leaves, asked);
    const rows = [
      ...kept.flatMap((row) => fromPoint(point, row) ?? []),
      ...standing.filter(({ record }) => !done.has(record.regionCode)),
    ];
    for (const { record } of standing) done.add(record.regionCode);
    return { rows, missing: leaves.filter((code) => !done.has(code)) };
  });
}

async function keptRows(
  reader: Reader,
  point: Point,
  what: Measured,
  leaves: readonly string[],
): Promise<PointRecord[]> {
  const wanted = new Set(leaves);
  const found: PointRecord[] = [];
  for (const set of what === 'live' ? (['live'] as const) : (['installed', 'planned'] as const))
    for (const row of await pointRecords(reader, EVERYTHING, keyOf(point, set), leaves.length > MANY ? null : leaves))
      if (wanted.has(row.regionCode)) found.push(row);
  return found;
}

/** Stored figures of leaves that nothing touched after the point's data version. */
async function standingRows(
  ctx: Ctx,
  reader: Reader,
  { known, past }: Point,
  leaves: readonly string[],
  asked: string | undefined,
): Promise<LeafAt[]> {
  if (known !== 'then' || !past.version.isSure) return [];
  const scope: Scope = asked === undefined ? ctx.scope : { kind: 'subtree', code: asked };
  const { version } = past.version;
  const standing = await leavesSince(reader, scope, version);
  const codes = leaves.filter((code) => standing.has(code));
  const found: LeafAt[] = [];
  for (const set of ['installed', 'planned'] as const) {
    const own = new Map<string, LeafAt>();
    for (let i = 0; i < codes.length; i += FIGURES_A_TURN) {
      for (const record of await figureRecords(reader, EVERYTHING, set, codes.slice(i, i + FIGURES_A_TURN)))
        own.set(record.regionCode, { record: { ...record, measuredVersion: version }, sees: [] });
      await breathe();
    }
    if (own.size > 0) for (const pair of await seesRows(reader, scope, set)) own.get(pair.leafCode)?.sees.push(pair);
    found.push(...own.values());
  }
  return found;
}

/** Figures of all regions that were asked for; live ones are summed like installed ones. Where no planned camera reaches, the planned figure is the installed one. */
function summed(
  ctx: Ctx,
  { past }: Point,
  set: CameraSet,
  regions: readonly PastRegion[],
  rows: readonly LeafAt[],
): Map<string, FigureRecord> {
  const leaves = new Map(regions.filter((row) => row.isLeaf).map((row) => [row.code, row.codes]));
  const state = leafState(
    leaves,
    rows.map((row) => row.record),
    rows.flatMap((row) => row.sees),
  );
  const parents = regions.filter((row) => !row.isLeaf).map((row) => row.code);
  const records = new Map(state.figures.installed);
  if (set === 'planned') for (const [code, row] of state.figures.planned) records.set(code, row);
  for (const row of sumParents(set === 'planned' ? set : 'installed', parents, state, nowIso(ctx)))
    records.set(row.regionCode, { ...row, measuredVersion: past.version.version });
  return records;
}
