// Figures at a point in time as the API and commands show them: of one region, and of all in columns.
import type { Figure, StoredSet } from '#contract/figure';
import type { FigureRecord } from '#storage/figures.repository';
import type { Ctx } from './ctx.ts';
import { ServiceError } from './errors.ts';
import { toFigure } from './figure-rollup.ts';
import { atDepth, columnsOf, depthAsked, type FigureColumns } from './figures.ts';
import type { Job } from './jobs.ts';
import type { AskedDetail } from './look.ts';
import type { AskedPoint } from './point.ts';
import { figuresAtPoint, type PointFigures } from './point-in-time.ts';

interface Asked extends AskedPoint, AskedDetail {
  set?: StoredSet;
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
  return { figure: atDepth(figureThen(found, found.records.get(code)!, set), k) };
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
  return found.regions.map(({ code, name, level, depth, parentCode }) => ({
    code,
    name,
    level,
    parentCode: depth === 0 ? null : parentCode,
    figure: figureThen(found, found.records.get(code)!, set),
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

const figureThen = (point: PointFigures, record: FigureRecord, set: StoredSet = 'installed'): Figure => ({
  ...toFigure(record),
  set,
  dataVersion: point.dataVersion,
  at: point.at,
  known: point.known,
});
