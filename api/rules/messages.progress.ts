// Sentences of the codes that snapshots, history, progress and the league table raise.
import type { Catalogue } from './messages.ts';

export const PROGRESS_MESSAGES: Catalogue = {
  'freeze.not_ended': {
    en: {
      message: '{month} has not ended: its last day is over at {endsAt}.',
      fix: 'Freeze it when it is over, or freeze an earlier month.',
    },
    zh: { message: '{month} 尚未结束，该月于 {endsAt} 结束。', fix: '请在该月结束后再固化，或固化更早的月份。' },
  },
  'freeze.not_measured': {
    en: {
      message: '{measured} of {leaves} leaf regions are measured.',
      fix: 'Wait until measuring has ended, then freeze the month.',
    },
    zh: { message: '{leaves} 个基层区划中已测算 {measured} 个。', fix: '请等测算完成后再固化该月。' },
  },
  'freeze.reason_missing': {
    en: {
      message: '{month} was reported on {takenAt} already.',
      fix: 'A second report is a correction: say why in `reason`. The first one stays as it is.',
    },
    zh: {
      message: '{month} 已于 {takenAt} 上报。',
      fix: '再次上报即为更正，请在 `reason` 中说明原因；首次上报的内容保持不变。',
    },
  },
  'freeze.nothing': {
    en: { message: 'There are no regions to report on.', fix: 'Import regions first.' },
    zh: { message: '没有可上报的区划。', fix: '请先导入区划。' },
  },
  'frozen.not_found': {
    en: { message: 'There is no reported month {id}.', fix: 'GET /api/progress/frozen lists them.' },
    zh: { message: '没有上报记录 {id}。', fix: '全部记录见 GET /api/progress/frozen。' },
  },
  'progress.span': {
    en: {
      message: '{from} to {to} is no span of months.',
      fix: 'Give two days or months, the earlier first, at most {max} months apart.',
    },
    zh: { message: '{from} 至 {to} 不是有效的月份区间。', fix: '请给出先后两个日期或月份，最多相隔 {max} 个月。' },
  },
  'progress.target_unknown': {
    en: { message: 'No target {id} holds there.', fix: 'GET /api/targets lists them.' },
    zh: { message: '该区划没有目标 {id}。', fix: '全部目标见 GET /api/targets。' },
  },
  'league.level_unknown': {
    en: { message: 'There are no regions of level {level} there.', fix: 'GET /api/workspace names the levels.' },
    zh: { message: '该范围内没有级别为 {level} 的区划。', fix: '全部级别见 GET /api/workspace。' },
  },
  'history.metric_unclear': {
    en: {
      message: 'The metric {metric} needs to know what is counted.',
      fix: 'Give `of` and `ofMinimum`, or the id of a target.',
    },
    zh: { message: '指标 {metric} 需要说明统计对象。', fix: '请给出 `of` 与 `ofMinimum`，或目标的 id。' },
  },
};
