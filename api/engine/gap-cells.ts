// The cell grid over a demand: which cell holds a place, and where does a boundary cross the lines between cells?
//
// Cells are quadrilaterals between projected cell corners. All corners are moved by SHIFT_M to the north-east: borders
// that run along a meridian or parallel of the grid by design (lon 0°, regions cut at map cells) then never coincide
// with a line, so a boundary either crosses a line or does not, and nothing has to be decided by rounding.
import type { Demand } from './demand.ts';
import { E7 } from './gap-outline.ts';
import type { Plane } from './plane.ts';
import { evalFit, FUNCTIONS, fitError, fitPlane, noFit, type PlaneMap, roundCubics } from './plane-fit.ts';
import { columnOf, latOfRow, lonOfColumn, rowOf } from './quadkey.ts';

/** How far (m) lines stand off the true cell borders. Above what counts as coinciding (2e-7), below anything that shows:
 * a border along a line leaves a strip of this width in the neighbouring cell. */
const SHIFT_M = 3e-7;
/** With more cells than this (a wide region near a pole) they are taken one zoom coarser, until they fit. */
const MAX_CELLS = 500_000;
/** Nearer to a line than this (in cells) a place is compared with the line itself; covers chords and the fit. */
export const NEAR_LINE = 0.005;
/** A fitted cell coordinate may be off by this (in cells). */
const FIT_CELLS = 1e-3;
/** The fitted longitude and latitude may be off by this (degrees): a tenth of a millimetre. */
const FIT_DEG = 1e-9;
/** Latitudes of rows remembered, at most. */
const MOST_ROWS = 4_096;
/** Degrees tried in turn; where none fits (at a pole) the exact map is asked. */
const DEGREES = [3, 5];

/** The cells over the demand in hand; `begin` takes the next one, in the same room. */
export class CellGrid {
  zoom = 0;
  /** column and row of the first corner */
  c0 = 0;
  r0 = 0;
  /** corners per row and per column; cell (i, j) has corners i, i + 1 and j, j + 1 and the number j·w + i */
  w = 0;
  h = 0;
  /** the corners in the plane */
  px = new Float64Array(64);
  py = new Float64Array(64);
  /** least width of a cell (m) */
  cellM = Infinity;

  private exact: PlaneMap = () => undefined;
  private readonly fit = noFit();
  /** false = nothing fits, the exact map is asked */
  private fits = false;
  /** cells of the zoom wanted in one of this zoom, inverted */
  private unit = 1;
  private readonly four = new Float64Array(FUNCTIONS);
  private readonly two = new Float64Array(2);

  begin(plane: Plane, d: Demand, zoomWanted: number): void {
    const { two } = this;
    const [x0, y0, x1, y1] = d.box;
    const exact: PlaneMap = (x, y, out) => {
      const [lon, lat] = plane.fromPlane(x, y);
      out[0] = lon;
      out[1] = lat;
      out[2] = columnOf(lon, zoomWanted);
      out[3] = rowOf(lat, zoomWanted);
    };
    this.exact = exact;
    for (const degree of DEGREES) {
      fitPlane(exact, d.box, degree, this.fit);
      const [degrees, places] = fitError(this.fit, exact);
      this.fits = degrees < FIT_DEG && places < FIT_CELLS;
      if (this.fits) break;
    }
    let [west, east, north, south] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const x of [x0, (x0 + x1) / 2, x1])
      for (const y of [y0, (y0 + y1) / 2, y1]) {
        two[0] = x;
        two[1] = y;
        this.pairs(2, two, 1);
        west = Math.min(west, two[0]);
        east = Math.max(east, two[0]);
        north = Math.min(north, two[1]);
        south = Math.max(south, two[1]);
      }
    // One cell of margin: the first line lies outside the demand, so that no gap reaches it.
    for (this.zoom = zoomWanted; ; this.zoom--) {
      this.unit = 2 ** (this.zoom - zoomWanted);
      this.c0 = Math.floor(west * this.unit) - 1;
      this.r0 = Math.floor(north * this.unit) - 1;
      this.w = Math.floor(east * this.unit) + 3 - this.c0;
      this.h = Math.floor(south * this.unit) + 3 - this.r0;
      if (this.w * this.h <= MAX_CELLS) break;
    }
    const { w, h } = this;
    if (this.px.length < w * h) {
      this.px = new Float64Array(w * h);
      this.py = new Float64Array(w * h);
    }
    const { px, py } = this;
    for (let j = 0; j < h; j++) {
      const lat = this.latOfRow(this.r0 + j);
      for (let i = 0; i < w; i++) {
        plane.toPlane(lonOfColumn(this.c0 + i, this.zoom), lat, two, 0);
        px[j * w + i] = two[0] + SHIFT_M;
        py[j * w + i] = two[1] + SHIFT_M;
      }
    }
    this.cellM = Infinity;
    for (const j of [0, h - 2])
      for (const i of [0, w - 2]) {
        const k = j * w + i;
        const across = Math.hypot(px[k + 1] - px[k], py[k + 1] - py[k]);
        this.cellM = Math.min(this.cellM, across, Math.hypot(px[k + w] - px[k], py[k + w] - py[k]));
      }
  }

  /** Neighbouring leaves ask for the same rows. */
  private readonly rowLat = new Map<number, number>();
  private rowZoom = -1;
  private latOfRow(row: number): number {
    if (this.rowZoom !== this.zoom || this.rowLat.size > MOST_ROWS) {
      this.rowLat.clear();
      this.rowZoom = this.zoom;
    }
    let lat = this.rowLat.get(row);
    if (lat === undefined) {
      lat = latOfRow(row, this.zoom);
      this.rowLat.set(row, lat);
    }
    return lat;
  }

  private pairs(first: number, xy: Float64Array, n: number): void {
    if (this.fits) {
      evalFit(this.fit, first, xy, n);
      return;
    }
    const { four } = this;
    for (let k = 0; k < 2 * n; k += 2) {
      this.exact(xy[k], xy[k + 1], four);
      xy[k] = four[first];
      xy[k + 1] = four[first + 1];
    }
  }
  /** Puts fractional columns and rows relative to the first corner, within NEAR_LINE / 2, in the place of n places. */
  fractions(xy: Float64Array, n: number): void {
    this.pairs(2, xy, n);
    const { unit, c0, r0 } = this;
    for (let k = 0; k < 2 * n; k += 2) {
      xy[k] = xy[k] * unit - c0;
      xy[k + 1] = xy[k + 1] * unit - r0;
    }
  }
  /** longitude and latitude of a place, off by less than FIT_DEG */
  lonLat(x: number, y: number, out: Float64Array): void {
    out[0] = x;
    out[1] = y;
    this.pairs(0, out, 1);
  }
  /** The places number from…to of a list x, y, x, y …, in E7, into out from number `at` on. */
  unitsOf(xy: Float64Array, from: number, to: number, out: Int32Array, at: number): void {
    const { fit, two } = this;
    // Beyond ±200° (only at a pole) 32 bits would not hold a longitude in E7.
    if (this.fits && fit.degree === 3 && Math.abs(fit.c[0]) < 199) {
      roundCubics(fit, xy, from, to, E7, out, at);
      return;
    }
    for (let v = from; v < to; v++) {
      two[0] = xy[2 * v];
      two[1] = xy[2 * v + 1];
      this.pairs(0, two, 1);
      const lon = two[0] > 200 ? two[0] - 360 : two[0] < -200 ? two[0] + 360 : two[0];
      out[2 * (at + v - from)] = Math.round(lon * E7);
      out[2 * (at + v - from) + 1] = Math.round(two[1] * E7);
    }
  }
  /** number of the cell that holds a place */
  at(x: number, y: number): number {
    const { w, h, two } = this;
    two[0] = x;
    two[1] = y;
    this.fractions(two, 1);
    let i = clampTo(Math.floor(two[0]), w);
    let j = clampTo(Math.floor(two[1]), h);
    const u = two[0] - i;
    const v = two[1] - j;
    if (u < NEAR_LINE && i > 0 && !this.eastOf(j * w + i, x, y)) i--;
    else if (u > 1 - NEAR_LINE && i < w - 2 && this.eastOf(j * w + i + 1, x, y)) i++;
    if (v < NEAR_LINE && j > 0 && this.northOf(j * w + i, x, y)) j--;
    else if (v > 1 - NEAR_LINE && j < h - 2 && !this.northOf((j + 1) * w + i, x, y)) j++;
    return j * w + i;
  }
  /** East of the line that runs south from corner a? */
  private eastOf(a: number, x: number, y: number): boolean {
    const { px, py, w } = this;
    return (px[a + w] - px[a]) * (y - py[a]) - (py[a + w] - py[a]) * (x - px[a]) > 0;
  }
  /** North of the line that runs east from corner a? */
  private northOf(a: number, x: number, y: number): boolean {
    const { px, py } = this;
    return (px[a + 1] - px[a]) * (y - py[a]) - (py[a + 1] - py[a]) * (x - px[a]) > 0;
  }
}
const clampTo = (v: number, n: number): number => (v < 0 ? 0 : v > n - 2 ? n - 2 : v);
