// Sentences about words that say in which state a camera is, feeds and planned works.
import type { Catalogue } from './messages.ts';

export const STATUS_MESSAGES: Catalogue = {
  'status.row_invalid': {
    en: {
      message: 'The row is no object with cameraId, state and at, or it has other fields: {got}.',
      fix: 'A row is { cameraId, state, at, source?, reason? }.',
    },
    zh: {
      message: '该行不是含 cameraId、state、at 的对象，或有其他字段：{got}。',
      fix: '每行为 { cameraId, state, at, source?, reason? }。',
    },
  },
  'status.unknown_camera': {
    en: {
      message: 'There is no camera {id}, nor a device that one hangs on.',
      fix: 'Import the camera first, or check its id.',
    },
    zh: { message: '没有编号为 {id} 的点位或上级设备。', fix: '请先导入该点位，或核对编号。' },
  },
  'status.unknown_state': {
    en: { message: '"{value}" is no state.', fix: 'Write online, offline or unknown (or 在线, 离线, 未知, ON, OFF).' },
    zh: { message: '“{value}”不是状态。', fix: '请写 online、offline 或 unknown（或在线、离线、未知、ON、OFF）。' },
  },
  'status.no_time': {
    en: { message: '"{value}" is no time.', fix: 'Write it as 2026-11-01T02:10:00+08:00.' },
    zh: { message: '“{value}”不是时间。', fix: '请写成 2026-11-01T02:10:00+08:00。' },
  },
  'status.future': {
    en: {
      message: '{value} is {minutes} min in the future.',
      fix: "Check the reporter's clock and time zone; more than 10 min ahead is not taken.",
    },
    zh: {
      message: '{value} 比当前时间晚 {minutes} 分钟。',
      fix: '请检查上报方的时钟和时区；超前 10 分钟以上的不予接收。',
    },
  },
  'status.too_old': {
    en: {
      message: '{value} is before the year 2000.',
      fix: "Check the reporter's clock: it may have lost its battery.",
    },
    zh: { message: '{value} 早于 2000 年。', fix: '请检查上报方的时钟，可能已断电复位。' },
  },
  'status.batch_too_large': {
    en: {
      message: 'The batch holds {count} rows, more than {most}.',
      fix: 'Send batches of 1,000 to {most} rows, or load them as a file.',
    },
    zh: { message: '该批含 {count} 行，超过 {most} 行。', fix: '请每批发送 1,000 至 {most} 行，或以文件导入。' },
  },
  'status.clock_off': {
    en: {
      message: '{count} of {rows} rows speak of a time an hour from now.',
      fix: "The reporter's clock or time zone may be an hour off: check it; the rows were taken as they are.",
    },
    zh: {
      message: '{rows} 行中有 {count} 行的时间与当前相差一小时。',
      fix: '上报方的时钟或时区可能差一小时，请核对；这些行已按原样接收。',
    },
  },
  'status.feed_not_found': {
    en: {
      message: 'There is no feed "{id}".',
      fix: 'A feed is there once it sent a batch; look at the list of feeds.',
    },
    zh: { message: '没有状态来源“{id}”。', fix: '来源上报过后才会出现；请查看来源列表。' },
  },
  'status.works_not_found': {
    en: { message: 'There are no planned works {id}.', fix: 'Look at the list anew; they may have been withdrawn.' },
    zh: { message: '没有编号为 {id} 的计划施工。', fix: '请刷新列表，可能已被撤销。' },
  },
  'status.works_dates': {
    en: { message: 'The works end before they begin.', fix: 'Give an end after the beginning.' },
    zh: { message: '施工结束时间早于开始时间。', fix: '请填写晚于开始的结束时间。' },
  },
  'status.works_subject': {
    en: { message: 'There is no {kind} {subject}.', fix: 'Check its code or id.' },
    zh: { message: '没有该{kind}：{subject}。', fix: '请核对代码或编号。' },
  },
};
