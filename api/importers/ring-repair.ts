// How is a ring that crosses or touches itself taken apart into simple rings?
import type { Kink } from './ring-kinks.ts';
import type { LonLat } from './types.ts';

/** Signed area in square degrees: for order and orientation only, never a figure. */
export function signedArea(ring: LonLat[]): number {
  const [x0, y0] = ring[0]!;
  let sum = 0;
  for (let k = 0; k + 1 < ring.length; k++) {
    const [ax, ay] = ring[k]!;
    const [bx, by] = ring[k + 1]!;
    sum += (ax - x0) * (by - y0) - (bx - x0) * (ay - y0);
  }
  return sum / 2;
}

/** Closes, drops repeated neighbours and spikes (A, B, A). Fewer than 4 positions left = nothing left: null. */
export function tidyRing(raw: LonLat[]): LonLat[] | null {
  const out: LonLat[] = [];
  const same = (a: LonLat, b: LonLat): boolean => a[0] === b[0] && a[1] === b[1];
  for (const p of raw) {
    if (out.length > 0 && same(out[out.length - 1]!, p)) continue;
    if (out.length > 1 && same(out[out.length - 2]!, p)) {
      out.pop();
      continue;
    }
    out.push(p);
  }
  while (out.length > 1 && same(out[0]!, out[out.length - 1]!)) out.pop();
  // Spikes over the seam.
  while (out.length > 2 && same(out[1]!, out[out.length - 1]!)) {
    out.shift();
    while (out.length > 1 && same(out[0]!, out[out.length - 1]!)) out.pop();
  }
  if (out.length < 3) return null;
  out.push(out[0]!);
  return out;
}

/** Puts every meeting point of the ring with itself into both edges, then cuts at positions that occur twice.
 * The simple rings that come out do not cross; together they carry the original winding.
 * `kinks` number the edges of this ring from 0. */
export function cutAtKinks(ring: LonLat[], kinks: Kink[]): LonLat[][] {
  const added = new Map<number, LonLat[]>();
  const put = (edge: number, points: LonLat[]): void => {
    const list = added.get(edge);
    if (list) list.push(...points);
    else added.set(edge, [...points]);
  };
  for (const { i, j, at } of kinks) {
    put(i, at);
    put(j, at);
  }
  const walk: LonLat[] = [];
  for (let e = 0; e + 1 < ring.length; e++) {
    const a = ring[e]!;
    walk.push(a);
    const points = added.get(e);
    if (!points) continue;
    const along = (p: LonLat): number => (p[0] - a[0]) ** 2 + (p[1] - a[1]) ** 2;
    walk.push(...points.sort((p, q) => along(p) - along(q)));
  }
  const rings: LonLat[][] = [];
  const stack: LonLat[] = [];
  const at = new Map<string, number>();
  const keyOf = (p: LonLat): string => `${p[0]},${p[1]}`;
  const keep = (loop: LonLat[]): void => {
    const tidy = tidyRing(loop);
    if (tidy && signedArea(tidy) !== 0) rings.push(tidy);
  };
  for (const p of walk) {
    const key = keyOf(p);
    const seen = at.get(key);
    if (seen !== undefined) {
      const loop = stack.splice(seen + 1);
      for (const q of loop) at.delete(keyOf(q));
      keep([p, ...loop]);
      continue;
    }
    at.set(key, stack.length);
    stack.push(p);
  }
  keep(stack);
  return rings;
}

/** Even-odd; a point exactly on an edge counts as either. */
export function isInside(ring: LonLat[], x: number, y: number): boolean {
  let inside = false;
  for (let k = 0, prev = ring.length - 1; k < ring.length; prev = k++) {
    const [ax, ay] = ring[k]!;
    const [bx, by] = ring[prev]!;
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

/** A point strictly inside a simple ring: the middle of the widest stretch of a horizontal line through it. */
export function pointInside(ring: LonLat[]): LonLat {
  const ys = [...new Set(ring.map((p) => p[1]))].sort((a, b) => a - b);
  let best: { at: LonLat; width: number } | null = null;
  const step = Math.max(1, Math.floor(ys.length / 8));
  for (let k = 0; k + 1 < ys.length; k += step) {
    const y = (ys[k]! + ys[k + 1]!) / 2;
    const xs: number[] = [];
    for (let e = 0; e + 1 < ring.length; e++) {
      const [ax, ay] = ring[e]!;
      const [bx, by] = ring[e + 1]!;
      if (ay > y !== by > y) xs.push(((bx - ax) * (y - ay)) / (by - ay) + ax);
    }
    xs.sort((a, b) => a - b);
    for (let s = 0; s + 1 < xs.length; s += 2) {
      const width = xs[s + 1]! - xs[s]!;
      if (!best || width > best.width) best = { at: [(xs[s]! + xs[s + 1]!) / 2, y], width };
    }
  }
  return best?.at ?? ring[0]!;
}

/** Orders simple rings that do not cross into polygons. A ring inside another with the opposite winding is its hole;
 * with the same winding it lies on ground that is already inside and is dropped (non-zero rule). */
export function nestRings(rings: LonLat[][]): LonLat[][][] {
  const sized = rings
    .map((ring) => ({ ring, area: signedArea(ring), inside: pointInside(ring) }))
    .sort((a, b) => Math.abs(b.area) - Math.abs(a.area));
  const placed: { ring: LonLat[]; winding: number; polygon: LonLat[][] | null }[] = [];
  const polygons: LonLat[][][] = [];
  for (const { ring, area, inside } of sized) {
    // Winding number at a point of the ring, from the rings around it.
    let around = 0;
    let host: LonLat[][] | null = null;
    for (const outer of placed)
      if (isInside(outer.ring, inside[0], inside[1])) {
        around += outer.winding;
        if (outer.polygon) host = outer.polygon;
      }
    const winding = Math.sign(area);
    const within = around + winding;
    let polygon: LonLat[][] | null = null;
    if (around === 0 && within !== 0) {
      polygon = [ring];
      polygons.push(polygon);
    } else if (around !== 0 && within === 0) host?.push(ring);
    placed.push({ ring, winding, polygon });
  }
  return polygons;
}
