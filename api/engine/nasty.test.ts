// A first stretch of the fuzzer; `npm run fuzz` goes on from there.
import { expect, it } from 'vitest';
import { judge } from './judge.ts';

it('finds nothing wrong in 60 nasty layouts: coincident, tangent, nested, tiny, huge, spiked', () => {
  for (let seed = 0; seed < 60; seed++) {
    const { wrong, offM2, checks } = judge(seed);
    expect(wrong, `case ${seed}: off by ${offM2} m², checks: ${checks}`).toBe(false);
  }
});
