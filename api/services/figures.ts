// What is covered: the figure of one region, and the figures of all regions in columns.
import type { CameraSet, Figure, StoredSet } from '#contract/figure';
import type { Attainment, Grade } from '#contract/target';
import type { Detail } from '#rules/profiles';
import { rollUp } from '#rules/rollup';
import { type FigureRecord, figureRecords } from '#storage/figures.repository';
import { readMeta } from '#storage/meta.repository';
import { allRegionRows, findRegion, type RegionRow } from '#storage/regions.repository';
import { narrow, type Scope } from '#storage/scope';
import type { Storage } from '#storage/storage';
import { type Ctx, nowIso } from './ctx.ts';
import { detailFigures, freshDetailFigures } from './detail-figures.ts';
import { isOfProfile, type ProfileDetail, startDetail } from './detail-measure.ts';
import { ServiceError } from './errors.ts';
import type { Job } from './jobs.ts';
import { liveFigureOf, liveFigures, liveStamp } from './live-figures.ts';
import { type AskedDetail, detailAsked } from './look.ts';
import { KEPT_K } from './measure-input.ts';
import type { Known } from './point.ts';
import { regionMissing } from './regions.ts';
import {
  attainmentOfRecord,
  currentFigure,
  dirtyBelow,
  type Judge,
  judgeOf,
  leavesStanding,
} from './standing-of-figures.ts';
import { versions } from './workspace.ts';

export type CameraSetName = StoredSet;

/** A region that was never measured has null areas and leavesMeasured 0.
 * Errors: region.not_found, figure.k_out_of_range. */
export async function regionFigure(ctx: Ctx, input: { code: string; set?: CameraSet; k?: number }): Promise<Figure> {
  const { reader } = ctx.storage;
  const set = input.set ?? 'installed';
  const k = depthAsked(input.k);
  const region = await findRegion(reader, ctx.scope, input.code);
  if (region === null) throw regionMissing(input.code);
  if (set === 'live') {
    const figure = liveFigureOf(await liveFigures(ctx, { kind: 'subtree', code: input.code }), input.code);
    return figure === null ? neverMeasured(ctx, region, set, k) : atDepth(figure, k);
  }
  const installed = (await figureRecords(reader, ctx.scope, 'installed', [input.code]))[0];
  const asked = set === 'installed' ? installed : (await figureRecords(reader, ctx.scope, set, [input.code]))[0];
  // no planned row: no planned camera reaches here, the figures are the same
  const record = asked ?? installed;
  if (record === undefined) return neverMeasured(ctx, region, set, k);
  return atDepth({ ...currentFigure(record, await dirtyBelow(ctx)), set }, k);
}

/** What is said of a region of which nothing is known in a set. Errors: region.not_found. */
export async function unmeasuredFigure(ctx: Ctx, input: { code: string; set: CameraSet }): Promise<Figure> {
  const region = await findRegion(ctx.storage.reader, ctx.scope, input.code);
  if (region === null) throw regionMissing(input.code);
  return neverMeasured(ctx, region, input.set, 1);
}

async function neverMeasured(ctx: Ctx, region: RegionRow, set: CameraSet, k: number): Promise<Figure> {
  const dataVersion = await readMeta(ctx.storage.reader, 'dataVersion');
  const meta = { set, detail: 'range', profile: null, k: KEPT_K, dataVersion, computedAt: nowIso(ctx) };
  return { ...rollUp(new Array(region.leafCount).fill(null), 0, meta), k };
}

/** Cameras work at whatever detail, but what they see is kept at `range` only. */
function measuredSet(set: CameraSet | undefined): StoredSet {
  if (set === 'live') throw new ServiceError('figure.live_at_range', 'invalid');
  return set ?? 'installed';
}

export function depthAsked(k = 1): number {
  if (!Number.isInteger(k) || k < 1 || k > KEPT_K)
    throw new ServiceError('figure.k_out_of_range', 'invalid', { k, max: KEPT_K });
  return k;
}

/** The figure at any detail. One of a profile is measured when it is asked for: small regions before the answer, large
 * ones as a job, which is then the answer.
 * Errors: those of regionFigure, detail.unknown, detail.profile_unknown, detail.needed. */
export async function regionFigureAt(
  ctx: Ctx,
  input: { code: string; set?: CameraSet; k?: number } & AskedDetail,
): Promise<{ figure: Figure } | { job: Job }> {
  const detail = await detailAsked(ctx.storage.reader, input);
  if (!isOfProfile(detail)) return { figure: await regionFigure(ctx, input) };
  const set = measuredSet(input.set);
  const k = depthAsked(input.k);
  if ((await findRegion(ctx.storage.reader, ctx.scope, input.code)) === null) throw regionMissing(input.code);
  const scope: Scope = { kind: 'subtree', code: input.code };
  const found = await freshDetailFigures(ctx, { scope, code: input.code, set, detail });
  if ('job' in found) return found;
  const figure = currentFigure(found.records.get(input.code)!, found.stale);
  return { figure: atDepth({ ...figure, set }, k) };
}

/** Figures of a region and everything below it (default: of all), by code, with nothing left out: for commands, which
 * can wait. Errors: region.not_found, detail.unknown, detail.profile_unknown, detail.needed. */
export async function figuresAt(
  ctx: Ctx,
  input: { scope?: string; set?: CameraSet } & AskedDetail,
): Promise<Map<string, Figure>> {
  const { reader } = ctx.storage;
  const detail = await detailAsked(reader, input);
  const scope = await narrow(reader, ctx.scope, input.scope);
  if (scope === null) throw regionMissing(input.scope!);
  const set = measuredSet(input.set);
  if (!isOfProfile(detail)) throw new Error('expected a detail of a profile, got range');
  const found = await freshDetailFigures(ctx, { scope, code: input.scope ?? null, set, detail });
  if ('job' in found) throw new Error('expected figures of a database that is only read, got a job');
  return new Map([...found.records].map(([code, row]) => [code, { ...currentFigure(row, found.stale), set }]));
}

/** Figures of the set `live` of a region and everything below it (default: of all), by code; regions of which nothing is
 * computed are absent. Errors: region.not_found. */
export async function liveFiguresBelow(ctx: Ctx, input: { scope?: string }): Promise<Map<string, Figure>> {
  const scope = await narrow(ctx.storage.reader, ctx.scope, input.scope);
  if (scope === null) throw regionMissing(input.scope!);
  const live = await liveFigures(ctx, scope);
  const found = new Map<string, Figure>();
  for (const { code } of await allRegionRows(ctx.storage.reader, scope)) {
    const figure = liveFigureOf(live, code);
    if (figure !== null) found.set(code, figure);
  }
  return found;
}

/** The same figure with its covered areas at depth k. */
export function atDepth(figure: Figure, k: number): Figure {
  return {
    ...figure,
    k,
    coveredM2: figure.depthM2?.[k - 1] ?? null,
    likelyM2: figure.likelyDepthM2?.[k - 1] ?? null,
    coveredHighM2: figure.highDepthM2?.[k - 1] ?? null,
    parts:
      figure.parts?.map((part) => ({
        ...part,
        coveredM2: part.depthM2[k - 1],
        likelyM2: part.likelyDepthM2[k - 1],
        coveredHighM2: part.highDepthM2[k - 1],
      })) ?? null,
  };
}

/** Index i of every array is one region, in code order; null = no figure, or a mixed parent. */
export interface FigureColumns {
  dataVersion: number;
  detail: string;
  profile: string | null;
  /** at a detail of a profile: the job that measures what is not measured yet */
  measureJobId: string | null;
  /** of a point in time: the instant, and by which knowledge */
  at?: string;
  known?: Known;
  codes: string[];
  names: string[];
  namesEn: (string | null)[];
  levels: string[];
  parentCodes: (string | null)[];
  basis: (Figure['basis'] | null)[];
  demandM2: (number | null)[];
  coveredM2: (number | null)[];
  likelyM2: (number | null)[];
  coveredHighM2: (number | null)[];
  overM2: (number | null)[];
  privateM2: (number | null)[];
  /** key places that stand in the region, and how many of them are covered */
  keyPlaces: number[];
  keyPlacesCovered: number[];
  cameras: number[];
  unaimed: number[];
  /** how often an assumption stood in for what a record lacks */
  assumed: number[];
  gapCount: number[];
  /** Σ area × weight of its gaps */
  gapNeed: number[];
  measured: boolean[];
  leaves: number[];
  leavesMeasured: number[];
  actual: (number | null)[];
  expected: (number | null)[];
  minimum: (number | null)[];
  distance: (number | null)[];
  attainment: (number | null)[];
  grade: (Grade | null)[];
  due: (string | null)[];
}

interface ColumnsAsked extends AskedDetail {
  scope?: string;
  level?: string;
  set?: CameraSet;
}

/** Answers that were asked for last: a province of 31,000 regions takes half a second to put together. */
const MOST_KEPT = 4;
const kept = new WeakMap<Storage, Map<string, Promise<FigureColumns>>>();

/** `scope`: a region and everything below it. Targets speak of detail `range`: at another one nothing is judged. The
 * arrays are shared: read only. Errors: region.not_found, detail.unknown, detail.profile_unknown, detail.needed. */
export async function figuresColumnar(ctx: Ctx, input: ColumnsAsked): Promise<FigureColumns> {
  const detail = await detailAsked(ctx.storage.reader, input);
  // what is measured when asked for may start a job each time, and keeps its rows elsewhere
  if (isOfProfile(detail)) return readColumns(ctx, input, detail);
  const { dataVersion, figuresVersion } = await versions(ctx);
  const { scope: within, level, set } = input;
  // what is only read is measured with the states of the moment
  if (set === 'live' && ctx.storage.readOnly) return readColumns(ctx, input, detail);
  const live = set === 'live' ? await liveStamp(ctx) : null;
  // targets are judged by the day
  const key = JSON.stringify([
    dataVersion,
    figuresVersion,
    live,
    nowIso(ctx).slice(0, 10),
    ctx.scope,
    within,
    level,
    set,
  ]);
  const known = kept.get(ctx.storage) ?? new Map<string, Promise<FigureColumns>>();
  kept.set(ctx.storage, known);
  const made = known.get(key) ?? readColumns(ctx, input, detail);
  known.delete(key);
  known.set(key, made);
  made.catch(() => known.delete(key));
  if (known.size > MOST_KEPT) known.delete(known.keys().next().value!);
  return made;
}

async function readColumns(ctx: Ctx, input: ColumnsAsked, detail: Detail): Promise<FigureColumns> {
  const { reader } = ctx.storage;
  const scope = await narrow(reader, ctx.scope, input.scope);
  if (scope === null) throw regionMissing(input.scope!);
  const rows = await allRegionRows(reader, scope, { level: input.level });
  const { figureOf, dirty, job } = isOfProfile(detail)
    ? await columnsAt(ctx, scope, input, detail)
    : await columnsAtRange(
        ctx,
        scope,
        input.set,
        rows.map((row) => row.code),
      );
  // targets speak of what is installed, at detail `range`
  const isJudged = !isOfProfile(detail) && input.set !== 'live';
  const judge: Judge = isJudged ? await judgeOf(ctx) : () => null;
  const entries = rows.map((row) => {
    const record = figureOf.get(row.code);
    return {
      row,
      record,
      figure: record?.figure ?? null,
      leavesMeasured: record === undefined ? 0 : leavesStanding(record, dirty),
      attainment: attainmentOfRecord(judge, row, record, dirty),
    };
  });
  return {
    dataVersion: await readMeta(reader, 'dataVersion'),
    detail: detail.name,
    profile: detail.profile,
    measureJobId: job?.id ?? null,
    ...columnsOf(entries),
  };
}

/** What is said of one region. */
export interface ColumnEntry {
  row: Pick<RegionRow, 'code' | 'name' | 'nameEn' | 'level' | 'parentCode' | 'depth' | 'leafCount'>;
  record: FigureRecord | undefined;
  figure: FigureRecord['figure'] | null;
  leavesMeasured: number;
  attainment: Attainment | null;
}
export function columnsOf(
  entries: readonly ColumnEntry[],
): Omit<FigureColumns, 'dataVersion' | 'detail' | 'profile' | 'measureJobId' | 'at' | 'known'> {
  const column = <T>(pick: (entry: ColumnEntry) => T): T[] => entries.map(pick);
  return {
    codes: column((e) => e.row.code),
    names: column((e) => e.row.name),
    namesEn: column((e) => e.row.nameEn),
    levels: column((e) => e.row.level),
    parentCodes: column((e) => (e.row.depth === 0 ? null : e.row.parentCode)),
    basis: column((e) => e.figure?.basis ?? null),
    demandM2: column((e) => e.figure?.demandM2 ?? null),
    coveredM2: column((e) => e.figure?.coveredM2 ?? null),
    likelyM2: column((e) => e.figure?.likelyM2 ?? null),
    coveredHighM2: column((e) => e.figure?.coveredHighM2 ?? null),
    overM2: column((e) => e.figure?.overM2 ?? null),
    privateM2: column((e) => e.figure?.privateM2 ?? null),
    keyPlaces: column((e) => e.figure?.keyPlaces.total ?? 0),
    keyPlacesCovered: column((e) => e.figure?.keyPlaces.covered ?? 0),
    cameras: column((e) => e.figure?.cameras ?? 0),
    unaimed: column((e) => e.figure?.unaimed ?? 0),
    assumed: column((e) => Object.values(e.figure?.assumptions ?? {}).reduce((sum, count) => sum + count, 0)),
    gapCount: column((e) => e.figure?.gapCount ?? 0),
    gapNeed: column((e) => e.record?.gapNeed ?? 0),
    measured: column((e) => e.figure !== null && e.leavesMeasured === e.figure.leaves),
    leaves: column((e) => e.row.leafCount),
    leavesMeasured: column((e) => e.leavesMeasured),
    actual: column((e) => e.attainment?.actual ?? null),
    expected: column((e) => e.attainment?.expected ?? null),
    minimum: column((e) => e.attainment?.minimum ?? null),
    distance: column((e) => e.attainment?.distance ?? null),
    attainment: column((e) => e.attainment?.attainment ?? null),
    grade: column((e) => e.attainment?.grade ?? null),
    due: column((e) => e.attainment?.due ?? null),
  };
}

interface ColumnSource {
  figureOf: Map<string, FigureRecord>;
  /** region → leaves below it that are not as they should be */
  dirty: Map<string, number>;
  job: Job | null;
}

async function columnsAtRange(
  ctx: Ctx,
  scope: Scope,
  set: CameraSet | undefined,
  codes: string[],
): Promise<ColumnSource> {
  const { reader } = ctx.storage;
  if (set === 'live') {
    const live = await liveFigures(ctx, scope);
    // a region of which nothing is computed has no figure, as one that was never measured
    const entries = codes.flatMap((code) => {
      const row = live.recordOf(code);
      return row === null ? [] : [[code, row] as const];
    });
    const dirty = new Map(codes.map((code) => [code, live.withoutOf(code)]));
    return { figureOf: new Map(entries), dirty, job: null };
  }
  const figureOf = new Map((await figureRecords(reader, scope, 'installed')).map((row) => [row.regionCode, row]));
  if (set === 'planned')
    for (const row of await figureRecords(reader, scope, 'planned')) figureOf.set(row.regionCode, row);
  return { figureOf, dirty: await dirtyBelow(ctx), job: null };
}

/** What is measured so far; the rest is on its way as a job. */
async function columnsAt(
  ctx: Ctx,
  scope: Scope,
  input: { scope?: string; set?: CameraSet },
  detail: ProfileDetail,
): Promise<ColumnSource> {
  const { records, stale } = await detailFigures(ctx, { scope, set: measuredSet(input.set), detail });
  const wanted = stale.size > 0 && !ctx.storage.readOnly;
  const job = wanted ? await startDetail(ctx, detail, input.scope ?? null) : null;
  return { figureOf: records, dirty: stale, job };
}
