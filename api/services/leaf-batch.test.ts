// Looking up many cameras at once answers what looking up each of them does.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DEFAULT_ASSUMPTIONS, DEFAULT_LOOK } from '#rules/assumptions';
import { boxOf, soupOf } from '#storage/geometry-blob';
import { leavesTouched, type Sighted } from './camera-touch.ts';
import { placeAll, touchAll } from './leaf-batch.ts';
import { leafIndex } from './spatial-cache.ts';

/** At 25 px/m a camera of 3840 px and 60° sees farther than the range a list assumes for it. */
const LOOKS = [
  DEFAULT_LOOK,
  { detail: { name: 'detect', profile: 'iec-62676-4:2014', pxPerM: 25 }, table: DEFAULT_ASSUMPTIONS },
];

/** A field of squares of 0.01°, some of them twice over the same ground, at 179.95° E … 180.05° E or at 111° E. */
function squares(westDeg: number, columns: number, rows: number): ReturnType<typeof leafIndex> {
  const leaves = [];
  for (let x = 0; x < columns; x += 1)
    for (let y = 0; y < rows; y += 1) {
      const [w, s] = [westDeg + x / 100, 27 + y / 100];
      // every fifth is as wide as two: its neighbour lies under it
      const e = w + ((x * rows + y) % 5 === 0 ? 0.02 : 0.01);
      const soup = soupOf([
        [
          [
            [w, s],
            [e, s],
            [e, s + 0.01],
            [w, s + 0.01],
            [w, s],
          ],
        ],
      ]);
      leaves.push({ code: `v${String(x * rows + y).padStart(4, '0')}`, soup, box: boxOf(soup) });
    }
  return leafIndex(leaves.sort((a, b) => (a.code < b.code ? -1 : 1)));
}

const step = fc.integer({ min: -40, max: 140 });
const sighted = (westDeg: number) =>
  fc
    .tuple(step, step, fc.constantFrom(null, 1, 30, 700, 5_000), fc.constantFrom('fixed', 'ptz', null))
    // on borders and corners as well as inside
    .map(
      ([x, y, rangeM, type]): Sighted => ({
        heightM: null,
        tiltDeg: null,
        vfovDeg: null,
        lensHfovDeg: 90,
        resolutionH: 3840,
        longitude: westDeg + x / 1000,
        latitude: 27 + y / 1000,
        type: type as Sighted['type'],
        azimuthDeg: null,
        hfovDeg: null,
        rangeM,
        nearM: null,
        stage: 'installed',
        count: 1,
        regionCode: null,
      }),
    );

for (const westDeg of [111, -180])
  it(`at ${westDeg}°: the leaf of each, and the leaves that all of them touch`, () => {
    const index = squares(westDeg, 10, 10);
    fc.assert(
      fc.property(fc.array(sighted(westDeg), { maxLength: 200 }), (found) => {
        const longitudes = found.map((camera) => camera.longitude);
        const latitudes = found.map((camera) => camera.latitude);
        const codes = placeAll(index, longitudes, latitudes);
        expect(codes).toEqual(found.map((camera) => index.at(camera.longitude, camera.latitude)));
        const cameras = found.map((camera, i) => ({ ...camera, regionCode: codes[i] }));
        const touched = new Set<string>();
        touchAll(index, cameras, LOOKS, touched);
        expect([...touched].sort()).toEqual(
          [...new Set(cameras.flatMap((c) => leavesTouched(index, c, LOOKS)))].sort(),
        );
      }),
      { numRuns: 150 },
    );
  });
