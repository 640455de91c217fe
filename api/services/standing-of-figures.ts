// How much of what is stored holds today: leaves that changed after they were measured do not count as measured.
import type { Figure } from '#contract/figure';
import type { Attainment, Target } from '#contract/target';
import { attainmentOf, byWhatIsCounted, targetFor } from '#rules/targets';
import { dirtyLeafPaths, type FigureRecord } from '#storage/figures.repository';
import { readMeta } from '#storage/meta.repository';
import { allRegionRows, codesOfPath } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import type { Storage } from '#storage/storage';
import { type TargetRecord, targetRecords } from '#storage/targets.repository';
import { type Ctx, nowIso } from './ctx.ts';
import { toFigure } from './figure-rollup.ts';
import { breathe } from './in-turns.ts';
import { gradeBands } from './progress-settings.ts';
import { valuesOn } from './values-on.ts';

/** Before the first measuring all leaves are out of date. */
const PATHS_A_TURN = 2_000;

interface Dirty {
  key: string;
  /** region → leaves at or below it whose figure is out of date */
  below: Map<string, number>;
}
const kept = new WeakMap<Storage, Dirty>();

export async function dirtyBelow(ctx: Ctx): Promise<Map<string, number>> {
  const { reader } = ctx.storage;
  const key = `${await readMeta(reader, 'dataVersion')} ${await readMeta(reader, 'figuresVersion')}`;
  const known = kept.get(ctx.storage);
  if (known?.key === key) return known.below;
  const below = new Map<string, number>();
  let since = 0;
  for (const path of await dirtyLeafPaths(reader, EVERYTHING)) {
    for (const code of codesOfPath(path)) below.set(code, (below.get(code) ?? 0) + 1);
    since += 1;
    if (since % PATHS_A_TURN === 0) await breathe();
  }
  kept.set(ctx.storage, { key, below });
  return below;
}

/** The number of leaves for which a stored figure still holds. */
export function leavesStanding({ regionCode, figure }: FigureRecord, dirty: Map<string, number>): number {
  const outdated = dirty.get(regionCode) ?? 0;
  return Math.max(0, Math.min(figure.leavesMeasured, figure.leaves - outdated));
}

/** The stored figure with the number of leaves for which it still holds. */
export function currentFigure(row: FigureRecord, dirty: Map<string, number>): Figure {
  return { ...toFigure(row), leavesMeasured: leavesStanding(row, dirty) };
}

export function toTarget(row: TargetRecord): Target {
  const { id, metric, measure, minimum, ceiling, start, due, milestones, critical, owner, note } = row;
  const scope = row.scopeRegion !== null ? { region: row.scopeRegion } : { level: row.scopeLevel! };
  return { id, scope, metric, measure, minimum, ceiling, start, due, milestones, critical, owner, note };
}

export type Judge = (region: { code: string; level: string; path: string }, figure: Figure | null) => Attainment | null;

/** The judge where there is no target. */
const NO_TARGETS: Judge = () => null;

/** Attainment of today of a stored figure. */
export const attainmentOfRecord = (
  judge: Judge,
  region: Parameters<Judge>[0],
  record: FigureRecord | undefined,
  dirty: Map<string, number>,
): Attainment | null =>
  judge === NO_TARGETS ? null : judge(region, record === undefined ? null : currentFigure(record, dirty));

const isOfStandingFigures = ({ metric, measure }: Target): boolean =>
  metric === 'coverage' && (measure.set ?? 'installed') === 'installed' && (measure.detail ?? 'range') === 'range';

/** Attainment of today of the coverage of any region, with the targets read once. */
export async function judgeOf(ctx: Ctx): Promise<Judge> {
  // at the standing figures: another detail or set is judged where it is asked for
  const targets = (await targetRecords(ctx.storage.reader, ctx.scope)).map(toTarget).filter(isOfStandingFigures);
  const today = nowIso(ctx).slice(0, 10);
  if (targets.length === 0) return NO_TARGETS;
  const bands = await gradeBands(ctx.storage.reader);
  const groups = byWhatIsCounted(targets);
  const starts = new Map<string, Awaited<ReturnType<typeof valuesOn>>>();
  const withPlan = targets.filter(({ milestones }) => milestones.length > 0);
  const codes =
    withPlan.length === 0 ? [] : (await allRegionRows(ctx.storage.reader, EVERYTHING)).map(({ code }) => code);
  for (const target of withPlan) starts.set(target.id, await valuesOn(ctx, target, codes, target.start));
  return (region, figure) => {
    const ancestors = codesOfPath(region.path)
      .slice(0, -1)
      .reverse()
      .map((code) => ({ code, level: '' }));
    let target: Target | null = null;
    for (const group of groups) target ??= targetFor(region, ancestors, group, today);
    if (target === null) return null;
    return attainmentOf(figure, target, today, {
      bands,
      startValue: starts.get(target.id)?.get(region.code)?.value ?? null,
    });
  };
}
