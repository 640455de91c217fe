// Which values can hardly be?
import type { QualityRule } from './types.ts';

/** Lower than a child's reach, or higher than any street mast (m). */
const LEAST_HEIGHT_M = 1.5;
const GREATEST_HEIGHT_M = 60;
/** Above the horizon, or straight down: not a street camera (degrees below the horizon). */
const LEAST_TILT_DEG = -5;
const GREATEST_TILT_DEG = 85;
/** No single fixed lens shows more ground than this. */
const GREATEST_FIXED_DEG = 180;
const GREATEST_FIXED_M = 500;

export const heightImplausible: QualityRule = {
  id: 'height.implausible',
  severity: 'warning',
  effect: 'doubts',
  fields: ['heightM'],
  quickFix: null,
  needs: null,
  en: {
    title: 'Implausible height',
    why: 'Lower than 1.5 m or higher than 60 m: often a slip of the unit or elevation above the sea.',
    fix: 'Fill in the height of the lens above the ground, in metres.',
  },
  zh: {
    title: '高度不合理',
    why: '低于 1.5 米或高于 60 米：常为单位错误或误填海拔。',
    fix: '填写镜头离地高度（米）。',
  },
  check: ({ heightM }) =>
    heightM !== null && (heightM < LEAST_HEIGHT_M || heightM > GREATEST_HEIGHT_M) ? { value: heightM } : null,
};

export const tiltImplausible: QualityRule = {
  id: 'tilt.implausible',
  severity: 'warning',
  effect: 'doubts',
  fields: ['tiltDeg'],
  quickFix: null,
  needs: null,
  en: {
    title: 'Implausible tilt',
    why: 'It would look above the horizon or straight down.',
    fix: 'Fill in the tilt below the horizon, in degrees.',
  },
  zh: { title: '俯角不合理', why: '将朝天或垂直向下。', fix: '填写低于水平线的俯角（度）。' },
  check: ({ tiltDeg }) =>
    tiltDeg !== null && (tiltDeg < LEAST_TILT_DEG || tiltDeg > GREATEST_TILT_DEG) ? { value: tiltDeg } : null,
};

export const angleImplausible: QualityRule = {
  id: 'angle.implausible',
  severity: 'warning',
  effect: 'doubts',
  fields: ['hfovDeg', 'type'],
  quickFix: null,
  needs: null,
  en: {
    title: 'Implausible angle',
    why: 'A fixed camera shows no more than 180°.',
    fix: 'Correct the angle, or the type: a panoramic one sees all round.',
  },
  zh: { title: '视场角不合理', why: '枪机视场角不会超过 180°。', fix: '改正视场角或类型：全景才看一整圈。' },
  check: ({ type, hfovDeg }) =>
    (type === null || type === 'fixed') && hfovDeg !== null && hfovDeg > GREATEST_FIXED_DEG ? { value: hfovDeg } : null,
};

export const rangeImplausible: QualityRule = {
  id: 'range.implausible',
  severity: 'warning',
  effect: 'doubts',
  fields: ['rangeM', 'type'],
  quickFix: null,
  needs: null,
  en: {
    title: 'Implausible range',
    why: 'A fixed camera that shows anything useful beyond 500 m is rare: often centimetres, or the range of its lamp.',
    fix: 'Fill in how far it shows what it is for, in metres.',
  },
  zh: {
    title: '监控距离不合理',
    why: '枪机有效距离极少超过 500 米：常为单位错误。',
    fix: '填写能满足用途的有效距离（米）。',
  },
  check: ({ type, rangeM }) =>
    (type === null || type === 'fixed') && rangeM !== null && rangeM > GREATEST_FIXED_M ? { value: rangeM } : null,
};

export const seesNothing: QualityRule = {
  id: 'footprint.empty',
  severity: 'error',
  effect: 'none',
  fields: ['nearM', 'rangeM', 'tiltDeg'],
  quickFix: null,
  needs: null,
  en: {
    title: 'Sees no ground',
    why: 'Its near edge is not closer than its reach, or a value cannot be: it covers nothing.',
    fix: 'Correct the value that is named.',
  },
  zh: { title: '无覆盖', why: '近端不小于可视距离，或取值不可能：不覆盖任何地面。', fix: '改正所列数值。' },
  check: (_camera, { footprint }) => ('empty' in footprint ? { field: footprint.field, value: footprint.value } : null),
};
