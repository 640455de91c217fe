import { describe, expect, it } from 'vitest';
import { CATALOGUES, fillSlots, problem, sentencesOf, shownValue } from './messages.ts';

describe('message catalogues', () => {
  it('no code stands in two catalogues', () => {
    const codes = CATALOGUES.flatMap((c) => Object.keys(c));
    expect(codes.length).toBe(new Set(codes).size);
  });
  it('every code is dotted lower case, and both languages use the same slots in the message', () => {
    const slots = (t: string) => [...new Set(t.match(/\{\w+\}/g) ?? [])].sort();
    for (const catalogue of CATALOGUES) {
      for (const [code, { en, zh }] of Object.entries(catalogue)) {
        expect(code).toMatch(/^[a-z0-9_]+(\.[a-z0-9_]+)+$/);
        expect([code, ...slots(zh.message)]).toEqual([code, ...slots(en.message)]);
        for (const s of [en.message, en.fix, zh.message, zh.fix]) expect(s.length, code).toBeGreaterThan(1);
        expect(zh.message, code).toMatch(/\p{Script=Han}|^\{/u);
      }
    }
  });
  it('an unknown code or a missing parameter is a bug', () => {
    expect(() => sentencesOf('no.such_code')).toThrow(/no\.such_code/);
    expect(() => fillSlots('{a} and {b}', { a: 1 })).toThrow(/"b"/);
  });
  it('a problem carries both languages and a one-line value', () => {
    const p = problem('a.csv', 3, 'nearM', 'x\ny', 'footprint.empty', { id: 'C1', nearM: 5, reachM: 5 });
    expect(p).toMatchObject({ file: 'a.csv', row: 3, column: 'nearM', value: 'x y', severity: 'error' });
    expect(p.message).toContain('C1');
    expect(p.messageZh).toContain('C1');
  });
  it('a shown value is short and carries no control or direction characters', () => {
    expect(shownValue('a\u202eb\u0000c')).toBe('a b c');
    expect(shownValue('x'.repeat(5000))).toHaveLength(200);
    expect(shownValue(null)).toBeNull();
  });
});
