import { describe, expect, it } from 'vitest';
import { type Footprints, footprintArea, footprintsIn } from './footprint.ts';
import { demandIn, demandsOf, gridOf } from './ground.ts';
import { camerasOf, linesOf, randomLayout, seeded, soupOf } from './layouts.ts';
import { planeAt } from './plane.ts';
import { scanline } from './scanline.ts';
import type { SightTable } from './sight.ts';
import { simpleRing } from './simplering.ts';
import { cellArea, singleAreaIn } from './single.ts';

const EVERYWHERE = [-1e12, -1e12, 1e12, 1e12];
const TAU = 2 * Math.PI;

/** Cuts every footprint into random cells: up to two per pair of rays, with gaps, each limit a line or a circle. */
function cutUp(o: Footprints, seed: number): SightTable {
  const r = seeded(seed);
  const rows: number[][] = [];
  const from = [0];
  for (let j = 0; j < o.n; j++) {
    const rays = 3 + Math.floor(r() * 6);
    const width = o.full[j] ? TAU : o.width[j];
    const a0 = o.full[j] ? 0 : o.A[j];
    const turns = [0, width, ...Array.from({ length: rays }, () => r() * width)];
    if (width > 3) turns.push(width / 3, (2 * width) / 3);
    turns.sort((a, b) => a - b);
    for (let k = 0; k + 1 < turns.length; k++) {
      const [s, e] = [a0 + turns[k], a0 + turns[k + 1]];
      if (r() < 0.2 || e - s < 1e-3) continue;
      const [u, v] = [
        [Math.cos(s), Math.sin(s)],
        [Math.cos(e), Math.sin(e)],
      ];
      // Distances grow along the list, so limits may touch the next one at most.
      const steps = [o.N[j], ...[r(), r(), r()].sort().map((f) => o.N[j] + f * (o.R[j] - o.N[j])), o.R[j]];
      const limit = (near: number, far: number): number[] => {
        if (near === 0) return [0, 0, 0];
        if (r() < 0.4) return [0, 0, near + r() * (far - near)];
        // A line through both rays at distances within near…far.
        const [p, q] = [near + r() * (far - near), near + r() * (far - near)];
        const [dx, dy] = [q * v[0] - p * u[0], q * v[1] - p * u[1]];
        const l = Math.hypot(dx, dy);
        return [dy / l, -dx / l, (dy * p * u[0] - dx * p * u[1]) / l];
      };
      // A line dips below its ends by cos(half the angle): keep what lies outside it farther than that.
      const dip = Math.cos((e - s) / 2);
      const a = limit(steps[0], steps[1]);
      if (steps[1] / dip > steps[2]) continue;
      const b = limit(steps[1] / dip, steps[2]);
      rows.push([...u, ...v, ...a, ...b]);
    }
    from.push(rows.length);
  }
  const f = (k: number): Float64Array => Float64Array.from(rows, (row) => row[k]);
  return {
    n: rows.length,
    ux: f(0),
    uy: f(1),
    vx: f(2),
    vy: f(3),
    inX: f(4),
    inY: f(5),
    inH: f(6),
    outX: f(7),
    outY: f(8),
    outH: f(9),
    from: Int32Array.from(from),
    blind: new Uint8Array(o.n),
  }; // prettier-ignore
}

describe('one footprint inside the demand', () => {
  it('agrees with the level lines where the border has arcs and the view is cut into cells', () => {
    let met = 0;
    for (let seed = 0; seed < 400; seed++) {
      const layout = randomLayout(seed, 1, { strokes: seed % 2 === 0, excluded: seed % 3 === 0 });
      const [{ plane, demand: d }] = demandsOf(layout);
      if (d.n === 0) continue;
      const o = footprintsIn(plane, { ...layout.cameras, p: Float64Array.from(layout.cameras.p, () => 1) }, EVERYWHERE);
      if (o.n === 0) continue;
      if (seed % 4 > 0) o.cells = cutUp(o, seed);
      const got = singleAreaIn(o, 0, d, gridOf(d), { list: new Int32Array(8) });
      const want = scanline(o, d, 1, { exact: true }).depth[0];
      if (want > 0) met++;
      expect(Math.abs(got - want), `layout ${seed}: ${got} for ${want}`).toBeLessThan(1e-7);
    }
    expect(met).toBeGreaterThan(100);
  }, 120_000);

  it('is the whole cell or footprint on open ground', () => {
    const [lon, lat] = [111, 27.5];
    const plane = planeAt(lon, lat);
    const open = soupOf([
      [
        [
          [-400, -400],
          [400, -400],
          [400, 400],
          [-400, 400],
        ].map(([x, y]) => plane.fromPlane(x, y)),
      ],
    ]);
    const d = demandIn(plane, open, null, [], null);
    const o = footprintsIn(plane, camerasOf([[lon, lat, 20, 120, 5, 60, 1]]), EVERYWHERE);
    const grid = gridOf(d);
    const scratch = { list: new Int32Array(8) };
    expect(singleAreaIn(o, 0, d, grid, scratch)).toBe(footprintArea(o, 0));
    o.cells = cutUp(o, 3);
    expect(singleAreaIn(o, 0, d, grid, scratch)).toBe(cellArea(o.cells, 0));
    expect(cellArea(o.cells, 0)).toBeGreaterThan(0);
    o.cells.blind[0] = 1;
    expect(singleAreaIn(o, 0, d, grid, scratch)).toBe(0);
  });

  it('of a camera on the kerb of a round place is what two circles share', () => {
    const [lon, lat] = [111, 27.5];
    const plane = planeAt(lon, lat);
    const big = soupOf([
      [
        [
          [-400, -400],
          [400, -400],
          [400, 400],
          [-400, 400],
        ].map(([x, y]) => plane.fromPlane(x, y)),
      ],
    ]);
    const strokes = {
      lines: linesOf([[plane.fromPlane(0, 0)]]),
      radiusM: Float64Array.of(30),
      label: Uint8Array.of(0),
      rank: Float64Array.of(0),
    };
    const none = { soup: soupOf([]), label: new Uint8Array(0), rank: new Float64Array(0) };
    const d = demandIn(plane, big, { ...none, strokes }, [], null);
    for (const angle of [0, 0.3, 1.1, 2.5, 4]) {
      const o = footprintsIn(plane, camerasOf([[lon, lat, 0, 360, 0, 20, 1]]), EVERYWHERE);
      o.X[0] = 30 * Math.cos(angle);
      o.Y[0] = 30 * Math.sin(angle);
      o.x0[0] = o.X[0] - 20;
      o.x1[0] = o.X[0] + 20;
      o.y0[0] = o.Y[0] - 20;
      o.y1[0] = o.Y[0] + 20;
      // The lens of two circles 30 and 20 whose centres are 30 apart.
      const lens =
        400 * Math.acos((900 + 400 - 900) / (2 * 30 * 20)) +
        900 * Math.acos((900 + 900 - 400) / (2 * 30 * 30)) -
        Math.sqrt((30 + 20 - 30) * (30 - 20 + 30) * (-30 + 20 + 30) * (30 + 30 + 20)) / 2;
      const got = singleAreaIn(o, 0, d, gridOf(d), { list: new Int32Array(8) });
      expect(Math.abs(got - lens)).toBeLessThan(1e-7);
    }
  });

  it('does not care how little the camera stands off the border, or how little its ray turns from it', () => {
    for (const offM of [0, 1e-12, -1e-12, 1e-9, -1e-9, 1e-8, -1e-8, 1e-6, 1e-3])
      for (const tilt of [0, 3e-6, -3e-6, 1e-3]) {
        // A border that runs up past the apex, all demand to its right; the sector looks right, from straight down.
        const d = simpleRing(Float64Array.of(-100 * tilt, -100, 100, -100, 100, 100, 100 * tilt, 100))!;
        const o = footprintsIn(planeAt(0, 0), camerasOf([[0, 0, 135, 90, 0, 40, 1]]), EVERYWHERE);
        o.X[0] = offM;
        o.Y[0] = 0;
        const got = singleAreaIn(o, 0, d, gridOf(d), { list: new Int32Array(8) });
        // Where the border leans to the right below the apex it takes a sliver of that angle.
        const sliver = tilt < 0 ? (-tilt * 1600) / 2 : 0;
        expect(Math.abs(got - (Math.PI * 1600) / 4 + sliver), `${offM} m off, ${tilt}`).toBeLessThan(
          1e-6 + 40 * Math.abs(offM),
        );
      }
  });
});
