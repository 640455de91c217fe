// Which rules are known and cannot be run yet? They are listed as not run, never as clean.
import type { QualityRule } from './types.ts';

export const inWater: QualityRule = {
  id: 'position.in_water',
  severity: 'warning',
  effect: 'doubts',
  fields: ['longitude', 'latitude'],
  quickFix: null,
  needs: 'water',
  en: {
    title: 'In water',
    why: 'A camera in a river or lake is a slip of the position.',
    fix: 'Correct the position.',
  },
  zh: { title: '位于水面', why: '落在河湖中的点位多为坐标错误。', fix: '改正位置。' },
  check: null,
};
