// What an apex sees once buildings, walls and terrain have cut its sector: cells between rays and limits.

/**
 * Parts of footprints, as parallel arrays. Everything is relative to the apex, in plane axes (metres).
 * A cell lies counter-clockwise from the ray U to the ray V (unit vectors, less than 180° apart) and between an inner and
 * an outer limit. A limit is a straight line or a circle about the apex:
 *   line:   nX·x + nY·y = h, (nX, nY) a unit normal that points away from the apex, h > 0;
 *   circle: nX = nY = 0, radius h (inner radius 0 = from the apex).
 * Cells of one footprint never overlap. They come in counter-clockwise order from the first ray of the sector; cells
 * between the same two rays follow each other by distance. Neighbouring cells share their ray bit for bit.
 */
export interface SightCells {
  n: number;
  ux: Float64Array;
  uy: Float64Array;
  vx: Float64Array;
  vy: Float64Array;
  inX: Float64Array;
  inY: Float64Array;
  inH: Float64Array;
  outX: Float64Array;
  outY: Float64Array;
  outH: Float64Array;
}

/** Cells of many footprints one after another: footprint i owns the cells from[i] … from[i + 1] − 1. A footprint
 * without cells is its whole sector, unless `blind[i]` is 1: then it sees nothing. */
export interface SightTable extends SightCells {
  from: Int32Array;
  blind: Uint8Array;
}

const COLUMNS = ['ux', 'uy', 'vx', 'vy', 'inX', 'inY', 'inH', 'outX', 'outY', 'outH'] as const;

/** Of footprints of which nothing is hidden. */
export function wholeSight(n: number): SightTable {
  const c = (): Float64Array => new Float64Array(1);
  const limits = { inX: c(), inY: c(), inH: c(), outX: c(), outY: c(), outH: c() };
  const rays = { ux: c(), uy: c(), vx: c(), vy: c() };
  return { n: 0, ...rays, ...limits, from: new Int32Array(n + 1), blind: new Uint8Array(n) };
}

/** Replaces the cells of footprint k by those of footprint 0 of `one`, in a table of `n` footprints. `had`: footprint k was
 * there before; `one` = null: it is there no more. The arrays may grow longer than the table. */
export function spliceCells(t: SightTable, n: number, k: number, had: boolean, one: SightTable | null): void {
  const first = t.from[k];
  const old = had ? t.from[k + 1] - first : 0;
  const fresh = one ? one.from[1] : 0;
  const grown = t.n + fresh - old;
  for (const name of COLUMNS) {
    if (t[name].length < grown) {
      const bigger = new Float64Array(2 * grown);
      bigger.set(t[name]);
      t[name] = bigger;
    }
    t[name].copyWithin(first + fresh, first + old, t.n);
    if (one) t[name].set(one[name].subarray(0, fresh), first);
  }
  t.n = grown;
  const rows = n + (one ? 1 : 0) - (had ? 1 : 0);
  if (t.from.length < rows + 1) {
    const from = new Int32Array(2 * rows + 2);
    const blind = new Uint8Array(2 * rows + 2);
    from.set(t.from);
    blind.set(t.blind);
    t.from = from;
    t.blind = blind;
  }
  const behind = had ? k + 1 : k;
  const to = one ? k + 1 : k;
  t.from.copyWithin(to, behind, n + 1);
  t.blind.copyWithin(to, behind, n);
  if (one) {
    t.from[k] = first;
    t.blind[k] = one.blind[0];
  }
  for (let i = to; i <= rows; i++) t.from[i] += fresh - old;
}

/** The cells of some footprints, as a table of their own. */
export function pickCells(t: SightTable, which: readonly number[]): SightTable {
  const rows: number[] = [];
  const from = new Int32Array(which.length + 1);
  which.forEach((i, k) => {
    for (let c = t.from[i]; c < t.from[i + 1]; c++) rows.push(c);
    from[k + 1] = rows.length;
  });
  const take = (column: Float64Array): Float64Array => Float64Array.from(rows, (c) => column[c]);
  return {
    n: rows.length,
    ux: take(t.ux),
    uy: take(t.uy),
    vx: take(t.vx),
    vy: take(t.vy),
    inX: take(t.inX),
    inY: take(t.inY),
    inH: take(t.inH),
    outX: take(t.outX),
    outY: take(t.outY),
    outH: take(t.outH),
    from,
    blind: Uint8Array.from(which, (i) => t.blind[i]),
  };
}
