// Is what the law and good order ask for on record? No figure depends on these.
import { daysBetween, isInstalled, type QualityRule } from './types.ts';

/** Filing is due within 30 days of being put to use; recordings are kept at least as long. */
const FILING_DAYS = 30;
const RETENTION_DAYS = 30;

const paper = (rule: Omit<QualityRule, 'effect' | 'quickFix' | 'needs'>): QualityRule => ({
  ...rule,
  effect: 'none',
  quickFix: null,
  needs: null,
});

export const filingMissing = paper({
  id: 'filing.missing',
  severity: 'warning',
  fields: ['filingNo', 'filedOn'],
  en: {
    title: 'Filing missing',
    why: 'It was installed more than 30 days ago and neither a filing number nor a date is on record.',
    fix: 'File it with the police and fill in number and date.',
  },
  zh: { title: '未备案', why: '安装已逾 30 日，未登记备案号或备案日期。', fix: '向公安机关备案，填写备案号和日期。' },
  check(camera, { today }) {
    if (!isInstalled(camera) || camera.filingNo !== null || camera.filedOn !== null) return null;
    if (camera.installedOn === null) return null;
    const days = daysBetween(camera.installedOn, today);
    return days > FILING_DAYS ? { installedOn: camera.installedOn, days: Math.floor(days) } : null;
  },
});

export const signageMissing = paper({
  id: 'signage.missing',
  severity: 'warning',
  fields: ['signage'],
  en: {
    title: 'Sign missing or unknown',
    why: 'A camera in public space has to be shown by a sign; none is on record.',
    fix: 'Put one up where it is missing, and note that it is there.',
  },
  zh: { title: '提示标识缺失或未知', why: '公共场所采集图像应设置显著提示标识，记录中没有。', fix: '设置标识并登记。' },
  check: (camera) =>
    isInstalled(camera) && camera.signage !== true ? { known: camera.signage === false ? 1 : 0 } : null,
});

export const purposeMissing = paper({
  id: 'purpose.missing',
  severity: 'note',
  fields: ['purpose'],
  en: { title: 'Purpose missing', why: 'Nobody can judge whether it is needed.', fix: 'Fill in what it is for.' },
  zh: { title: '用途未登记', why: '无法判断其必要性。', fix: '填写用途。' },
  check: (camera) => (isInstalled(camera) && camera.purpose === null ? {} : null),
});

export const legalBasisMissing = paper({
  id: 'legal_basis.missing',
  severity: 'note',
  fields: ['legalBasis'],
  en: { title: 'Legal basis missing', why: 'No basis for looking here is on record.', fix: 'Fill in the legal basis.' },
  zh: { title: '法律依据未登记', why: '未登记设置依据。', fix: '填写法律依据。' },
  check: (camera) => (isInstalled(camera) && camera.legalBasis === null ? {} : null),
});

export const reviewMissing = paper({
  id: 'review.missing',
  severity: 'note',
  fields: ['reviewOn'],
  en: {
    title: 'Review date missing',
    why: 'Nothing says when its need is looked at again.',
    fix: 'Set a review date.',
  },
  zh: { title: '复核日期未登记', why: '未登记何时复核其必要性。', fix: '填写复核日期。' },
  check: (camera) => (isInstalled(camera) && camera.reviewOn === null ? {} : null),
});

export const reviewPassed = paper({
  id: 'review.passed',
  severity: 'warning',
  fields: ['reviewOn'],
  en: { title: 'Review overdue', why: 'Its review date has passed.', fix: 'Review it and set the next date.' },
  zh: { title: '复核逾期', why: '复核日期已过。', fix: '完成复核并填写下次日期。' },
  check: (camera, { today }) =>
    isInstalled(camera) && camera.reviewOn !== null && camera.reviewOn < today ? { reviewOn: camera.reviewOn } : null,
});

export const retentionShort = paper({
  id: 'retention.short',
  severity: 'warning',
  fields: ['retentionDays'],
  en: {
    title: 'Retention below 30 days',
    why: 'Recordings of public space are kept for at least 30 days.',
    fix: 'Extend the retention, or correct the number.',
  },
  zh: { title: '留存不足 30 日', why: '公共区域视频图像信息留存期限不少于 30 日。', fix: '延长留存期限或改正数字。' },
  check: ({ retentionDays }) =>
    retentionDays !== null && retentionDays < RETENTION_DAYS ? { value: retentionDays } : null,
});

export const restrictedWithoutReason = paper({
  id: 'restricted.no_reason',
  severity: 'warning',
  fields: ['legalBasis', 'purpose'],
  en: {
    title: 'Restricted without a reason',
    why: 'It is marked restricted, and neither purpose nor legal basis says why.',
    fix: 'Fill in the purpose or the legal basis, or lift the restriction.',
  },
  zh: { title: '受限但无理由', why: '标为受限，但未登记用途或法律依据。', fix: '填写用途或法律依据，或取消受限。' },
  check: (camera) => (camera.restricted && camera.purpose === null && camera.legalBasis === null ? {} : null),
});
