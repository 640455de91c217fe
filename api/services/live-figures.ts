// Figures of the set `live`: kept by leaf (live-figures-keeper.ts), summed for parents when asked.
import type { Figure } from '#contract/figure';
import type { FigureRecord } from '#storage/figures.repository';
import { type LiveRecord, liveRecords, withoutLivePaths } from '#storage/live-figures.repository';
import { readMeta } from '#storage/meta.repository';
import { allRegionRows, codesOfPath, leafCodes } from '#storage/regions.repository';
import type { Scope } from '#storage/scope';
import type { Storage } from '#storage/storage';
import { type Ctx, nowIso } from './ctx.ts';
import { sumParents } from './figure-rollup.ts';
import { measureLiveLeaves } from './live-leaf.ts';
import { leafState } from './rollup-cache.ts';

export interface LiveFigures {
  /** of every region of the scope of which something is computed; `set` of the records means nothing */
  records: Map<string, FigureRecord>;
  /** region → leaves below it without a live figure that holds */
  without: Map<string, number>;
  /** of leaves */
  leaves: Map<string, LiveRecord>;
}

const kept = new WeakMap<Storage, Map<string, Promise<LiveFigures>>>();
/** Scopes that were asked for last. */
const KEPT = 4;
const BATCH_LEAVES = 32;

/** What is known now; a database that is only read keeps nothing, so there everything is measured at once. */
export async function liveFigures(ctx: Ctx, scope: Scope): Promise<LiveFigures> {
  const { reader } = ctx.storage;
  const versions = [await readMeta(reader, 'dataVersion'), await readMeta(reader, 'liveVersion')];
  const key = JSON.stringify([scope, versions, ctx.storage.readOnly ? ctx.status.asOf() : 0]);
  const cache = kept.get(ctx.storage) ?? new Map<string, Promise<LiveFigures>>();
  kept.set(ctx.storage, cache);
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = ctx.storage.readOnly ? measuredNow(ctx, scope) : keptRows(ctx, scope);
  cache.set(key, made);
  made.catch(() => cache.delete(key));
  for (const oldest of cache.keys()) if (cache.size > KEPT) cache.delete(oldest);
  return made;
}

async function keptRows(ctx: Ctx, scope: Scope): Promise<LiveFigures> {
  const { reader } = ctx.storage;
  const rows = await liveRecords(reader, scope);
  const without = new Map<string, number>();
  for (const path of await withoutLivePaths(reader, scope))
    for (const code of codesOfPath(path)) without.set(code, (without.get(code) ?? 0) + 1);
  return summed(ctx, scope, rows, without);
}

async function measuredNow(ctx: Ctx, scope: Scope): Promise<LiveFigures> {
  await ctx.status.ready();
  const codes = await leafCodes(ctx.storage.reader, scope, 'all');
  const rows: LiveRecord[] = [];
  if (ctx.status.leavesChangedSince(0).length > 0)
    for (let i = 0; i < codes.length; i += BATCH_LEAVES)
      rows.push(...(await measureLiveLeaves(ctx, codes.slice(i, i + BATCH_LEAVES), (ids) => ctx.status.statesOf(ids))));
  const computed = new Set(rows.filter((row) => row.figure !== null).map((row) => row.regionCode));
  const without = new Map<string, number>();
  for (const { code, path, isLeaf } of await allRegionRows(ctx.storage.reader, scope))
    if (isLeaf && !computed.has(code))
      for (const above of codesOfPath(path)) without.set(above, (without.get(above) ?? 0) + 1);
  return summed(ctx, scope, rows, without);
}

async function summed(ctx: Ctx, scope: Scope, rows: LiveRecord[], without: Map<string, number>): Promise<LiveFigures> {
  const regions = await allRegionRows(ctx.storage.reader, scope);
  const paths = new Map(regions.filter((row) => row.isLeaf).map((row) => [row.code, codesOfPath(row.path)]));
  const own = rows.filter((row) => paths.has(row.regionCode));
  const computed = own.flatMap((row) => (row.figure === null ? [] : [asRecord(row, row.figure)]));
  const pairs = own.flatMap(({ regionCode: leafCode, sees }) =>
    sees.map(([cameraId, homeCode, blind]) => ({ leafCode, set: 'installed' as const, cameraId, homeCode, blind })),
  );
  const state = leafState(paths, computed, pairs);
  const parents = regions.filter((row) => !row.isLeaf).map((row) => row.code);
  const records = new Map(state.figures.installed);
  for (const row of sumParents('installed', parents, state, nowIso(ctx))) records.set(row.regionCode, row);
  return { records, without, leaves: new Map(own.map((row) => [row.regionCode, row])) };
}

/** As a row of the figures that are measured with every change. */
function asRecord({ regionCode, ownSeeing, regionM2, measuredVersion, computedAt }: LiveRecord, figure: StoredFigure) {
  const judged = figure.basis === 'not-applicable';
  const { demandM2, likelyM2 } = figure;
  return {
    regionCode,
    set: 'installed' as const,
    figure,
    demandM2: judged ? null : demandM2,
    likelyM2: judged ? null : likelyM2,
    ownSeeing,
    regionM2,
    gapNeed: 0,
    measuredVersion,
    computedAt,
  };
}
type StoredFigure = NonNullable<LiveRecord['figure']>;

/** The figure of a region; null = nothing of it is computed. */
export function liveFigureOf({ records, without }: LiveFigures, code: string): Figure | null {
  const row = records.get(code);
  if (row === undefined || row.figure.leavesMeasured === 0) return null;
  const { figure, measuredVersion: dataVersion, computedAt } = row;
  const leavesMeasured = Math.max(0, Math.min(figure.leavesMeasured, figure.leaves - (without.get(code) ?? 0)));
  return { ...figure, set: 'live', leavesMeasured, dataVersion, computedAt };
}
