// A first stretch of the fuzzer; `npm run fuzz` goes on from there.
import { expect, it } from 'vitest';
import { judge } from './judge.ts';

it('finds nothing wrong in 60 nasty layouts: coincident, tangent, nested, tiny, huge, spiked', () => {
  for (let seed = 0; seed < 60; seed++) {
    const { wrong, offM2, checks } = judge(seed);
    expect(wrong, `case ${seed}: off by ${offM2} m², checks: ${checks}`).toBe(false);
  }
});

const ONCE_WRONG: [seed: number, why: string][] = [
  [7437, 'a hole 2e-5 m wide, nearer to its shell than a chord is to the arc, was in no shell'],
];
it.each(ONCE_WRONG)('finds nothing wrong in case %i: %s', (seed) => {
  const { offM2, wrong, checks } = judge(seed);
  expect(wrong, `off by ${offM2} m², checks: ${checks}`).toBe(false);
});
