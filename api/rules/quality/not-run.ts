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

export const mostlyHidden: QualityRule = {
  id: 'view.mostly_hidden',
  severity: 'warning',
  effect: 'doubts',
  fields: ['azimuthDeg', 'longitude', 'latitude'],
  quickFix: null,
  needs: 'sight',
  en: {
    title: 'View mostly inside a building',
    why: 'More than 60 % of its sector lies behind a wall: azimuth or position may be wrong.',
    fix: 'Check where it hangs and where it looks.',
  },
  zh: { title: '视域大部被建筑遮挡', why: '扇形 60 % 以上在墙后:方位角或位置可能有误。', fix: '核对安装位置和朝向。' },
  check: null,
};
