// What is wrong with a list of targets: all of it at once, each fault with the place it stands at.
import { COUNTED, type TargetInput, type TargetMeasure, type TargetMetric } from '#contract/target';
import { measuredKey } from './targets.ts';

export interface TargetFault {
  /** as of the list that was given: `targets.3.milestones.1.value` */
  path: string;
  code: string;
  params: Record<string, string | number>;
}
export type DatedTarget = TargetInput & { start: string };

const FIELDS_OF: Record<TargetMetric, readonly (keyof TargetMeasure)[]> = {
  coverage: ['set', 'detail', 'profile', 'k', 'judgedBy', 'classes'],
  keyPlaces: ['set', 'judgedBy'],
  cameras: ['stage'],
  onlineRate: [],
  intactRate: [],
  networkedRate: [],
  filedRate: [],
  villagesAtTarget: ['of', 'ofMinimum', 'set', 'detail', 'profile', 'k', 'judgedBy', 'classes', 'stage'],
};

/** `beside`: targets that stay in force; they are not checked again, only whether one of the list is about the same. */
export function targetFaults(targets: readonly DatedTarget[], beside: readonly DatedTarget[] = []): TargetFault[] {
  return [...targets.flatMap(faultsOf), ...doubled(targets, beside), ...repeated(targets)];
}

const nameOf = (target: TargetInput, i: number): string => target.id ?? `#${i + 1}`;

function faultsOf(target: DatedTarget, i: number): TargetFault[] {
  const at = `targets.${i}`;
  const id = nameOf(target, i);
  const faults: TargetFault[] = [];
  const say = (path: string, code: string, params: TargetFault['params'] = {}): void => {
    faults.push({ path: `${at}${path}`, code, params: { id, ...params } });
  };
  const { metric, minimum, ceiling, start, due, milestones = [], measure = {} } = target;
  const isCount = COUNTED.has(metric);
  if (due < start) say('.due', 'target.dates', { start });
  if (!isCount && minimum > 1) say('.minimum', 'target.above_one', { value: minimum });
  if (isCount && !Number.isInteger(minimum)) say('.minimum', 'target.not_whole', { value: minimum });
  if (ceiling !== null && ceiling !== undefined) {
    if (ceiling < minimum) say('.ceiling', 'target.ceiling_low', { value: ceiling, minimum });
    if (!isCount && ceiling > 1) say('.ceiling', 'target.above_one', { value: ceiling });
  }
  milestones.forEach(({ date, value }, m) => {
    const own = `.milestones.${m}`;
    if (date > due) say(`${own}.date`, 'target.milestone_late', { date, due });
    if (date < start) say(`${own}.date`, 'target.milestone_early', { date, start });
    const before = milestones[m - 1];
    if (before !== undefined && date <= before.date) say(`${own}.date`, 'target.milestone_order', { date });
    if (!isCount && value > 1) say(`${own}.value`, 'target.above_one', { value });
    if (isCount && !Number.isInteger(value)) say(`${own}.value`, 'target.not_whole', { value });
  });
  for (const field of Object.keys(measure) as (keyof TargetMeasure)[])
    if (measure[field] !== undefined && !FIELDS_OF[metric].includes(field))
      say(`.measure.${field}`, 'target.measure_unused', { field, metric });
  if (metric === 'villagesAtTarget') {
    const { of = 'coverage', ofMinimum } = measure;
    if (ofMinimum === undefined) say('.measure.ofMinimum', 'target.of_minimum');
    else if (of !== 'cameras' && ofMinimum > 1) say('.measure.ofMinimum', 'target.above_one', { value: ofMinimum });
  }
  return faults;
}

const scopeKey = ({ scope }: TargetInput): string => ('region' in scope ? `r ${scope.region}` : `l ${scope.level}`);
/** Two targets of one key are about the same scope, metric and measure. */
export const aboutKey = (target: TargetInput): string =>
  `${scopeKey(target)} ${measuredKey({ metric: target.metric, measure: target.measure ?? {} })}`;
export const overlaps = (a: DatedTarget, b: DatedTarget): boolean => a.start <= b.due && b.start <= a.due;

interface Placed {
  target: DatedTarget;
  name: string;
}
/** Two of one scope, metric and measure whose times overlap: the later one of the list is named at fault. */
function doubled(targets: readonly DatedTarget[], beside: readonly DatedTarget[]): TargetFault[] {
  const earlier = new Map<string, Placed[]>();
  const at = (target: DatedTarget): Placed[] => {
    const key = aboutKey(target);
    const group = earlier.get(key) ?? [];
    earlier.set(key, group);
    return group;
  };
  for (const target of beside) at(target).push({ target, name: target.id ?? '' });
  return targets.flatMap((target, i): TargetFault[] => {
    const group = at(target);
    const name = nameOf(target, i);
    const params = (other: string) => ({ id: name, other, metric: target.metric });
    const faults = group
      .filter((one) => overlaps(one.target, target))
      .map((one) => ({ path: `targets.${i}`, code: 'target.doubled', params: params(one.name) }));
    group.push({ target, name });
    return faults;
  });
}

function repeated(targets: readonly TargetInput[]): TargetFault[] {
  const first = new Map<string, number>();
  return targets.flatMap(({ id }, i): TargetFault[] => {
    if (id === undefined) return [];
    if (first.has(id)) return [{ path: `targets.${i}.id`, code: 'target.id_repeated', params: { id } }];
    first.set(id, i);
    return [];
  });
}
