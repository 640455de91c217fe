// Figures at a point in time as the API and commands show them: of one region, and of all in columns.
import type { CameraSet, Figure } from '#contract/figure';
import { rollUp } from '#rules/rollup';
import type { Ctx } from './ctx.ts';
import { ServiceError } from './errors.ts';
import { toFigure } from './figure-rollup.ts';
import { atDepth, columnsOf, depthAsked, type FigureColumns } from './figures.ts';
import type { Job } from './jobs.ts';
import type { AskedDetail } from './look.ts';
import { KEPT_K } from './measure-input.ts';
import type { PastRegion } from './past.ts';
import type { AskedPoint } from './point.ts';
import { figuresAtPoint, type PointFigures } from './point-in-time.ts';

interface Asked extends AskedPoint, AskedDetail {
  set?: CameraSet;
}

/** Detail `range` is what has a history: any other follows from fields that lists seldom state. */
function mustBeRange({ detail, profile }: AskedDetail): void {
  if (profile !== undefined || (detail ?? 'range') !== 'range') throw new ServiceError('point.detail', 'invalid');
}

/** Errors: those of figuresAtPoint, point.detail, figure.k_out_of_range. */
export async function regionFigureThen(
  ctx: Ctx,
  input: Asked & { code: string; k?: number },
): Promise<{ figure: Figure } | { job: Job }> {
  mustBeRange(input);
  const k = depthAsked(input.k);
  const { code, at, known, set } = input;
  const found = await figuresAtPoint(ctx, { at, known, set, scope: code });
  if ('job' in found) return found;
  const region = found.regions.find((row) => row.code === code)!;
  return { figure: atDepth(figureThen(found, region, set), k) };
}

/** Of a region and everything below it, or of all, with nothing left out: for commands, which can wait. */
export async function figuresThen(
  ctx: Ctx,
  input: Asked & { scope?: string },
): Promise<{ code: string; name: string; level: string; parentCode: string | null; figure: Figure }[]> {
  mustBeRange(input);
  const { at, known, set, scope } = input;
  const found = await figuresAtPoint(ctx, { at, known, set, scope, wait: true });
  if ('job' in found) throw new Error('expected figures that were waited for, got a job');
  return found.regions.map((row) => ({
    code: row.code,
    name: row.name,
    level: row.level,
    parentCode: row.depth === 0 ? null : row.parentCode,
    figure: figureThen(found, row, set),
  }));
}

/** Nothing is judged: targets of today say nothing of then. Errors: those of figuresAtPoint, point.detail. */
export async function columnsThen(
  ctx: Ctx,
  input: Asked & { scope?: string; level?: string },
): Promise<FigureColumns | { job: Job }> {
  mustBeRange(input);
  const { at, known, set, scope, level } = input;
  const found = await figuresAtPoint(ctx, { at, known, set, scope });
  if ('job' in found) return found;
  const rows = found.regions.filter((row) => level === undefined || row.level === level);
  const entries = rows.map((row) => {
    const record = found.records.get(row.code);
    const figure = record?.figure ?? null;
    return { row, record, figure, leavesMeasured: figure?.leavesMeasured ?? 0, attainment: null };
  });
  return {
    dataVersion: found.dataVersion,
    detail: 'range',
    profile: null,
    measureJobId: null,
    at: found.at,
    known: found.known,
    ...columnsOf(entries),
  };
}

/** At `live` nothing may be computed of a region: then nobody's state was known there. */
function figureThen(
  { at, known, dataVersion, computedAt, records }: PointFigures,
  { code, leafCount }: Pick<PastRegion, 'code' | 'leafCount'>,
  set: CameraSet = 'installed',
): Figure {
  const record = records.get(code);
  const meta = { set, detail: 'range', profile: null, k: KEPT_K, dataVersion, computedAt };
  const figure = record === undefined ? rollUp(new Array(leafCount).fill(null), 0, meta) : toFigure(record);
  return { ...figure, set, dataVersion, at, known };
}
