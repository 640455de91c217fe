// Thousands of footprints over one spot: the same figure as without any short cut, for work that does not grow with the square.
import { expect, test } from 'vitest';
import { footprintsIn } from './footprint.ts';
import { demandsOf, gridOf } from './ground.ts';
import { type CameraRow, camerasOf, type Layout, seeded, soupOf } from './layouts.ts';
import { measureLeaf } from './leaf.ts';
import { type PlaneSums, Sweep } from './measure.ts';

const [LON, LAT] = [111, 27.5];
const M_LAT = 1 / 111_320;
const M_LON = M_LAT / Math.cos((LAT * Math.PI) / 180);
const SIDE_M = 60;
const square = soupOf([
  [
    [
      [-1, -1],
      [1, -1],
      [1, 1],
      [-1, 1],
    ].map(([x, y]) => [LON + (x! * SIDE_M * M_LON) / 2, LAT + (y! * SIDE_M * M_LAT) / 2]),
  ],
]);

/** Half of them look somewhere. They stand up to `aroundM` beyond the square: 0 leaves thin ground along its border. */
function crowd(n: number, aroundM: number): Layout {
  const random = seeded(n);
  const place = (): number => (random() - 0.5) * (SIDE_M + 2 * aroundM);
  const rows = Array.from({ length: n }, (_, i): CameraRow => {
    const [lon, lat] = [LON + place() * M_LON, LAT + place() * M_LAT];
    const reachM = 20 + 25 * random();
    return i % 2 ? [lon, lat, 360 * random(), 60 + 40 * random(), 0, reachM, 1] : [lon, lat, 0, 360, 0, reachM, 1 / 6];
  });
  return { region: square, demand: null, cameras: camerasOf(rows) } as Layout;
}

function swept(layout: Layout, K: number): PlaneSums {
  const [{ plane, demand }] = demandsOf(layout);
  return new Sweep(demand, gridOf(demand), { K, labels: 1 }).run(footprintsIn(plane, layout.cameras, demand.box), null);
}

for (const aroundM of [0, 45])
  test(`what lies under enough certain footprints changes no bit of a figure, cameras to ${aroundM} m beyond`, () => {
    const layout = crowd(400, aroundM);
    const short = swept(layout, 4);
    // nowhere are so many: everything is told apart
    const whole = swept(layout, 100);
    expect(short.steps).toBeLessThan(whole.steps / 2);
    for (const what of ['depth', 'likely', 'high'] as const)
      expect(Array.from(short[what])).toEqual(Array.from(whole[what].slice(0, 4)));
    expect(short.miscounted).toBe(0);
    expect(short.residualM).toBeLessThan(1e-6);
    const sum = (deep: readonly number[]) => deep.map((m2, i) => m2 / short.singles[i]! - 1);
    for (const off of sum(short.allDepths)) expect(Math.abs(off)).toBeLessThan(1e-9);
    expect(measureLeaf(layout, { gaps: true }).failedChecks).toEqual([]);
  });

test('twice as many cameras on the same ground are not four times the work', () => {
  const [one, two] = [6_000, 12_000].map((n) => swept(crowd(n, 45), 4).steps / n);
  expect(two! / one!).toBeLessThan(1.3);
});
