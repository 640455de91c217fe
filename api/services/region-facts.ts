// What is known of regions now that a target may be judged by.
import type { Figure } from '#contract/figure';
import type { StatusTimes } from '#contract/status';
import type { MetricValue, Target } from '#contract/target';
import { type Measured, metricOf, type RegionFacts } from '#rules/metrics';
import { figureRecords } from '#storage/figures.repository';
import { allRegionRows, codesOfPath } from '#storage/regions.repository';
import { narrow, type Scope } from '#storage/scope';
import { type Ctx, nowIso } from './ctx.ts';
import { detailFigures } from './detail-figures.ts';
import { isOfProfile } from './detail-measure.ts';
import { liveFigureOf, liveFigures } from './live-figures.ts';
import { detailAsked } from './look.ts';
import { regionMissing } from './regions.ts';
import { stageSumsOn, stagesOf } from './stage-ledger.ts';
import { currentFigure, dirtyBelow } from './standing-of-figures.ts';
import { regionTimes } from './status-days.ts';

const DAY_MS = 86_400_000;
/** Rates are those of the last so many whole days. */
export const RATE_DAYS = 30;
const NO_STAGES: RegionFacts['stages'] = {
  planned: 0,
  approved: 0,
  procured: 0,
  installed: 0,
  networked: 0,
  accepted: 0,
};

export type ValueOf = (code: string) => MetricValue;

/** The metric of every region of a scope (a region and everything below it; absent = all), now. Errors: region.not_found,
 * detail.unknown, detail.profile_unknown. */
export async function valuesNow(ctx: Ctx, input: { scope?: string; measured: Measured }): Promise<ValueOf> {
  const { measured } = input;
  const scope = await narrow(ctx.storage.reader, ctx.scope, input.scope);
  if (scope === null) throw regionMissing(input.scope!);
  if (measured.metric === 'villagesAtTarget') return villagesNow(ctx, scope, input.scope, measured);
  const facts = await factsNow(ctx, scope, input.scope, measured);
  return (code) => metricOf(measured, facts(code));
}

type FactsOf = (code: string) => RegionFacts;

/** Only what the metric needs is read. */
async function factsNow(ctx: Ctx, scope: Scope, code: string | undefined, measured: Measured): Promise<FactsOf> {
  const { metric } = measured;
  const blank = { figure: null, stages: NO_STAGES, filed: 0, times: null, leaves: null };
  if (metric === 'coverage' || metric === 'keyPlaces') {
    const figureOf = await figuresNow(ctx, scope, measured.measure);
    return (region) => ({ ...blank, code: region, figure: figureOf(region) });
  }
  if (metric === 'onlineRate' || metric === 'intactRate') {
    const times = await timesNow(ctx, scope);
    return (region) => ({ ...blank, code: region, times: times.get(region) ?? null });
  }
  const rows = await allRegionRows(ctx.storage.reader, scope);
  const codes = rows.map((row) => row.code);
  const { byRegion } = await stageSumsOn(ctx, { scope: code, codes, on: nowIso(ctx).slice(0, 10) });
  return (region) => {
    const sums = byRegion.get(region);
    if (sums === undefined) return { ...blank, code: region };
    return { ...blank, code: region, stages: stagesOf(sums), filed: sums.cameras.filed };
  };
}

async function villagesNow(ctx: Ctx, scope: Scope, code: string | undefined, measured: Measured): Promise<ValueOf> {
  const { of = 'coverage', ofMinimum: _minimum, ...measure } = measured.measure;
  const facts = await factsNow(ctx, scope, code, { metric: of, measure });
  const below = new Map<string, RegionFacts[]>();
  for (const row of await allRegionRows(ctx.storage.reader, scope)) {
    if (!row.isLeaf) continue;
    const leaf = facts(row.code);
    for (const above of codesOfPath(row.path)) {
      const list = below.get(above);
      if (list === undefined) below.set(above, [leaf]);
      else list.push(leaf);
    }
  }
  return (region) => metricOf(measured, { ...facts(region), leaves: below.get(region) ?? [] });
}

async function figuresNow(
  ctx: Ctx,
  scope: Scope,
  measure: Target['measure'],
): Promise<(code: string) => Figure | null> {
  const { reader } = ctx.storage;
  const set = measure.set ?? 'installed';
  if (set === 'live') {
    const live = await liveFigures(ctx, scope);
    return (code) => liveFigureOf(live, code);
  }
  const { detail, profile } = measure;
  const asked = await detailAsked(reader, { detail, profile });
  if (isOfProfile(asked)) {
    const { records, stale } = await detailFigures(ctx, { scope, set, detail: asked });
    return (code) => (records.has(code) ? currentFigure(records.get(code)!, stale) : null);
  }
  const records = new Map((await figureRecords(reader, scope, 'installed')).map((row) => [row.regionCode, row]));
  if (set === 'planned')
    for (const row of await figureRecords(reader, scope, 'planned')) records.set(row.regionCode, row);
  const dirty = await dirtyBelow(ctx);
  return (code) => (records.has(code) ? currentFigure(records.get(code)!, dirty) : null);
}

async function timesNow(ctx: Ctx, scope: Scope): Promise<Map<string, StatusTimes>> {
  const dayBefore = (days: number): string => new Date(ctx.clock() - days * DAY_MS).toISOString().slice(0, 10);
  return regionTimes(ctx, { scope, from: dayBefore(RATE_DAYS), to: dayBefore(1) });
}
