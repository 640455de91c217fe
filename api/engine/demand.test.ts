import { describe, expect, it } from 'vitest';
import { type Demand, demandArea, edgeGreen } from './demand.ts';
import { demandIn, demandOfSoup, demandsOf, excludedOf } from './ground.ts';
import { type Layout, linesOf, randomLayout, seeded, soupOf } from './layouts.ts';
import { type Plane, planeAt } from './plane.ts';
import type { DemandInput, LineSoup, PolygonSoup } from './types.ts';

const [LON, LAT] = [111, 27.5];
const plane = planeAt(LON, LAT);
/** Plane metres to [lon, lat]. */
const ll = (p: number[]): number[] => plane.fromPlane(p[0], p[1]);
const soup = (...polygons: number[][][][]): PolygonSoup => soupOf(polygons.map((rings) => rings.map((r) => r.map(ll))));
const lines = (...all: number[][][]): LineSoup => linesOf(all.map((l) => l.map(ll)));
/** 'x,y x,y …' */
const way = (text: string): number[][] => text.split(' ').map((p) => p.split(',').map(Number));
const square = (x: number, y: number, w: number, h = w): number[][] => [
  [x, y],
  [x + w, y],
  [x + w, y + h],
  [x, y + h],
];
const BIG = soup([square(-500, -500, 1000)]);
const NONE = { soup: soupOf([]), label: new Uint8Array(0), rank: new Float64Array(0) };

/** Roads of one label; radius by line. */
const roads = (radiusM: number[], ...all: number[][][]): DemandInput => ({
  ...NONE,
  strokes: {
    lines: lines(...all),
    radiusM: Float64Array.from(radiusM),
    label: new Uint8Array(radiusM.length),
    rank: new Float64Array(radiusM.length),
  },
});
const area = (demand: DemandInput, excluded: PolygonSoup[] = [], region = BIG): number => {
  const d = demandIn(plane, region, demand, excluded, null);
  closed(d);
  return demandArea(d);
};
const close = (got: number, want: number, abs = 1e-4): void => expect(Math.abs(got - want)).toBeLessThan(abs);

/** An edge is straight in longitude and latitude, so a road of 100 m bends by 0.1 mm in the plane. */
const SAG_M2 = 5e-3;

/** Every label's border is a set of closed chains, and every arc passes through its ends within a quadrant. */
function closed(d: Demand): void {
  const sum = new Map<number, [number, number]>();
  const add = (label: number, x: number, y: number): void => {
    const s = sum.get(label) ?? [0, 0];
    sum.set(label, [s[0] + x, s[1] + y]);
  };
  for (let e = 0; e < d.n; e++) {
    expect(d.left[e]).not.toBe(d.right[e]);
    add(d.left[e], d.bx[e] - d.ax[e], d.by[e] - d.ay[e]);
    add(d.right[e], d.ax[e] - d.bx[e], d.ay[e] - d.by[e]);
    if (!d.r || d.r[e] === 0) continue;
    const r = Math.abs(d.r[e]);
    const [px, py] = [d.ax[e] - d.cx![e], d.ay[e] - d.cy![e]];
    const [qx, qy] = [d.bx[e] - d.cx![e], d.by[e] - d.cy![e]];
    expect(Math.abs(Math.hypot(px, py) - r)).toBeLessThan(1e-9);
    expect(Math.abs(Math.hypot(qx, qy) - r)).toBeLessThan(1e-9);
    expect(Math.sign(px * qy - py * qx)).toBe(Math.sign(d.r[e]));
    expect(px * qx).toBeGreaterThan(-1e-5 * r);
    expect(py * qy).toBeGreaterThan(-1e-5 * r);
  }
  for (const [x, y] of sum.values()) expect(Math.hypot(x, y)).toBeLessThan(1e-8);
}

describe('the ground of a line with a width', () => {
  const cap = Math.PI * 25;
  const road = way('0,0 100,0');
  it('is 2 r L + π r² for one segment', () => {
    close(area(roads([5], road)), 1000 + cap);
    close(area(roads([5], way('3,-7 63,73'))), 1000 + cap);
  });
  it('is a disc for a point, and for a line without a length', () => {
    close(area(roads([5], way('10,20'))), cap);
    close(area(roads([5], way('10,20 10,20'))), cap);
  });
  it('does not change where a straight line has more vertices', () => {
    close(area(roads([5], way('0,0 30,0 31,0 100,0'))), 1000 + cap);
    close(area(roads([5], way('0,0 3,4 30,40 60,80'))), 1000 + cap);
  });
  it('rounds the outside of a corner and counts its inside once', () =>
    // two bars, less the square where they overlap, plus a quarter disc outside the corner and two half discs at the ends
    close(area(roads([5], way('0,0 100,0 100,80'))), 1000 + 800 - 25 + cap / 4 + cap));
  it('counts the crossing of two roads once', () =>
    close(area(roads([5, 3], way('-50,0 50,0'), way('0,-50 0,50'))), 1000 + cap + 600 + 9 * Math.PI - 60));
  it('counts a repeated road once, and one that lies on another', () => {
    close(area(roads([5, 5], road, road)), 1000 + cap);
    close(area(roads([5, 5], road, way('100,0 0,0'))), 1000 + cap);
    close(area(roads([5, 5], road, way('20,0 60,0'))), 1000 + cap, SAG_M2);
    close(area(roads([5, 3], road, way('20,0 60,0'))), 1000 + cap);
  });
  it('keeps the yard inside a ring road', () =>
    close(area(roads([5], [...square(0, 0, 100), [0, 0]])), 4 * 1000 - 4 * 25 + 4 * (cap / 4)));
  it('loses a building that stands on it', () =>
    close(area(roads([5], road), [soup([square(40, -2, 10, 20)])]), 1000 + cap - 70, SAG_M2));
  it('is cut at the region', () =>
    close(area(roads([5], road), [], soup([square(-500, -500, 550, 1000)])), 500 + cap / 2, SAG_M2));
  it('belongs to the better rank, to polygons before strokes, then to the first one', () => {
    const demand: DemandInput = {
      soup: soup([square(-20, -20, 40)]),
      label: Uint8Array.of(1),
      rank: Float64Array.of(2),
      strokes: {
        lines: lines(way('-50,0 50,0'), way('0,-50 0,50'), way('-50,0 50,0')),
        radiusM: Float64Array.of(5, 5, 5),
        label: Uint8Array.of(2, 3, 4),
        rank: Float64Array.of(2, 1, 2),
      },
    };
    const d = demandIn(plane, BIG, demand, [], null);
    closed(d);
    close(demandArea(d, 3), 1000 + cap);
    close(demandArea(d, 1), 1600 - 400, SAG_M2);
    close(demandArea(d, 2), 600 + cap, SAG_M2);
    close(demandArea(d, 4), 0);
  });
  it('is nothing for a radius of 0 or not a number, or a vertex that is none', () => {
    expect(area(roads([0], road))).toBe(0);
    expect(area(roads([-1], road))).toBe(0);
    expect(area(roads([Number.NaN], road))).toBe(0);
    expect(area(roads([5], way('0,0 NaN,0')))).toBe(0);
  });
});

describe('excluded ground', () => {
  it('is missing from a whole area, overlaps counting once', () => {
    const d = demandIn(plane, BIG, null, [soup([square(0, 0, 10)], [square(5, 5, 10)]), soup([square(0, 0, 2)])], null);
    closed(d);
    close(demandArea(d), 1e6 - 175, 1e-2);
    expect(d.locate(-3, -3)).toBe(0);
    expect(d.locate(12, 12)).toBe(-1);
  });
  it('leaves the yard of a building that has one', () => {
    const d = demandIn(plane, BIG, null, [soup([square(0, 0, 30), square(10, 10, 10)])], null);
    close(demandArea(d), 1e6 - 800, 1e-2);
    expect(d.locate(15, 15)).toBe(0);
  });
  it('may cover everything', () =>
    expect(demandIn(plane, BIG, null, [soup([square(-600, -600, 1200)])], null).n).toBe(0));
});

describe('the demand of polygons alone', () => {
  const places = soup([square(0, 0, 20)], [square(10, 0, 20)], [square(600, 0, 10)]);
  it('has every polygon under its own number, the first one first', () => {
    const d = demandOfSoup(plane, places, [], null);
    closed(d);
    for (const [label, m2] of [
      [0, 400],
      [1, 200],
      [2, 100],
    ])
      close(demandArea(d, label), m2);
  });
  it('takes given labels, a region and excluded ground', () => {
    const d = demandOfSoup(plane, places, [soup([square(0, 0, 5)])], BIG, [7, 7, 7]);
    closed(d);
    close(demandArea(d, 7), 575);
    close(demandArea(d), 575);
  });
  it('is nothing for no polygons', () => expect(demandOfSoup(plane, soupOf([]), [], BIG).n).toBe(0));
});

describe('a region in several planes', () => {
  const rect = (w: number, so: number, e: number, n: number): number[][] => [
    [w, so],
    [e, so],
    [e, n],
    [w, n],
  ];
  const sum = (region: PolygonSoup, demand: DemandInput | null, buildings: PolygonSoup): number => {
    let m2 = 0;
    const obstacles = {
      buildings,
      buildingTopM: new Float64Array(1),
      walls: linesOf([]),
      wallTopM: new Float64Array(0),
    };
    for (const { demand: d } of demandsOf({ region, demand, obstacles, cameras: randomLayout(0).cameras })) {
      closed(d);
      m2 += demandArea(d);
    }
    return m2;
  };
  for (const lon of [LON, 180]) {
    const turn = (x: number): number => (x > 180 ? x - 360 : x);
    const far = (ring: number[][]): number[][] => ring.map(([x, y]) => [turn(x), y]);
    const road: DemandInput = {
      ...NONE,
      strokes: {
        lines: linesOf([
          far([
            [lon - 0.09, LAT],
            [lon + 0.013, LAT + 0.01],
            [lon + 0.09, LAT],
          ]),
        ]),
        radiusM: Float64Array.of(8),
        label: Uint8Array.of(3),
        rank: Float64Array.of(0),
      },
    }; // prettier-ignore
    const building = soupOf([[far(rect(lon + 0.01, LAT, lon + 0.02, LAT + 0.02))]]);
    it(`has the roads and buildings of one plane, at ${lon}° too`, () => {
      const one = sum(soupOf([[far(rect(lon - 0.1, LAT - 0.1, lon + 0.1, LAT + 0.1))]]), road, building);
      const many = sum(soupOf([[far(rect(lon - 0.5, LAT - 0.3, lon + 0.5, LAT + 0.3))]]), road, building);
      expect(one).toBeGreaterThan(200_000);
      expect(Math.abs(many / one - 1)).toBeLessThan(2e-6);
    });
    it(`loses a building from the whole area, at ${lon}° too`, () => {
      const wide = soupOf([[far(rect(lon - 0.5, LAT - 0.3, lon + 0.5, LAT + 0.3))]]);
      const none = soupOf([]);
      const lost = sum(wide, null, none) - sum(wide, null, building);
      const alone = sum(building, null, none);
      expect(Math.abs(lost / alone - 1)).toBeLessThan(1e-6);
    });
  }
});

/** Even-odd inside of a polygon in the plane, and how near its border is. */
function polygonAt(pl: Plane, s: PolygonSoup, p: number, x: number, y: number): [boolean, number] {
  let inside = false;
  let near = Infinity;
  for (let r = p === 0 ? 0 : s.polyEnd[p - 1]; r < s.polyEnd[p]; r++) {
    const from = r === 0 ? 0 : s.ringEnd[r - 1];
    const m = s.ringEnd[r] - from;
    for (let i = 0; i < m; i++) {
      const [a, b] = [
        [0, 0],
        [0, 0],
      ];
      pl.toPlane(s.coords[2 * (from + i)], s.coords[2 * (from + i) + 1], a, 0);
      const j = from + ((i + 1) % m);
      pl.toPlane(s.coords[2 * j], s.coords[2 * j + 1], b, 0);
      near = Math.min(near, toSegment(x, y, a, b));
      if (a[1] > y !== b[1] > y && a[0] + ((y - a[1]) * (b[0] - a[0])) / (b[1] - a[1]) > x) inside = !inside;
    }
  }
  return [inside, near];
}
function toSegment(x: number, y: number, a: number[], b: number[]): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const l2 = dx * dx + dy * dy;
  const t = l2 === 0 ? 0 : Math.max(0, Math.min(1, ((x - a[0]) * dx + (y - a[1]) * dy) / l2));
  return Math.hypot(x - a[0] - t * dx, y - a[1] - t * dy);
}
/** The label of a place by plain membership; null within 5 mm of any border, because an edge that is straight in longitude
 * and latitude bends by some mm in the plane (200 m at 69° north: 2 mm). */
function membership(pl: Plane, layout: Layout, x: number, y: number): number | null {
  const BORDER_M = 5e-3;
  let unsure = false;
  const inPolygon = (s: PolygonSoup, p: number): boolean => {
    const [inside, near] = polygonAt(pl, s, p, x, y);
    if (near < BORDER_M) unsure = true;
    return inside;
  };
  const some = (s: PolygonSoup): boolean => Array.from(s.polyEnd, (_, p) => inPolygon(s, p)).includes(true);
  let inRegion = some(layout.region);
  for (const s of excludedOf(layout)) if (some(s)) inRegion = false;
  let label = layout.demand ? -1 : 0;
  let best = Infinity;
  if (layout.demand) {
    const { soup: s, strokes } = layout.demand;
    for (let p = 0; p < s.polyEnd.length; p++)
      if (inPolygon(s, p) && layout.demand.rank[p] < best)
        [best, label] = [layout.demand.rank[p], layout.demand.label[p]];
    for (let k = 0; strokes && k < strokes.lines.end.length; k++) {
      const from = k === 0 ? 0 : strokes.lines.end[k - 1];
      let far = Infinity;
      for (let i = from; i < strokes.lines.end[k]; i++) {
        const [a, b] = [
          [0, 0],
          [0, 0],
        ];
        const j = Math.min(i + 1, strokes.lines.end[k] - 1);
        pl.toPlane(strokes.lines.coords[2 * i], strokes.lines.coords[2 * i + 1], a, 0);
        pl.toPlane(strokes.lines.coords[2 * j], strokes.lines.coords[2 * j + 1], b, 0);
        far = Math.min(far, toSegment(x, y, a, b));
      }
      if (Math.abs(far - strokes.radiusM[k]) < BORDER_M) unsure = true;
      if (far < strokes.radiusM[k] && strokes.rank[k] < best) [best, label] = [strokes.rank[k], strokes.label[k]];
    }
  }
  return unsure ? null : inRegion ? label : -1;
}

describe('any layout of polygons, strokes and excluded ground', () => {
  it('has closed labels that add up, and names every place as plain membership does', () => {
    let asked = 0;
    for (let seed = 0; seed < 300; seed++) {
      const layout = randomLayout(seed, 1, { strokes: seed % 5 !== 4, excluded: seed % 3 !== 2 });
      const [{ plane: pl, demand: d }] = demandsOf(layout);
      closed(d);
      let sum = 0;
      const labels = new Set([...d.left, ...d.right].filter((l) => l >= 0));
      for (const l of labels) {
        const m2 = demandArea(d, l);
        expect(m2, `label ${l} of layout ${seed}`).toBeGreaterThan(-1e-9);
        sum += m2;
      }
      close(sum, demandArea(d), 1e-7);
      const r = seeded(seed);
      for (let i = 0; i < 300; i++) {
        const [x, y] = [(r() - 0.5) * 260, (r() - 0.5) * 260];
        const want = membership(pl, layout, x, y);
        if (want === null) continue;
        asked++;
        expect(d.locate(x, y), `layout ${seed} at ${x}, ${y}`).toBe(want);
      }
    }
    expect(asked).toBeGreaterThan(80_000);
  }, 60_000);

  it('has the area that level lines find', () => {
    for (let seed = 0; seed < 60; seed++) {
      const layout = randomLayout(seed, 1, { strokes: true, excluded: true });
      const [{ demand: d }] = demandsOf(layout);
      if (d.n === 0) continue;
      // Σ over lines of how long `locate` says demand, by steps of half a metre: an estimate good to a few per cent.
      let inside = 0;
      for (let y = -130; y < 130; y += 0.5)
        for (let x = -130; x < 130; x += 0.5) if (d.locate(x + 0.013, y + 0.017) >= 0) inside++;
      expect(Math.abs(inside / 4 - demandArea(d))).toBeLessThan(0.02 * demandArea(d) + 30);
      let green = 0;
      for (let e = 0; e < d.n; e++) green += (Number(d.left[e] >= 0) - Number(d.right[e] >= 0)) * edgeGreen(d, e);
      close(green, demandArea(d), 1e-7);
    }
  }, 60_000);
});
