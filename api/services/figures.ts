// What is covered: the figure of one region, and the figures of all regions in columns.
import type { Figure } from '#contract/figure';
import type { Grade } from '#contract/target';
import { rollUp } from '#rules/rollup';
import { figureRecords } from '#storage/figures.repository';
import { readMeta } from '#storage/meta.repository';
import { allRegionRows, findRegion } from '#storage/regions.repository';
import { narrow } from '#storage/scope';
import type { Storage } from '#storage/storage';
import { type Ctx, nowIso } from './ctx.ts';
import { ServiceError } from './errors.ts';
import { KEPT_K } from './measure-input.ts';
import { regionMissing } from './regions.ts';
import { attainmentOfRecord, currentFigure, dirtyBelow, judgeOf, leavesStanding } from './standing-of-figures.ts';
import { versions } from './workspace.ts';

export type CameraSetName = 'installed' | 'planned';

/** A region that was never measured has null areas and leavesMeasured 0.
 * Errors: region.not_found, figure.k_out_of_range. */
export async function regionFigure(
  ctx: Ctx,
  input: { code: string; set?: CameraSetName; k?: number },
): Promise<Figure> {
  const { reader } = ctx.storage;
  const set = input.set ?? 'installed';
  const k = input.k ?? 1;
  if (!Number.isInteger(k) || k < 1 || k > KEPT_K)
    throw new ServiceError('figure.k_out_of_range', 'invalid', { k, max: KEPT_K });
  const region = await findRegion(reader, ctx.scope, input.code);
  if (region === null) throw regionMissing(input.code);
  const installed = (await figureRecords(reader, ctx.scope, 'installed', [input.code]))[0];
  const asked = set === 'installed' ? installed : (await figureRecords(reader, ctx.scope, set, [input.code]))[0];
  // no planned row: no planned camera reaches here, the figures are the same
  const record = asked ?? installed;
  if (record === undefined) {
    const dataVersion = await readMeta(reader, 'dataVersion');
    const meta = { set, detail: 'range', profile: null, k: KEPT_K, dataVersion, computedAt: nowIso(ctx) };
    return { ...rollUp(new Array(region.leafCount).fill(null), 0, meta), k };
  }
  return atDepth({ ...currentFigure(record, await dirtyBelow(ctx)), set }, k);
}

/** The same figure with its covered areas at depth k. */
function atDepth(figure: Figure, k: number): Figure {
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

interface ColumnsAsked {
  scope?: string;
  level?: string;
  set?: CameraSetName;
}

/** Answers that were asked for last: a province of 31,000 regions takes half a second to put together. */
const MOST_KEPT = 4;
const kept = new WeakMap<Storage, Map<string, Promise<FigureColumns>>>();

/** `scope`: a region and everything below it. The arrays are shared: read only. Errors: region.not_found. */
export async function figuresColumnar(ctx: Ctx, input: ColumnsAsked): Promise<FigureColumns> {
  const { dataVersion, figuresVersion } = await versions(ctx);
  const { scope: within, level, set } = input;
  // targets are judged by the day
  const key = JSON.stringify([dataVersion, figuresVersion, nowIso(ctx).slice(0, 10), ctx.scope, within, level, set]);
  const known = kept.get(ctx.storage) ?? new Map<string, Promise<FigureColumns>>();
  kept.set(ctx.storage, known);
  const made = known.get(key) ?? readColumns(ctx, input);
  known.delete(key);
  known.set(key, made);
  made.catch(() => known.delete(key));
  if (known.size > MOST_KEPT) known.delete(known.keys().next().value!);
  return made;
}

async function readColumns(ctx: Ctx, input: ColumnsAsked): Promise<FigureColumns> {
  const { reader } = ctx.storage;
  const scope = await narrow(reader, ctx.scope, input.scope);
  if (scope === null) throw regionMissing(input.scope!);
  const rows = await allRegionRows(reader, scope, { level: input.level });
  const figureOf = new Map((await figureRecords(reader, scope, 'installed')).map((row) => [row.regionCode, row]));
  if (input.set === 'planned')
    for (const row of await figureRecords(reader, scope, 'planned')) figureOf.set(row.regionCode, row);
  const dirty = await dirtyBelow(ctx);
  const judge = await judgeOf(ctx);
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
  const column = <T>(pick: (entry: (typeof entries)[number]) => T): T[] => entries.map(pick);
  return {
    dataVersion: await readMeta(reader, 'dataVersion'),
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
