// Which batches of work built the roll-out, and what did they cost?
import { stream, whole } from './random.ts';
import { dateOf, dayOf, ROLL_OUT_DAYS } from './record.ts';

export interface ProjectCamera {
  id: string;
  /** index of its township */
  township: number;
  installedOn: string | null;
  plannedOn: string | null;
}
export interface SampleProjectPlan {
  id: string;
  name: string;
  owner: string;
  budget: number;
  startOn: string;
  dueOn: string;
  cameras: string[];
  spends: { kind: 'committed' | 'spent'; day: string; amount: number; note: string }[];
}

/** One batch builds about this many cameras at so much each. */
const PRICE = { fromYuan: 5_200, toYuan: 8_600 };
const PHASES = [
  { name: '一期', from: 0, to: 240 },
  { name: '二期', from: 240, to: 490 },
  { name: '三期', from: 490, to: ROLL_OUT_DAYS + 400 },
] as const;

/** Cameras of the roll-out in three batches by the day they were, or are to be, built. */
export function projectsOf(
  cameras: readonly ProjectCamera[],
  { county, seed, asOf }: { county: string; seed: number; asOf: string },
): SampleProjectPlan[] {
  const began = dayOf(asOf) - ROLL_OUT_DAYS;
  return PHASES.map(({ name, from, to }, i) => {
    const r = stream(seed, 151, i);
    const price = whole(r, PRICE.fromYuan, PRICE.toYuan);
    const own = cameras.filter(({ installedOn, plannedOn }) => {
      const day = installedOn !== null ? dayOf(installedOn) : plannedOn === null ? null : dayOf(plannedOn) + 240;
      return day !== null && day - began >= from && day - began < to;
    });
    const budget = Math.round((own.length * price * 1.08) / 10_000) * 10_000;
    const spends: SampleProjectPlan['spends'] = [];
    const start = began + from - 60;
    const committed = Math.round(budget * 0.97);
    if (start < dayOf(asOf))
      spends.push({ kind: 'committed', day: dateOf(start), amount: committed, note: '中标合同 · contract' });
    // paid by what stands at the end of each quarter, with a tenth kept back
    const built = own
      .flatMap(({ installedOn }) => (installedOn === null ? [] : [dayOf(installedOn)]))
      .sort((a, b) => a - b);
    let paid = 0;
    for (let day = start + 90; day < dayOf(asOf); day += 91) {
      const stands = built.filter((on) => on <= day).length;
      const due = Math.round(stands * price * 0.9);
      if (due > paid)
        spends.push({ kind: 'spent', day: dateOf(day), amount: due - paid, note: '进度款 · progress payment' });
      paid = Math.max(paid, due);
    }
    return {
      id: `sample-project-${i + 1}`,
      name: `${county}农村公共区域视频补点${name}`,
      owner: `${county}公安局`,
      budget,
      startOn: dateOf(start),
      dueOn: dateOf(began + Math.min(to, ROLL_OUT_DAYS + 242)),
      cameras: own.map(({ id }) => id),
      spends,
    };
  });
}
