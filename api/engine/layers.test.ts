// Obstacles, strokes, zones, key places and what each camera alone sees: against the scanline oracle and by definition.
import { describe, expect, it } from 'vitest';
import { footprintArea, footprintsIn } from './footprint.ts';
import { demandIn, demandOfSoup, excludedOf, planesOf } from './ground.ts';
import { camerasOf, type Layout, type CameraRow as Row, randomLayout, seeded, soupOf } from './layouts.ts';
import { type CameraRow, measureLeaf, openLeaf } from './leaf.ts';
import { type ScanSums, scanline } from './scanline.ts';
import { cellsArea } from './sightarea.ts';
import { sightOf } from './sighting.ts';
import type { LeafInput, PolygonSoup } from './types.ts';
import { wallsIn } from './walls.ts';

const EVERYWHERE = [-1e12, -1e12, 1e12, 1e12];
const K = 4;

/** A layout with everything: lens heights for two thirds of the cameras. */
function fullLayout(seed: number, cameras = 7): Layout {
  const layout = randomLayout(seed, cameras, { strokes: seed % 3 === 1, excluded: true });
  const r = seeded(seed + 99);
  layout.cameras.heightM = Float64Array.from(layout.rows, () => (r() < 1 / 3 ? Number.NaN : 3 + 12 * r()));
  const tops = layout.obstacles!.buildingTopM;
  for (let i = 0; i < tops.length; i++) if (r() < 0.3) tops[i] = Number.NaN;
  return layout;
}

/** The oracle's answer for a layout, or for the ground of one soup. */
function oracle(
  input: LeafInput,
  soup?: { soup: PolygonSoup; within: PolygonSoup | null; excluded: PolygonSoup[] },
): ScanSums {
  const [{ plane, region, clip }] = planesOf(input.region);
  const d = soup
    ? demandOfSoup(plane, soup.soup, soup.excluded, soup.within, new Uint8Array(soup.soup.polyEnd.length))
    : demandIn(plane, region, input.demand, excludedOf(input), clip);
  const o = footprintsIn(plane, input.cameras, EVERYWHERE);
  if (input.obstacles) o.cells = sightOf(plane, o, input.cameras, wallsIn(plane, input.obstacles, EVERYWHERE));
  return scanline(o, d, K, { exact: true });
}

/** Flagged figures come from the slower way, whose lines are 0.25 m apart. */
const SLOW_SHARE = 0.01;

describe('a leaf with obstacles, strokes and zones', () => {
  it('agrees with the scanline oracle within 1e-5 m² in 100 random layouts, all checks holding', () => {
    let slow = 0;
    for (let seed = 0; seed < 100; seed++) {
      const layout = fullLayout(seed);
      const got = measureLeaf(layout);
      if (got.slow) {
        slow++;
        continue;
      }
      const want = oracle(layout);
      expect(Math.abs(got.demandM2 - want.demandM2), `demand, seed ${seed}`).toBeLessThan(1e-6);
      for (let k = 0; k < K; k++) {
        expect(Math.abs(got.depthM2[k] - want.depth[k]), `depth ${k}, seed ${seed}`).toBeLessThan(1e-5);
        expect(Math.abs(got.likelyM2[k] - want.likely[k]), `likely ${k}, seed ${seed}`).toBeLessThan(1e-5);
        expect(Math.abs(got.highM2[k] - want.high[k]), `high ${k}, seed ${seed}`).toBeLessThan(1e-5);
      }
    }
    expect(slow).toBeLessThanOrEqual(100 * SLOW_SHARE);
  });

  it('has labels that add up to the figure', () => {
    for (let seed = 0; seed < 200; seed++) {
      const got = measureLeaf(fullLayout(seed));
      if (got.slow) continue;
      const sum = (pick: (l: (typeof got.labels)[number]) => number): number =>
        got.labels.reduce((total, label) => total + pick(label), 0);
      expect(Math.abs(sum((l) => l.demandM2) - got.demandM2)).toBeLessThan(1e-6);
      expect(Math.abs(sum((l) => l.lowM2) - got.depthM2[0])).toBeLessThan(1e-6);
      expect(Math.abs(sum((l) => l.likelyM2) - got.likelyM2[0])).toBeLessThan(1e-6);
      expect(Math.abs(sum((l) => l.highM2) - got.highM2[0])).toBeLessThan(1e-6);
    }
  });

  it('loses exactly the unique area of a camera that goes', () => {
    for (let seed = 0; seed < 150; seed++) {
      const layout = fullLayout(seed);
      const all = measureLeaf(layout, { unique: true });
      for (let i = 0; i < layout.rows.length; i++) {
        const rest = layout.rows.filter((_, q) => q !== i);
        const cameras = camerasOf(rest);
        cameras.heightM = layout.cameras.heightM!.filter((_, q) => q !== i);
        const without = measureLeaf({ ...layout, cameras });
        if (all.slow || without.slow) continue;
        expect(
          Math.abs(all.likelyM2[0] - without.likelyM2[0] - all.uniqueM2![i]),
          `seed ${seed}, camera ${i}`,
        ).toBeLessThan(1e-6);
      }
    }
  });

  it('counts private ground seen by any camera once, and each camera its own', () => {
    for (let seed = 0; seed < 100; seed++) {
      const layout = fullLayout(seed);
      const got = measureLeaf(layout);
      const { soup } = layout.zones!;
      const want = oracle(layout, { soup, within: layout.region, excluded: [] });
      expect(Math.abs(got.privateM2! - want.high[0]), `seed ${seed}`).toBeLessThan(1e-5);
      for (let i = 0; i < layout.rows.length; i++) {
        const cameras = camerasOf([layout.rows[i]]);
        cameras.heightM = layout.cameras.heightM!.slice(i, i + 1);
        const alone = oracle({ ...layout, cameras }, { soup, within: layout.region, excluded: [] });
        expect(Math.abs(got.privateOf![i] - alone.high[0]), `seed ${seed}, camera ${i}`).toBeLessThan(1e-5);
      }
    }
  });

  it('says which share of its whole sector obstacles hide from each camera that looks somewhere known from its box', () => {
    let [known, cut] = [0, 0];
    for (let seed = 0; seed < 100; seed++) {
      const layout = fullLayout(seed);
      const { hiddenOf } = measureLeaf(layout, { hidden: true });
      const [{ plane, region }] = planesOf(layout.region);
      const [x0, y0, x1, y1] = demandIn(plane, region, null, [], null).box;
      const o = footprintsIn(plane, layout.cameras, EVERYWHERE);
      const cells = sightOf(plane, o, layout.cameras, wallsIn(plane, layout.obstacles!, EVERYWHERE));
      const want = new Float64Array(layout.cameras.n).fill(Number.NaN);
      for (let j = 0; j < o.n; j++) {
        if (o.P[j] < 1 || o.X[j] < x0 || o.X[j] > x1 || o.Y[j] < y0 || o.Y[j] > y1) continue;
        const isWhole = cells.from[j] === cells.from[j + 1] && cells.blind[j] === 0;
        want[o.source[j]] = isWhole ? 0 : 1 - cellsArea(cells, cells.from[j], cells.from[j + 1]) / footprintArea(o, j);
        known++;
        if (!isWhole) cut++;
      }
      want.forEach((share, i) => {
        if (Number.isNaN(share)) expect(hiddenOf![i], `seed ${seed}, camera ${i}`).toBeNaN();
        else expect(hiddenOf![i], `seed ${seed}, camera ${i}`).toBeCloseTo(share, 9);
      });
    }
    expect(known).toBeGreaterThan(150);
    expect(cut).toBeGreaterThan(30);
  });

  it('hides the segment of a disc beyond a wall half a radius away, by hand', () => {
    // on the equator, where a metre north and a metre east differ by 0.7 %; the wall runs east beyond the disc
    const layout = randomLayout(1, 0);
    const [lon, lat] = [10, 0];
    const m = 1 / 110_574;
    const region = soupOf([
      [
        [
          [lon - 200 * m, lat - 200 * m],
          [lon + 200 * m, lat - 200 * m],
          [lon + 200 * m, lat + 200 * m],
          [lon - 200 * m, lat + 200 * m],
        ],
      ],
    ]);
    const cameras = camerasOf([[lon, lat, 0, 360, 0, 100, 1]]);
    const wall = {
      coords: Float64Array.of(lon - 300 * m, lat + 50 * m, lon + 300 * m, lat + 50 * m),
      end: Int32Array.of(2),
    };
    const obstacles = {
      buildings: soupOf([]),
      buildingTopM: new Float64Array(),
      walls: wall,
      wallTopM: Float64Array.of(Number.NaN),
    };
    const { hiddenOf } = measureLeaf(
      { ...layout, region, demand: null, cameras, obstacles, zones: undefined },
      { hidden: true },
    );
    // a circular segment whose chord stands half a radius from the centre
    expect(hiddenOf![0]).toBeCloseTo((Math.PI / 3 - Math.sqrt(3) / 4) / Math.PI, 5);
  });

  it('measures a key place on its own ground, whatever the demand is', () => {
    for (let seed = 0; seed < 100; seed++) {
      const layout = fullLayout(seed);
      const d = 0.0003;
      const [x, y] = layout.at;
      const soup = soupOf([
        [
          [
            [x, y],
            [x + d, y],
            [x + d, y + d],
          ],
        ],
      ]);
      const got = measureLeaf({ ...layout, places: { soup, place: Int32Array.of(0), count: 1 } }).places[0];
      const want = oracle(layout, { soup, within: null, excluded: excludedOf(layout) });
      expect(Math.abs(got.demandM2 - want.demandM2)).toBeLessThan(1e-6);
      for (let k = 0; k < K; k++) {
        expect(Math.abs(got.lowM2[k] - want.depth[k]), `seed ${seed}`).toBeLessThan(1e-5);
        expect(Math.abs(got.likelyM2[k] - want.likely[k]), `seed ${seed}`).toBeLessThan(1e-5);
        expect(Math.abs(got.highM2[k] - want.high[k]), `seed ${seed}`).toBeLessThan(1e-5);
      }
    }
  });

  it('has the bytes of a fresh measuring after edits', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const layout = fullLayout(seed, 10);
      const more = fullLayout(seed + 1500, 60);
      const random = seeded(seed);
      const rows = layout.rows.map((row, i) => ({ row, heightM: layout.cameras.heightM![i] }));
      const rowOf = ({ row: r, heightM }: { row: Row; heightM: number }): CameraRow => ({
        lon: r[0],
        lat: r[1],
        azimuthDeg: r[2],
        hfovDeg: r[3],
        nearM: r[4],
        reachM: r[5],
        p: r[6],
        heightM,
      });
      const d = 0.0004;
      const [x, y] = layout.at;
      const places = {
        soup: soupOf([
          [
            [
              [x, y],
              [x + d, y],
              [x + d, y + d],
            ],
          ],
        ]),
        place: Int32Array.of(0),
        count: 1,
      };
      const leaf = openLeaf({ ...layout, places }, { hidden: true });
      for (let step = 0; step < 12; step++) {
        const at = Math.floor(random() * rows.length);
        const pick = Math.floor(random() * more.rows.length);
        const next = { row: more.rows[pick], heightM: more.cameras.heightM![pick] };
        const kind = random();
        if (kind < 0.35) {
          rows.splice(at, 0, next);
          leaf.insert(at, rowOf(next));
        } else if (kind < 0.6 && rows.length > 1) {
          rows.splice(at, 1);
          leaf.remove(at);
        } else {
          rows[at] = next;
          leaf.set(at, rowOf(next));
        }
        if (step % 4 < 3) continue;
        const cameras = { ...camerasOf(rows.map((r) => r.row)), heightM: Float64Array.from(rows, (r) => r.heightM) };
        expect(leaf.result(), `seed ${seed}, step ${step}`).toEqual(
          measureLeaf({ ...layout, cameras, places }, { hidden: true }),
        );
      }
    }
  });
});

it('a point that is a key place has the area of its disc, arcs and all', () => {
  const layout = randomLayout(0);
  const [lon, lat] = layout.at;
  const places = {
    soup: soupOf([]),
    place: new Int32Array(0),
    discs: {
      lines: { coords: Float64Array.of(lon, lat), end: Int32Array.of(1) },
      radiusM: Float64Array.of(30),
      place: Int32Array.of(0),
    },
    count: 1,
  };
  const [place] = measureLeaf({ ...layout, places }).places;
  expect(Math.abs(place.demandM2 - Math.PI * 900)).toBeLessThan(1e-6);
});
