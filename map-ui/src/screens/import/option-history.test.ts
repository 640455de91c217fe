import { describe, expect, it } from 'vitest';
import { begin, earlier, entryOf, goTo, later, lineOf, nowOf, withStep } from './option-history.ts';

const two = () => {
  const first = withStep(begin({}, 0), { key: 'repair' }, { repairs: ['a'] }, 1);
  return withStep(first, { key: 'values' }, { repairs: ['a'], values: { x: { y: '' } } }, 2);
};

describe('the steps of an import', () => {
  it('go back one by one to the options before, and forward again', () => {
    const end = two();
    const back = goTo(end, earlier(end)!.id);
    expect(nowOf(back).options).toEqual({ repairs: ['a'] });
    expect(nowOf(goTo(back, earlier(back)!.id)).options).toEqual({});
    expect(earlier(begin({}, 0))).toBeNull();
    expect(later(back)?.options).toEqual(nowOf(end).options);
    expect(later(end)).toBeNull();
  });
  it('keep what was taken back when another way is taken', () => {
    const end = two();
    const other = withStep(goTo(end, 1), { key: 'fixes' }, { repairs: ['a'], fixes: {} }, 3);
    expect(other.entries).toHaveLength(4);
    expect([...lineOf(other)].sort()).toEqual([0, 1, 3]);
    expect(nowOf(goTo(other, 2)).options).toEqual(nowOf(end).options);
  });
  it('are found by their options, in whatever order these are written', () => {
    expect(entryOf(two(), { values: { x: { y: '' } }, repairs: ['a'] })?.id).toBe(2);
    expect(entryOf(two(), { repairs: ['b'] })).toBeNull();
  });
});
