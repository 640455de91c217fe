// Do walls hide most of what a camera would look at?
import { isInstalled, type QualityRule } from './types.ts';

/** More of a sector than this behind walls is rarely meant. */
const MOSTLY = 0.6;

export const mostlyHidden: QualityRule = {
  id: 'view.mostly_hidden',
  severity: 'warning',
  effect: 'doubts',
  fields: ['azimuthDeg', 'longitude', 'latitude'],
  quickFix: null,
  needs: 'obstacles',
  isMeasured: true,
  en: {
    title: 'View mostly behind walls',
    why: 'More than 60 % of its sector lies behind buildings or walls: azimuth or position may be wrong.',
    fix: 'Check where it hangs and where it looks.',
  },
  zh: {
    title: '视域大部被遮挡',
    why: '扇形 60 % 以上在建筑或墙后：方位角或位置可能有误。',
    fix: '核对安装位置和朝向。',
  },
  check(camera, { footprint, hiddenShare }) {
    // plans are not measured, and nobody knows where an unaimed one looks
    if (!isInstalled(camera) || footprint.unaimed || 'empty' in footprint) return null;
    if (hiddenShare === undefined) return 'as-before';
    return hiddenShare !== null && hiddenShare > MOSTLY
      ? { hiddenShare: Math.round(hiddenShare * 1_000) / 1_000 }
      : null;
  },
};
