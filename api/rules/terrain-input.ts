// Which cameras' views does the relief cut, and by which grid? From lens height and elevations to what the engine takes.
import type { CameraType } from '#contract/camera';
import { type ElevationPatch, metresPerDegree, reachBox, type TerrainView, terrainView } from '#engine';
import { TERRAIN_UNKNOWN } from './assumptions.ts';
import type { BboxDeg, CameraTable, InputCamera } from './leaf-input.ts';

/** Lens above the ground (m) where a record does not say: counted as an assumption where terrain is in play. Poles and
 * walls along streets carry fixed cameras at about 4 m, domes under eaves lower, ptz cameras on masts of their own. */
export const LENS_HEIGHT_M: Readonly<Record<CameraType, number>> = { fixed: 4, dome: 3, ptz: 6, panoramic: 4 };

/** A camera's ground counts as wholly known up to this share: the rest is rounding at the rim of a grid. */
const UNKNOWN_SHARE_MIN = 1e-9;
/** Grids whose cells differ by no more than this factor are taken for tiles of one survey and complete each other;
 * others would set a step between them where there is none. */
const SAME_SURVEY = 1.25;
/** Rows and columns beyond the reach, so that the last cell has its four corners. */
const MARGIN_CELLS = 2;
/** A patch takes the grid's lines for straight. Over d metres they bend by about d² / R, so it ends where that is a
 * quarter of a cell (2.8 km on a 5 m grid); ground beyond counts as not known. */
const BEND_M = 6_371_000 / 4;

/** A grid of elevations that can be read window by window. */
export interface ElevationSource {
  width: number;
  height: number;
  /** side of a cell */
  cellM: number;
  bbox: BboxDeg;
  /** fractions between cell centres; null where the grid's system does not reach */
  toCell(lon: number, lat: number): [column: number, row: number] | null;
  /** a window inside the grid, row by row; NaN = not known */
  window(column: number, row: number, width: number, height: number): Float32Array;
}

/** Views kept between measurings. A view depends on the camera's place, aim, reach and lens, and on the grids. */
export interface ViewCache {
  get(key: string): TerrainView | undefined;
  set(key: string, view: TerrainView): void;
}

/** Cameras with unknown ground in their view. */
export interface UnknownTerrain {
  id: string;
  share: number;
}

export interface TerrainRun {
  /** Casts the views of about this many more cameras; false = none is left. */
  step(cameras: number): boolean;
  /** The table with views, and with what had to be assumed for them. */
  result(): { table: CameraTable; unknown: UnknownTerrain[] };
}

/** Views of all cameras of a table whose reach meets a grid. In steps, because thousands of views take seconds. */
export function terrainRun(
  table: CameraTable,
  cameras: Iterable<Pick<InputCamera, 'id' | 'type' | 'heightM'>>,
  grids: readonly ElevationSource[],
  cache?: ViewCache,
): TerrainRun {
  const lensOf = new Map<string, { type: CameraType; heightM: number | null }>();
  for (const { id, type, heightM } of cameras) lensOf.set(id, { type: type ?? 'fixed', heightM: heightM ?? null });
  const finest = [...grids].sort((a, b) => a.cellM - b.cellM);
  const terrain: (TerrainView | null)[] = new Array(table.n).fill(null);
  const added = new Map<number, string[]>();
  const unknown: UnknownTerrain[] = [];
  const { lon, lat, azimuthDeg, hfovDeg, reachM } = table.columns;
  let next = 0;
  function cast(row: number): boolean {
    if (!(reachM[row]! > 0)) return false;
    const near = meeting(finest, reachBox(lon[row]!, lat[row]!, reachM[row]!));
    if (near.length === 0) return false;
    const id = table.ids[row]!;
    const lens = lensOf.get(id) ?? { type: 'fixed', heightM: null };
    const heightM = lens.heightM ?? LENS_HEIGHT_M[lens.type];
    const camera = { heightM, azimuthDeg: azimuthDeg[row]!, hfovDeg: hfovDeg[row]!, reachM: reachM[row]! };
    const key = [lon[row], lat[row], heightM, camera.azimuthDeg, camera.hfovDeg, camera.reachM].join(' ');
    const known = cache?.get(key);
    const view = known ?? viewOver(near, lon[row]!, lat[row]!, camera);
    if (known === undefined) cache?.set(key, view);
    terrain[row] = view;
    const names: string[] = [];
    if (lens.heightM === null && view.unknownShare < 1) names.push(`${lens.type}.heightM=${heightM}`);
    if (view.unknownShare > UNKNOWN_SHARE_MIN) {
      names.push(TERRAIN_UNKNOWN);
      unknown.push({ id, share: view.unknownShare });
    }
    if (names.length > 0) added.set(row, names);
    return known === undefined;
  }
  return {
    step(count) {
      for (let left = count; left > 0 && next < table.n; next++) if (cast(next)) left--;
      return next < table.n;
    },
    result: () => ({ table: { ...table, terrain, ...withAssumptions(table, added) }, unknown }),
  };
}

/** All at once, for few cameras. */
export function withTerrain(...args: Parameters<typeof terrainRun>): ReturnType<TerrainRun['result']> {
  const run = terrainRun(...args);
  while (run.step(Number.POSITIVE_INFINITY));
  return run.result();
}

function meeting(grids: readonly ElevationSource[], [west, south, east, north]: BboxDeg): ElevationSource[] {
  return grids.filter(({ bbox }) => {
    if (bbox[1] > north || bbox[3] < south) return false;
    return [0, 360, -360].some((turn) => bbox[0] + turn <= east && bbox[2] + turn >= west);
  });
}

type Sight = Parameters<typeof terrainView>[1];

/** The finest grid that knows the ground under the camera; tiles of the same survey fill what it lacks. */
function viewOver(grids: readonly ElevationSource[], lon: number, lat: number, camera: Sight): TerrainView {
  for (const grid of grids) {
    const patch = patchOf(grid, lon, lat, camera.reachM);
    if (patch === null) continue;
    const others = grids.filter((other) => other !== grid && other.cellM <= grid.cellM * SAME_SURVEY);
    fill(patch, others, lon, lat);
    const view = terrainView(patch, camera);
    if (view.unknownShare < 1) return view;
  }
  return { quads: [], unknownShare: 1 };
}

/** The part of a grid around a camera; what lies outside the grid is not known. Null: the camera stands off the grid. */
function patchOf(grid: ElevationSource, lon: number, lat: number, reachM: number): ElevationPatch | null {
  const at = grid.toCell(lon, lat);
  if (at === null) return null;
  const span = Math.min(reachM, Math.sqrt(grid.cellM * BEND_M));
  const [perLon, perLat] = metresPerDegree(lat);
  const half = span / 2;
  const east = grid.toCell(lon + half / perLon, lat);
  const west = grid.toCell(lon - half / perLon, lat);
  const north = grid.toCell(lon, lat + half / perLat);
  const south = grid.toCell(lon, lat - half / perLat);
  if (east === null || west === null || north === null || south === null) return null;
  const [cx, rx] = [(east[0] - west[0]) / span, (east[1] - west[1]) / span];
  const [cy, ry] = [(north[0] - south[0]) / span, (north[1] - south[1]) / span];
  const columns = Math.ceil(span * Math.hypot(cx, cy)) + MARGIN_CELLS;
  const rows = Math.ceil(span * Math.hypot(rx, ry)) + MARGIN_CELLS;
  const left = Math.floor(at[0]) - columns;
  const top = Math.floor(at[1]) - rows;
  const width = 2 * columns + 2;
  const height = 2 * rows + 2;
  const valuesM = windowOf(grid, left, top, width, height);
  if (valuesM === null) return null;
  return { width, height, valuesM, c0: at[0] - left, cx, cy, r0: at[1] - top, rx, ry };
}

/** A window that may stand over the grid's edge; null when it lies wholly outside. */
function windowOf(
  grid: ElevationSource,
  left: number,
  top: number,
  width: number,
  height: number,
): Float32Array | null {
  const from = Math.max(0, left);
  const above = Math.max(0, top);
  const w = Math.min(grid.width, left + width) - from;
  const h = Math.min(grid.height, top + height) - above;
  if (w <= 0 || h <= 0) return null;
  const inside = grid.window(from, above, w, h);
  if (w === width && h === height) return inside;
  const all = new Float32Array(width * height).fill(Number.NaN);
  for (let j = 0; j < h; j++) all.set(inside.subarray(j * w, (j + 1) * w), (above - top + j) * width + (from - left));
  return all;
}

/** Elevations from other tiles where the patch has none. */
function fill(patch: ElevationPatch, others: readonly ElevationSource[], lon: number, lat: number): void {
  if (others.length === 0 || !patch.valuesM.some(Number.isNaN)) return;
  const { width, valuesM, c0, cx, cy, r0, rx, ry } = patch;
  const [perLon, perLat] = metresPerDegree(lat);
  const det = cx * ry - cy * rx;
  for (let k = 0; k < valuesM.length; k++) {
    if (!Number.isNaN(valuesM[k]!)) continue;
    const column = (k % width) - c0;
    const row = Math.floor(k / width) - r0;
    const x = (column * ry - row * cy) / det;
    const y = (row * cx - column * rx) / det;
    for (const other of others) {
      const z = groundAt(other, lon + x / perLon, lat + y / perLat);
      if (Number.isNaN(z)) continue;
      valuesM[k] = z;
      break;
    }
  }
}

/** Bilinear; NaN where it is not known. */
function groundAt(grid: ElevationSource, lon: number, lat: number): number {
  const at = grid.toCell(lon, lat);
  if (at === null) return Number.NaN;
  // tiles meet half a cell beyond their outer centres: there the outer centre speaks
  const column = Math.max(0, Math.min(grid.width - 1, at[0]));
  const row = Math.max(0, Math.min(grid.height - 1, at[1]));
  if (Math.abs(column - at[0]) > 0.5 || Math.abs(row - at[1]) > 0.5) return Number.NaN;
  const i = Math.min(grid.width - 2, Math.floor(column));
  const j = Math.min(grid.height - 2, Math.floor(row));
  const [a, b, c, d] = grid.window(i, j, 2, 2) as unknown as [number, number, number, number];
  const [u, v] = [column - i, row - j];
  return (a * (1 - u) + b * u) * (1 - v) + (c * (1 - u) + d * u) * v;
}

/** The assumption sets of a table with more names for some rows. */
function withAssumptions(
  table: CameraTable,
  added: ReadonlyMap<number, string[]>,
): Pick<CameraTable, 'assumptionSet' | 'assumptionSets'> {
  const assumptionSet = table.assumptionSet.slice();
  const assumptionSets = [...table.assumptionSets];
  const index = new Map(assumptionSets.map((names, i) => [names.join('|'), i]));
  for (const [row, names] of added) {
    const all = [...table.assumptionSets[table.assumptionSet[row]!]!, ...names];
    const key = all.join('|');
    if (!index.has(key)) index.set(key, assumptionSets.push(all) - 1);
    assumptionSet[row] = index.get(key)!;
  }
  return { assumptionSet, assumptionSets };
}
