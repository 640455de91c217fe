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
        if (dx > -0x2000 && dx < 0x2000 && dy > -0x1000 && dy < 0x1000) {
          // What nearly every step is: up to 40 m, one byte or two. Both are written, without a branch that is a guess.
          const x = (dx << 1) ^ (dx >> 31);
          const longX = (0x7f - x) >>> 31;
          b[n] = (x & 0x7f) | (longX << 7);
          b[n + 1] = x >> 7;
          n += 1 + longX;
          const y = (((dy << 1) ^ (dy >> 31)) << 1) | inner[v];
          const longY = (0x7f - y) >>> 31;
          b[n] = (y & 0x7f) | (longY << 7);
          b[n + 1] = y >> 7;
          n += 1 + longY;
        } else {
          n = putVarint(b, n, zigzag(dx));
          n = putVarint(b, n, 2 * zigzag(dy) + inner[v]);
        }
      }
    }
    this.n = n;
    return b.subarray(start, n);
  }
}

const zigzag = (v: number): number => (v < 0 ? -2 * v - 1 : 2 * v);
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

const MOST_INTEGER = 2 ** 31 - 1;

/** Reads outlines one after the other into arrays that hold until the next: for millions of them. */
export class OutlineReader {
  coordsE7 = new Int32Array(0);
  inner = new Uint8Array(0);
  ringEnd = new Int32Array(0);
  rings = 0;
  vertices = 0;
  private at = 0;

  read(bytes: Uint8Array, from = 0, end = bytes.length): void {
    this.rings = 0;
    this.vertices = 0;
    if (end === from) return;
    // A vertex takes two bytes or more, and a ring one more than its vertices.
    if (this.coordsE7.length < end - from) {
      this.coordsE7 = new Int32Array(end - from);
      this.inner = new Uint8Array((end - from) >> 1);
    }
    const { coordsE7, inner } = this;
    let lon = bytes[from] | (bytes[from + 1] << 8) | (bytes[from + 2] << 16) | (bytes[from + 3] << 24);
    let lat = bytes[from + 4] | (bytes[from + 5] << 8) | (bytes[from + 6] << 16) | (bytes[from + 7] << 24);
    this.at = from + 8;
    this.rings = this.varint(bytes);
    if (this.ringEnd.length < this.rings) this.ringEnd = new Int32Array(this.rings);
    let n = 0;
    for (let r = 0; r < this.rings; r++) {
      const m = this.varint(bytes);
      for (let q = 0; q < m; q++) {
        const x = this.varint(bytes);
        const z = this.varint(bytes);
        lon += x % 2 === 0 ? x / 2 : -(x + 1) / 2;
        if (z <= MOST_INTEGER) {
          // The usual case, in integers.
          lat += (z >> 2) ^ -((z >> 1) & 1);
          inner[n] = z & 1;
        } else {
          const y = Math.floor(z / 2);
          lat += y % 2 === 0 ? y / 2 : -(y + 1) / 2;
          inner[n] = z % 2;
        }
        coordsE7[2 * n] = lon;
        coordsE7[2 * n + 1] = lat;
        n++;
      }
      this.ringEnd[r] = n;
    }
    this.vertices = n;
  }
  private varint(bytes: Uint8Array): number {
    const first = bytes[this.at++];
    if (first < 0x80) return first;
    let v = first & 0x7f;
    for (let unit = 0x80; ; unit *= 0x80) {
      const byte = bytes[this.at++];
      v += (byte & 0x7f) * unit;
      if (byte < 0x80) return v;
    }
  }
}

export function readOutline(bytes: Uint8Array): Outline {
  const own = new OutlineReader();
  own.read(bytes);
  return {
    coordsE7: own.coordsE7.subarray(0, 2 * own.vertices),
    ringEnd: own.ringEnd,
    inner: own.inner.subarray(0, own.vertices),
  };
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
