// The monthly roll-out report of any scope and day, out of one look at targets, regions and the stage ledger.
import type { MonthlyReport, MonthlyUnit } from '#contract/progress';
import type { StageReached, Target } from '#contract/target';
import { isDone, isProcured, leadersOf, tasksInForce, tasksOf, usualStage } from '#rules/monthly';
import { readMeta } from '#storage/meta.repository';
import { allRegionRows, codesOfPath, type RegionRow, regionTotals } from '#storage/regions.repository';
import { narrow, type Scope } from '#storage/scope';
import { targetRecords } from '#storage/targets.repository';
import type { Ctx } from './ctx.ts';
import { ServiceError } from './errors.ts';
import { todayOf } from './funnel.ts';
import { regionMissing } from './regions.ts';
import { EVERYWHERE, type StageSums, stageSumsOn } from './stage-ledger.ts';
import { toTarget } from './standing-of-figures.ts';

export interface AskMonthly {
  /** region code; absent = everything that the caller may see */
  scope?: string;
  on?: string;
  /** level of the units that have tasks */
  unit?: string;
  /** level of those that lead and lag */
  group?: string;
  stage?: StageReached;
  /** how many lead and lag */
  n?: number;
}
const USUAL_N = 3;
/** Units where nothing says which they are. */
const USUAL_UNIT = 'county';

/** Errors: region.not_found, monthly.level_unknown, monthly.group_below_unit. */
export async function monthlyReport(ctx: Ctx, input: AskMonthly): Promise<MonthlyReport> {
  const { reader } = ctx.storage;
  const scope = await narrow(reader, ctx.scope, input.scope);
  if (scope === null) throw regionMissing(input.scope!);
  const on = input.on ?? todayOf(ctx);
  const targets = (await targetRecords(reader, ctx.scope)).map(toTarget);
  const levels = (await regionTotals(reader, scope)).levels;
  const known = (level: string): string => {
    if (levels.some((one) => one.level === level)) return level;
    throw new ServiceError('monthly.level_unknown', 'invalid', { level, known: levels.map((l) => l.level).join(', ') });
  };
  const unitLevel = input.unit === undefined ? await unitLevelOf(ctx, scope, targets, on, levels) : known(input.unit);
  const units = unitLevel === null ? [] : await allRegionRows(reader, scope, { level: unitLevel });
  const stage = input.stage ?? usualStage(tasksAt(targets, units, unitLevel, on));
  const tasks = tasksOf(units, targets, on, stage);
  const groupLevel = input.group === undefined ? groupLevelOf(scope, units, levels, input.scope) : known(input.group);
  if (groupLevel !== null && unitLevel !== null && depthOf(levels, groupLevel) > depthOf(levels, unitLevel))
    throw new ServiceError('monthly.group_below_unit', 'invalid', { group: groupLevel, unit: unitLevel });
  const { byRegion } = await stageSumsOn(ctx, { scope: input.scope, level: unitLevel ?? '', andScope: true, on });
  const unitList = units.flatMap((unit) => {
    const task = tasks.get(unit.code);
    return task === undefined ? [] : [rowOf(unit, task, byRegion.get(unit.code), stage)];
  });
  const groups = groupLevel === null ? [] : await groupsOf(ctx, scope, groupLevel, units, unitList);
  const planned = sumOf(unitList, 'task');
  const standing = sumOf(unitList, 'standing');
  const unitsDone = unitList.filter(isDone).length;
  const unitsProcured = unitList.filter(isProcured).length;
  const share = (n: number): number | null => (unitList.length === 0 ? null : n / unitList.length);
  return {
    scope: input.scope ?? null,
    on,
    unitLevel: unitLevel ?? USUAL_UNIT,
    groupLevel,
    stage,
    planned,
    standing,
    share: planned > 0 ? standing / planned : null,
    units: unitList.length,
    unitsDone,
    unitsDoneShare: share(unitsDone),
    unitsProcured,
    unitsProcuredShare: share(unitsProcured),
    ...leadersOf(groups, input.n ?? USUAL_N),
    groups,
    unitList,
    elsewhere: byRegion.get(input.scope ?? EVERYWHERE)!.cameras[stage] - standing,
    dataVersion: await readMeta(reader, 'dataVersion'),
  };
}

type Level = { level: string; count: number; depth: number };
const depthOf = (levels: readonly Level[], level: string): number =>
  levels.find((one) => one.level === level)?.depth ?? 0;

function tasksAt(targets: readonly Target[], units: readonly RegionRow[], unitLevel: string | null, on: string) {
  const codes = new Set(units.map(({ code }) => code));
  return tasksInForce(targets, on).filter(({ scope }) =>
    'region' in scope ? codes.has(scope.region) : scope.level === unitLevel,
  );
}

/** The level at which most regions of the scope have a task; of two, the upper one. Null = the scope has no regions. */
async function unitLevelOf(
  ctx: Ctx,
  scope: Scope,
  targets: readonly Target[],
  on: string,
  levels: readonly Level[],
): Promise<string | null> {
  const begun = tasksInForce(targets, on);
  const named = new Set(begun.flatMap(({ scope: of }) => ('region' in of ? [of.region] : [])));
  const withTask = new Map<string, number>();
  for (const { scope: of } of begun)
    if ('level' in of) withTask.set(of.level, levels.find((one) => one.level === of.level)?.count ?? 0);
  if (named.size > 0)
    for (const { code, level } of await allRegionRows(ctx.storage.reader, scope))
      if (named.has(code)) withTask.set(level, Math.max(withTask.get(level) ?? 0, 0) + 1);
  let best: Level | null = null;
  for (const one of levels)
    if ((withTask.get(one.level) ?? 0) > (best === null ? 0 : withTask.get(best.level)!)) best = one;
  return (best ?? levels.find((one) => one.level === USUAL_UNIT) ?? levels.at(-1))?.level ?? null;
}

/** The uppermost level below the scope that has several regions and is not below the units; null = there is none. */
function groupLevelOf(
  scope: Scope,
  units: readonly RegionRow[],
  levels: readonly Level[],
  asked: string | undefined,
): string | null {
  const unitDepth = Math.max(...units.map(({ depth }) => depth));
  const top = asked !== undefined || scope.kind === 'subtree' ? Math.min(...levels.map(({ depth }) => depth)) : -1;
  return levels.find(({ depth, count }) => depth > top && depth <= unitDepth && count > 1)?.level ?? null;
}

function rowOf(region: RegionRow, task: number, sums: StageSums | undefined, stage: StageReached): MonthlyUnit {
  const standing = sums?.cameras[stage] ?? 0;
  const { code, name, nameEn } = region;
  return { code, name, nameEn, task, standing, procured: sums?.cameras.procured ?? 0, share: standing / task };
}

/** Sums over the units below each group; groups without a task are left out. */
async function groupsOf(
  ctx: Ctx,
  scope: Scope,
  level: string,
  units: readonly RegionRow[],
  unitList: readonly MonthlyUnit[],
): Promise<MonthlyUnit[]> {
  const pathOf = new Map(units.map(({ code, path }) => [code, path]));
  const below = new Map<string, MonthlyUnit[]>();
  for (const unit of unitList)
    for (const code of codesOfPath(pathOf.get(unit.code)!)) {
      const known = below.get(code);
      if (known === undefined) below.set(code, [unit]);
      else known.push(unit);
    }
  const rows = await allRegionRows(ctx.storage.reader, scope, { level });
  return rows.flatMap(({ code, name, nameEn }) => {
    const own = below.get(code);
    if (own === undefined) return [];
    const [task, standing, procured] = [sumOf(own, 'task'), sumOf(own, 'standing'), sumOf(own, 'procured')];
    return [{ code, name, nameEn, task, standing, procured, share: standing / task }];
  });
}

const sumOf = (rows: readonly MonthlyUnit[], field: 'task' | 'standing' | 'procured'): number =>
  rows.reduce((sum, row) => sum + row[field], 0);
