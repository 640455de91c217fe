// Which values that figures depend on does a record lack?
import type { QualityRule } from './types.ts';

export const azimuthUnknown: QualityRule = {
  id: 'azimuth.unknown',
  severity: 'error',
  effect: 'settles',
  fields: ['azimuthDeg'],
  quickFix: 'azimuth-from-name',
  needs: null,
  en: {
    title: 'Azimuth unknown',
    why: 'It looks somewhere within its disc: it adds nothing to low and its whole disc to high.',
    fix: 'Note where it looks, clockwise from north, and fill in the azimuth.',
  },
  zh: {
    title: '方位角未知',
    why: '朝向不明：不计入下限，整个可视圆计入上限。',
    fix: '现场记录朝向（正北起顺时针），填写方位角。',
  },
  check: (_camera, { footprint }) => (footprint.unaimed ? {} : null),
};

export const angleUnknown: QualityRule = {
  id: 'angle.unknown',
  severity: 'warning',
  effect: 'doubts',
  fields: ['hfovDeg'],
  quickFix: null,
  needs: null,
  en: {
    title: 'Angle unknown',
    why: 'Its angle comes from the assumption table, not from the record.',
    fix: 'Look up the lens or the data sheet and fill in the horizontal angle.',
  },
  zh: { title: '视场角未知', why: '视场角取自假设表，而非记录。', fix: '查镜头或产品手册，填写水平视场角。' },
  check: (camera) => (camera.hfovDeg === null && camera.type !== 'panoramic' ? {} : null),
};

export const rangeUnknown: QualityRule = {
  id: 'range.unknown',
  severity: 'warning',
  effect: 'doubts',
  fields: ['rangeM'],
  quickFix: null,
  needs: null,
  en: {
    title: 'Range unknown',
    why: 'Its reach comes from the assumption table, not from the record.',
    fix: 'Fill in how far it shows what it is for.',
  },
  zh: { title: '监控距离未知', why: '监控距离取自假设表，而非记录。', fix: '填写能满足用途的有效距离。' },
  check: (camera) => (camera.rangeM === null ? {} : null),
};

export const typeUnknown: QualityRule = {
  id: 'type.unknown',
  severity: 'note',
  effect: 'doubts',
  fields: ['type'],
  quickFix: 'type-from-angle',
  needs: null,
  en: {
    title: 'Type unknown',
    why: 'It is taken as a fixed camera; a dome, ptz or panoramic one sees other ground.',
    fix: 'Fill in fixed, dome, ptz or panoramic.',
  },
  zh: { title: '类型未知', why: '按枪机处理；半球、球机和全景看到的范围不同。', fix: '填写枪机、半球、球机或全景。' },
  check: (camera) => (camera.type === null ? {} : null),
};
