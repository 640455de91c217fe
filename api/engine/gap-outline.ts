// How the outline of a gap piece is written: rings in units of 1e-7 degrees (about a centimetre), as bytes.
//
// varint: number of rings. Per ring: varint number of vertices. Per vertex the steps from the one before it (over ring
// borders too): varint of the zigzag longitude step; varint of twice the zigzag latitude step, plus 1 where the edge that
// starts here is no outline of the connected gap (a cell line, or a border between labels with gap on both sides). The
// first vertex of all is given as two 32-bit numbers (little-endian) before the rings, and its own step is 0, 0.

/** Units of a degree in outlines. */
export const E7 = 1e7;

export interface Outline {
  /** lon, lat, lon, lat … in E7; rings are not closed (the first vertex is not repeated), outer counter-clockwise first */
  coordsE7: Int32Array;
  /** ringEnd[r] = number of vertices up to and including ring r */
  ringEnd: Int32Array;
  /** per vertex: 1 = the edge that starts there is an inner one */
  inner: Uint8Array;
}

/** Bytes of the first chunk and of the largest, unless one outline needs more. */
const [FIRST_CHUNK, LARGEST_CHUNK] = [4_096, 65_536];

/** Writes outlines one behind the other into chunks and hands out views: an own buffer for each of a million outlines
 * would cost more than writing them. */
export class OutlineWriter {
  private bytes = new Uint8Array(FIRST_CHUNK);
  private n = 0;

  /** The first `rings` rings of coords, up to the vertices ringEnd[r]. */
  write(coords: Int32Array, inner: Uint8Array, ringEnd: ArrayLike<number>, rings: number): Uint8Array {
    if (rings === 0) return this.bytes.subarray(0, 0);
    const most = 13 + 5 * rings + 12 * ringEnd[rings - 1];
    // A chunk that was transferred away has no bytes any more.
    if (this.bytes.length - this.n < most) {
      const size = Math.max(FIRST_CHUNK, Math.min(LARGEST_CHUNK, 2 * this.bytes.length));
      this.bytes = new Uint8Array(Math.max(size, most));
      this.n = 0;
    }
    const b = this.bytes;
    const start = this.n;
    let lon = coords[0];
    let lat = coords[1];
    let n = start;
    for (let q = 0; q < 4; q++) b[n++] = lon >> (8 * q);
    for (let q = 0; q < 4; q++) b[n++] = lat >> (8 * q);
    n = putVarint(b, n, rings);
    let v = 0;
    for (let r = 0; r < rings; r++) {
      n = putVarint(b, n, ringEnd[r] - v);
      for (; v < ringEnd[r]; v++) {
        const dx = coords[2 * v] - lon;
        const dy = coords[2 * v + 1] - lat;
        lon = coords[2 * v];
        lat = coords[2 * v + 1];
        const x = dx < 0 ? -2 * dx - 1 : 2 * dx;
        const y = 2 * (dy < 0 ? -2 * dy - 1 : 2 * dy) + inner[v];
        if (x < 0x4000 && y < 0x4000) {
          // What nearly every step is: up to 90 m.
          if (x >= 0x80) {
            b[n++] = (x & 0x7f) | 0x80;
            b[n++] = x >> 7;
          } else b[n++] = x;
          if (y >= 0x80) {
            b[n++] = (y & 0x7f) | 0x80;
            b[n++] = y >> 7;
          } else b[n++] = y;
        } else n = putVarint(b, putVarint(b, n, x), y);
      }
    }
    this.n = n;
    return b.subarray(start, n);
  }
}

/** Writes a number at b[n]… and answers where the next one goes. */
function putVarint(b: Uint8Array, n: number, value: number): number {
  let at = n;
  let v = value;
  while (v >= 0x80) {
    b[at++] = (v % 0x80) | 0x80;
    v = Math.floor(v / 0x80);
  }
  b[at++] = v;
  return at;
}

export function readOutline(bytes: Uint8Array): Outline {
  if (bytes.length === 0) return { coordsE7: new Int32Array(0), ringEnd: new Int32Array(0), inner: new Uint8Array(0) };
  let at = 8;
  const varint = (): number => {
    const first = bytes[at++];
    if (first < 0x80) return first;
    let v = first & 0x7f;
    for (let unit = 0x80; ; unit *= 0x80) {
      const byte = bytes[at++];
      v += (byte & 0x7f) * unit;
      if (byte < 0x80) return v;
    }
  };
  let lon = bytes[0] | (bytes[1] << 8) | (bytes[2] << 16) | (bytes[3] << 24);
  let lat = bytes[4] | (bytes[5] << 8) | (bytes[6] << 16) | (bytes[7] << 24);
  const ringEnd = new Int32Array(varint());
  // A vertex takes two bytes or more.
  const coords = new Int32Array(bytes.length);
  const inner = new Uint8Array(bytes.length >> 1);
  let n = 0;
  for (let r = 0; r < ringEnd.length; r++) {
    const m = varint();
    for (let q = 0; q < m; q++) {
      const x = varint();
      const z = varint();
      const y = Math.floor(z / 2);
      lon += x % 2 === 0 ? x / 2 : -(x + 1) / 2;
      lat += y % 2 === 0 ? y / 2 : -(y + 1) / 2;
      coords[2 * n] = lon;
      coords[2 * n + 1] = lat;
      inner[n++] = z % 2;
    }
    ringEnd[r] = n;
  }
  return { coordsE7: coords.subarray(0, 2 * n), ringEnd, inner: inner.subarray(0, n) };
}

/** Closed rings of [lon, lat], as GeoJSON has them. */
export function outlineRings({ coordsE7, ringEnd }: Outline): [number, number][][] {
  const rings: [number, number][][] = [];
  for (let r = 0, v = 0; r < ringEnd.length; r++) {
    const ring: [number, number][] = [];
    for (; v < ringEnd[r]; v++) ring.push([coordsE7[2 * v] / E7, coordsE7[2 * v + 1] / E7]);
    if (ring.length > 0) ring.push([ring[0][0], ring[0][1]]);
    rings.push(ring);
  }
  return rings;
}

/** Does a place (E7) lie inside? */
export function inOutline({ coordsE7, ringEnd }: Outline, lonE7: number, latE7: number): boolean {
  let inside = false;
  for (let r = 0, start = 0; r < ringEnd.length; start = ringEnd[r++])
    for (let v = start, u = ringEnd[r] - 1; v < ringEnd[r]; u = v++) {
      const y1 = coordsE7[2 * v + 1];
      const y0 = coordsE7[2 * u + 1];
      if (y1 > latE7 === y0 > latE7) continue;
      const x = coordsE7[2 * v] + ((latE7 - y1) * (coordsE7[2 * u] - coordsE7[2 * v])) / (y0 - y1);
      if (lonE7 < x) inside = !inside;
    }
  return inside;
}
