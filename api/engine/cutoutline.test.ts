import { describe, expect, it } from 'vitest';
import { cutFootprintPolygon, cutFootprintPolygons, lookOutline } from './cutoutline.ts';
import { Fan, SightBuilder } from './fan.ts';
import { footprintsIn } from './footprint.ts';
import { footprintPolygon, inRing } from './outline.ts';
import { planeAt } from './plane.ts';
import { cellAt, cellsArea } from './sightarea.ts';
import { sightOf } from './sighting.ts';
import { randomScene, type Scene, sceneWalls, seeded } from './sightscenes.ts';
import type { CameraArrays, ObstacleInput, TerrainInput } from './types.ts';
import { type Look, visibleCells } from './visibility.ts';
import { wallsIn } from './walls.ts';

const EVERYWHERE = [-Infinity, -Infinity, Infinity, Infinity];
const [LON, LAT] = [111, 27.5];
const fan = new Fan();

function ringArea(r: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0, j = r.length - 2; i < r.length; j = i, i += 2) sum += r[j] * r[i + 1] - r[i] * r[j + 1];
  return sum / 2;
}
const disc = (nearM: number, reachM: number, heightM = Number.NaN): Look => ({
  x: 0,
  y: 0,
  ux: 0,
  uy: 0,
  vx: 0,
  vy: 0,
  width: 2 * Math.PI,
  full: true,
  nearM,
  reachM,
  heightM,
});

/** A building (metres about LON, LAT) as obstacle input. */
function obstaclesOf(rings: number[][], topM: number, walls: number[] = []): ObstacleInput {
  const plane = planeAt(LON, LAT);
  const lonLat = (p: number[]): number[] => {
    const out: number[] = [];
    for (let i = 0; i < p.length; i += 2)
      out.push(...(Number.isNaN(p[i]) ? [p[i], p[i + 1]] : plane.fromPlane(p[i], p[i + 1])));
    return out;
  };
  let n = 0;
  return {
    buildings: {
      coords: Float64Array.from(rings.flatMap(lonLat)),
      ringEnd: Int32Array.from(rings.map((r) => (n += r.length / 2))),
      polyEnd: Int32Array.from(rings.length > 0 ? [rings.length] : []),
    },
    buildingTopM: Float64Array.from(rings.length > 0 ? [topM] : []),
    walls: {
      coords: Float64Array.from(lonLat(walls)),
      end: Int32Array.from(walls.length > 0 ? [walls.length / 2] : []),
    },
    wallTopM: Float64Array.from(walls.length > 0 ? [topM] : []),
  };
}
const camera = { lon: LON, lat: LAT, azimuthDeg: 0, hfovDeg: 90, nearM: 0, reachM: 20 };

describe('the outline of a cut footprint', () => {
  it('holds the points and the ground of its cells, in 1,000 scenes', () => {
    for (let seed = 1; seed <= 1000; seed++) {
      const rnd = seeded(seed);
      const { scene, look } = randomScene(rnd);
      const walls = sceneWalls(scene);
      const out = new SightBuilder();
      const sight = visibleCells(look, walls, fan, out);
      if (sight === 'whole') fan.write(out);
      const cells = out.table();
      const polygons = lookOutline(look, walls);
      let area = 0;
      for (const rings of polygons)
        rings.forEach((r, i) => {
          const a = ringArea(r);
          if (i === 0) expect(a, `seed ${seed}`).toBeGreaterThan(0);
          else expect(a, `seed ${seed}`).toBeLessThan(0);
          area += a;
        });
      // A chord takes less than 0.04 m off (or adds it at the near circle); the straight parts are straight.
      const slack = 0.05 * look.width * (look.reachM + look.nearM) + 0.05;
      expect(Math.abs(area - cellsArea(cells, 0, cells.n)), `seed ${seed}`).toBeLessThan(slack);
      for (let i = 0; i < 40; i++) {
        const a = rnd() * 2 * Math.PI;
        const d = look.reachM * Math.sqrt(rnd());
        const [x, y] = [d * Math.cos(a), d * Math.sin(a)];
        if (Math.abs(d - look.nearM) < 0.05 || Math.abs(d - look.reachM) < 0.05) continue;
        const near = [0, 1, 2, 3].map(
          (k) => cellAt(cells, 0, cells.n, x + 0.006 * Math.cos(k * 1.57), y + 0.006 * Math.sin(k * 1.57)) >= 0,
        );
        if (near.some((v) => v !== near[0])) continue;
        const inside = polygons.some((rings) => rings.every((r, k) => inRing(r, x, y) === (k === 0)));
        expect(inside, `seed ${seed} at ${x} ${y}`).toBe(near[0]);
      }
    }
  });

  it('has no ray left in a disc, a ring and a disc with a house', () => {
    const none = sceneWalls({ buildings: [], walls: [] });
    expect(lookOutline(disc(0, 20), none).map((p) => p.length)).toEqual([1]);
    expect(lookOutline(disc(5, 20), none).map((p) => p.length)).toEqual([2]);
    const house: Scene = { buildings: [{ rings: [[4, -2, 8, -2, 8, 2, 4, 2]], topM: 3.7 }], walls: [] };
    // Nobody knows the lens: a notch to the reach. Lens at 5.7 m, k = 2: the hidden ground ends at 16 m, a hole.
    expect(lookOutline(disc(0, 30), sceneWalls(house)).map((p) => p.length)).toEqual([1]);
    const [hole] = lookOutline(disc(0, 30, 5.7), sceneWalls(house)).map((p) => p[1]);
    // Hull of the house and the house doubled: 4 → 8 m wide from x = 4 to 8, then 8 m wide to x = 16.
    expect(ringArea(hole)).toBeCloseTo(-(24 + 64), 6);
  });

  it('of an uncut sector is the footprint as before', () => {
    const cut = cutFootprintPolygon(camera, Number.NaN, null);
    const plain = footprintPolygon(LON, LAT, 0, 90, 0, 20);
    const area = (ring: number[][]): number => ringArea(ring.flatMap(([x, y]) => [(x - LON) * 1e5, (y - LAT) * 1e5]));
    expect(cut.length).toBe(1);
    expect(area(cut[0][0])).toBeCloseTo(area(plain[0]), 6);
    expect(cut[0][0][0]).toEqual(cut[0][0][cut[0][0].length - 1]);
  });

  it('stops at a house in longitude and latitude, sees nothing out of the way, and says blind', () => {
    const wide = obstaclesOf([[-50, 10, 50, 10, 50, 14, -50, 14]], 8);
    const [[ring]] = cutFootprintPolygon(camera, 4, wide);
    const plane = planeAt(LON, LAT);
    const xy = [0, 0];
    let top = 0;
    for (const [lon, lat] of ring) {
      plane.toPlane(lon, lat, xy, 0);
      top = Math.max(top, xy[1]);
    }
    // (an edge along a parallel is a curve in the plane: 1e-4 m here)
    expect(top).toBeCloseTo(10, 3);
    expect(cutFootprintPolygon({ ...camera, nearM: 16 }, 4, wide)).toEqual([]);
    expect(cutFootprintPolygon({ ...camera, hfovDeg: 0 }, 4, wide)).toEqual([]);
  });
});

describe('footprints of a small area', () => {
  it('are those of each camera alone, within 0.05 m, also where they are cut', () => {
    const cameras = [0, 1, 2, 3].map((k) => ({
      lon: LON + 0.004 * k,
      lat: LAT - 0.003 * k,
      azimuthDeg: 77 * k,
      hfovDeg: k === 3 ? 360 : 80,
      nearM: k,
      reachM: k === 2 ? 350 : 60,
    }));
    const plane = planeAt(LON, LAT);
    const houses = cameras.flatMap(({ lon, lat }) => {
      const xy = [0, 0];
      plane.toPlane(lon, lat, xy, 0);
      const [x, y] = xy;
      return [
        [x + 20, y - 9, x + 28, y - 9, x + 28, y + 12, x + 20, y + 12],
        [x - 25, y - 4, x - 12, y - 4, x - 12, y + 6, x - 25, y + 6],
      ];
    });
    const obstacles = obstaclesOf(houses, 8);
    const column = (value: (c: (typeof cameras)[number]) => number) => Float64Array.from(cameras, value);
    const together = cutFootprintPolygons(
      {
        n: cameras.length,
        lon: column((c) => c.lon),
        lat: column((c) => c.lat),
        azimuthDeg: column((c) => c.azimuthDeg),
        hfovDeg: column((c) => c.hfovDeg),
        nearM: column((c) => c.nearM),
        reachM: column((c) => c.reachM),
        p: column(() => 1),
        heightM: column(() => 4),
      },
      obstacles,
    );
    cameras.forEach((one, i) => {
      const alone = cutFootprintPolygon(one, 4, obstacles).flat(2);
      expect(together[i].length).toBeGreaterThan(0);
      const xy = new Float64Array(4);
      for (const [lon, lat] of together[i].flat(2)) {
        plane.toPlane(lon, lat, xy, 0);
        let nearest = Infinity;
        for (const [otherLon, otherLat] of alone) {
          plane.toPlane(otherLon, otherLat, xy, 2);
          nearest = Math.min(nearest, Math.hypot(xy[0] - xy[2], xy[1] - xy[3]));
        }
        expect(nearest, `camera ${i}`).toBeLessThan(0.05);
      }
    });
  });

  it('have fewer bends where chords may leave the arc farther, and none where a camera sees nothing', () => {
    const one = (v: number) => Float64Array.of(v);
    const disc60 = { n: 1, lon: one(LON), lat: one(LAT), azimuthDeg: one(0), hfovDeg: one(360), nearM: one(0) };
    const seen = { ...disc60, reachM: one(60), p: one(1) };
    const bends = (sagM: number) => cutFootprintPolygons(seen, null, sagM)[0][0][0].length;
    expect(bends(0.6)).toBeLessThan(bends(0.05) / 2);
    expect(cutFootprintPolygons({ ...seen, reachM: one(0) }, null)).toEqual([[]]);
  });
});

describe('walls in a plane', () => {
  it('leaves out vertices that repeat or are no numbers, and says how many', () => {
    const o = obstaclesOf([[0, 0, 4, 0, 4, 0, Number.NaN, 1, 4, 4, 0, 4]], 3, [1, 1, 1, 1, 5, Number.NaN, 9, 1]);
    const w = wallsIn(planeAt(LON, LAT), o, EVERYWHERE);
    expect([w.n, w.units, w.buildings, w.leftOut]).toEqual([5, 2, 1, 2]);
    expect(w.bx[w.n - 1] - w.ax[w.n - 1]).toBeCloseTo(8, 6);
  });

  it('keeps only what meets the box', () => {
    const o = obstaclesOf([[0, 0, 4, 0, 4, 4]], 3, [100, 0, 104, 0]);
    expect(wallsIn(planeAt(LON, LAT), o, [-1, -1, 1, 1]).units).toBe(1);
    expect(wallsIn(planeAt(LON, LAT), o, [4.1, -1, 99, 1]).units).toBe(0);
  });

  it('finds what stands in the box wherever the plane is centred, also over the antimeridian', () => {
    for (const [lon, lat] of [
      [179.9999, 10],
      [-179.9999, -65],
      [12, 80],
    ]) {
      const plane = planeAt(lon, lat);
      for (const [x, y] of [
        [5000, 4000],
        [-5000, 100],
        [40, -30],
      ]) {
        const ring = [x, y, x + 4, y, x + 4, y + 4];
        const coords: number[] = [];
        for (let i = 0; i < 6; i += 2) {
          const [a, b] = plane.fromPlane(ring[i], ring[i + 1]);
          coords.push(a > 180 ? a - 360 : a < -180 ? a + 360 : a, b);
        }
        const o = obstaclesOf([ring], 3);
        o.buildings.coords.set(coords);
        expect(wallsIn(plane, o, [x + 1, y + 1, x + 2, y + 2]).units, `${lon} ${lat} ${x}`).toBe(1);
        expect(wallsIn(plane, o, [x + 5, y, x + 9, y + 4]).units).toBe(0);
      }
    }
  });

  it('survives an obstacle of one place, and none', () => {
    expect(wallsIn(planeAt(LON, LAT), obstaclesOf([[1, 1, 1, 1]], 3, [2, 2]), EVERYWHERE).units).toBe(0);
    expect(wallsIn(planeAt(LON, LAT), obstaclesOf([], 3), EVERYWHERE).units).toBe(0);
  });
});

describe('sight of many footprints', () => {
  const cameras = (rows: number[][], terrain?: TerrainInput): CameraArrays => {
    const col = (k: number): Float64Array => Float64Array.from(rows.map((r) => r[k]));
    return {
      n: rows.length,
      lon: col(0),
      lat: col(1),
      azimuthDeg: col(2),
      hfovDeg: col(3),
      nearM: col(4),
      reachM: col(5),
      p: col(6),
      heightM: col(7),
      terrain,
    };
  };

  it('gives every footprint its cells, none where it is whole, and blind where it sees nothing', () => {
    const plane = planeAt(LON, LAT);
    const c = cameras([
      [LON, LAT, 0, 90, 0, 20, 1, 4],
      [LON, LAT, 180, 90, 0, 20, 1, 4],
      [LON, LAT, 0, 90, 16, 20, 1, 4],
      [LON, LAT, 0, 360, 0, 20, 0.2, 4],
    ]);
    const o = footprintsIn(plane, c, EVERYWHERE);
    const walls = wallsIn(plane, obstaclesOf([[-50, 10, 50, 10, 50, 14, -50, 14]], 8), EVERYWHERE);
    const t = sightOf(plane, o, c, walls);
    expect([...t.blind]).toEqual([0, 0, 1, 0]);
    // 90° to the wall at 10 m: a right triangle, h²·tan 45°
    // (the wall follows a parallel, 1e-4 m off its chord)
    expect(cellsArea(t, t.from[0], t.from[1])).toBeCloseTo(100, 2);
    expect(t.from[2]).toBe(t.from[1]);
    expect(cellsArea(t, t.from[3], t.from[4])).toBeCloseTo(400 * Math.PI - (400 * Math.PI) / 3 + 100 * Math.sqrt(3), 2);
  });

  it('turns terrain from compass directions into the plane', () => {
    const plane = planeAt(LON, LAT);
    const one = (v: number): Float64Array => Float64Array.of(v);
    const terrain: TerrainInput = {
      from: Int32Array.of(0, 1, 1, 1),
      az0Deg: one(88),
      az1Deg: one(92),
      in0M: one(0),
      in1M: one(0),
      out0M: one(10),
      out1M: one(12),
      blind: Uint8Array.of(0, 1, 0),
    };
    const c = cameras(
      [1, 2, 3].map(() => [LON, LAT, 90, 60, 0, 20, 1, 4]),
      terrain,
    );
    const t = sightOf(plane, footprintsIn(plane, c, EVERYWHERE), c, null);
    expect([...t.from]).toEqual([0, 1, 1, 1]);
    expect([...t.blind]).toEqual([0, 1, 0]);
    expect(cellsArea(t, 0, 1)).toBeCloseTo((10 * 12 * Math.sin((4 * Math.PI) / 180)) / 2, 6);
    // the outer edge is at 10 m at 88° (north of east) and at 12 m at 92°
    expect(t.outH[0] / (t.outX[0] * t.vx[0] + t.outY[0] * t.vy[0])).toBeCloseTo(10, 6);
    expect(t.vy[0]).toBeGreaterThan(0);
  });

  it('answers bad numbers with something finite', () => {
    const plane = planeAt(LON, LAT);
    const walls = wallsIn(plane, obstaclesOf([[1, -1, 3, -1, 3, 1, 1, 1]], Number.POSITIVE_INFINITY), EVERYWHERE);
    for (const heightM of [Number.NaN, -1, 0, Infinity, 1.7])
      for (const reachM of [1e-6, 1, 1e9]) {
        const c = cameras([[LON, LAT, 90, 359.999999, 0, reachM, 1, heightM]]);
        const t = sightOf(plane, footprintsIn(plane, c, EVERYWHERE), c, walls);
        expect(Number.isFinite(cellsArea(t, 0, t.n))).toBe(true);
      }
  });
});
