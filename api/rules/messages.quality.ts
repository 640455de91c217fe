// Sentences of the codes that data quality raises.
import type { Catalogue } from './messages.ts';

export const QUALITY_MESSAGES: Catalogue = {
  'quality.rule_unknown': {
    en: { message: 'There is no quality rule {rule}.', fix: 'GET /api/quality/rules lists them.' },
    zh: { message: '没有质量规则 {rule}。', fix: '全部规则见 GET /api/quality/rules。' },
  },
  'quality.text_missing': {
    en: { message: 'To {action} needs a text.', fix: 'Say why it is ignored, or who takes it on.' },
    zh: { message: '操作 {action} 需要文字。', fix: '请说明忽略的理由或负责人。' },
  },
  'quality.fix_unclear': {
    en: {
      message: 'A fix sets fields or takes a proposal: exactly one of the two.',
      fix: 'Give `set` or `quick`, and a `quick` that the rule offers.',
    },
    zh: { message: '修复应为设置字段或采用建议之一。', fix: '请给出 `set` 或该规则提供的 `quick`。' },
  },
  'quality.too_many': {
    en: { message: '{count} issues are more than {max} at once.', fix: 'Choose a region or a part of them.' },
    zh: { message: '{count} 个问题超过一次最多 {max} 个。', fix: '请选择某一区划或其中一部分。' },
  },
};
