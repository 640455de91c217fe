// The truth test names the system that the positions are really in, whatever the file says, and only when that is clear.
import fc from 'fast-check';
import gcoord from 'gcoord';
import { describe, expect, it } from 'vitest';
import type { LonLat, SampledPosition } from '#importers/types';
import { soupOf } from '#storage/geometry-blob';
import type { NamedPlaces } from './named-places.ts';
import { leafIndex } from './spatial-cache.ts';
import { truthOf, truthQuestion } from './truth-test.ts';

/** 20 × 20 villages of about 1.1 km side from 113.0° E, 29.0° N. */
const SIDE = 0.012;
const [WEST, SOUTH, N] = [113, 29, 20];
const codeOf = (i: number, j: number): string => `v${String(i).padStart(2, '0')}${String(j).padStart(2, '0')}`;
const index = leafIndex(
  Array.from({ length: N * N }, (_, k) => {
    const [i, j] = [Math.floor(k / N), k % N];
    const [w, s, e, n] = [WEST + i * SIDE, SOUTH + j * SIDE, WEST + (i + 1) * SIDE, SOUTH + (j + 1) * SIDE];
    return {
      code: codeOf(i, j),
      box: [w, s, e, n],
      soup: soupOf([
        [
          [
            [w, s],
            [e, s],
            [e, n],
            [w, n],
            [w, s],
          ],
        ],
      ]),
    };
  }),
);
const places: NamedPlaces = {
  knows: (text) => /^v\d{4}$/.test(text),
  contains: (leaf, text) => (/^v\d{4}$/.test(text) ? leaf === text : null),
  nameOf: (code) => code,
};
type System = 'wgs84' | 'gcj02' | 'bd09';
const FROM = { wgs84: gcoord.WGS84, gcj02: gcoord.GCJ02, bd09: gcoord.BD09 };

/** Positions spread over the inner villages, written in a system. */
function positions(n: number, system: System, named = true, swapped = false): SampledPosition[] {
  return Array.from({ length: n }, (_, k) => {
    const [u, v] = [(k * 0.618_033_988) % 1, (k * 0.754_877_666) % 1];
    const [lon, lat] = [WEST + SIDE * (2 + u * (N - 4)), SOUTH + SIDE * (2 + v * (N - 4))];
    const [x, y] = gcoord.transform([lon, lat] as LonLat, gcoord.WGS84, FROM[system]) as LonLat;
    const name = codeOf(Math.floor((lon - WEST) / SIDE), Math.floor((lat - SOUTH) / SIDE));
    return [swapped ? y : x, swapped ? x : y, named ? name : null];
  });
}
const test = (sample: SampledPosition[], crs: System = 'wgs84', beside: Parameters<typeof truthOf>[4] = null) =>
  truthOf(sample, { crs, axes: 'lon-lat' }, index, places, beside)?.test ?? null;

describe('the truth test', () => {
  it('names the system whatever the file says', () => {
    for (const real of ['wgs84', 'gcj02', 'bd09'] as const)
      for (const said of ['wgs84', 'gcj02', 'bd09'] as const) {
        const found = test(positions(300, real), said)!;
        expect(found.hypotheses[found.likely!].crs, `${real} called ${said}`).toBe(real);
        // the way back from a shifted system is good to a metre or so
        expect(found.hypotheses[found.likely!].inside).toBeGreaterThan(295);
        expect(truthQuestion(found, { crs: false, axes: false }) !== null).toBe(real !== said);
        expect(truthQuestion(found, { crs: true, axes: true })).toBe(null);
      }
  });
  it('shifts of GCJ-02 are said in metres', () => {
    const found = test(positions(300, 'gcj02'))!;
    const shift = found.hypotheses[found.likely!].shiftM!;
    expect(shift).toBeGreaterThan(100);
    expect(shift).toBeLessThan(900);
  });
  it('swapped axes are asked about as axes', () => {
    const found = test(positions(100, 'wgs84', true, true))!;
    const question = truthQuestion(found, { crs: false, axes: false });
    expect(question).toMatchObject({ code: 'axes.doubtful', option: 'axes' });
    expect(question!.choices[0].value).toBe('lat-lon');
  });
  it('without names, what lies beside public space speaks', () => {
    const road = (lon: number) => Math.abs(((lon - WEST) / SIDE) % 1) < 0.08;
    const onRoad = positions(2_000, 'wgs84', false).filter(([lon]) => road(lon));
    const shifted = onRoad.map(([x, y]): SampledPosition => {
      const [a, b] = gcoord.transform([x, y] as LonLat, gcoord.WGS84, gcoord.GCJ02) as LonLat;
      return [a, b, null];
    });
    const found = test(shifted, 'wgs84', (lon) => road(lon))!;
    expect(found.basis).toBe('space');
    expect(found.hypotheses[found.likely!].crs).toBe('gcj02');
  });
  it('a few positions, or none of the regions, say nothing', () => {
    expect(test(positions(9, 'gcj02'))).toBe(null);
    expect(truthOf(positions(99, 'gcj02'), { crs: 'wgs84', axes: 'lon-lat' }, leafIndex([]), places)).toBe(null);
  });
  it('an answer is never pushed on a file that fits as it is', () =>
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 200 }), fc.constantFrom<System>('wgs84', 'gcj02', 'bd09'), (n, system) => {
        const found = test(positions(n, system), system)!;
        return found.likely === found.current && truthQuestion(found, { crs: false, axes: false }) === null;
      }),
      { numRuns: 30 },
    ));
});
