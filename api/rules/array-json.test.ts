import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromArrayJson, toArrayJson } from './array-json.ts';

const there = (value: unknown): unknown => fromArrayJson(JSON.parse(JSON.stringify(toArrayJson(value))));

describe('typed arrays as JSON', () => {
  it('come back with every bit, wherever they stand', () => {
    const floats = fc.array(fc.double({ noDefaultInfinity: true }).filter((x) => !Object.is(x, -0)));
    fc.assert(
      fc.property(floats, fc.array(fc.integer()), fc.array(fc.nat(255)), (f, i, u) => {
        const value = {
          region: { coords: Float64Array.from(f), ringEnd: Int32Array.from(i) },
          list: [{ label: Uint8Array.from(u), n: f.length, none: null }],
        };
        expect(there(value)).toEqual(value);
      }),
    );
  });
  it('keep what is not known as not known', () => {
    expect(there({ heightM: Float64Array.of(3, Number.NaN) })).toEqual({ heightM: Float64Array.of(3, Number.NaN) });
  });
  it('leave plain lists and one-letter names alone', () => {
    expect(there({ f8: 'x', i4: [{ n: [1, 2] }], other: [1, null] })).toEqual({
      f8: 'x',
      i4: [{ n: [1, 2] }],
      other: [1, null],
    });
  });
});
