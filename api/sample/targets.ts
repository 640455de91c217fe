// What is the sample to reach? A minimum with milestones for every level, an exception for the township that starts far
// behind, a number of cameras for the roll-out, and what must work.
import type { TargetInput, TargetMilestone } from '#contract/target';
import { laggard } from './cameras.ts';
import type { Land } from './land.ts';
import { dateOf, dayOf, ROLL_OUT_DAYS } from './record.ts';

/** The roll-out is due so many days after the day the records speak of. */
const DUE_IN_DAYS = 242;
const MILESTONES = [0.25, 0.5, 0.75] as const;

export function targetsOf(land: Land, province: boolean, asOf: string): TargetInput[] {
  const today = dayOf(asOf);
  const [from, to] = [today - ROLL_OUT_DAYS, today + DUE_IN_DAYS];
  const [start, due] = [dateOf(from), dateOf(to)];
  /** `values` at a quarter, half and three quarters of the way */
  const milestones = (values: readonly number[]): TargetMilestone[] =>
    values.map((value, i) => ({
      date: dateOf(Math.round(from + MILESTONES[i]! * (to - from))),
      value,
      name: `第${i + 1}阶段 · stage ${i + 1}`,
    }));
  const coverage = (
    id: string,
    scope: TargetInput['scope'],
    minimum: number,
    values: readonly number[],
    note: string,
  ): TargetInput => ({
    id,
    scope,
    metric: 'coverage',
    minimum,
    ceiling: null,
    start,
    due,
    milestones: milestones(values),
    note,
  });
  const levels = [
    coverage('sample-village', { level: 'village' }, 0.6, [0.3, 0.4, 0.5], '各村公共区域覆盖率 · every village'),
    coverage('sample-township', { level: 'township' }, 0.5, [0.28, 0.36, 0.44], '各乡镇 · every township'),
    coverage('sample-county', { level: 'county' }, 0.55, [0.28, 0.38, 0.48], '全县 · the county'),
  ];
  const behind = province ? null : laggard(land);
  if (!behind) return levels;
  const region = { region: land.root.code };
  const whole = { start, due, ceiling: null };
  return [
    ...levels,
    coverage(
      'sample-exception',
      { region: behind.code },
      0.4,
      [0.1, 0.18, 0.28],
      `${behind.name}山区放宽 · ${behind.nameEn}, hill township`,
    ),
    {
      ...whole,
      id: 'sample-roll-out',
      scope: region,
      metric: 'cameras',
      measure: { stage: 'installed' },
      minimum: 6_600,
      milestones: milestones([3_300, 4_600, 5_800]),
      note: '农村公共区域补点 · rural roll-out',
    },
    {
      ...whole,
      id: 'sample-villages',
      scope: region,
      metric: 'villagesAtTarget',
      measure: { of: 'coverage', ofMinimum: 0.6 },
      minimum: 0.8,
      note: '八成村居达到 60 % · 80 % of villages at 60 %',
    },
    { ...whole, id: 'sample-places', scope: region, metric: 'keyPlaces', minimum: 0.9, note: '重点场所 · key places' },
    { ...whole, id: 'sample-online', scope: region, metric: 'onlineRate', minimum: 0.95, note: '在线率 · online' },
    { ...whole, id: 'sample-intact', scope: region, metric: 'intactRate', minimum: 0.98, note: '完好率 · intact' },
    {
      ...whole,
      id: 'sample-networked',
      scope: region,
      metric: 'networkedRate',
      minimum: 1,
      note: '联网率 · networked',
    },
    { ...whole, id: 'sample-filed', scope: region, metric: 'filedRate', minimum: 1, note: '备案率 · filed' },
  ];
}
