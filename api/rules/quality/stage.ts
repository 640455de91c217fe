// Does the stage on record agree with what was heard of the camera?
import { evidenceOf } from '../stage-evidence.ts';
import type { QualityRule } from './types.ts';

export const acceptedNeverOnline: QualityRule = {
  id: 'stage.accepted_never_online',
  severity: 'warning',
  effect: 'none',
  fields: ['stage', 'networkedOn', 'acceptedOn'],
  quickFix: null,
  needs: 'status',
  en: {
    title: 'Reported connected, never seen online',
    why: 'Its stage says that it works, and no word of it being online has come.',
    fix: 'Check whether it is connected under this id; else set its stage back.',
  },
  zh: {
    title: '报告已联网，从未在线',
    why: '建设阶段显示已联网或已验收，但从未收到其在线的消息。',
    fix: '核对其是否以此编号接入；否则请改回建设阶段。',
  },
  check(camera, { seen, nowMs }) {
    const found = evidenceOf(camera, seen, nowMs);
    return found?.finding === 'never-online' ? { since: found.since?.slice(0, 10) ?? null } : null;
  },
};
