// How do the fixed words of a report read in Chinese, in English, and in both?
import type { Basis } from '#contract/figure';
import type { Grade } from '#contract/target';
import type { ReportLanguage } from './model.ts';

export interface Words {
  zh: string;
  en: string;
}

/** One language, or the Chinese before the English. */
export const say = (words: Words, language: ReportLanguage): string =>
  language === 'zh' ? words.zh : language === 'en' || words.zh === words.en ? words.en : `${words.zh} ${words.en}`;

export const BASIS_WORDS: Readonly<Record<Basis, Words>> = {
  'whole-area': { zh: '全域', en: 'whole-area' },
  'public-space': { zh: '公共区域', en: 'public-space' },
  mixed: { zh: '混合口径', en: 'mixed' },
  'not-applicable': { zh: '不适用', en: 'not-applicable' },
};
export const GRADE_WORDS: Readonly<Record<Grade, Words>> = {
  met: { zh: '达标', en: 'met' },
  'on-track': { zh: '按期', en: 'on-track' },
  behind: { zh: '落后', en: 'behind' },
  notice: { zh: '提醒', en: 'notice' },
  warning: { zh: '黄牌', en: 'warning' },
  veto: { zh: '否决', en: 'veto' },
  'no-data': { zh: '无数据', en: 'no-data' },
};
export const LEVEL_WORDS: Readonly<Record<string, Words>> = {
  province: { zh: '省', en: 'province' },
  city: { zh: '市', en: 'city' },
  county: { zh: '县', en: 'county' },
  township: { zh: '乡镇', en: 'township' },
  village: { zh: '村', en: 'village' },
};
export const NOT_COMPUTED: Words = { zh: '未计算', en: 'not computed' };
export const NO_TARGET: Words = { zh: '未设目标', en: 'no target' };
