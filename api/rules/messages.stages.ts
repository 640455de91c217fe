// Sentences of the codes that stages, projects and the monthly report raise.
import type { Catalogue } from './messages.ts';

export const STAGE_MESSAGES: Catalogue = {
  'monthly.level_unknown': {
    en: { message: 'There is no level {level} in this scope.', fix: 'Its levels are: {known}.' },
    zh: { message: '此范围内没有层级 {level}。', fix: '已有层级：{known}。' },
  },
  'monthly.group_below_unit': {
    en: {
      message: 'Groups of level {group} lie below units of level {unit}.',
      fix: 'Choose a group level at or above that of the units.',
    },
    zh: { message: '分组层级 {group} 低于任务单位的层级 {unit}。', fix: '请选择不低于任务单位的分组层级。' },
  },
};
