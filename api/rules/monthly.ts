// The numbers of the monthly roll-out report: what was planned, what stands, which units are done, who leads and who lags.
import type { MonthlyUnit } from '#contract/progress';
import { STAGES_REACHED, type StageReached, type Target } from '#contract/target';

type Task = Pick<Target, 'id' | 'scope' | 'metric' | 'measure' | 'minimum' | 'start'>;

export const stageOfTask = ({ measure }: Pick<Target, 'measure'>): StageReached => measure.stage ?? 'installed';

/** Targets that give a number of cameras and have begun on that day. */
export const tasksInForce = <T extends Task>(targets: readonly T[], on: string): T[] =>
  targets.filter(({ metric, start }) => metric === 'cameras' && start <= on);

/** How the task of a unit is chosen: its own before its level's, one for the stage before others, the one begun last. */
function comesFirst(a: Task, b: Task, stage: StageReached): number {
  const own = Number('region' in b.scope) - Number('region' in a.scope);
  if (own !== 0) return own;
  const fits = Number(stageOfTask(b) === stage) - Number(stageOfTask(a) === stage);
  if (fits !== 0) return fits;
  if (a.start !== b.start) return a.start < b.start ? 1 : -1;
  return a.id < b.id ? -1 : 1;
}

/** The number of cameras each unit has to reach, by code; units without a task are left out. A number is never inherited
 * from a region above: it is that region's, not each unit's. */
export function tasksOf(
  units: readonly { code: string; level: string }[],
  targets: readonly Task[],
  on: string,
  stage: StageReached,
): Map<string, number> {
  const sorted = tasksInForce(targets, on).sort((a, b) => comesFirst(a, b, stage));
  const ofRegion = new Map<string, number>();
  const ofLevel = new Map<string, number>();
  for (const { scope, minimum } of sorted) {
    const [into, key] = 'region' in scope ? [ofRegion, scope.region] : [ofLevel, scope.level];
    if (!into.has(key)) into.set(key, minimum);
  }
  const tasks = new Map<string, number>();
  for (const { code, level } of units) {
    const task = ofRegion.get(code) ?? ofLevel.get(level);
    if (task !== undefined) tasks.set(code, task);
  }
  return tasks;
}

/** The stage that most tasks count; `installed` where there is none. */
export function usualStage(tasks: readonly Pick<Target, 'measure'>[]): StageReached {
  let best: StageReached = 'installed';
  const count = (stage: StageReached): number => tasks.filter((task) => stageOfTask(task) === stage).length;
  for (const stage of STAGES_REACHED) if (count(stage) > count(best)) best = stage;
  return best;
}

export const isDone = (unit: MonthlyUnit): boolean => unit.standing >= unit.task;
export const isProcured = (unit: MonthlyUnit): boolean => unit.procured >= unit.task;

/** Highest share first; ties by code. */
const byShare = (a: MonthlyUnit, b: MonthlyUnit): number => b.share - a.share || (a.code < b.code ? -1 : 1);
const byShareUp = (a: MonthlyUnit, b: MonthlyUnit): number => a.share - b.share || (a.code < b.code ? -1 : 1);

/** The first and the last `n` by share; nobody is both. */
export function leadersOf(
  groups: readonly MonthlyUnit[],
  n: number,
): { leading: MonthlyUnit[]; lagging: MonthlyUnit[] } {
  const leading = [...groups].sort(byShare).slice(0, n);
  const named = new Set(leading.map(({ code }) => code));
  const lagging = groups
    .filter(({ code }) => !named.has(code))
    .sort(byShareUp)
    .slice(0, n);
  return { leading, lagging };
}
