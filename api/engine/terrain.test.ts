import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { metresPerDegree } from './plane.ts';
import { type ElevationPatch, elevationAt, joinTerrain, type TerrainCamera, terrainView } from './terrain.ts';

const CELL_M = 5;
const RAD = Math.PI / 180;
const EARTH_M = 6_371_000;
const DROP = 0.87 / (2 * EARTH_M);

/** A square grid of 5 m cells about the camera, north up, with the camera `offset` cells from a centre. */
function patchOf(reachM: number, zOf: (x: number, y: number) => number, offset = 0, turnDeg = 0): ElevationPatch {
  const half = Math.ceil((reachM / CELL_M) * (turnDeg === 0 ? 1 : 1.5)) + 2;
  const width = 2 * half + 1;
  const [c, s] = [Math.cos(turnDeg * RAD), Math.sin(turnDeg * RAD)];
  const frame = {
    c0: half + offset,
    cx: c / CELL_M,
    cy: s / CELL_M,
    r0: half - offset / 2,
    rx: s / CELL_M,
    ry: -c / CELL_M,
  };
  const valuesM = new Float32Array(width * width);
  for (let row = 0; row < width; row++)
    for (let column = 0; column < width; column++) {
      const du = (column - frame.c0) * CELL_M;
      const dv = (row - frame.r0) * CELL_M;
      valuesM[row * width + column] = zOf(du * c + dv * s, du * s - dv * c);
    }
  return { width, height: width, valuesM, ...frame };
}

const at = (patch: ElevationPatch, x: number, y: number): number =>
  elevationAt(patch, patch.c0 + patch.cx * x + patch.cy * y, patch.r0 + patch.rx * x + patch.ry * y);

/** The oracle: walks a sight line in steps of a twentieth of a cell. */
function seenByWalking(patch: ElevationPatch, camera: TerrainCamera, x: number, y: number): boolean {
  const lens = at(patch, 0, 0) + camera.heightM;
  const d = Math.hypot(x, y);
  const height = (s: number): number => at(patch, (x / d) * s, (y / d) * s) - DROP * s * s - lens;
  const wanted = (height(d) + 1.7) / d;
  for (let s = CELL_M / 20; s < d; s += CELL_M / 20) if (height(s) / s > wanted) return false;
  return true;
}

/** Is a point inside the quads? */
function seenByQuads(quads: readonly number[], reachM: number, x: number, y: number): boolean {
  if (quads.length === 0) return true;
  const azimuth = (Math.atan2(x, y) / RAD + 360) % 360;
  for (let q = 0; q < quads.length; q += 6) {
    const [az0, az1, in0, in1, out0, out1] = quads.slice(q, q + 6);
    const turned = az0 > azimuth + 1e-9 ? azimuth + 360 : azimuth;
    if (turned < az0 || turned > az1) continue;
    if (beyond(az0, in0, az1, in1, x, y) && !beyondEdge(az0, out0, az1, out1, x, y, reachM)) return true;
  }
  return false;
}
/** Farther than the straight edge between two points given in polar terms. */
function beyond(az0: number, r0: number, az1: number, r1: number, x: number, y: number): boolean {
  if (r0 === 0 && r1 === 0) return true;
  const [x0, y0] = [r0 * Math.sin(az0 * RAD), r0 * Math.cos(az0 * RAD)];
  const [x1, y1] = [r1 * Math.sin(az1 * RAD), r1 * Math.cos(az1 * RAD)];
  return (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0) > 0;
}
const beyondEdge = (az0: number, r0: number, az1: number, r1: number, x: number, y: number, reachM: number): boolean =>
  r0 >= reachM && r1 >= reachM ? Math.hypot(x, y) > reachM : beyond(az0, r0, az1, r1, x, y);

/** Hash noise in 0…1, the same on every machine. */
const noise = (i: number, j: number): number => {
  const v = Math.sin(i * 127.1 + j * 311.7) * 43758.5453;
  return v - Math.floor(v);
};

const RELIEFS: [string, (x: number, y: number) => number][] = [
  ['a ridge', (x) => 12 * Math.exp(-(((x - 40) / 8) ** 2))],
  ['a ridge across the grid', (x, y) => 9 * Math.exp(-(((x * 0.6 + y * 0.8 - 45) / 10) ** 2))],
  ['rolling hills', (x, y) => 6 * Math.sin(x / 17) * Math.cos(y / 23) + 2 * Math.sin((x + y) / 9)],
  ['noise', (x, y) => 5 * noise(Math.round(x), Math.round(y))],
  ['a cliff', (x, y) => (x + 0.3 * y > 30 ? 15 : 0) + (y < -50 ? -20 : 0)],
  ['a slope with lone rocks', (x, y) => 0.15 * y + (noise(Math.round(x / 5), Math.round(y / 5) + 9) > 0.97 ? 8 : 0)],
];

describe('the cut keeps within one cell of the exact line', () => {
  for (const [name, zOf] of RELIEFS)
    for (const turnDeg of [0, 33])
      test(`${name}, grid turned by ${turnDeg}°`, () => {
        const camera = { heightM: 5, azimuthDeg: 0, hfovDeg: 360, reachM: 120 };
        const patch = patchOf(camera.reachM, zOf, 0.37, turnDeg);
        const { quads, unknownShare } = terrainView(patch, camera);
        expect(unknownShare).toBe(0);
        expect(quads.length).toBeGreaterThan(0);
        let hidden = 0;
        let differing = 0;
        for (let k = 0; k < 4_000; k++) {
          const d = 119 * Math.sqrt(noise(k, 1));
          const azimuth = 360 * noise(k, 2) * RAD;
          const [x, y] = [d * Math.sin(azimuth), d * Math.cos(azimuth)];
          const walked = seenByWalking(patch, camera, x, y);
          if (!walked) hidden++;
          if (walked === seenByQuads(quads, camera.reachM, x, y)) continue;
          differing++;
          let near = false;
          for (let r = 1; r <= 8 && !near; r++)
            for (let turn = 0; turn < 24 && !near; turn++) {
              const [dx, dy] = [Math.cos(turn * 15 * RAD), Math.sin(turn * 15 * RAD)];
              const step = (CELL_M * r) / 8;
              near = seenByWalking(patch, camera, x + dx * step, y + dy * step) !== walked;
            }
          expect(near, `${x.toFixed(2)}, ${y.toFixed(2)} is ${walked ? 'seen' : 'hidden'}`).toBe(true);
        }
        expect(hidden).toBeGreaterThan(100);
        expect(differing / 4_000).toBeLessThan(name === 'noise' ? 0.1 : 0.05);
      });
});

describe('one ray', () => {
  const north = { heightM: 10, azimuthDeg: 0, hfovDeg: 1, reachM: 100 };
  /** stretches of the ray that starts the sector */
  const firstRay = (quads: number[]): number[] => {
    const found: number[] = [];
    for (let q = 0; q < quads.length; q += 6) if (quads[q] === quads[0]) found.push(quads[q + 2], quads[q + 4]);
    return found;
  };

  test('a level plain hides nothing', () => {
    expect(
      terrainView(
        patchOf(100, () => 7),
        { ...north, hfovDeg: 360 },
      ),
    ).toEqual({ quads: [], unknownShare: 0 });
  });

  test('behind a wall-like ridge the ground comes back where the sight line reaches 1.7 m', () => {
    // a tent 8 m high at 50 m, base 45 … 55: from a lens at 10 m the line over its top falls 2 m in 50 m and meets
    // 1.7 m at 50 · 8.3 / 2 = 207.5 m; the far flank is hidden from where 8 − 1.6 (s − 50) + 1.7 = 10 − 0.04 s
    const patch = patchOf(260, (_x, y) => Math.max(0, 8 - 1.6 * Math.abs(y - 50)));
    const { quads } = terrainView(patch, { ...north, hfovDeg: 0.1, azimuthDeg: 0.05, reachM: 250 }, 1.7, 1);
    const [from, to, again, end] = firstRay(quads);
    expect(from).toBe(0);
    expect(to).toBeCloseTo(50 + 1.7 / 1.56, 3);
    expect(again).toBeCloseTo(207.5, 2);
    expect(end).toBe(250);
  });

  test('curvature hides level ground beyond the horizon of lens and target', () => {
    // distance to the horizon √(2 R h / (1 − k)) for the lens, then for the target
    const radius = EARTH_M / 0.87;
    const expected = Math.sqrt(2 * radius * 2) + Math.sqrt(2 * radius * 1.7);
    const coarse = { ...patchOf(100, () => 0), cx: 1 / 1000, cy: 0, rx: 0, ry: -1 / 1000 };
    const { quads } = terrainView(coarse, { heightM: 2, azimuthDeg: 0, hfovDeg: 1, reachM: 20_000 });
    expect(firstRay(quads)[1]).toBeCloseTo(expected, 3);
  });

  test('a convex crest inside one cell is the horizon at its very top', () => {
    // one twisted cell: along its diagonal the ground is a parabola
    const valuesM = Float32Array.from([0, 4, 4, 0]);
    const patch: ElevationPatch = { width: 2, height: 2, valuesM, c0: 0, r0: 0, cx: 0.1, cy: 0, rx: 0, ry: 0.1 };
    // z(s) along x = y: u = v = s / (10 √2), z = 8 u − 8 u²; from a lens at 1 m the crest is where (8u − 8u² − 1) / u peaks
    const { quads } = terrainView(patch, { heightM: 1, azimuthDeg: 45, hfovDeg: 0.01, reachM: 14 }, 0.2, 1);
    const crest = Math.sqrt(1 / 8);
    const top = 8 - 8 * crest - 1 / crest;
    // hidden from where 8u − 8u² − 1 + 0.2 = top · u behind the crest
    const b = 8 - top;
    const u = (b + Math.sqrt(b * b - 4 * 8 * 0.8)) / 16;
    expect(firstRay(quads)[1]).toBeCloseTo(u * 10 * Math.SQRT2, 3);
  });
});

describe('what is not known', () => {
  test('hides nothing, and its share of the ground is said', () => {
    // the camera stands on the last row of cells whose corners are known
    const known = patchOf(100, (x) => (x > 20 && x < 24 ? 30 : 0), -0.1);
    const valuesM = known.valuesM.map((z, k) => ((k % known.width) - known.c0 > 0.5 ? Number.NaN : z));
    const { quads, unknownShare } = terrainView(
      { ...known, valuesM },
      { heightM: 4, azimuthDeg: 0, hfovDeg: 360, reachM: 100 },
    );
    expect(quads).toEqual([]);
    expect(unknownShare).toBeGreaterThan(0.45);
    expect(unknownShare).toBeLessThan(0.55);
  });

  test('a ridge before it still hides it', () => {
    const patch = patchOf(100, (_x, y) => (y > 20 && y < 32 ? 30 : 0));
    const valuesM = patch.valuesM.map((z, k) => (Math.floor(k / patch.width) < patch.r0 - 12 ? Number.NaN : z));
    const { quads, unknownShare } = terrainView(
      { ...patch, valuesM },
      { heightM: 4, azimuthDeg: 0, hfovDeg: 10, reachM: 100 },
    );
    expect(unknownShare).toBeGreaterThan(0.5);
    expect(seenByQuads(quads, 100, 0.1, 90)).toBe(false);
  });

  test('a camera outside the grid or over a hole is said to be wholly unknown', () => {
    const patch = patchOf(100, () => 0);
    const camera = { heightM: 4, azimuthDeg: 0, hfovDeg: 360, reachM: 100 };
    expect(terrainView({ ...patch, c0: -1 }, camera)).toEqual({ quads: [], unknownShare: 1 });
    expect(terrainView({ ...patch, width: 1, height: 1 }, camera)).toEqual({ quads: [], unknownShare: 1 });
  });

  test('a range of a million kilometres over a small grid ends with the grid', () => {
    const patch = patchOf(100, (x, y) => 3 * Math.sin(x / 9) * Math.cos(y / 7));
    const { quads, unknownShare } = terrainView(patch, { heightM: 4, azimuthDeg: 0, hfovDeg: 360, reachM: 1e9 });
    expect(unknownShare).toBeCloseTo(1, 6);
    expect(quads.every((v) => Number.isFinite(v))).toBe(true);
  });
});

describe('properties', () => {
  const relief = fc.record({
    seed: fc.integer({ min: 0, max: 1e6 }),
    roughM: fc.double({ min: 0, max: 30, noNaN: true }),
    heightM: fc.double({ min: 0, max: 40, noNaN: true }),
    azimuthDeg: fc.double({ min: -720, max: 720, noNaN: true }),
    hfovDeg: fc.oneof(fc.constant(360), fc.double({ min: 0.5, max: 359, noNaN: true })),
    reachM: fc.double({ min: 1, max: 150, noNaN: true }),
  });
  const viewOf = ({ seed, roughM, ...camera }: { seed: number; roughM: number } & TerrainCamera) =>
    terrainView(
      patchOf(camera.reachM, (x, y) => roughM * noise(Math.round(x) + seed, Math.round(y))),
      camera,
    );
  /** area of the quads, m² */
  const areaOf = (quads: readonly number[]): number => {
    let sum = 0;
    for (let q = 0; q < quads.length; q += 6)
      sum +=
        ((quads[q + 4] * quads[q + 5] - quads[q + 2] * quads[q + 3]) * Math.sin((quads[q + 1] - quads[q]) * RAD)) / 2;
    return sum;
  };

  test('quads run clockwise over the whole sector, each at most 5° wide, stretches ascending, nothing beyond the reach', () => {
    fc.assert(
      fc.property(relief, (given) => {
        const { quads } = viewOf(given);
        if (quads.length === 0) return;
        const span = Math.min(360, given.hfovDeg);
        expect(quads[quads.length - 5] - quads[0]).toBeCloseTo(span, 6);
        let end = quads[0];
        for (let q = 0; q < quads.length; q += 6) {
          const [az0, az1, in0, in1, out0, out1] = quads.slice(q, q + 6);
          expect(az1).toBeGreaterThan(az0);
          expect(az1 - az0).toBeLessThanOrEqual(5 + 1e-9);
          const same = q > 0 && az0 === quads[q - 6];
          if (same) {
            expect(in0).toBeGreaterThan(quads[q - 2]);
            expect(in1).toBeGreaterThan(quads[q - 1]);
          } else expect(az0).toBe(end);
          end = az1;
          expect(in0).toBeLessThan(out0);
          expect(in1).toBeLessThan(out1);
          expect(Math.max(out0, out1)).toBeLessThanOrEqual(given.reachM);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('a taller target is never seen less', () => {
    fc.assert(
      fc.property(relief, (given) => {
        const { seed, roughM, ...camera } = given;
        const patch = patchOf(camera.reachM, (x, y) => roughM * noise(Math.round(x) + seed, Math.round(y)));
        const whole = (Math.min(360, camera.hfovDeg) * RAD * camera.reachM ** 2) / 2;
        const area = (targetM: number): number => {
          const { quads } = terrainView(patch, camera, targetM);
          return quads.length === 0 ? whole : areaOf(quads);
        };
        // chords and paired edges move a little from one to the other
        expect(area(3)).toBeGreaterThanOrEqual(area(0.5) - 0.03 * whole);
      }),
      { numRuns: 60 },
    );
  });
});

test('views are joined in camera order; a camera without elevations owns no quads', () => {
  const joined = joinTerrain([
    { quads: [0, 2, 0, 0, 5, 6], unknownShare: 0 },
    null,
    { quads: [4, 5, 1, 2, 3, 4, 4, 5, 6, 7, 8, 9], unknownShare: 0 },
  ]);
  expect([...joined.from]).toEqual([0, 1, 1, 3]);
  expect([...joined.az0Deg]).toEqual([0, 4, 4]);
  expect([...joined.out1M]).toEqual([6, 4, 9]);
  expect([...joined.blind]).toEqual([0, 0, 0]);
});

test('metres in a degree: the table values of WGS-84 at 0°, 45° and 60°', () => {
  for (const [lat, perLon, perLat] of [
    [0, 111_319.49, 110_574.28],
    [45, 78_846.81, 111_131.78],
    [60, 55_799.98, 111_412.27],
  ]) {
    expect(metresPerDegree(lat)[0]).toBeCloseTo(perLon, 1);
    expect(metresPerDegree(lat)[1]).toBeCloseTo(perLat, 1);
  }
});
