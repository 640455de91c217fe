// What is the sample to reach? A minimum for every level, and an exception for the township that starts far behind.
import type { TargetInput } from '#contract/target';
import { laggard } from './cameras.ts';
import type { Land } from './land.ts';

const START = '2026-01-01';
const DUE = '2027-06-30';

export function targetsOf(land: Land, province: boolean): TargetInput[] {
  const target = (id: string, scope: TargetInput['scope'], minimum: number, note: string): TargetInput => ({
    id,
    scope,
    metric: 'coverage',
    minimum,
    start: START,
    due: DUE,
    note,
  });
  const levels = [
    target('sample-village', { level: 'village' }, 0.6, '各村公共区域覆盖率 · every village'),
    target('sample-township', { level: 'township' }, 0.5, '各乡镇 · every township'),
    target('sample-county', { level: 'county' }, 0.55, '全县 · the county'),
  ];
  const behind = province ? null : laggard(land);
  if (!behind) return levels;
  return [
    ...levels,
    target(
      'sample-exception',
      { region: behind.code },
      0.4,
      `${behind.name}山区放宽 · ${behind.nameEn}, hill township`,
    ),
  ];
}
