// What is the ground made of? A jittered triangular lattice of points with heights; everything is drawn on it.
import { fractal, noise, ridged } from './noise.ts';
import { hash01 } from './random.ts';

export interface Lattice {
  rows: number;
  cols: number;
  /** rows × cols */
  n: number;
  /** spacing before the ground is pulled together around the seat, m */
  spacingM: number;
  /** metres east and north of the centre */
  x: Float64Array;
  y: Float64Array;
  heightM: Float32Array;
}

export interface LatticeOptions {
  seed: number;
  /** half width and half height, m */
  halfWidthM: number;
  halfHeightM: number;
  spacingM: number;
  /** around the centre the ground is pulled together, so that what is equal on the lattice is small there */
  seat: { strength: number; radiusM: number } | null;
}

/** A point moves by less than 0.43 spacings, so that no triangle turns over (two corners towards the third: 0.866). */
const JITTER = 0.27;
/** Widths of the hills, m. */
const HILLS_M = 9_000;
const SWELL_M = 21_000;
/** The county's own river: its valley's width, m. */
const VALLEY_M = 1_700;

export function makeLattice(o: LatticeOptions): Lattice {
  const rowM = (o.spacingM * Math.sqrt(3)) / 2;
  const cols = Math.ceil((2 * o.halfWidthM) / o.spacingM) + 1;
  const rows = Math.ceil((2 * o.halfHeightM) / rowM) + 1;
  const n = rows * cols;
  const lattice: Lattice = {
    rows,
    cols,
    n,
    spacingM: o.spacingM,
    x: new Float64Array(n),
    y: new Float64Array(n),
    heightM: new Float32Array(n),
  };
  for (let row = 0, i = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++, i++) {
      const a = hash01(o.seed + 11, row, col) - 0.5;
      const b = hash01(o.seed + 12, row, col) - 0.5;
      let x = -o.halfWidthM + (col + (row & 1) / 2 + a * 2 * JITTER * 0.7) * o.spacingM;
      let y = -o.halfHeightM + row * rowM + b * 2 * JITTER * 0.7 * o.spacingM;
      if (o.seat) {
        const q = (x * x + y * y) / (o.seat.radiusM * o.seat.radiusM);
        const pull = 1 - o.seat.strength * Math.exp(-q);
        x *= pull;
        y *= pull;
      }
      lattice.x[i] = x;
      lattice.y[i] = y;
      lattice.heightM[i] = heightAt(o.seed, x, y, o.seat !== null);
    }
  }
  return lattice;
}

/** How far north the county's river runs at x: slow swings and small meanders, near the seat. */
export function riverNorthM(seed: number, x: number): number {
  return swing(seed, x) - swing(seed, 0) + SEAT_NORTH_OF_RIVER_M * -1;
}

const SEAT_NORTH_OF_RIVER_M = 500;
const swing = (seed: number, x: number): number =>
  9_000 * noise(seed + 21, x / 15_000, 0.37) +
  3_600 * noise(seed + 22, x / 5_200, 0.63) +
  900 * noise(seed + 23, x / 1_700, 0.21);

function heightAt(seed: number, x: number, y: number, hasSeat: boolean): number {
  const swell = fractal(seed + 31, x / SWELL_M, y / SWELL_M, 2);
  const hills = ridged(seed + 32, x / HILLS_M, y / HILLS_M, 4);
  const rough = fractal(seed + 33, x / 2_200, y / 2_200, 3);
  let z =
    240 + 170 * swell + 330 * hills * (0.75 + 0.5 * swell) + 40 * rough + 9 * fractal(seed + 34, x / 520, y / 520, 2);
  if (hasSeat) {
    const q = (x * x + y * y) / (4_800 * 4_800);
    z -= (z - 120) * 0.8 * Math.exp(-q);
    // the valley: its floor falls to the east
    const open = Math.exp(-Math.abs(y - riverNorthM(seed, x)) / VALLEY_M);
    const floor = 95 - 0.0035 * x;
    z += (floor - z) * open * open * (2 - open);
  }
  return z;
}

const EVEN_COL = [1, 0, -1, -1, -1, 0];
const ODD_COL = [1, 1, 0, -1, 0, 1];
const ROW = [0, 1, 1, 0, -1, -1];

/** Neighbour of node i in direction d (0 = east, counter-clockwise to 5); −1 off the lattice. */
export function neighbour(l: Lattice, i: number, d: number): number {
  const row = Math.floor(i / l.cols);
  const r = row + ROW[d];
  const c = i - row * l.cols + (row & 1 ? ODD_COL : EVEN_COL)[d];
  return r < 0 || c < 0 || r >= l.rows || c >= l.cols ? -1 : r * l.cols + c;
}

/** Within `rings` steps of the edge of the lattice. */
export function onEdge(l: Lattice, i: number, rings = 1): boolean {
  const row = Math.floor(i / l.cols);
  const col = i - row * l.cols;
  return row < rings || col < rings || row >= l.rows - rings || col >= l.cols - rings;
}

export const distanceM = (l: Lattice, i: number, j: number): number => Math.hypot(l.x[i] - l.x[j], l.y[i] - l.y[j]);

/** Squared distance before the pull of the seat: 1 for neighbours everywhere, in spacings. */
export function latticeDistance2(l: Lattice, i: number, j: number): number {
  const r1 = Math.floor(i / l.cols);
  const r2 = Math.floor(j / l.cols);
  const dc = i - j - (r1 - r2) * l.cols + ((r1 & 1) - (r2 & 1)) / 2;
  const dr = r1 - r2;
  return dc * dc + 0.75 * dr * dr;
}
