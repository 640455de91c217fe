import { expect, it } from 'vitest';
import { milestonesFrom, TARGET_COLUMNS, targetCells } from './target-table.ts';

it('writes a target so that its milestones read back', () => {
  const milestones = [
    { date: '2026-06-30', value: 0.4, name: '第一阶段；初验' },
    { date: '2026-12-31', value: 0.6 },
  ];
  const cells = targetCells({
    scope: { level: 'village' },
    metric: 'coverage',
    minimum: 0.6,
    due: '2027-06-30',
    milestones,
  });
  expect(Object.keys(cells)).toEqual([...TARGET_COLUMNS]);
  expect(milestonesFrom(String(cells.milestones))).toEqual([
    { date: '2026-06-30', value: '0.4', name: '第一阶段,初验' },
    { date: '2026-12-31', value: '0.6', name: null },
  ]);
});

it('reads milestones as people write them, and says no to what is none', () => {
  expect(milestonesFrom('2026/6/30：40%；2026年12月31日 60 % 全部')).toEqual([
    { date: '2026/6/30', value: '40%', name: null },
    { date: '2026年12月31日', value: '60 %', name: '全部' },
  ]);
  expect(milestonesFrom('soon')).toBeNull();
});
