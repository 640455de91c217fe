// What does the relief of an elevation grid leave of one camera's view?
//
// Between the centres of four cells the ground is bilinear, so along a ray from the lens it is a quadratic in the
// distance s: z(s) = a + b·s + c·s². Curvature of the Earth and refraction lower what is seen at s by (1 − k)·s²/2R, which
// is one more quadratic term. Both questions then have closed answers in every cell that the ray crosses:
//   how high is the horizon?  the greatest slope of the ground g(s) = (z(s) − zLens)/s so far. g = (a − zLens)/s + b + c·s
//                             has one stationary point, s* = √((a − zLens)/c); it is a crest where both are negative;
//   what is seen?             the target at s where (z(s) + t − zLens)/s reaches that slope: a quadratic inequality.
// So a ray is exact for the bilinear ground, however flat the sight line grazes; no step length enters.
//
// Rays stand at most nine tenths of a cell apart at the reach. Between two rays an edge of the view runs straight. A point that is
// then told wrongly lies between two rays of which one (at its distance) is told rightly and differently, so the true
// edge passes within the arc between those rays. Slots that one straight edge follows within a tenth of a cell are joined:
// the cut is within one cell of the exact line.
import { cosSinDeg, RAD } from './plane.ts';
import type { TerrainInput } from './types.ts';

/** Mean radius of the Earth: the relief asks for the drop over a few kilometres, where 0.3 % of it is nothing. */
const EARTH_RADIUS_M = 6_371_000;
/** Light bends downward by this share of the Earth's curvature (Gauss; the usual value of levelling). */
export const REFRACTION = 0.13;
/** What has to be seen stands this high above the ground: docs/model.md §2. */
export const TERRAIN_TARGET_M = 1.7;
/** Widest slot between two rays (degrees): its chord stands 0.15 ‰ of the distance inside the arc. */
const MAX_SLOT_DEG = 2;
/** Narrowest: beyond 573 cells of reach the cut is within a slot's width instead of one cell, and rays stay few. */
const MIN_SLOT_DEG = 0.1;
/** Slots are joined up to this width (degrees): the most that a quad may span. */
const MAX_QUAD_DEG = 5;
/** Of the one cell that the cut may be off, the arc between two rays takes this share … */
const SLOT_CELLS = 0.9;
/** … and the joining of slots this one. */
const JOIN_CELLS = 0.1;
/** Seen or hidden stretches of a ray shorter than this (m) are rounding where a sight line touches the ground. */
const MIN_STRETCH_M = 1e-6;
/** Slack for the grid's own edge (cells): a camera may stand exactly on its last row. */
const EDGE_CELLS = 1e-9;

/** Elevations around a camera, known at the centres of the cells of a regular grid. */
export interface ElevationPatch {
  width: number;
  height: number;
  /** row by row; NaN = not known */
  valuesM: Float32Array;
  /** metres east (x) and true north (y) of the camera → column c0 + cx·x + cy·y and row r0 + rx·x + ry·y;
   * the centre of the first cell is column 0, row 0 */
  c0: number;
  cx: number;
  cy: number;
  r0: number;
  rx: number;
  ry: number;
}

export interface TerrainCamera {
  /** lens above the ground */
  heightM: number;
  /** axis, clockwise from true north; ignored where hfovDeg is 360 or more */
  azimuthDeg: number;
  hfovDeg: number;
  reachM: number;
}

/** What is left of one camera's view: the columns of TerrainInput for it. Without quads nothing is hidden. */
export interface TerrainView {
  /** az0, az1, in0, in1, out0, out1 of each quad, clockwise */
  quads: number[];
  /** share of the sector's ground whose elevation is not known: it is taken as hiding nothing */
  unknownShare: number;
}

/** Visible stretches of one ray: from, to, from, to … (m), ascending, each longer than MIN_STRETCH_M. */
type Stretches = number[];

/** The sight of one camera over a patch. Ground that is not known hides nothing; whether it is seen is judged as if it
 * went on level from the last known ground before it. `unknownShare` says how much that was. */
export function terrainView(
  patch: ElevationPatch,
  camera: TerrainCamera,
  targetM = TERRAIN_TARGET_M,
  refraction = REFRACTION,
): TerrainView {
  const { reachM, hfovDeg } = camera;
  if (!(reachM > 0) || !(hfovDeg > 0)) return { quads: [], unknownShare: 0 };
  const ground = elevationAt(patch, patch.c0, patch.r0);
  if (Number.isNaN(ground + camera.heightM)) return { quads: [], unknownShare: 1 };
  // the grid's finer side: 1 / the greater of the two gradients (cells per metre)
  const cellM = 1 / Math.max(Math.hypot(patch.cx, patch.cy), Math.hypot(patch.rx, patch.ry));
  const slots = slotCount(cellM, camera);
  const full = hfovDeg >= 360;
  const spanDeg = full ? 360 : hfovDeg;
  const fromDeg = full ? 0 : norm360(camera.azimuthDeg - hfovDeg / 2);
  const drop = (1 - refraction) / (2 * EARTH_RADIUS_M);
  const rays: Stretches[] = [];
  let unknownM2 = 0;
  for (let i = 0; i <= slots; i++) {
    if (full && i === slots) {
      rays.push(rays[0]);
      break;
    }
    const seen: Stretches = [];
    const [north, east] = cosSinDeg(fromDeg + (spanDeg * i) / slots);
    unknownM2 += castRay(patch, east, north, reachM, ground + camera.heightM, ground, targetM, drop, seen);
    rays.push(seen);
  }
  const counted = full ? slots : slots + 1;
  return {
    quads: quadsOf(rays, fromDeg, spanDeg, reachM, JOIN_CELLS * cellM),
    unknownShare: unknownM2 / ((counted * reachM * reachM) / 2),
  };
}

const norm360 = (deg: number): number => ((deg % 360) + 360) % 360;

/** How many slots make each narrow enough at the reach. */
function slotCount(cellM: number, { reachM, hfovDeg }: TerrainCamera): number {
  const slotDeg = Math.max(MIN_SLOT_DEG, Math.min(MAX_SLOT_DEG, (SLOT_CELLS * cellM) / reachM / RAD));
  return Math.max(1, Math.ceil(Math.min(360, hfovDeg) / slotDeg - 1e-9));
}

/** Bilinear; NaN outside the grid and where one of the four cells is not known. */
export function elevationAt(patch: ElevationPatch, column: number, row: number): number {
  const { width, height, valuesM } = patch;
  if (width < 2 || height < 2) return Number.NaN;
  if (!(column >= -EDGE_CELLS && column <= width - 1 + EDGE_CELLS)) return Number.NaN;
  if (!(row >= -EDGE_CELLS && row <= height - 1 + EDGE_CELLS)) return Number.NaN;
  const i = Math.max(0, Math.min(width - 2, Math.floor(column)));
  const j = Math.max(0, Math.min(height - 2, Math.floor(row)));
  const at = j * width + i;
  const u = column - i;
  const v = row - j;
  const top = valuesM[at] + (valuesM[at + 1] - valuesM[at]) * u;
  const bottom = valuesM[at + width] + (valuesM[at + width + 1] - valuesM[at + width]) * u;
  return top + (bottom - top) * v;
}

/** Walks the cells under one ray, writes what is seen to `seen` and answers ∫ s ds over unknown ground (m²). */
function castRay(
  patch: ElevationPatch,
  east: number,
  north: number,
  reachM: number,
  lensM: number,
  groundM: number,
  targetM: number,
  drop: number,
  seen: Stretches,
): number {
  const { width, height, valuesM, c0, r0 } = patch;
  const dc = patch.cx * east + patch.cy * north;
  const dr = patch.rx * east + patch.ry * north;
  const stepI = dc > 0 ? 1 : -1;
  const stepJ = dr > 0 ? 1 : -1;
  let i = Math.min(width - 2, Math.max(0, Math.floor(c0)));
  let j = Math.min(height - 2, Math.max(0, Math.floor(r0)));
  const perI = dc === 0 ? Number.POSITIVE_INFINITY : 1 / Math.abs(dc);
  const perJ = dr === 0 ? Number.POSITIVE_INFINITY : 1 / Math.abs(dr);
  let atI = dc === 0 ? Number.POSITIVE_INFINITY : (i + (stepI > 0 ? 1 : 0) - c0) / dc;
  let atJ = dr === 0 ? Number.POSITIVE_INFINITY : (j + (stepJ > 0 ? 1 : 0) - r0) / dr;
  let horizon = Number.NEGATIVE_INFINITY;
  let levelM = groundM;
  let unknownM2 = 0;
  let s0 = 0;
  while (s0 < reachM) {
    const edge = atI < atJ ? atI : atJ;
    const s1 = edge < reachM ? edge : reachM;
    if (s1 > s0) {
      const at = j * width + i;
      const z00 = valuesM[at];
      const z10 = valuesM[at + 1];
      const z01 = valuesM[at + width];
      const z11 = valuesM[at + width + 1];
      const twist = z11 - z10 - z01 + z00;
      const u = c0 - i;
      const v = r0 - j;
      // z(s) of the bilinear cell, with u + dc·s and v + dr·s put in
      const a = z00 + (z10 - z00) * u + (z01 - z00) * v + twist * u * v;
      const b = (z10 - z00) * dc + (z01 - z00) * dr + twist * (u * dr + v * dc);
      const c = twist * dc * dr;
      if (Number.isNaN(a)) {
        see(seen, s0, s1, levelM + targetM - lensM, -horizon, -drop);
        unknownM2 += (s1 * s1 - s0 * s0) / 2;
      } else {
        horizon = overCell(seen, s0, s1, a - lensM, b, c - drop, targetM, horizon);
        levelM = a + s1 * (b + s1 * c);
      }
      s0 = s1;
    }
    if (s0 >= reachM) break;
    if (atI <= atJ) {
      i += stepI;
      atI += perI;
    } else {
      j += stepJ;
      atJ += perJ;
    }
    if (i < 0 || j < 0 || i > width - 2 || j > height - 2) {
      // the grid ends here
      see(seen, s0, reachM, levelM + targetM - lensM, -horizon, -drop);
      unknownM2 += (reachM * reachM - s0 * s0) / 2;
      break;
    }
  }
  return unknownM2;
}

/** One cell: ground minus lens is a + b·s + c·s² over [s0, s1]. Answers the horizon's slope behind it. */
function overCell(
  seen: Stretches,
  s0: number,
  s1: number,
  a: number,
  b: number,
  c: number,
  targetM: number,
  horizon: number,
): number {
  let from = s0;
  let top = Math.max(horizon, slope(a, b, c, s0));
  if (a < 0 && c < 0) {
    const crest = Math.sqrt(a / c);
    if (crest > s0 && crest < s1) {
      see(seen, s0, crest, a + targetM, b - top, c);
      top = Math.max(top, slope(a, b, c, crest));
      from = crest;
    }
  }
  // Where the slope rises above `top` within the stretch the ground itself is the horizon, and a target on it is seen:
  // the same inequality says so, as the target stands higher than the ground.
  see(seen, from, s1, a + targetM, b - top, c);
  return Math.max(top, slope(a, b, c, s1));
}

/** g(s): how steeply the lens looks at the ground at s. */
function slope(a: number, b: number, c: number, s: number): number {
  if (s > 0) return a / s + b + c * s;
  return a < 0 ? Number.NEGATIVE_INFINITY : b;
}

/** Adds the part of [s0, s1] where a + b·s + c·s² ≥ 0. */
function see(seen: Stretches, s0: number, s1: number, a: number, b: number, c: number): void {
  // b = +∞: nothing hides yet
  if (b === Number.POSITIVE_INFINITY) {
    add(seen, s0, s1);
    return;
  }
  const first = a + s0 * (b + s0 * c);
  const last = a + s1 * (b + s1 * c);
  if (first >= 0 === last >= 0) {
    // the same at both ends: it is so in between, unless the vertex lies there and stands on the other side
    const vertex = -b / (2 * c);
    if (!(vertex > s0 && vertex < s1) || a + vertex * (b + vertex * c) >= 0 === first >= 0) {
      if (first >= 0) add(seen, s0, s1);
      return;
    }
  }
  const disc = b * b - 4 * a * c;
  if (disc <= 0) {
    if (first + last > 0) add(seen, s0, s1);
    return;
  }
  // the roots without cancellation (Numerical Recipes 5.6.4)
  const q = -0.5 * (b + (b < 0 ? -1 : 1) * Math.sqrt(disc));
  const one = a / q;
  const two = c === 0 ? Number.NaN : q / c;
  let at = s0;
  const low = Math.min(one, Number.isNaN(two) ? one : two);
  const high = Math.max(one, Number.isNaN(two) ? one : two);
  for (const root of low === high ? [low] : [low, high]) {
    if (!(root > at && root < s1)) continue;
    const mid = (at + root) / 2;
    if (a + mid * (b + mid * c) >= 0) add(seen, at, root);
    at = root;
  }
  const mid = (at + s1) / 2;
  if (a + mid * (b + mid * c) >= 0) add(seen, at, s1);
}

/** Joins a stretch to the last one where they meet. */
function add(seen: Stretches, from: number, to: number): void {
  const n = seen.length;
  if (n > 0 && from - seen[n - 1] <= MIN_STRETCH_M) seen[n - 1] = to;
  else if (to - from > MIN_STRETCH_M) seen.push(from, to);
}

/** Quads between neighbouring rays; none at all where nothing is hidden. */
function quadsOf(rays: Stretches[], fromDeg: number, spanDeg: number, reachM: number, joinM: number): number[] {
  const slots = rays.length - 1;
  const open = (seen: Stretches): boolean => seen.length === 2 && seen[0] === 0 && seen[1] >= reachM;
  if (rays.every(open)) return [];
  const azimuth = (i: number): number => fromDeg + (spanDeg * i) / slots;
  const quads: number[] = [];
  for (let i = 0; i < slots; ) {
    let end = i + 1;
    if (open(rays[i]) && open(rays[end])) {
      while (end < slots && open(rays[end + 1]) && azimuth(end + 1) - azimuth(i) <= MAX_QUAD_DEG) end++;
      quads.push(azimuth(i), azimuth(end), 0, 0, reachM, reachM);
    } else {
      const slotRad = (spanDeg / slots) * RAD;
      while (
        end < slots &&
        azimuth(end + 1) - azimuth(i) <= MAX_QUAD_DEG &&
        oneEdgeFollows(rays, i, end + 1, slotRad, joinM)
      )
        end++;
      slotQuads(quads, azimuth(i), azimuth(end), rays[i], rays[end]);
    }
    i = end;
  }
  return quads;
}

/** Do straight edges from ray i to ray j keep within joinM of what the rays between them say? */
function oneEdgeFollows(rays: Stretches[], i: number, j: number, slotRad: number, joinM: number): boolean {
  const first = rays[i];
  const last = rays[j];
  if (!pairOff(first, last)) return false;
  const wide = Math.sin((j - i) * slotRad);
  for (let m = i + 1; m < j; m++) {
    if (!pairOff(rays[m - 1], rays[m]) || !pairOff(rays[m], rays[m + 1])) return false;
    const before = Math.sin((m - i) * slotRad) / wide;
    const behind = Math.sin((j - m) * slotRad) / wide;
    for (let k = 0; k < first.length; k++) {
      // a straight line in polar terms: 1 / r is a sine of the azimuth
      const chord = first[k] > 0 && last[k] > 0 ? 1 / (behind / first[k] + before / last[k]) : 0;
      if (Math.abs(chord - rays[m][k]) > joinM) return false;
    }
  }
  return true;
}

/** Where the stretches of both rays pair off, their ends are joined by straight edges; else each ray speaks for its half
 * of the slot. */
function slotQuads(quads: number[], az0: number, az1: number, one: Stretches, two: Stretches): void {
  if (pairOff(one, two)) {
    for (let k = 0; k < one.length; k += 2) quads.push(az0, az1, one[k], two[k], one[k + 1], two[k + 1]);
    return;
  }
  const mid = (az0 + az1) / 2;
  for (let k = 0; k < one.length; k += 2) quads.push(az0, mid, one[k], one[k], one[k + 1], one[k + 1]);
  for (let k = 0; k < two.length; k += 2) quads.push(mid, az1, two[k], two[k], two[k + 1], two[k + 1]);
}

/** Same number of stretches, the k-th of one overlapping the k-th of the other and no other one. */
function pairOff(one: Stretches, two: Stretches): boolean {
  if (one.length !== two.length) return false;
  for (let k = 0; k < one.length; k += 2) {
    if (!(one[k] < two[k + 1] && two[k] < one[k + 1])) return false;
    if (k > 0 && (one[k] < two[k - 1] || two[k] < one[k - 1])) return false;
  }
  return true;
}

/** The views of many cameras as the engine takes them; null = no elevations there, nothing is hidden. */
export function joinTerrain(views: readonly (TerrainView | null)[]): TerrainInput {
  const from = new Int32Array(views.length + 1);
  views.forEach((view, i) => {
    from[i + 1] = from[i] + (view === null ? 0 : view.quads.length / 6);
  });
  const n = from[views.length];
  const columns = Array.from({ length: 6 }, () => new Float64Array(n));
  views.forEach((view, i) => {
    const quads = view?.quads ?? [];
    for (let q = 0; q < quads.length; q++) columns[q % 6][from[i] + Math.floor(q / 6)] = quads[q];
  });
  const [az0Deg, az1Deg, in0M, in1M, out0M, out1M] = columns;
  // The ground beside the apex is always seen: a lens does not stand below it. So nobody is blind by terrain.
  return { from, az0Deg, az1Deg, in0M, in1M, out0M, out1M, blind: new Uint8Array(views.length) };
}
