// The cell grid over a demand: which cell holds a place, and where does a boundary cross the lines between cells?
//
// Cells are quadrilaterals between projected cell corners. All corners are moved by SHIFT_M to the north-east: borders
// that run along a meridian or parallel of the grid by design (lon 0°, regions cut at map cells) then never coincide
// with a line, so a boundary either crosses a line or does not, and nothing has to be decided by rounding.
import type { Demand } from './demand.ts';
import type { Plane } from './plane.ts';
import { evalFit, FUNCTIONS, fitError, fitPlane, type PlaneFit, type PlaneMap } from './plane-fit.ts';
import { columnOf, latOfRow, lonOfColumn, rowOf } from './quadkey.ts';

/** How far (m) lines stand off the true cell borders. Above what counts as coinciding (2e-7), below anything that shows:
 * a border along a line leaves a strip of this width in the neighbouring cell. */
const SHIFT_M = 3e-7;
/** With more cells than this (a wide region near a pole) they are taken one zoom coarser, until they fit. */
const MAX_CELLS = 500_000;
/** Nearer to a line than this (in cells) a place is compared with the line itself; covers chords and the fit. */
export const NEAR_LINE = 0.02;
/** A fitted cell coordinate may be off by this (in cells). */
const FIT_CELLS = 1e-3;
/** The fitted longitude and latitude may be off by this (degrees): a tenth of a millimetre. */
const FIT_DEG = 1e-9;
/** Degrees tried in turn; where none fits (at a pole) the exact map is asked. */
const DEGREES = [3, 5];

export interface CellGrid {
  zoom: number;
  /** column and row of the first corner */
  c0: number;
  r0: number;
  /** corners per row and per column; cell (i, j) has corners i, i + 1 and j, j + 1 and the number j·w + i */
  w: number;
  h: number;
  px: Float64Array;
  py: Float64Array;
  /** least width of a cell (m) */
  cellM: number;
  /** fractional column and row relative to the first corner, within NEAR_LINE / 2 */
  fraction(x: number, y: number, out: Float64Array): void;
  /** longitude and latitude of a place, off by less than FIT_DEG */
  lonLat(x: number, y: number, out: Float64Array): void;
  /** number of the cell that holds a place */
  at(x: number, y: number): number;
}

export function cellGrid(plane: Plane, d: Demand, zoomWanted: number): CellGrid {
  const [x0, y0, x1, y1] = d.box;
  let zoom = zoomWanted;
  const exact: PlaneMap = (x, y, out) => {
    const [lon, lat] = plane.fromPlane(x, y);
    out[0] = lon;
    out[1] = lat;
    out[2] = columnOf(lon, zoomWanted);
    out[3] = rowOf(lat, zoomWanted);
  };
  const four = new Float64Array(FUNCTIONS);
  let fitted: PlaneFit | null = null;
  for (const degree of DEGREES) {
    fitted = fitPlane(exact, d.box, degree);
    const [degrees, places] = fitError(fitted, exact);
    if (degrees < FIT_DEG && places < FIT_CELLS) break;
    fitted = null;
  }
  const pair = (first: number, x: number, y: number, out: Float64Array): void => {
    if (fitted !== null) evalFit(fitted, first, x, y, out);
    else {
      exact(x, y, four);
      out[0] = four[first];
      out[1] = four[first + 1];
    }
  };
  const f = new Float64Array(2);
  let west = Infinity;
  let east = -Infinity;
  let north = Infinity;
  let south = -Infinity;
  for (const x of [x0, (x0 + x1) / 2, x1])
    for (const y of [y0, (y0 + y1) / 2, y1]) {
      pair(2, x, y, f);
      west = Math.min(west, f[0]);
      east = Math.max(east, f[0]);
      north = Math.min(north, f[1]);
      south = Math.max(south, f[1]);
    }
  let c0: number;
  let r0: number;
  let w: number;
  let h: number;
  // One cell of margin: the first line lies outside the demand, so that no gap reaches it.
  for (; ; zoom--) {
    const unit = 2 ** (zoom - zoomWanted);
    c0 = Math.floor(west * unit) - 1;
    r0 = Math.floor(north * unit) - 1;
    w = Math.floor(east * unit) + 3 - c0;
    h = Math.floor(south * unit) + 3 - r0;
    if (w * h <= MAX_CELLS) break;
  }
  const unit = 2 ** (zoom - zoomWanted);
  const px = new Float64Array(w * h);
  const py = new Float64Array(w * h);
  const xy = [0, 0];
  for (let j = 0; j < h; j++) {
    const lat = latOfRow(r0 + j, zoom);
    for (let i = 0; i < w; i++) {
      plane.toPlane(lonOfColumn(c0 + i, zoom), lat, xy, 0);
      px[j * w + i] = xy[0] + SHIFT_M;
      py[j * w + i] = xy[1] + SHIFT_M;
    }
  }
  let cellM = Infinity;
  for (const j of [0, h - 2])
    for (const i of [0, w - 2]) {
      const k = j * w + i;
      cellM = Math.min(
        cellM,
        Math.hypot(px[k + 1] - px[k], py[k + 1] - py[k]),
        Math.hypot(px[k + w] - px[k], py[k + w] - py[k]),
      );
    }
  const fraction = (x: number, y: number, out: Float64Array): void => {
    pair(2, x, y, out);
    out[0] = out[0] * unit - c0;
    out[1] = out[1] * unit - r0;
  };
  const clampTo = (v: number, n: number): number => (v < 0 ? 0 : v > n - 2 ? n - 2 : v);
  return {
    zoom,
    c0,
    r0,
    w,
    h,
    px,
    py,
    cellM,
    fraction,
    lonLat: (x, y, out) => pair(0, x, y, out),
    at(x, y) {
      fraction(x, y, f);
      let i = clampTo(Math.floor(f[0]), w);
      let j = clampTo(Math.floor(f[1]), h);
      const u = f[0] - i;
      const v = f[1] - j;
      // East of the line that runs south from corner a? North of the one that runs east from it?
      const east = (a: number): boolean => (px[a + w] - px[a]) * (y - py[a]) - (py[a + w] - py[a]) * (x - px[a]) > 0;
      const north = (a: number): boolean => (px[a + 1] - px[a]) * (y - py[a]) - (py[a + 1] - py[a]) * (x - px[a]) > 0;
      if (u < NEAR_LINE && i > 0 && !east(j * w + i)) i--;
      else if (u > 1 - NEAR_LINE && i < w - 2 && east(j * w + i + 1)) i++;
      if (v < NEAR_LINE && j > 0 && north(j * w + i)) j--;
      else if (v > 1 - NEAR_LINE && j < h - 2 && !north((j + 1) * w + i)) j++;
      return j * w + i;
    },
  };
}
