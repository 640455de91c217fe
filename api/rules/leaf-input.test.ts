import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reachBox } from '#engine';
import {
  cameraTable,
  demandOf,
  type InputCamera,
  leafInput,
  publicSpaceTable,
  rowsNear,
  soupFrom,
  standingCounts,
} from './leaf-input.ts';
import { leafLocator, standsIn } from './standing.ts';

const square = (x: number, y: number, size: number) => [
  [
    [x, y],
    [x + size, y],
    [x + size, y + size],
    [x, y + size],
    [x, y],
  ],
];
const camera = (id: string, longitude: number, latitude: number, more: Partial<InputCamera> = {}): InputCamera => ({
  id,
  longitude,
  latitude,
  type: null,
  azimuthDeg: null,
  hfovDeg: null,
  rangeM: 50,
  nearM: null,
  stage: 'installed',
  count: 1,
  ...more,
});

describe('cameras of a leaf', () => {
  it('come in id order whatever the order of the file, with the columns in that order', () => {
    const soup = soupFrom([square(112, 27, 0.01)]);
    const list = ['c', 'a', 'b'].map((id, i) => camera(id, 112.005, 27.005, { rangeM: 10 + i }));
    const { input, rows } = leafInput({ code: 'v', soup }, cameraTable(list), null);
    expect([...rows]).toEqual([0, 1, 2]);
    expect([...input.cameras.reachM]).toEqual([11, 12, 10]);
  });
  it('a camera outside that reaches in is one of them, one that does not reach is not', () => {
    const soup = soupFrom([square(112, 27, 0.01)]);
    const t = cameraTable([camera('near', 112.0104, 27.005), camera('far', 112.0112, 27.005)]);
    expect([...rowsNear(t, soup)].map((row) => t.ids[row])).toEqual(['near']);
  });
  it('planned and retired cameras are not in the installed set', () => {
    const stages = ['planned', 'approved', 'procured', 'installed', 'networked', 'accepted', 'retired'] as const;
    const list = stages.map((stage) => camera(stage, 0, 0, { stage }));
    expect(cameraTable(list).ids).toEqual(['accepted', 'installed', 'networked']);
    expect(cameraTable(list, 'planned').n).toBe(6);
  });
  it('a camera across the antimeridian is found from both sides', () => {
    const west = soupFrom([square(179.99, 10, 0.01)]);
    const east = soupFrom([square(-180, 10, 0.01)]);
    for (const lon of [179.9999, -179.9999]) {
      const t = cameraTable([camera('c', lon, 10.005)]);
      expect([rowsNear(t, west).length, rowsNear(t, east).length]).toEqual([1, 1]);
    }
  });
  it('a camera with an empty footprint is counted and seen nowhere', () => {
    const soup = soupFrom([square(112, 27, 0.01)]);
    const t = cameraTable([camera('c', 112.005, 27.005, { nearM: 60, count: 3 })]);
    expect(t.empty).toEqual([0]);
    expect(rowsNear(t, soup)).toHaveLength(0);
    expect(standingCounts(t, Int32Array.of(0), 1)[0]).toMatchObject({ cameras: 1, devices: 3, unaimed: 1 });
  });
  it('a record with values that cannot be is counted, seen nowhere, and says which value it is', () => {
    const soup = soupFrom([square(112, 27, 0.01)]);
    const t = cameraTable([
      camera('a', 112.005, 27.005, { rangeM: 1e9 }),
      camera('b', 112.005, 27.005, { hfovDeg: 0 }),
      camera('c', Number.NaN, 27.005),
      camera('d', 112.005, 27.005),
    ]);
    expect(t.empty.map((row, i) => [t.ids[row], t.emptyWhy[i]!.empty, t.emptyWhy[i]!.field])).toEqual([
      ['a', 'footprint.bad_value', 'rangeM'],
      ['b', 'footprint.bad_value', 'hfovDeg'],
      ['c', 'footprint.bad_value', 'longitude'],
    ]);
    expect([...rowsNear(t, soup)].map((row) => t.ids[row])).toEqual(['d']);
    expect(standingCounts(t, Int32Array.of(0, 0, -1, 0), 1)[0]!.cameras).toBe(3);
  });
  it('the box of a reach is never smaller than the reach (against the least radius of curvature)', () => {
    const lat = fc.double({ min: -88, max: 88, noNaN: true });
    fc.assert(
      fc.property(lat, fc.double({ min: 1, max: 20_000, noNaN: true }), (latitude, reachM) => {
        const [west, south, east, north] = reachBox(0, latitude, reachM);
        const e2 = 0.0066943799901413165;
        const phi = (latitude * Math.PI) / 180;
        const w = Math.sqrt(1 - e2 * Math.sin(phi) ** 2);
        const meridian = (6378137 * (1 - e2)) / w ** 3;
        const parallel = (6378137 / w) * Math.cos(phi);
        expect(((north - latitude) * Math.PI * meridian) / 180).toBeGreaterThan(reachM * 0.9999);
        expect((east * Math.PI * parallel) / 180).toBeGreaterThan(reachM * 0.9999);
        expect([west, south]).toEqual([-east, latitude - (north - latitude)].map((v) => expect.closeTo(v, 9)));
      }),
    );
  });
});

describe('where a camera stands', () => {
  it('on a common border it stands in the leaf with the lower code, only there', () => {
    const leaves = [
      { code: 'b', soup: soupFrom([square(0, 0, 1)]) },
      { code: 'a', soup: soupFrom([square(1, 0, 1)]) },
    ];
    const find = leafLocator(leaves).find;
    expect([find(1, 0.5), find(1, 0), find(0.5, 0.5), find(1.5, 0.5), find(3, 3)]).toEqual([1, 1, 0, 1, -1]);
  });
  it('a hole is outside, its border is not', () => {
    const soup = soupFrom([[...square(0, 0, 3), ...square(1, 1, 1)]]);
    expect([standsIn(soup, 1.5, 1.5), standsIn(soup, 1, 1.5), standsIn(soup, 0.5, 0.5)]).toEqual([false, true, true]);
  });
  it('two triangles that share any diagonal leave no point between them and share only the diagonal', () => {
    const at = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(at, at, at, at), fc.tuple(at, at), ([ax, ay, bx, by], [x, y]) => {
        const lower = soupFrom([
          [
            [
              [-3, -3],
              [3, -3],
              [3, 3],
              [bx, by],
              [ax, ay],
              [-3, -3],
            ],
          ],
        ] as number[][][][]);
        const upper = soupFrom([
          [
            [
              [-3, -3],
              [ax, ay],
              [bx, by],
              [3, 3],
              [-3, 3],
              [-3, -3],
            ],
          ],
        ] as number[][][][]);
        expect(standsIn(lower, x, y) || standsIn(upper, x, y)).toBe(true);
      }),
    );
  });
});

describe('public space of a leaf', () => {
  it('ground under two classes goes to the greater weight, then to the earlier class', () => {
    const soup = soupFrom([square(0, 0, 1)]);
    const { rank } = publicSpaceTable([
      { class: 'market', weight: 1, soup },
      { class: 'road', weight: 1, soup },
      { class: 'other', weight: 2, soup },
      { class: 'road', weight: 1, soup },
    ]);
    expect([...rank]).toEqual([2, 1, 0, 1]);
  });
  it('only features whose box meets the leaf are given, polygon by polygon', () => {
    const far = { class: 'road' as const, weight: 1, soup: soupFrom([square(5, 5, 1)]) };
    const near = { class: 'park' as const, weight: 1, soup: soupFrom([square(0, 0, 1), square(0.5, 0.5, 1)]) };
    const { demand, features } = demandOf(publicSpaceTable([far, near]), soupFrom([square(0.2, 0.2, 0.2)]));
    expect([...features]).toEqual([1, 1]);
    expect([...demand.soup.polyEnd]).toEqual([1, 2]);
    expect([...demand.label]).toEqual([5, 5]);
  });
  it('a leaf with no feature near it has an empty demand, not none', () => {
    const { demand } = demandOf(publicSpaceTable([]), soupFrom([square(0, 0, 1)]));
    expect(demand.soup.polyEnd).toHaveLength(0);
  });
});
