// Sentences about targets that cannot be.
import type { Catalogue } from './messages.ts';

export const TARGET_MESSAGES: Catalogue = {
  'target.invalid': {
    en: {
      message: '{count} things are wrong with the list of targets.',
      fix: 'Nothing was changed; see errors for each of them.',
    },
    zh: { message: '目标清单有 {count} 处错误。', fix: '未作任何更改；每处错误见 errors。' },
  },
  'target.above_one': {
    en: { message: 'Target {id}: {value} is above 100 %.', fix: '100 % is written 1; 60 % is 0.6.' },
    zh: { message: '目标 {id}：{value} 超过 100 %。', fix: '100 % 写作 1，60 % 写作 0.6。' },
  },
  'target.not_whole': {
    en: { message: 'Target {id}: {value} is no whole number of cameras.', fix: 'Give a whole number.' },
    zh: { message: '目标 {id}：{value} 不是整数的点位数。', fix: '请填写整数。' },
  },
  'target.ceiling_low': {
    en: {
      message: 'Target {id}: the ceiling {value} is below the minimum {minimum}.',
      fix: 'Raise the ceiling, or leave it out.',
    },
    zh: { message: '目标 {id}：上限 {value} 低于下限 {minimum}。', fix: '请提高上限，或不填。' },
  },
  'target.milestone_late': {
    en: {
      message: 'Target {id}: the milestone of {date} is after the due date {due}.',
      fix: 'Move it, or the due date.',
    },
    zh: { message: '目标 {id}：里程碑 {date} 晚于截止日期 {due}。', fix: '请调整里程碑或截止日期。' },
  },
  'target.milestone_early': {
    en: { message: 'Target {id}: the milestone of {date} is before the start {start}.', fix: 'Move it, or the start.' },
    zh: { message: '目标 {id}：里程碑 {date} 早于开始日期 {start}。', fix: '请调整里程碑或开始日期。' },
  },
  'target.milestone_order': {
    en: {
      message: 'Target {id}: the milestone of {date} does not come after the one before it.',
      fix: 'Put milestones in the order of their dates, one a day.',
    },
    zh: { message: '目标 {id}：里程碑 {date} 未晚于前一个。', fix: '请按日期先后排列里程碑，每天至多一个。' },
  },
  'target.measure_unused': {
    en: { message: 'Target {id}: {metric} knows no {field}.', fix: 'Leave it out of measure.' },
    zh: { message: '目标 {id}：指标 {metric} 不使用 {field}。', fix: '请从 measure 中去掉。' },
  },
  'target.of_minimum': {
    en: { message: 'Target {id}: what has a village to reach?', fix: 'Give measure.ofMinimum, for example 0.6.' },
    zh: { message: '目标 {id}：未说明村应达到多少。', fix: '请填写 measure.ofMinimum，例如 0.6。' },
  },
  'target.doubled': {
    en: {
      message: 'Targets {other} and {id} are about the same scope, {metric} and time.',
      fix: 'Keep one of them, or let one end before the other starts.',
    },
    zh: {
      message: '目标 {other} 与 {id} 的范围、指标（{metric}）和时间相同。',
      fix: '请保留其一，或使其时间前后相接。',
    },
  },
  'target.version_unknown': {
    en: {
      message: 'There is no version {version} of the targets.',
      fix: 'The list of versions names those there are.',
    },
    zh: { message: '没有第 {version} 版目标。', fix: '版本列表中有全部版本。' },
  },
  'target.version_old': {
    en: {
      message: 'Version {version} is not in force: {current} is.',
      fix: 'Look at what is in force and confirm that.',
    },
    zh: { message: '第 {version} 版不是现行版本，现行为第 {current} 版。', fix: '请查看并确认现行版本。' },
  },
  'target.bands_order': {
    en: {
      message: 'The bands do not fall: on track, behind, notice.',
      fix: 'Give them in falling order, for example 1, 0.9, 0.75.',
    },
    zh: { message: '分档未依次递减：正常、落后、提醒。', fix: '请依次递减填写，例如 1、0.9、0.75。' },
  },
};
