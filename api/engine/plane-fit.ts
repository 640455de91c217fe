// A polynomial in place of a slow map of the plane: exact samples once, then a few multiplications a place.
import { interpolation } from './interpolation.ts';

/** Four functions of (x, y) over a box, each a polynomial of this degree in x and in y. */
export interface PlaneFit {
  degree: number;
  midX: number;
  midY: number;
  perX: number;
  perY: number;
  /** one function's coefficients after the other: [power of x][power of y] */
  c: Float64Array;
}
export const FUNCTIONS = 4;
/** What is fitted: writes four values. */
export type PlaneMap = (x: number, y: number, out: Float64Array) => void;

export const noFit = (): PlaneFit => ({ degree: 0, midX: 0, midY: 0, perX: 1, perY: 1, c: new Float64Array(0) });

/** Room for one fit at a time. */
let samples = new Float64Array(0);
let half = new Float64Array(0);
const four = new Float64Array(FUNCTIONS);
const two = new Float64Array(2);

/** Interpolates `f` on (degree + 1)² Chebyshev places of a box; writes into `fit`. */
export function fitPlane(
  f: PlaneMap,
  box: readonly [number, number, number, number],
  degree: number,
  fit: PlaneFit,
): void {
  const n = degree + 1;
  const { nodes, inverse } = interpolation(degree);
  const midX = (box[0] + box[2]) / 2;
  const midY = (box[1] + box[3]) / 2;
  const halfX = Math.max(1, (box[2] - box[0]) / 2);
  const halfY = Math.max(1, (box[3] - box[1]) / 2);
  if (fit.c.length < FUNCTIONS * n * n) fit.c = new Float64Array(FUNCTIONS * n * n);
  if (samples.length < FUNCTIONS * n * n) {
    samples = new Float64Array(FUNCTIONS * n * n);
    half = new Float64Array(n * n);
  }
  const { c } = fit;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      f(midX + halfX * nodes[i], midY + halfY * nodes[j], four);
      for (let o = 0; o < FUNCTIONS; o++) samples[(o * n + i) * n + j] = four[o];
    }
  for (let o = 0; o < FUNCTIONS; o++) {
    const at = o * n * n;
    for (let k = 0; k < n; k++)
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let i = 0; i < n; i++) sum += inverse[k * n + i] * samples[at + i * n + j];
        half[k * n + j] = sum;
      }
    for (let k = 0; k < n; k++)
      for (let l = 0; l < n; l++) {
        let sum = 0;
        for (let j = 0; j < n; j++) sum += inverse[l * n + j] * half[k * n + j];
        c[at + k * n + l] = sum;
      }
  }
  fit.degree = degree;
  fit.midX = midX;
  fit.midY = midY;
  fit.perX = 1 / halfX;
  fit.perY = 1 / halfY;
}

/** Puts the functions first and first + 1 in the place of the n places at xy[0]… Of degree 3 the powers beyond it, x³y and
 * so on, are left out: where the fit serves at all they are less than what it is off by (fitError sees what is evaluated). */
export function evalFit(fit: PlaneFit, first: number, xy: Float64Array, n: number): void {
  if (fit.degree !== 3) {
    for (let k = 0; k < n; k++) evalAny(fit, first, xy, 2 * k);
    return;
  }
  // The usual case, written out.
  const { c, midX, midY, perX, perY } = fit;
  const k = 16 * first;
  const l = k + 16;
  for (let at = 0; at < 2 * n; at += 2) {
    const u = (xy[at] - midX) * perX;
    const v = (xy[at + 1] - midY) * perY;
    xy[at] =
      c[k] +
      v * (c[k + 1] + v * (c[k + 2] + v * c[k + 3])) +
      u * (c[k + 4] + v * (c[k + 5] + v * c[k + 6]) + u * (c[k + 8] + v * c[k + 9] + u * c[k + 12]));
    xy[at + 1] =
      c[l] +
      v * (c[l + 1] + v * (c[l + 2] + v * c[l + 3])) +
      u * (c[l + 4] + v * (c[l + 5] + v * c[l + 6]) + u * (c[l + 8] + v * c[l + 9] + u * c[l + 12]));
  }
}
function evalAny(fit: PlaneFit, first: number, xy: Float64Array, place: number): void {
  const { degree, c } = fit;
  const u = (xy[place] - fit.midX) * fit.perX;
  const v = (xy[place + 1] - fit.midY) * fit.perY;
  const size = (degree + 1) ** 2;
  for (let o = 0; o < 2; o++) {
    // Horner, from the last coefficient of the function down to its first.
    let at = size * (first + o + 1);
    let sum = 0;
    for (let k = degree; k >= 0; k--) {
      let row = 0;
      for (let l = degree; l >= 0; l--) row = row * v + c[--at];
      sum = sum * u + row;
    }
    xy[place + o] = sum;
  }
}

/** The first two functions of a fit of degree 3 times `scale`, rounded, at the places number from…to of a list x, y, x, y …,
 * into out from number `at` on; otherwise as evalFit has them. */
export function roundCubics(
  fit: PlaneFit,
  xy: Float64Array,
  from: number,
  to: number,
  scale: number,
  out: Int32Array,
  at: number,
): void {
  const { c, midX, midY, perX, perY } = fit;
  const a0 = scale * c[0] + 0.5;
  const a1 = scale * c[1];
  const a2 = scale * c[2];
  const a3 = scale * c[3];
  const a4 = scale * c[4];
  const a5 = scale * c[5];
  const a6 = scale * c[6];
  const a8 = scale * c[8];
  const a9 = scale * c[9];
  const a12 = scale * c[12];
  const b0 = scale * c[16] + 0.5;
  const b1 = scale * c[17];
  const b2 = scale * c[18];
  const b3 = scale * c[19];
  const b4 = scale * c[20];
  const b5 = scale * c[21];
  const b6 = scale * c[22];
  const b8 = scale * c[24];
  const b9 = scale * c[25];
  const b12 = scale * c[28];
  for (let k = from, m = 2 * at; k < to; k++, m += 2) {
    const u = (xy[2 * k] - midX) * perX;
    const v = (xy[2 * k + 1] - midY) * perY;
    out[m] = Math.floor(a0 + v * (a1 + v * (a2 + v * a3)) + u * (a4 + v * (a5 + v * a6) + u * (a8 + v * a9 + u * a12)));
    out[m + 1] = Math.floor(
      b0 + v * (b1 + v * (b2 + v * b3)) + u * (b4 + v * (b5 + v * b6) + u * (b8 + v * b9 + u * b12)),
    );
  }
}

/** Corners of the box and a place in its middle that is no sample: where an interpolation errs most, and where least. */
const TRIED = [
  [-1, -1],
  [1, -1],
  [-1, 1],
  [1, 1],
  [0.05, -0.02],
];

/** Largest distance from `f` at places between the samples: of the first two functions, and of the other two. */
export function fitError(fit: PlaneFit, f: PlaneMap): [number, number] {
  const worst: [number, number] = [0, 0];
  for (const [u, v] of TRIED) {
    const x = fit.midX + u / fit.perX;
    const y = fit.midY + v / fit.perY;
    f(x, y, four);
    for (let p = 0; p < 2; p++) {
      two[0] = x;
      two[1] = y;
      evalFit(fit, 2 * p, two, 1);
      worst[p] = Math.max(worst[p], Math.abs(four[2 * p] - two[0]), Math.abs(four[2 * p + 1] - two[1]));
    }
  }
  return worst;
}
