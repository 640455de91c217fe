// Polygons for maps and exports. Nothing here enters a figure.
import { footprintsIn } from './footprint.ts';
import { planeAt } from './plane.ts';

/** x, y pairs, not closed. */
export type Ring = Float64Array;

/** Chords keep within this (m) of the true arc; the promise is 0.05. */
export const CHORD_SAG_M = 0.04;

/** Is a place inside a ring (even-odd)? */
export function inRing(ring: Ring, x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2)
    if (
      ring[i + 1] > y !== ring[j + 1] > y &&
      x < ring[i] + ((y - ring[i + 1]) * (ring[j] - ring[i])) / (ring[j + 1] - ring[i + 1])
    )
      inside = !inside;
  return inside;
}

/** Does the inner ring lie in the outer one? Both may share vertices: most of the inner ring's edge middles decide. */
export function ringInside(inner: Ring, outer: Ring): boolean {
  const n = inner.length / 2;
  const step = Math.max(1, Math.floor(n / 5));
  let yes = 0;
  let asked = 0;
  for (let i = 0; i < n; i += step) {
    const j = (i + 1) % n;
    asked++;
    if (inRing(outer, (inner[2 * i] + inner[2 * j]) / 2, (inner[2 * i + 1] + inner[2 * j + 1]) / 2)) yes++;
  }
  return 2 * yes > asked;
}

/** A point well inside a polygon given as rings (outer first): the middle of the widest of a few level chords. */
export function pointInside(rings: Ring[]): [number, number] {
  const outer = rings[0];
  let lo = Infinity;
  let hi = -Infinity;
  for (let i = 1; i < outer.length; i += 2) {
    lo = Math.min(lo, outer[i]);
    hi = Math.max(hi, outer[i]);
  }
  let best: [number, number] = [outer[0], outer[1]];
  let widest = -1;
  for (const f of [0.5, 0.31, 0.69, 0.17, 0.83]) {
    const y = lo + (hi - lo) * f;
    const xs: number[] = [];
    for (const r of rings)
      for (let i = 0, j = r.length - 2; i < r.length; j = i, i += 2)
        if (r[i + 1] > y !== r[j + 1] > y) xs.push(r[i] + ((y - r[i + 1]) * (r[j] - r[i])) / (r[j + 1] - r[i + 1]));
    xs.sort((a, b) => a - b);
    for (let k = 0; k + 1 < xs.length; k += 2)
      if (xs[k + 1] - xs[k] > widest) {
        widest = xs[k + 1] - xs[k];
        best = [(xs[k] + xs[k + 1]) / 2, y];
      }
  }
  return best;
}

/** One footprint as rings in longitude and latitude (degrees), closed, outer counter-clockwise first, then the hole of an
 * annulus; within 0.05 m of the true outline. An empty footprint (reach ≤ near, no angle) has no rings. */
export function footprintPolygon(
  lon: number,
  lat: number,
  azimuthDeg: number,
  hfovDeg: number,
  nearM: number,
  reachM: number,
): number[][][] {
  const plane = planeAt(lon, lat);
  const one = (v: number): Float64Array => Float64Array.of(v);
  const o = footprintsIn(
    plane,
    {
      n: 1,
      lon: one(lon),
      lat: one(lat),
      azimuthDeg: one(azimuthDeg),
      hfovDeg: one(hfovDeg),
      nearM: one(nearM),
      reachM: one(reachM),
      p: one(1),
    },
    [-Infinity, -Infinity, Infinity, Infinity],
  );
  if (o.n === 0) return [];
  const arc = (r: number, from: number, turn: number, last: boolean): number[][] => {
    const pieces = Math.max(2, Math.ceil(Math.abs(turn) / (2 * Math.acos(Math.max(0, 1 - CHORD_SAG_M / r)))));
    const out: number[][] = [];
    for (let k = 0; k < pieces + (last ? 1 : 0); k++) {
      const t = from + (turn * k) / pieces;
      out.push(plane.fromPlane(r * Math.cos(t), r * Math.sin(t)));
    }
    return out;
  };
  const close = (ring: number[][]): number[][] => [...ring, ring[0]];
  if (o.full[0]) {
    const rings = [close(arc(o.R[0], 0, 2 * Math.PI, false))];
    if (o.N[0] > 0) rings.push(close(arc(o.N[0], 0, -2 * Math.PI, false)));
    return rings;
  }
  const back = o.N[0] > 0 ? arc(o.N[0], o.A[0] + o.width[0], -o.width[0], true) : [[lon, lat]];
  return [close([...arc(o.R[0], o.A[0], o.width[0], true), ...back])];
}
