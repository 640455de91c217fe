// Sentences of the codes that stages, projects and the monthly report raise.
import type { Catalogue } from './messages.ts';

export const STAGE_MESSAGES: Catalogue = {
  'stage.which_unclear': {
    en: {
      message: 'Stages are set for a list of cameras or for a region: exactly one of the two.',
      fix: 'Give `cameraIds`, or `region` and perhaps `from`.',
    },
    zh: {
      message: '建设阶段应按点位列表或按区划设置，二者取一。',
      fix: '请给出 `cameraIds`，或给出 `region`（可加 `from`）。',
    },
  },
  'stage.future': {
    en: {
      message: '{on} has not come yet.',
      fix: 'Give the day on which the stage was reached; plans are dates of the record.',
    },
    zh: { message: '{on} 尚未到来。', fix: '请给出实际达到该阶段的日期；计划日期应写在点位记录中。' },
  },
  'stage.date_before': {
    en: {
      message: 'Camera {id} is said to be {stage} on {day}, which is after {on}.',
      fix: 'Give a later day, or correct the date of the earlier stage.',
    },
    zh: {
      message: '点位 {id} 的阶段 {stage} 日期为 {day}，晚于 {on}。',
      fix: '请给出更晚的日期，或更正较早阶段的日期。',
    },
  },
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
