import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import en from './en.json' with { type: 'json' };
import { counts, formatCount } from './format.ts';
import zh from './zh.json' with { type: 'json' };

type Tree = { [key: string]: string | Tree };
function flat(tree: Tree, at = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[at + key, value] as [string, string]] : flat(value, `${at}${key}/`),
  );
}
/** A number and the noun that it counts. */
const COUNTED = /{{count}} (rows|cells|notes|records|columns|issues|changes|cameras)\b/;
const english = flat(en as Tree);
const chinese = flat(zh as Tree);
const holes = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map((m) => m[1]).sort();

describe('the language files', () => {
  beforeAll(() =>
    i18next.use(counts).init({
      lng: 'en',
      resources: { en: { translation: en }, zh: { translation: zh } },
      interpolation: { escapeValue: false, alwaysFormat: true },
    }),
  );
  it('hold the same keys', () => {
    expect(chinese.map(([k]) => k).sort()).toEqual(english.map(([k]) => k).sort());
  });
  it('leave no text empty', () => {
    for (const [key, text] of [...english, ...chinese]) expect(text.trim(), key).not.toBe('');
  });
  it('say of one row that it is one', () => {
    expect(i18next.t('import.fact.rows', { lng: 'en', count: 1 })).toBe('1 row');
    expect(i18next.t('import.fact.rows', { lng: 'en', count: 5_000 })).toBe(`${formatCount(5_000, 'en')} rows`);
    expect(i18next.t('import.fact.rows', { lng: 'zh', count: 1 })).toBe('1 行');
    const bare = english.filter(([key, text]) => !key.endsWith('_other') && COUNTED.test(text));
    expect(bare.map(([key]) => key)).toEqual([]);
  });
  it('use full-width marks in Chinese', () => {
    const narrow = chinese.filter(([, text]) => /[\u4e00-\u9fff}][,;:?!](?!\d)|[\u4e00-\u9fff]\([^)]*\)/.test(text));
    expect(narrow.map(([key]) => key)).toEqual([]);
  });
  it('use the same values in every sentence', () => {
    const byKey = new Map(chinese);
    for (const [key, text] of english) expect(holes(byKey.get(key) ?? ''), key).toEqual(holes(text));
  });
});
