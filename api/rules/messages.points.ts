// Sentences of the codes that figures at a point in time raise.
import type { Catalogue } from './messages.ts';

export const POINT_MESSAGES: Catalogue = {
  'point.invalid': {
    en: {
      message: '{at} is no day and no instant.',
      fix: 'Write a day (2026-05-31, meant is its end) or an instant with its zone (2026-05-31T08:00:00+08:00).',
    },
    zh: {
      message: '{at} 既不是日期也不是时刻。',
      fix: '请写日期（2026-05-31，指当日结束时）或带时区的时刻（2026-05-31T08:00:00+08:00）。',
    },
  },
  'point.future': {
    en: { message: '{at} has not come yet: nothing is known of it.', fix: 'Ask for today or an earlier day.' },
    zh: { message: '{at} 尚未到来，没有数据。', fix: '请查询今天或更早的日期。' },
  },
  'point.detail': {
    en: {
      message: 'Figures of the past are made at the detail `range` only.',
      fix: 'Leave out `detail` and `profile`, or leave out `at`.',
    },
    zh: { message: '历史时点的数字仅提供 `range` 清晰度。', fix: '请去掉 `detail` 和 `profile`，或去掉 `at`。' },
  },
  'point.needed': {
    en: { message: '`{field}` goes with `at` only.', fix: 'Say which day is meant, or leave out `{field}`.' },
    zh: { message: '`{field}` 只能与 `at` 一起使用。', fix: '请给出日期，或去掉 `{field}`。' },
  },
  'region.not_then': {
    en: {
      message: 'There was no region {code} at {at}, by what was known then.',
      fix: 'Ask for a later day, or for another region.',
    },
    zh: { message: '按当时所知，{at} 没有区划 {code}。', fix: '请查询更晚的日期或其他区划。' },
  },
  'point.nothing': {
    en: { message: 'Nothing was known yet at {at}: the first data came later.', fix: 'Ask for a later day.' },
    zh: { message: '{at} 时还没有任何数据：第一批数据在此之后才录入。', fix: '请查询更晚的日期。' },
  },
};
