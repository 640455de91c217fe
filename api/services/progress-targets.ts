// Which targets hold for regions, and how do they stand to them?
import type { Attainment, Grade, Target } from '#contract/target';
import { attainmentOfNode } from '#rules/progress-judge';
import type { NodeValue } from '#rules/region-sums';
import { isInherited, measuredKey, targetFor, targetsFor } from '#rules/targets';
import { allRegionRows, codesOfPath, type RegionRow } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import { targetRecords } from '#storage/targets.repository';
import type { Ctx } from './ctx.ts';
import { gradeBands } from './progress-settings.ts';
import { toTarget } from './standing-of-figures.ts';
import { type ValueNow, valuesNow } from './value-now.ts';
import { valuesOn } from './values-on.ts';

export const allTargets = async (ctx: Ctx): Promise<Target[]> =>
  (await targetRecords(ctx.storage.reader, EVERYTHING)).map(toTarget);

const aboveOf = (row: RegionRow): { code: string; level: string }[] =>
  codesOfPath(row.path)
    .slice(0, -1)
    .reverse()
    .map((code) => ({ code, level: '' }));

/** One of each metric and way of counting it, coverage first. `groups`: byWhatIsCounted. */
export const targetsHolding = (row: RegionRow, groups: readonly (readonly Target[])[], today: string): Target[] =>
  targetsFor(row, aboveOf(row), groups, today);

/** Value and attainment of regions by their targets; those whose target counts otherwise are left out. */
export interface Judged {
  row: RegionRow;
  target: Target | null;
  value: ValueNow;
  attainment: Attainment | null;
}

/** `like`: the metric and way of counting that regions are compared by. */
export async function judgeAll(
  ctx: Ctx,
  rows: readonly RegionRow[],
  like: Pick<Target, 'metric' | 'measure'>,
  targets: readonly Target[],
  today: string,
  values?: Map<string, ValueNow>,
): Promise<Judged[]> {
  const key = measuredKey(like);
  const same = targets.filter((target) => measuredKey(target) === key);
  const now = values ?? (await valuesNow(ctx, like, rows));
  const targetOf = new Map(
    rows.map((row) => [row.code, targetFor(row, isInherited(like) ? aboveOf(row) : [], same, today)]),
  );
  const starts = await startValues(ctx, like, targetOf);
  const bands = await gradeBands(ctx.storage.reader);
  return rows.map((row) => {
    const target = targetOf.get(row.code) ?? null;
    const value = now.get(row.code)!;
    const startValue = starts.get(row.code)?.value ?? null;
    return {
      row,
      target,
      value,
      attainment: target === null ? null : attainmentOfNode(target, value, today, { bands, startValue }),
    };
  });
}

/** What was there when a plan with milestones began. */
async function startValues(
  ctx: Ctx,
  like: Pick<Target, 'metric' | 'measure'>,
  targetOf: ReadonlyMap<string, Target | null>,
): Promise<Map<string | null, NodeValue>> {
  const byStart = new Map<string, string[]>();
  for (const [code, target] of targetOf)
    if (target !== null && target.milestones.length > 0)
      byStart.set(target.start, [...(byStart.get(target.start) ?? []), code]);
  const found = new Map<string | null, NodeValue>();
  for (const [start, codes] of byStart)
    for (const [code, value] of await valuesOn(ctx, like, codes, start)) found.set(code, value);
  return found;
}

/** Grades of the children of a scope by the target that is shown; null where none of its kind holds. */
export async function childGrades(
  ctx: Ctx,
  region: string | null,
  target: Target | null,
  targets: readonly Target[],
  today: string,
): Promise<(Grade | null)[]> {
  const rows = await allRegionRows(ctx.storage.reader, ctx.scope, { parent: region ?? '' });
  const like = target ?? targets[0];
  if (like === undefined) return [];
  return (await judgeAll(ctx, rows, like, targets, today)).map(({ attainment }) => attainment?.grade ?? null);
}
