// The value of a metric now, of any regions, with the least and the most that it may be.
import type { Figure } from '#contract/figure';
import type { TargetMeasure } from '#contract/target';
import { KIND, NO_VALUE, type NodeValue, valueOfSums } from '#rules/region-sums';
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

/** What a figure adds to a metric; those of several regions add up. */
interface Part {
  numerator: number;
  low: number;
  high: number;
  denominator: number;
  kind: number;
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
    return exactly(all.get(null) ?? NO_VALUE, 0);
  }
  const parts = await partsNow(ctx, measured, rows);
  return valueOfParts(
    measured,
    rows.map((row) => parts.get(row.code)!),
    0,
    null,
  );
}

const exactly = (value: NodeValue, cameras: number, overM2: number | null = null): ValueNow => ({
  ...value,
  low: value.value,
  high: value.value,
  cameras,
  overM2,
});

export async function valuesNow(
  ctx: Ctx,
  measured: Measured,
  rows: readonly RegionRow[],
): Promise<Map<string, ValueNow>> {
  const codes = rows.map((row) => row.code);
  const figures = await figuresNow(ctx, measured.measure, codes);
  const about = (code: string): [cameras: number, overM2: number | null] => {
    const figure = figures.get(code);
    return [figure?.cameras ?? 0, figure?.overM2 ?? null];
  };
  if (isCheap(measured)) {
    const values = await cheapValuesOn(ctx, measured, codes, todayOf(ctx));
    return new Map(codes.map((code) => [code, exactly(values.get(code) ?? NO_VALUE, ...about(code))]));
  }
  const parts = await partsNow(ctx, measured, rows, figures);
  return new Map(codes.map((code) => [code, valueOfParts(measured, [parts.get(code)!], ...about(code))]));
}

function valueOfParts({ measure }: Measured, parts: readonly Part[], cameras: number, overM2: number | null): ValueNow {
  const sum = (of: (part: Part) => number): number => parts.reduce((all, part) => all + of(part), 0);
  const denominator = sum((part) => part.denominator);
  const kind = parts.reduce((all, part) => all | part.kind, 0);
  const [low, high] = [sum((part) => part.low), sum((part) => part.high)];
  const numerator = measure.judgedBy === 'low' ? low : sum((part) => part.numerator);
  const value = valueOfSums(numerator, denominator, kind);
  if (value.value === null) return { ...value, low: null, high: null, cameras, overM2 };
  return { ...value, low: low / denominator, high: high / denominator, cameras, overM2 };
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

const MISSING: Part = { numerator: 0, low: 0, high: 0, denominator: 0, kind: KIND.missing };

async function partsNow(
  ctx: Ctx,
  measured: Measured,
  rows: readonly RegionRow[],
  known?: Map<string, Figure>,
): Promise<Map<string, Part>> {
  const { metric, measure } = measured;
  if (metric === 'villagesAtTarget') return leafParts(ctx, measured, rows);
  const figures =
    known ??
    (await figuresNow(
      ctx,
      measure,
      rows.map((row) => row.code),
    ));
  return new Map(
    rows.map(({ code }) => {
      const figure = figures.get(code);
      return [
        code,
        figure === undefined ? MISSING : metric === 'keyPlaces' ? placePart(figure) : coverPart(figure, measure),
      ];
    }),
  );
}

function kindOf(figure: Figure): number {
  if (figure.leavesMeasured < figure.leaves) return KIND.missing;
  if (figure.basis === 'mixed') return KIND.judged | KIND.publicSpace;
  return figure.basis === 'not-applicable'
    ? KIND.empty
    : figure.basis === 'whole-area'
      ? KIND.judged
      : KIND.publicSpace;
}

function coverPart(figure: Figure, { k = 1, classes }: TargetMeasure): Part {
  const kind = kindOf(figure);
  if (classes !== undefined) {
    const own = figure.classes.filter((one) => classes.includes(one.class));
    const sum = (of: 'demandM2' | 'likelyM2' | 'coveredM2' | 'coveredHighM2'): number =>
      own.reduce((all, one) => all + one[of], 0);
    return {
      numerator: sum('likelyM2'),
      low: sum('coveredM2'),
      high: sum('coveredHighM2'),
      denominator: sum('demandM2'),
      kind,
    };
  }
  if (figure.demandM2 === null) return { ...MISSING, kind };
  return {
    numerator: figure.likelyDepthM2![k - 1],
    low: figure.depthM2![k - 1],
    high: figure.highDepthM2![k - 1],
    denominator: figure.demandM2,
    kind,
  };
}

function placePart({ keyPlaces, leaves, leavesMeasured }: Figure): Part {
  const { covered, coveredLow, coveredHigh, total } = keyPlaces;
  const kind = leavesMeasured < leaves ? KIND.missing : total > 0 ? KIND.judged : KIND.empty;
  return { numerator: covered, low: coveredLow, high: coveredHigh, denominator: total, kind };
}

/** Leaves below each region that reach the minimum, of those that can be judged. */
async function leafParts(ctx: Ctx, { measure }: Measured, rows: readonly RegionRow[]): Promise<Map<string, Part>> {
  const { reader } = ctx.storage;
  const { of = 'coverage', ofMinimum = 0, ...inner } = measure;
  const parts = new Map(rows.map((row) => [row.code, { ...MISSING, kind: 0 }]));
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
