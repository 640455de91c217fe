// Does a camera stand in, or look into, ground that must not be viewed?
import { isInstalled, type QualityRule } from './types.ts';

/** Less than this is the width of a line on a plan (m²). */
const NOTABLE_M2 = 1;

export const forbiddenPlace: QualityRule = {
  id: 'place.forbidden',
  severity: 'error',
  effect: 'none',
  fields: ['longitude', 'latitude', 'stage'],
  quickFix: null,
  needs: 'privacy-zones',
  en: {
    title: 'In a forbidden place',
    why: 'It stands in a zone where no image may be taken: a bedroom, a changing room, a dormitory …',
    fix: 'Take it down, or correct the position.',
  },
  zh: {
    title: '位于禁止场所',
    why: '位于禁止安装图像采集设备的区域（客房、更衣室、宿舍等）。',
    fix: '拆除，或改正位置。',
  },
  check: (_camera, { isForbidden }) => (isForbidden ? {} : null),
};

export const seesPrivateGround: QualityRule = {
  id: 'view.private_ground',
  severity: 'warning',
  effect: 'none',
  fields: ['azimuthDeg', 'rangeM', 'legalBasis'],
  quickFix: null,
  needs: 'privacy-zones',
  en: {
    title: 'Looks onto private ground',
    why: 'Its footprint covers part of a privacy zone.',
    fix: 'Turn it, mask that part of the image, or note the reason.',
  },
  zh: { title: '视域覆盖隐私区', why: '视域覆盖了部分隐私区。', fix: '调整朝向、遮蔽该部分画面，或登记理由。' },
  check(camera, { privateM2 }) {
    // plans are not measured: one that was taken back to a plan keeps nothing from before
    if (!isInstalled(camera)) return null;
    if (privateM2 === undefined) return 'as-before';
    return privateM2 >= NOTABLE_M2 ? { privateM2: Math.round(privateM2) } : null;
  },
};
