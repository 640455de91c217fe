// What happened to an outage, in words.
import type { OutagePatch } from '#contract/status';

export interface Said {
  text: string;
  textZh: string;
}

export const outageBegan = (cameras: number): Said => ({
  text: `It began; ${cameras} ${cameras === 1 ? 'camera belongs' : 'cameras belong'} to it.`,
  textZh: `故障开始，共涉及 ${cameras} 个点位。`,
});
export const OUTAGE_ENDED: Said = { text: 'All its cameras are back.', textZh: '全部点位已恢复。' };

const NAMES: Readonly<Record<keyof OutagePatch, readonly [en: string, zh: string]>> = {
  owner: ['Owner', '负责人'],
  note: ['Note', '备注'],
  cause: ['Cause', '原因'],
  dueAt: ['Due', '完成时限'],
  mutedUntil: ['Quiet until', '静默至'],
};

export function outageSet(field: keyof OutagePatch, value: string | null): Said {
  const [en, zh] = NAMES[field];
  return value === null
    ? { text: `${en}: taken out`, textZh: `${zh}：已清除` }
    : { text: `${en}: ${value}`, textZh: `${zh}：${value}` };
}
