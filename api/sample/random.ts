// Where do random numbers come from? Small seeded streams (sfc32), one per thing, so that parts stay independent.

export type Random = () => number;

/** A stream of numbers in [0, 1). Two streams with different (seed, what, index) have nothing to do with each other. */
export function stream(seed: number, what: number, index = 0): Random {
  let a = seed | 0;
  let b = what | 0;
  let c = index | 0;
  let d = 1;
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    c |= 0;
    return (t >>> 0) / 4294967296;
  };
  for (let i = 0; i < 15; i++) next();
  return next;
}

/** A number in [0, 1) that belongs to an integer pair. */
export function hash01(seed: number, i: number, j: number): number {
  let h = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(i | 0, 0x27d4eb2d) ^ Math.imul(j | 0, 0x165667b1);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return ((h ^ (h >>> 15)) >>> 0) / 4294967296;
}

/** Roughly normal, mean 0, deviation 1, within ±3.5 (a sum of uniforms: same bits on every machine). */
export const gauss = (r: Random): number => (r() + r() + r() + r() + r() + r() - 3) * Math.SQRT2;

export const between = (r: Random, from: number, to: number): number => from + (to - from) * r();
export const whole = (r: Random, from: number, to: number): number => from + Math.floor(r() * (to - from + 1));
export const pick = <T>(r: Random, items: readonly T[]): T => items[Math.floor(r() * items.length)];

/** An item by its share; shares need not add up to 1. */
export function pickByShare<T>(r: Random, items: readonly (readonly [T, number])[]): T {
  let u = r() * items.reduce((sum, [, share]) => sum + share, 0);
  for (const [item, share] of items) if ((u -= share) < 0) return item;
  return items[items.length - 1][0];
}

export function shuffle<T>(r: Random, items: T[]): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(r() * (i + 1));
    const t = items[i];
    items[i] = items[j];
    items[j] = t;
  }
  return items;
}
