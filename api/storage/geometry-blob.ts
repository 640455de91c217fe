// How polygons are kept: counts, polygon ends, ring ends, then float64 longitude and latitude, little-endian.
import type { PolygonSoup } from '#engine';

/** 12 bytes of counts (polygons, rings, vertices), the two index arrays, zero bytes up to a multiple of 8, vertices. */
export function encodeSoup(soup: PolygonSoup): Uint8Array {
  const polygons = soup.polyEnd.length;
  const rings = soup.ringEnd.length;
  const head = 12 + 4 * (polygons + rings);
  const at = (head + 7) & ~7;
  const bytes = new Uint8Array(at + soup.coords.byteLength);
  const ints = new Int32Array(bytes.buffer, 0, 3 + polygons + rings);
  ints.set([polygons, rings, soup.coords.length / 2]);
  ints.set(soup.polyEnd, 3);
  ints.set(soup.ringEnd, 3 + polygons);
  new Float64Array(bytes.buffer, at).set(soup.coords);
  return bytes;
}

/** Views on a fresh, aligned copy: the result may be transferred. */
export function decodeSoup(blob: Uint8Array): PolygonSoup {
  const copy = blob.slice().buffer as ArrayBuffer;
  const [polygons, rings, vertices] = new Int32Array(copy, 0, 3);
  const at = (12 + 4 * (polygons + rings) + 7) & ~7;
  return {
    polyEnd: new Int32Array(copy, 12, polygons),
    ringEnd: new Int32Array(copy, 12 + 4 * polygons, rings),
    coords: new Float64Array(copy, at, vertices * 2),
  };
}

export type PolygonRings = [number, number][][];

/** GeoJSON polygons (closed rings) → soup (open rings). */
export function soupOf(polygons: readonly (readonly (readonly (readonly number[])[])[])[]): PolygonSoup {
  const coords: number[] = [];
  const ringEnd: number[] = [];
  const polyEnd: number[] = [];
  for (const polygon of polygons) {
    for (const ring of polygon) {
      const last = ring[ring.length - 1];
      const closed = ring.length > 1 && ring[0][0] === last[0] && ring[0][1] === last[1];
      for (let i = 0; i < ring.length - (closed ? 1 : 0); i += 1) coords.push(ring[i][0], ring[i][1]);
      ringEnd.push(coords.length / 2);
    }
    polyEnd.push(ringEnd.length);
  }
  return { coords: Float64Array.from(coords), ringEnd: Int32Array.from(ringEnd), polyEnd: Int32Array.from(polyEnd) };
}

/** Soup → GeoJSON polygons with closed rings. */
export function polygonsOf(soup: PolygonSoup): [number, number][][][] {
  const polygons: [number, number][][][] = [];
  let ring = 0;
  let vertex = 0;
  for (const ringsUpTo of soup.polyEnd) {
    const polygon: [number, number][][] = [];
    for (; ring < ringsUpTo; ring += 1) {
      const points: [number, number][] = [];
      for (; vertex < soup.ringEnd[ring]; vertex += 1)
        points.push([soup.coords[2 * vertex], soup.coords[2 * vertex + 1]]);
      if (points.length > 0) points.push([points[0][0], points[0][1]]);
      polygon.push(points);
    }
    polygons.push(polygon);
  }
  return polygons;
}

/** A stored line layer → lines as they run: every ring is one line, a point a line of one position. */
export function linesOf(soup: PolygonSoup): [number, number][][] {
  let vertex = 0;
  return Array.from(soup.ringEnd, (end) => {
    const line: [number, number][] = [];
    for (; vertex < end; vertex += 1) line.push([soup.coords[2 * vertex], soup.coords[2 * vertex + 1]]);
    return line;
  });
}

export type Box = [minLon: number, minLat: number, maxLon: number, maxLat: number];

export function boxOf(soup: PolygonSoup): Box {
  const box: Box = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (let i = 0; i < soup.coords.length; i += 2) {
    box[0] = Math.min(box[0], soup.coords[i]);
    box[1] = Math.min(box[1], soup.coords[i + 1]);
    box[2] = Math.max(box[2], soup.coords[i]);
    box[3] = Math.max(box[3], soup.coords[i + 1]);
  }
  return box;
}
