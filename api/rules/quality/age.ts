// When did anybody last look at a record?
import { isInstalled, type QualityRule } from './types.ts';

const STALE_DAYS = 730;
const DAY_MS = 86_400_000;

export const stale: QualityRule = {
  id: 'record.stale',
  severity: 'note',
  effect: 'doubts',
  fields: [],
  quickFix: null,
  needs: null,
  en: {
    title: 'Not confirmed for two years',
    why: 'The record was neither changed nor confirmed for more than 24 months.',
    fix: 'Look whether the camera is still there and still looks the same way.',
  },
  zh: { title: '两年未核实', why: '记录已超过 24 个月未变更或核实。', fix: '核实点位是否仍在、朝向是否不变。' },
  check(camera, { nowMs }) {
    const days = (nowMs - Date.parse(camera.recordedAt)) / DAY_MS;
    return isInstalled(camera) && days > STALE_DAYS ? { days: Math.floor(days) } : null;
  },
};
