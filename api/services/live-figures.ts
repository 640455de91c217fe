// Figures of the set `live`: kept by leaf (live-figures-keeper.ts), summed for parents when asked. What was summed stays in
// memory and is brought up to date with every leaf that is measured, so that a question costs as little as its answer.
import type { Figure } from '#contract/figure';
import type { FigureRecord, SeesRow } from '#storage/figures.repository';
import { type LiveRecord, liveRecordPages } from '#storage/live-figures.repository';
import { readMeta } from '#storage/meta.repository';
import { allRegionRows, codesOfPath, leafCodes, leafTouches } from '#storage/regions.repository';
import { EVERYTHING, type Scope } from '#storage/scope';
import type { Storage } from '#storage/storage';
import { type Ctx, nowIso } from './ctx.ts';
import { sumParents } from './figure-rollup.ts';
import { breathe } from './in-turns.ts';
import { measureLiveLeaves } from './live-leaf.ts';
import { applyWritten, type LeafState, leafState } from './rollup-cache.ts';

export interface LiveFigures {
  /** of a region of which something is computed; its `set` means nothing */
  recordOf(code: string): FigureRecord | null;
  /** leaves at or below a region without a live figure that holds */
  withoutOf(code: string): number;
  /** what was measured of leaves, computed or not */
  leaves: ReadonlyMap<string, LiveRecord>;
}

interface Kept {
  regionsVersion: number;
  state: LeafState;
  leaves: Map<string, LiveRecord>;
  /** tells it from what is read anew when regions change */
  id: string;
  /** rises with every leaf that is written */
  version: number;
  shown: { version: number; at: number };
  /** of parents; forgotten with every leaf below that is written */
  records: Map<string, FigureRecord>;
  touched: { dataVersion: number; of: Map<string, number> };
  without: { key: string; of: Map<string, number> };
}
const kept = new WeakMap<Storage, Promise<Kept>>();
const BATCH_LEAVES = 32;

/** What is known now of everything; a database that is only read keeps nothing, so there the scope is measured at once. */
export async function liveFigures(ctx: Ctx, scope: Scope): Promise<LiveFigures> {
  const { reader, readOnly } = ctx.storage;
  const found = readOnly ? await measuredNow(ctx, scope) : await current(ctx);
  const dataVersion = await readMeta(reader, 'dataVersion');
  if (found.touched.dataVersion !== dataVersion)
    found.touched = { dataVersion, of: new Map(await leafTouches(reader, EVERYTHING)) };
  return {
    leaves: found.leaves,
    recordOf: (code) => recordOf(ctx, found, code),
    withoutOf: (code) => without(found).get(code) ?? 0,
  };
}

/** Columns of more leaves than this take long to put together: they move this often, at most. */
const MANY_LEAVES = 2_000;
const MANY_EVERY_MS = 5_000;

/** What an answer about all regions is kept under. */
export async function liveStamp(ctx: Ctx): Promise<string> {
  const found = await current(ctx);
  const now = performance.now();
  if (found.leaves.size <= MANY_LEAVES || now - found.shown.at >= MANY_EVERY_MS)
    found.shown = { version: found.version, at: now };
  return `${found.id}.${found.shown.version}`;
}

async function current(ctx: Ctx): Promise<Kept> {
  const known = kept.get(ctx.storage);
  const regionsVersion = await readMeta(ctx.storage.reader, 'regionsVersion');
  if (known !== undefined && (await known).regionsVersion === regionsVersion) return known;
  const made = readKept(ctx, regionsVersion);
  kept.set(ctx.storage, made);
  made.catch(() => kept.delete(ctx.storage));
  return made;
}

async function readKept(ctx: Ctx, regionsVersion: number): Promise<Kept> {
  const rows: LiveRecord[] = [];
  for await (const page of liveRecordPages(ctx.storage.reader, EVERYTHING)) {
    rows.push(...page);
    await breathe();
  }
  return keptOf(ctx, regionsVersion, rows);
}

async function keptOf(ctx: Ctx, regionsVersion: number, rows: LiveRecord[]): Promise<Kept> {
  const regions = await allRegionRows(ctx.storage.reader, EVERYTHING);
  const paths = new Map(regions.filter((row) => row.isLeaf).map((row) => [row.code, codesOfPath(row.path)]));
  const own = rows.filter((row) => paths.has(row.regionCode));
  await breathe();
  return {
    regionsVersion,
    state: leafState(paths, own.flatMap(asRecords), own.flatMap(asPairs)),
    leaves: new Map(own.map((row) => [row.regionCode, row])),
    id: ctx.ids(),
    version: 0,
    shown: { version: 0, at: 0 },
    records: new Map(),
    touched: { dataVersion: -1, of: new Map() },
    without: { key: '', of: new Map() },
  };
}

/** Leaves that were measured and written just now. */
export async function takeLiveRows(ctx: Ctx, rows: readonly LiveRecord[]): Promise<void> {
  const known = await kept.get(ctx.storage);
  if (known === undefined) return;
  const own = rows.filter((row) => known.state.pathOf.has(row.regionCode));
  for (const { regionCode } of own) known.state.figures.installed.delete(regionCode);
  applyWritten(
    known.state,
    own.map((row) => row.regionCode),
    own.flatMap(asRecords),
    own.flatMap(asPairs),
  );
  for (const row of own) {
    known.leaves.set(row.regionCode, row);
    for (const code of known.state.pathOf.get(row.regionCode)!) known.records.delete(code);
  }
  known.version += 1;
}

async function measuredNow(ctx: Ctx, scope: Scope): Promise<Kept> {
  await ctx.status.ready();
  const codes = await leafCodes(ctx.storage.reader, scope, 'all');
  const rows: LiveRecord[] = [];
  if (ctx.status.leavesChangedSince(0).length > 0)
    for (let i = 0; i < codes.length; i += BATCH_LEAVES)
      rows.push(...(await measureLiveLeaves(ctx, codes.slice(i, i + BATCH_LEAVES), (ids) => ctx.status.statesOf(ids))));
  return keptOf(ctx, 0, rows);
}

function recordOf(ctx: Ctx, found: Kept, code: string): FigureRecord | null {
  const { state, records } = found;
  const known = state.figures.installed.get(code) ?? records.get(code);
  if (known !== undefined) return known;
  if (!state.childrenOf.has(code)) return null;
  const [made] = sumParents('installed', [code], state, nowIso(ctx));
  records.set(code, made);
  return made.figure.leavesMeasured === 0 ? null : made;
}

function without(found: Kept): Map<string, number> {
  const { state, leaves, touched, version } = found;
  const key = `${touched.dataVersion} ${version}`;
  if (found.without.key === key) return found.without.of;
  const of = new Map<string, number>();
  for (const [leaf, path] of state.pathOf) {
    const row = leaves.get(leaf);
    const holds = row !== undefined && row.figure !== null && row.measuredVersion >= (touched.of.get(leaf) ?? 0);
    if (!holds) for (const code of path) of.set(code, (of.get(code) ?? 0) + 1);
  }
  found.without = { key, of };
  return of;
}

/** As rows of the figures that are measured with every change. */
function asRecords(row: LiveRecord): FigureRecord[] {
  const { regionCode, figure, ownSeeing, regionM2, measuredVersion, computedAt } = row;
  if (figure === null) return [];
  const isJudged = figure.basis !== 'not-applicable';
  return [
    {
      regionCode,
      set: 'installed',
      figure,
      demandM2: isJudged ? figure.demandM2 : null,
      likelyM2: isJudged ? figure.likelyM2 : null,
      ownSeeing,
      regionM2,
      gapNeed: 0,
      measuredVersion,
      computedAt,
    },
  ];
}
const asPairs = ({ regionCode: leafCode, sees }: LiveRecord): SeesRow[] =>
  sees.map(([cameraId, homeCode, blind]) => ({ leafCode, set: 'installed', cameraId, homeCode, blind }));

/** The figure of a region; null = nothing of it is computed. */
export function liveFigureOf(live: LiveFigures, code: string): Figure | null {
  const row = live.recordOf(code);
  if (row === null || row.figure.leavesMeasured === 0) return null;
  const { figure, measuredVersion: dataVersion, computedAt } = row;
  const leavesMeasured = Math.max(0, Math.min(figure.leavesMeasured, figure.leaves - live.withoutOf(code)));
  return { ...figure, set: 'live', leavesMeasured, dataVersion, computedAt };
}
