// How does what was reached stand to the plan: milestones with their states, days behind, children by grade? docs/progress.md.
import type { Forecast, MilestoneState } from '#contract/progress';
import type { Grade, Target } from '#contract/target';
import { COUNTED } from '#contract/target';

/** The plan as corners: value expected at the end of a day, straight in between (docs/model.md §5). */
export interface PlanCorner {
  day: string;
  value: number;
}

const MS_A_DAY = 86_400_000;
const dayNo = (day: string): number => Math.round(Date.parse(`${day}T00:00:00Z`) / MS_A_DAY);
const dayOf = (no: number): string => new Date(no * MS_A_DAY).toISOString().slice(0, 10);

/** From the value at the start through the milestones to the minimum; without milestones the minimum is expected from the
 * start on. `startValue`: what was there on that day; null = not known, nothing. */
export function planOf(target: Target, startValue: number | null): PlanCorner[] {
  if (target.milestones.length === 0) return [{ day: target.start, value: target.minimum }];
  const corners = [
    { day: target.start, value: startValue ?? 0 },
    ...target.milestones.map(({ date, value }) => ({ day: date, value })),
    { day: target.due, value: target.minimum },
  ];
  // of several on one day the last one said holds
  return corners.filter((corner, i) => corners[i + 1]?.day !== corner.day);
}

/** What the plan expects at the end of a day: straight between corners, nothing before the first. */
export function plannedOn(plan: readonly PlanCorner[], day: string): number | null {
  const next = plan.findIndex((corner) => corner.day >= day);
  if (next < 0) return plan.at(-1)?.value ?? null;
  const corner = plan[next];
  if (corner.day === day) return corner.value;
  const before = plan[next - 1];
  if (before === undefined) return null;
  const share = (dayNo(day) - dayNo(before.day)) / (dayNo(corner.day) - dayNo(before.day));
  return before.value + share * (corner.value - before.value);
}

/** The first day on which the plan expects at least a value; null = it never does. */
export function plannedDay(plan: readonly PlanCorner[], value: number): string | null {
  for (const [i, corner] of plan.entries()) {
    if (corner.value < value) continue;
    const before = plan[i - 1];
    if (before === undefined) return corner.day;
    const share = (value - before.value) / (corner.value - before.value);
    return dayOf(Math.ceil(dayNo(before.day) + share * (dayNo(corner.day) - dayNo(before.day)) - 1e-9));
  }
  return null;
}

/** Days behind the plan (+) or before it (−): today − the day on which the plan expected what is there. Null where nothing
 * is there to judge, before the start, and where the plan has no slope to go by (no milestones). Before everything the
 * plan expects it is counted from the start; above everything, from the due date. */
export function lagDays(
  target: Target,
  plan: readonly PlanCorner[],
  actual: number | null,
  today: string,
): number | null {
  if (actual === null || plan.length < 2 || today < target.start) return null;
  const day = plannedDay(plan, actual) ?? target.due;
  return dayNo(today) - dayNo(day);
}

/** A value as people read it. */
const shown = (target: Pick<Target, 'metric'>, value: number): string =>
  COUNTED.has(target.metric) ? String(Math.round(value)) : `${(value * 100).toFixed(1)} %`;

export interface MilestoneAsked {
  target: Target;
  /** the value now; null = none to judge */
  actual: number | null;
  /** the value at the end of a day gone by, or of the nearest month end before it that is known; null = not known */
  actualOn(day: string): { day: string; value: number } | null;
  forecast: Forecast | null;
  today: string;
}

/** The milestones, and the due date as the last of them. */
export function milestoneStates(asked: MilestoneAsked): MilestoneState[] {
  const { target } = asked;
  const own = target.milestones.map(({ name, date, value }) => ({ name: name ?? null, date, value }));
  return [...own, { name: null, date: target.due, value: target.minimum }].map((one) => stateOf(asked, one));
}

type Planned = Pick<MilestoneState, 'name' | 'date' | 'value'>;

/** The first rule that holds: nothing to judge; reached; its day is over; the forecast comes in time, or late; without a
 * forecast, whether today's value is at least what a straight way to it asks for today. */
function stateOf({ target, actual, actualOn, forecast, today }: MilestoneAsked, one: Planned): MilestoneState {
  const say = (state: MilestoneState['state'], at: number | null, rule: string, ruleZh: string): MilestoneState => ({
    ...one,
    actual: at,
    state,
    rule,
    ruleZh,
  });
  const wanted = shown(target, one.value);
  const then = one.date < today ? actualOn(one.date) : null;
  if (actual === null && then === null)
    return say('no-data', null, 'There is no value to judge.', '没有可评判的数值。');
  if (then !== null && then.value >= one.value)
    return say(
      'done',
      then.value,
      `${shown(target, then.value)} on ${then.day} reached ${wanted}.`,
      `${then.day} 为 ${shown(target, then.value)}，已达到 ${wanted}。`,
    );
  if (actual !== null && actual >= one.value)
    return say(
      'done',
      actual,
      one.date < today
        ? `${shown(target, actual)} today reaches ${wanted}, after its date.`
        : `${shown(target, actual)} today reaches ${wanted}.`,
      one.date < today
        ? `今日为 ${shown(target, actual)}，已达到 ${wanted}，但晚于节点日期。`
        : `今日为 ${shown(target, actual)}，已达到 ${wanted}。`,
    );
  const at = then?.value ?? actual;
  const stands = at === null ? '' : shown(target, at);
  if (one.date < today)
    return say(
      'missed',
      at,
      `${stands} of ${wanted} when its date had passed.`,
      `节点日期已过，仅 ${stands}，应为 ${wanted}。`,
    );
  if (actual === null) return say('no-data', null, 'There is no value to judge.', '没有可评判的数值。');
  if (forecast !== null) {
    const line = forecastOn(forecast, one.date);
    if (line !== null) {
      const inTime = line >= one.value;
      return say(
        inTime ? 'on-plan' : 'at-risk',
        actual,
        `At the pace of the last months ${shown(target, line)} is expected on ${one.date}, ${inTime ? 'at least' : 'below'} ${wanted}.`,
        `按近几个月的速度，预计 ${one.date} 达到 ${shown(target, line)}，${inTime ? '不低于' : '低于'} ${wanted}。`,
      );
    }
  }
  const expected = straightTo(target, one, today);
  const enough = actual >= expected;
  return say(
    enough ? 'on-plan' : 'at-risk',
    actual,
    `${shown(target, actual)} today, ${enough ? 'at least' : 'below'} the ${shown(target, expected)} that a straight way to ${wanted} asks for.`,
    `今日为 ${shown(target, actual)}，${enough ? '不低于' : '低于'}匀速推进到 ${wanted} 所需的 ${shown(target, expected)}。`,
  );
}

/** Value of the middle line on a day, straight between month ends; null = beyond what is drawn. */
function forecastOn({ line }: Forecast, day: string): number | null {
  const ends = line.map(({ month, value }) => ({ no: monthEnd(month), value }));
  const no = dayNo(day);
  const next = ends.findIndex((end) => end.no >= no);
  if (next < 0) return null;
  if (next === 0) return ends[0].value;
  const [a, b] = [ends[next - 1], ends[next]];
  return a.value + ((no - a.no) / (b.no - a.no)) * (b.value - a.value);
}
const monthEnd = (month: string): number =>
  Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0) / MS_A_DAY;

function straightTo(target: Target, one: Planned, today: string): number {
  const before = [...target.milestones].reverse().find(({ date }) => date <= today && date < one.date);
  const from = before ?? { date: target.start, value: 0 };
  const span = dayNo(one.date) - dayNo(from.date);
  if (span <= 0) return one.value;
  const share = Math.max(0, Math.min(1, (dayNo(today) - dayNo(from.date)) / span));
  return from.value + share * (one.value - from.value);
}

export const NO_GRADES: Readonly<Record<Grade, number>> = {
  met: 0,
  'on-track': 0,
  behind: 0,
  notice: 0,
  warning: 0,
  veto: 0,
  'no-data': 0,
};
export function gradeCounts(grades: Iterable<Grade | null>): Record<Grade, number> {
  const counts = { ...NO_GRADES };
  for (const grade of grades) if (grade !== null) counts[grade] += 1;
  return counts;
}
