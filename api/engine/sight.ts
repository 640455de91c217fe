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
