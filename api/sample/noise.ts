// What is the ground like here? Smooth noise with hashed gradients, summed over octaves.
import { hash01 } from './random.ts';

const fade = (t: number): number => t * t * t * (t * (t * 6 - 15) + 10);

/** Gradient noise at unit feature size, about −0.7 … 0.7, zero mean. */
export function noise(seed: number, x: number, y: number): number {
  const i = Math.floor(x);
  const j = Math.floor(y);
  const fx = x - i;
  const fy = y - j;
  const u = fade(fx);
  const v = fade(fy);
  const a = slope(seed, i, j, fx, fy);
  const b = slope(seed, i + 1, j, fx - 1, fy);
  const c = slope(seed, i, j + 1, fx, fy - 1);
  const d = slope(seed, i + 1, j + 1, fx - 1, fy - 1);
  return a + u * (b - a) + v * (c - a) + u * v * (a - b - c + d);
}
const DIAGONAL = Math.SQRT1_2;
const DIRECTION_X = [1, DIAGONAL, 0, -DIAGONAL, -1, -DIAGONAL, 0, DIAGONAL];
const DIRECTION_Y = [0, DIAGONAL, 1, DIAGONAL, 0, -DIAGONAL, -1, -DIAGONAL];

/** Height that a grid point's own slope gives at (x, y) from it: one of eight directions, so no trigonometry. */
function slope(seed: number, i: number, j: number, x: number, y: number): number {
  const k = Math.floor(hash01(seed, i, j) * 8);
  return DIRECTION_X[k] * x + DIRECTION_Y[k] * y;
}

/** Octaves of noise, each half as large and half as high as the one before; about −1 … 1. */
export function fractal(seed: number, x: number, y: number, octaves: number): number {
  let sum = 0;
  let height = 1;
  // each octave is turned, so that no axis shows
  let px = x;
  let py = y;
  for (let o = 0; o < octaves; o++) {
    sum += height * noise(seed + 101 * o, px, py);
    height /= 2;
    const qx = 1.6 * px - 1.2 * py + 3.7;
    py = 1.2 * px + 1.6 * py - 1.9;
    px = qx;
  }
  return sum;
}

/** Sharp crests and broad valleys, 0 … about 1. */
export function ridged(seed: number, x: number, y: number, octaves: number): number {
  let sum = 0;
  let height = 0.6;
  let px = x;
  let py = y;
  for (let o = 0; o < octaves; o++) {
    const crest = 1 - Math.min(1, 1.6 * Math.abs(noise(seed + 131 * o, px, py)));
    sum += height * crest * crest;
    height *= 0.45;
    const qx = 1.6 * px - 1.2 * py - 2.3;
    py = 1.2 * px + 1.6 * py + 5.1;
    px = qx;
  }
  return sum;
}
