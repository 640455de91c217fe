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
  'project.not_found': {
    en: { message: 'There is no project {id}.', fix: 'GET /api/projects lists them.' },
    zh: { message: '没有编号为 {id} 的项目。', fix: '全部项目见 GET /api/projects。' },
  },
  'project.dates': {
    en: { message: 'The project is due on {dueOn}, before it starts on {startOn}.', fix: 'Give a later due date.' },
    zh: { message: '项目截止日期 {dueOn} 早于开始日期 {startOn}。', fix: '请给出更晚的截止日期。' },
  },
  'project.region_missing': {
    en: { message: 'The project names no region.', fix: 'Name the region, or one below it, that you look after.' },
    zh: { message: '项目没有指明区划。', fix: '请填写您负责的区划或其下级区划。' },
  },
  'project.revision_conflict': {
    en: {
      message: 'Project {id} is at revision {current}, not {given}: somebody changed it.',
      fix: 'Read it again and repeat the change.',
    },
    zh: { message: '项目 {id} 现为第 {current} 版，而不是第 {given} 版：已被他人修改。', fix: '请重新读取后再修改。' },
  },
  'project.cameras_unclear': {
    en: {
      message: 'Cameras are named by their ids, by an import or by a region: exactly one of the three.',
      fix: 'Give `cameraIds`, `importId` or `region`.',
    },
    zh: {
      message: '点位应按编号、按导入批次或按区划指定，三者取一。',
      fix: '请给出 `cameraIds`、`importId` 或 `region`。',
    },
  },
  'project.amount': {
    en: {
      message: '{amount} is not an amount that can be booked.',
      fix: 'Give an amount that is not 0 and below 1e12.',
    },
    zh: { message: '金额 {amount} 无法入账。', fix: '请给出不为 0 且小于 1e12 的金额。' },
  },
  'project.spent_in_future': {
    en: {
      message: 'Nothing can have been paid on {day} yet.',
      fix: 'Give the day of the payment, or book it as committed.',
    },
    zh: { message: '{day} 尚未到来，不能记为已支付。', fix: '请给出付款日期，或记为已承诺。' },
  },
  'project.below_zero': {
    en: {
      message: 'Taking back {amount} leaves less than nothing of {sum} {currency}.',
      fix: 'Take back at most what was booked.',
    },
    zh: { message: '已入账 {sum} {currency}，冲减 {amount} 后将为负数。', fix: '冲减金额不得超过已入账金额。' },
  },
  'project.spend_not_found': {
    en: { message: 'The project has no booking {id}.', fix: 'Look at the list of bookings of the project.' },
    zh: { message: '项目没有编号为 {id} 的账目。', fix: '请查看该项目的账目列表。' },
  },
};
