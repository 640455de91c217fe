import { describe, expect, it } from 'vitest';
import en from './en.json' with { type: 'json' };
import zh from './zh.json' with { type: 'json' };

type Tree = { [key: string]: string | Tree };
function flat(tree: Tree, at = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[at + key, value] as [string, string]] : flat(value, `${at}${key}/`),
  );
}
const english = flat(en as Tree);
const chinese = flat(zh as Tree);
const holes = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map((m) => m[1]).sort();

describe('the language files', () => {
  it('hold the same keys', () => {
    expect(chinese.map(([k]) => k).sort()).toEqual(english.map(([k]) => k).sort());
  });
  it('leave no text empty', () => {
    for (const [key, text] of [...english, ...chinese]) expect(text.trim(), key).not.toBe('');
  });
  it('use the same values in every sentence', () => {
    const byKey = new Map(chinese);
    for (const [key, text] of english) expect(holes(byKey.get(key) ?? ''), key).toEqual(holes(text));
  });
});
