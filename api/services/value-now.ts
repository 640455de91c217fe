// The value of a metric now, of any regions, with the least and the most that it may be.
import type { Figure } from '#contract/figure';
import type { TargetMeasure } from '#contract/target';
import { type FigureMetric, figurePart, type MetricPart, MISSING_PART, valueOfParts } from '#rules/metrics';
import { KIND, NO_VALUE, type NodeValue } from '#rules/region-sums';
import { figureRecords } from '#storage/figures.repository';
import { allRegionRows, codesOfPath, type RegionRow, regionRows } from '#storage/regions.repository';
import { narrow } from '#storage/scope';
import type { Ctx } from './ctx.ts';
import { detailFigures } from './detail-figures.ts';
import { isOfProfile } from './detail-measure.ts';
import { breathe } from './in-turns.ts';
import { liveFigureOf, liveFigures } from './live-figures.ts';
import { detailAsked } from './look.ts';
import { todayOf } from './month-content.ts';
import type { Measured } from './snapshot-metrics.ts';
import { currentFigure, dirtyBelow } from './standing-of-figures.ts';
import { cheapValuesOn, isCheap } from './values-on.ts';

/** `low`, `high`: the least and the most that the value may be; equal where it is exact. */
export interface ValueNow extends NodeValue {
  low: number | null;
  high: number | null;
  cameras: number;
  overM2: number | null;
}

const ROWS_A_TURN = 1_000;
const CODES_A_READ = 500;
const NOTHING: ValueNow = { ...NO_VALUE, low: null, high: null, cameras: 0, overM2: null };

/** Of one region, or of everything that the caller may see. */
export async function valueNow(ctx: Ctx, measured: Measured, region: string | null): Promise<ValueNow> {
  const { reader } = ctx.storage;
  const rows =
    region === null
      ? await allRegionRows(reader, ctx.scope, { parent: '' })
      : await regionRows(reader, ctx.scope, [region]);
  if (rows.length === 1) return (await valuesNow(ctx, measured, rows)).get(rows[0].code) ?? NOTHING;
  if (isCheap(measured)) {
    const all = await cheapValuesOn(ctx, measured, null, todayOf(ctx));
    return exactly(all.get(null) ?? NO_VALUE);
  }
  const parts = await partsNow(ctx, measured, rows);
  const all = valueOfParts(
    measured.measure,
    rows.map((row) => parts.get(row.code)!),
  );
  return { ...all, cameras: 0, overM2: null };
}

const exactly = (value: NodeValue): ValueNow => ({
  ...NOTHING,
  ...value,
  low: value.value,
  high: value.value,
});

export async function valuesNow(
  ctx: Ctx,
  measured: Measured,
  rows: readonly RegionRow[],
): Promise<Map<string, ValueNow>> {
  const codes = rows.map((row) => row.code);
  const figures = await figuresNow(ctx, measured.measure, codes);
  const about = (code: string): Pick<ValueNow, 'cameras' | 'overM2'> => {
    const figure = figures.get(code);
    return { cameras: figure?.cameras ?? 0, overM2: figure?.overM2 ?? null };
  };
  if (isCheap(measured)) {
    const values = await cheapValuesOn(ctx, measured, codes, todayOf(ctx));
    return new Map(codes.map((code) => [code, { ...exactly(values.get(code) ?? NO_VALUE), ...about(code) }]));
  }
  const parts = await partsNow(ctx, measured, rows, figures);
  return new Map(
    codes.map((code) => [code, { ...valueOfParts(measured.measure, [parts.get(code)!]), ...about(code) }]),
  );
}

async function figuresNow(ctx: Ctx, measure: TargetMeasure, codes: readonly string[]): Promise<Map<string, Figure>> {
  const { set = 'installed' } = measure;
  const { reader } = ctx.storage;
  const found = new Map<string, Figure>();
  if (set === 'live') {
    const live = await liveFigures(ctx, ctx.scope);
    for (const code of codes) {
      const figure = liveFigureOf(live, code);
      if (figure !== null) found.set(code, figure);
    }
    return found;
  }
  const detail = await detailAsked(reader, { detail: measure.detail, profile: measure.profile });
  if (isOfProfile(detail)) {
    const { records, stale } = await detailFigures(ctx, { scope: ctx.scope, set, detail });
    for (const code of codes) if (records.has(code)) found.set(code, currentFigure(records.get(code)!, stale));
    return found;
  }
  const dirty = await dirtyBelow(ctx);
  // where no planned camera reaches, the planned figure is the installed one
  for (const one of set === 'planned' ? (['installed', 'planned'] as const) : (['installed'] as const))
    for (let i = 0; i < codes.length; i += CODES_A_READ) {
      for (const row of await figureRecords(reader, ctx.scope, one, codes.slice(i, i + CODES_A_READ)))
        found.set(row.regionCode, currentFigure(row, dirty));
      await breathe();
    }
  return found;
}

async function partsNow(
  ctx: Ctx,
  measured: Measured,
  rows: readonly RegionRow[],
  known?: Map<string, Figure>,
): Promise<Map<string, MetricPart>> {
  const { metric, measure } = measured;
  if (metric === 'villagesAtTarget') return leafParts(ctx, measured, rows);
  const figures =
    known ??
    (await figuresNow(
      ctx,
      measure,
      rows.map((row) => row.code),
    ));
  const of: FigureMetric = metric === 'keyPlaces' ? 'keyPlaces' : 'coverage';
  return new Map(rows.map(({ code }) => [code, figurePart(of, measure, figures.get(code) ?? null)]));
}

/** Leaves below each region that reach the minimum, of those that can be judged. */
async function leafParts(
  ctx: Ctx,
  { measure }: Measured,
  rows: readonly RegionRow[],
): Promise<Map<string, MetricPart>> {
  const { reader } = ctx.storage;
  const { of = 'coverage', ofMinimum = 0, ...inner } = measure;
  const parts = new Map(rows.map((row) => [row.code, { ...MISSING_PART, kind: 0 }]));
  const scope = rows.length === 1 ? await narrow(reader, ctx.scope, rows[0].code) : ctx.scope;
  const leaves = (await allRegionRows(reader, scope ?? ctx.scope)).filter((row) => row.isLeaf);
  const values = await valuesNow(ctx, { metric: of, measure: inner }, leaves);
  let turn = 0;
  for (const { code, path } of leaves) {
    const { value, low, high, why } = values.get(code)!;
    for (const above of codesOfPath(path)) {
      const part = parts.get(above);
      if (part === undefined) continue;
      part.kind |= value !== null ? KIND.judged : why === 'not-measured' ? KIND.missing : KIND.empty;
      if (value === null) continue;
      part.denominator += 1;
      part.numerator += value >= ofMinimum ? 1 : 0;
      part.low += (low ?? value) >= ofMinimum ? 1 : 0;
      part.high += (high ?? value) >= ofMinimum ? 1 : 0;
    }
    turn += 1;
    if (turn % ROWS_A_TURN === 0) await breathe();
  }
  return parts;
}
