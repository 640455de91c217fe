import { describe, expect, it } from 'vitest';
import { footprintsIn } from './footprint.ts';
import { demandsOf } from './ground.ts';
import { type CameraRow, camerasOf, randomLayout, soupOf } from './layouts.ts';
import { measureLeaf } from './leaf.ts';
import { planeAt } from './plane.ts';
import { scanline } from './scanline.ts';
import type { LeafResult } from './types.ts';

const EVERYWHERE = [-1e12, -1e12, 1e12, 1e12];
const [LON, LAT] = [111, 27.5];
const M = 1 / 111_320;
/** A square region of about 2 km around (LON, LAT). */
const SQUARE = soupOf([
  [
    [
      [LON - 0.01, LAT - 0.01],
      [LON + 0.01, LAT - 0.01],
      [LON + 0.01, LAT + 0.01],
      [LON - 0.01, LAT + 0.01],
    ],
  ],
]);
/** Its western half: the border runs north through (LON, LAT). */
const WEST = soupOf([
  [
    [
      [LON - 0.01, LAT - 0.01],
      [LON, LAT - 0.01],
      [LON, LAT + 0.01],
      [LON - 0.01, LAT + 0.01],
    ],
  ],
]);
const EAST = soupOf([
  [
    [
      [LON, LAT - 0.01],
      [LON + 0.01, LAT - 0.01],
      [LON + 0.01, LAT + 0.01],
      [LON, LAT + 0.01],
    ],
  ],
]);

const at = (
  azimuthDeg: number,
  hfovDeg: number,
  nearM: number,
  reachM: number,
  p = 1,
  east = 0,
  north = 0,
): CameraRow => [
  LON + (east * M) / Math.cos((LAT * Math.PI) / 180),
  LAT + north * M,
  azimuthDeg,
  hfovDeg,
  nearM,
  reachM,
  p,
];
const measure = (rows: CameraRow[], region = SQUARE): LeafResult =>
  measureLeaf({ region, demand: null, cameras: camerasOf(rows) }, { gaps: true });
const gapSum = (r: LeafResult): number => r.gaps.reduce((a, g) => a + g.areaM2, 0);
const near = (got: number, want: number, rel = 1e-9): void => expect(Math.abs(got / want - 1)).toBeLessThan(rel);

describe('areas that a hand can compute', () => {
  it('one disc covers π r²', () => near(measure([at(0, 360, 0, 50)]).depthM2[0], Math.PI * 2500));
  it('a near edge leaves an annulus', () => near(measure([at(0, 360, 10, 50)]).depthM2[0], Math.PI * 2400));
  it('a sector across north has its share of the annulus', () =>
    near(measure([at(350, 90, 5, 40)]).depthM2[0], (Math.PI / 4) * 1575));
  it('a sector wider than 180° keeps its own area', () =>
    near(measure([at(77, 270, 5, 40)]).depthM2[0], 0.75 * Math.PI * 1575));
  it('two discs overlap in a lens', () => {
    const r = 50;
    const rows = [at(0, 360, 0, r), at(0, 360, 0, r, 1, 0, 60)];
    const xy = [0, 0];
    planeAt(LON, LAT).toPlane(rows[1][0], rows[1][1], xy, 0);
    const d = Math.hypot(xy[0], xy[1]);
    const lens = 2 * r * r * Math.acos(d / (2 * r)) - (d / 2) * Math.sqrt(4 * r * r - d * d);
    const got = measure(rows);
    near(got.depthM2[1], lens);
    near(got.depthM2[0], 2 * Math.PI * r * r - lens);
  });
  it('duplicates count once at depth 1 and once at depth 2', () => {
    const r = measure([at(0, 360, 0, 50), at(0, 360, 0, 50)]);
    near(r.depthM2[0], Math.PI * 2500);
    near(r.depthM2[1], Math.PI * 2500);
    expect(r.depthM2[2]).toBe(0);
  });
  it('adjoining sectors neither overlap nor leave a slit', () => {
    const r = measure([at(0, 90, 0, 40), at(90, 90, 0, 40), at(180, 90, 0, 40)]);
    near(r.depthM2[0], 0.75 * Math.PI * 1600);
    expect(r.depthM2[1]).toBeLessThan(1e-9);
    expect(r.components.length).toBe(1);
  });
  it('a disc over a border is halved', () => {
    for (const side of [WEST, EAST]) near(measure([at(0, 360, 0, 50)], side).depthM2[0], (Math.PI * 2500) / 2, 3e-9);
  });
  it('a disc around a hole loses the hole', () => {
    const half = 0.0001;
    const hole = [
      [LON - half, LAT - half],
      [LON + half, LAT - half],
      [LON + half, LAT + half],
      [LON - half, LAT + half],
    ];
    const region = soupOf([
      [
        [
          ...[
            [-1, -1],
            [1, -1],
            [1, 1],
            [-1, 1],
          ].map(([x, y]) => [LON + x * 0.01, LAT + y * 0.01]),
        ],
        hole,
      ],
    ]);
    const holeM2 = measure([], soupOf([[hole]])).demandM2;
    near(measure([at(0, 360, 0, 50)], region).depthM2[0], Math.PI * 2500 - holeM2);
  });
  it('two unaimed cameras on one spot are likely to see 1 − (1 − p)²', () => {
    const r = measure([at(0, 360, 0, 40, 1 / 6), at(0, 360, 0, 40, 1 / 6)]);
    expect(r.depthM2[0]).toBe(0);
    near(r.likelyM2[0], Math.PI * 1600 * (1 - 25 / 36));
    near(r.likelyM2[1], (Math.PI * 1600) / 36);
    near(r.highM2[1], Math.PI * 1600);
  });
  it('a camera outside the region counts where it looks in', () =>
    near(measure([at(90, 180, 0, 40)], EAST).depthM2[0], (Math.PI * 1600) / 2, 3e-9));
  it('an empty footprint adds nothing', () => {
    for (const row of [at(0, 0, 0, 40), at(0, 90, 40, 40), at(Number.NaN, 90, 0, 40), at(0, 90, 0, Number.NaN)]) {
      const r = measure([row]);
      expect(r.highM2[0]).toBe(0);
      expect(r.failedChecks).toEqual([]);
    }
  });
});

describe('any layout', () => {
  const LAYOUTS = 1_000;
  it(`agrees with the scanline oracle within 1e-5 m² in ${LAYOUTS} random layouts, all checks holding`, () => {
    let flagged = 0;
    for (let seed = 0; seed < LAYOUTS; seed++) {
      const layout = randomLayout(seed, 6);
      const r = measureLeaf(layout, { gaps: true });
      flagged += r.failedChecks.length;
      const [{ plane, demand }] = demandsOf(layout);
      const truth = scanline(footprintsIn(plane, layout.cameras, EVERYWHERE), demand, 4, { exact: true });
      let off = Math.abs(truth.demandM2 - r.demandM2);
      for (let k = 0; k < 4; k++)
        off = Math.max(
          off,
          Math.abs(truth.depth[k] - r.depthM2[k]),
          Math.abs(truth.likely[k] - r.likelyM2[k]),
          Math.abs(truth.high[k] - r.highM2[k]),
        );
      expect(off, `layout ${seed}`).toBeLessThan(1e-5);
      expect(Math.abs(r.demandM2 - r.highM2[0] - gapSum(r)), `gaps of layout ${seed}`).toBeLessThan(1e-4);
      expect(r.residualM, `residual of layout ${seed}`).toBeLessThan(1e-6);
    }
    expect(flagged).toBe(0);
  }, 120_000);

  it('gives low ≤ likely ≤ high ≤ demand and no depth that rises with k', () => {
    for (let seed = 0; seed < 300; seed++) {
      const r = measureLeaf(randomLayout(seed));
      for (let k = 0; k < 4; k++) {
        expect(r.depthM2[k]).toBeLessThanOrEqual(r.likelyM2[k] + 1e-6);
        expect(r.likelyM2[k]).toBeLessThanOrEqual(r.highM2[k] + 1e-6);
        expect(r.highM2[k]).toBeLessThanOrEqual(r.demandM2);
        if (k > 0) for (const f of [r.depthM2, r.likelyM2, r.highM2]) expect(f[k]).toBeLessThanOrEqual(f[k - 1] + 1e-6);
      }
    }
  });

  it('never covers less with one camera more', () => {
    for (let seed = 0; seed < 200; seed++) {
      const l = randomLayout(seed);
      const less = measureLeaf({ ...l, cameras: camerasOf(l.rows.slice(0, -1)) });
      const more = measureLeaf(l);
      for (let k = 0; k < 4; k++) {
        expect(more.depthM2[k]).toBeGreaterThanOrEqual(less.depthM2[k] - 1e-6);
        expect(more.likelyM2[k]).toBeGreaterThanOrEqual(less.likelyM2[k] - 1e-6);
      }
    }
  });

  it('does not depend on the order of the cameras', () => {
    for (let seed = 0; seed < 200; seed++) {
      const l = randomLayout(seed);
      const a = measureLeaf(l);
      const b = measureLeaf({ ...l, cameras: camerasOf([...l.rows].reverse()) });
      for (let k = 0; k < 4; k++) {
        expect(Math.abs(a.depthM2[k] - b.depthM2[k])).toBeLessThan(1e-6);
        expect(Math.abs(a.likelyM2[k] - b.likelyM2[k])).toBeLessThan(1e-6);
      }
    }
  });

  it('gives the same bytes when cameras that see nothing of it are added far away', () => {
    for (let seed = 0; seed < 100; seed++) {
      const l = randomLayout(seed);
      const far: CameraRow = [l.at[0] + 1, l.at[1] + 0.5, 10, 70, 0, 60, 1];
      const a = measureLeaf(l, { gaps: true });
      const b = measureLeaf({ ...l, cameras: camerasOf([...l.rows, far]) }, { gaps: true });
      expect(b).toEqual(a);
    }
  });

  it('a camera without azimuth adds nothing to low', () => {
    const r = measure([at(0, 360, 0, 40, 1 / 6)]);
    expect(r.depthM2[0]).toBe(0);
    near(r.likelyM2[0], (Math.PI * 1600) / 6);
    near(r.highM2[0], Math.PI * 1600);
  });

  it('is measured in several planes when it is wide, and they fit together', () => {
    const wide = soupOf([
      [
        [
          [LON - 0.4, LAT - 0.2],
          [LON + 0.4, LAT - 0.2],
          [LON + 0.4, LAT + 0.2],
          [LON - 0.4, LAT + 0.2],
        ],
      ],
    ]);
    const rows: CameraRow[] = [];
    for (let i = 0; i < 200; i++) rows.push([LON - 0.39 + 0.0039 * i, LAT, 0, 360, 0, 80, 1]);
    const r = measureLeaf({ region: wide, demand: null, cameras: camerasOf(rows) }, { gaps: true });
    near(r.depthM2[0], 200 * Math.PI * 6400, 1e-6);
    expect(Math.abs(r.demandM2 - r.highM2[0] - gapSum(r)) / r.demandM2).toBeLessThan(1e-11);
    expect(r.failedChecks).toEqual([]);
  });

  it('is the same over the antimeridian', () => {
    const ring = (lon: number): number[][] => [
      [lon - 0.01, 69],
      [lon + 0.01, 69],
      [lon + 0.01, 69.01],
      [lon - 0.01, 69.01],
    ];
    const here = measureLeaf({
      region: soupOf([[ring(20)]]),
      demand: null,
      cameras: camerasOf([[20.001, 69.005, 30, 70, 0, 60, 1]]),
    });
    const over = ring(180).map(([x, y]) => [x > 180 ? x - 360 : x, y]);
    const there = measureLeaf({
      region: soupOf([[over]]),
      demand: null,
      cameras: camerasOf([[-179.999, 69.005, 30, 70, 0, 60, 1]]),
    });
    near(there.demandM2, here.demandM2, 1e-10);
    near(there.depthM2[0], here.depthM2[0], 1e-10);
  });
});

describe('the four checks', () => {
  const lonely = [at(0, 360, 0, 50), at(40, 70, 0, 40, 1, 300, 0)];
  const twins = [at(0, 360, 0, 50), at(0, 360, 0, 50), at(40, 70, 0, 40, 1, 30, 0)];
  it('hold when nothing is wrong', () => {
    for (const rows of [lonely, twins]) expect(measure(rows).failedChecks).toEqual([]);
  });
  const planted: [string, CameraRow[], object][] = [
    ['a dropped lonely disc', lonely, { dropLonelyDiscs: true }],
    ['a doubled duplicate', twins, { doubleDuplicates: true }],
    ['a wrong tie', twins, { wrongTie: true }],
  ];
  for (const [what, rows, fault] of planted)
    it(`catch ${what}, and the figure then comes from the slower way`, () => {
      const input = { region: SQUARE, demand: null, cameras: camerasOf(rows) };
      const bad = measureLeaf(input, {}, fault);
      const good = measureLeaf(input);
      expect(bad.failedChecks.length).toBeGreaterThan(0);
      expect(bad.slow).toBe(true);
      near(bad.depthM2[0], good.depthM2[0], 1e-3);
    });
  it('catch a lost stretch of border', () => {
    const rows = Array.from({ length: 60 }, (_, i) => at(0, 360, 0, 60, 1, 0, -900 + 30 * i));
    const input = { region: WEST, demand: null, cameras: camerasOf(rows) };
    expect(measureLeaf(input).failedChecks).toEqual([]);
    expect(measureLeaf(input, {}, { loseBorder: true }).failedChecks).toContain('closure');
  });
});

describe('gap pieces', () => {
  it('keep their ids when a camera elsewhere changes', () => {
    const base = [at(0, 360, 0, 50), at(0, 360, 0, 50, 1, 700, 700)];
    const key = (r: LeafResult): Set<string> =>
      new Set(r.gaps.map((g) => `${g.cell}/${g.anchor}/${g.areaM2.toFixed(3)}`));
    const before = key(measure(base));
    const after = key(measure([base[0], at(0, 360, 0, 30, 1, 700, 700)]));
    expect([...before].filter((k) => after.has(k)).length).toBeGreaterThan(before.size / 2);
  });
  it('are cut by label and sum to what nobody sees of the public space', () => {
    const c = (x: number, y: number, w: number): number[][] =>
      [
        [x, y],
        [x + w, y],
        [x + w, y + w],
        [x, y + w],
      ].map(([a, b]) => [LON + a * M, LAT + b * M]);
    const demand = {
      soup: soupOf([[c(-100, -100, 150)], [c(0, 0, 150)]]),
      label: Uint8Array.of(0, 4),
      rank: Float64Array.of(2, 1),
    };
    const r = measureLeaf({ region: SQUARE, demand, cameras: camerasOf([at(0, 360, 0, 40)]) }, { gaps: true });
    expect(new Set(r.gaps.map((g) => g.label))).toEqual(new Set([0, 4]));
    expect(Math.abs(r.demandM2 - r.highM2[0] - gapSum(r))).toBeLessThan(1e-6);
    expect(r.components.length).toBe(1);
    expect(r.gaps.every((g) => g.cell.length === 18)).toBe(true);
  });
});
