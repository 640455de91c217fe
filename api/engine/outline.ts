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
