// How long does the line of sight of one camera take on an elevation grid, and how does it agree with gdal_viewshed?
// node --import tsx scripts/bench/viewshed.ts: 1,000 cameras, 5 m grid, 120 m, all round.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { fromArrayBuffer, writeArrayBuffer } from 'geotiff';
import { type ElevationPatch, joinTerrain, REFRACTION, TERRAIN_TARGET_M, type TerrainView, terrainView } from '#engine';
import { type ElevationGrid, openGrid } from '#importers/elevation-grid';
import { parseFile } from '#importers/run';
import { cameraTable, type InputCamera } from '#rules/leaf-input';
import { withTerrain } from '#rules/terrain-input';

const RAD = Math.PI / 180;
const EARTH_RADIUS_M = 6_371_000;
const CAMERAS = 1_000;
const REACH_M = 120;
const LENS_M = 5;
const CELL_M = 5;
const SIDE = 600;
const VIEWSHED_RUNS = 10;
const DEM = fileURLToPath(new URL('../../../shared/data/dem/dem_mongon_epsg32717.tif', import.meta.url));

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const median = (list: number[]): number => list.sort((a, b) => a - b)[Math.floor(list.length / 2)]!;

/** Hills of several sizes with a hash of 0.3 m on top: every ray has something to look over. */
function relief(column: number, row: number): number {
  const v = Math.sin(column * 127.1 + row * 311.7) * 43758.5453;
  const [x, y] = [column * CELL_M, row * CELL_M];
  return (
    300 +
    40 * Math.sin(x / 310) * Math.cos(y / 270) +
    8 * Math.sin(x / 47 + y / 61) +
    2.5 * Math.sin(x / 13) * Math.cos(y / 17) +
    0.3 * (v - Math.floor(v))
  );
}

export async function benchViewshed(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lacuna-bench-'));
  try {
    const tif = join(folder, 'dem.tif');
    const values = Float32Array.from({ length: SIDE * SIDE }, (_, k) => relief(k % SIDE, Math.floor(k / SIDE)));
    writeFileSync(
      tif,
      Buffer.from(
        writeArrayBuffer(values, {
          width: SIDE,
          height: SIDE,
          GTRasterTypeGeoKey: 1,
          GTModelTypeGeoKey: 1,
          ProjectedCSTypeGeoKey: 32649,
          ModelPixelScale: [CELL_M, CELL_M, 0],
          ModelTiepoint: [0, 0, 0, 5e5, 3e6, 0],
        }) as ArrayBuffer,
      ),
    );
    say(`${cpus()[0]?.model}, Node ${process.version}: ${CAMERAS} cameras, ${CELL_M} m grid, ${REACH_M} m, 360°`);
    await timed(tif);
    if (!hasViewshed()) {
      say('gdal_viewshed is not installed: apt-get install gdal-bin, then run this again for the comparison.');
      return;
    }
    await besideViewshed('synthetic hills, 5 m', tif, REACH_M, folder);
    if (existsSync(DEM)) await besideViewshed('shared/data/dem hill, 30.85 m', DEM, 1_500, folder);
    else say(`${DEM} is absent: no comparison on real relief`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const hasViewshed = (): boolean => spawnSync('gdal_viewshed', ['--version']).error === undefined;

/** Reads the grid as an import does. */
async function gridOf<T>(tif: string, use: (grid: ElevationGrid) => T): Promise<T> {
  const result = await parseFile(tif, { kind: 'elevation', fileName: tif, options: {} });
  try {
    for await (const { rows } of result.batches) {
      const grid = openGrid(rows[0]!.gridPath);
      try {
        return use(grid);
      } finally {
        grid.close();
      }
    }
    throw new Error(`expected a grid, got ${result.summary.refused?.message}`);
  } finally {
    await result.close();
  }
}

async function timed(tif: string): Promise<void> {
  await gridOf(tif, (grid) => {
    const [west, south, east, north] = grid.bbox;
    const list: InputCamera[] = Array.from({ length: CAMERAS }, (_, i) => ({
      id: String(i).padStart(5, '0'),
      longitude: west + (east - west) * (0.1 + 0.8 * ((i * 0.618034) % 1)),
      latitude: south + (north - south) * (0.1 + 0.8 * ((i * 0.754878) % 1)),
      stage: 'installed',
      count: 1,
      type: 'panoramic',
      azimuthDeg: null,
      hfovDeg: 360,
      rangeM: REACH_M,
      nearM: null,
      heightM: LENS_M,
    }));
    const table = cameraTable(list);
    const times: number[] = [];
    const cpuTimes: number[] = [];
    let views: readonly (TerrainView | null)[] = [];
    for (let run = 0; run < 7; run++) {
      const cpu = process.cpuUsage();
      const from = performance.now();
      views = withTerrain(table, list, [grid]).table.terrain!;
      times.push((performance.now() - from) / CAMERAS);
      const { user, system } = process.cpuUsage(cpu);
      cpuTimes.push((user + system) / 1e3 / CAMERAS);
    }
    const quads = joinTerrain(views).az0Deg.length;
    say(
      `window, line of sight and cells: ${median(times).toFixed(3)} ms a camera, of processor time ${median(cpuTimes).toFixed(3)} (medians of 7 runs), ${(quads / CAMERAS).toFixed(0)} cells a camera`,
    );
  });
}

interface Raster {
  /** west and north edge, side of a cell (m) */
  x: number;
  y: number;
  cell: number;
  width: number;
  height: number;
  values: ArrayLike<number>;
}
async function rasterOf(path: string): Promise<Raster> {
  const bytes = readFileSync(path);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const image = await (await fromArrayBuffer(buffer)).getImage();
  const [values] = (await image.readRasters()) as unknown as [ArrayLike<number>];
  const [x, y] = image.getOrigin() as [number, number];
  const cell = image.getResolution()[0]!;
  return { x, y, cell, width: image.getWidth(), height: image.getHeight(), values };
}

/** Share of cells told alike, each judged at its centre, and how far from an edge of ours the others lie. */
async function besideViewshed(name: string, tif: string, reachM: number, folder: string): Promise<void> {
  const dem = await rasterOf(tif);
  const sums: Sums = { cells: 0, alike: 0, near: 0, seenHere: 0, seenThere: 0, hereAsWalked: 0, thereAsWalked: 0 };
  let theirsMs = 0;
  const out = join(folder, 'viewshed.tif');
  for (let run = 0; run < VIEWSHED_RUNS; run++) {
    const margin = Math.min(Math.floor(dem.width / 3), Math.ceil(reachM / dem.cell) + 2);
    const column = margin + Math.floor((dem.width - 2 * margin) * ((run * 0.618034 + 0.3) % 1));
    const row = margin + Math.floor((dem.height - 2 * margin) * ((run * 0.754878 + 0.7) % 1));
    const { quads } = terrainView(patchAt(dem, column, row), { heightM: LENS_M, azimuthDeg: 0, hfovDeg: 360, reachM });
    const [x, y] = [dem.x + (column + 0.5) * dem.cell, dem.y - (row + 0.5) * dem.cell];
    const from = performance.now();
    execFileSync('gdal_viewshed', [
      ...['-q', '-ox', String(x), '-oy', String(y), '-oz', String(LENS_M), '-tz', String(TERRAIN_TARGET_M)],
      ...['-md', String(reachM), '-cc', String(1 - REFRACTION), tif, out],
    ]);
    theirsMs += performance.now() - from;
    compare(sums, quads, reachM, dem, await rasterOf(out), x, y);
  }
  const share = (n: number, of: number): string => `${((100 * n) / Math.max(1, of)).toFixed(2)} %`;
  say(`${name}, ${reachM} m: gdal_viewshed ${(theirsMs / VIEWSHED_RUNS).toFixed(0)} ms a run, start-up included`);
  say(
    `  ${sums.cells} cell centres, ${share(sums.alike, sums.cells)} told alike; seen here ${share(sums.seenHere, sums.cells)}, there ${share(sums.seenThere, sums.cells)}; of the others ${share(sums.near, sums.cells - sums.alike)} stand within one cell of an edge of ours`,
  );
  say(
    `  a walk along each sight line agrees with ours in ${share(sums.hereAsWalked, sums.cells)}, with gdal_viewshed in ${share(sums.thereAsWalked, sums.cells)}`,
  );
}

/** In the grid's own plane, as gdal_viewshed works: north is up. */
function patchAt(dem: Raster, column: number, row: number): ElevationPatch {
  const { width, height, values, cell } = dem;
  const frame = { c0: column, cx: 1 / cell, cy: 0, r0: row, rx: 0, ry: -1 / cell };
  return { width, height, valuesM: Float32Array.from(values), ...frame };
}

interface Sums {
  cells: number;
  alike: number;
  near: number;
  seenHere: number;
  seenThere: number;
  /** told as by a walk along the sight line */
  hereAsWalked: number;
  thereAsWalked: number;
}
function compare(
  sums: Sums,
  quads: readonly number[],
  reachM: number,
  dem: Raster,
  there: Raster,
  x0: number,
  y0: number,
): void {
  for (let k = 0; k < there.width * there.height; k++) {
    const x = there.x + ((k % there.width) + 0.5) * there.cell - x0;
    const y = there.y - (Math.floor(k / there.width) + 0.5) * there.cell - y0;
    const d = Math.hypot(x, y);
    if (d < there.cell / 2 || d > reachM - there.cell) continue;
    // ground that nobody knows is judged by neither
    const at =
      Math.round((dem.y - y - y0) / dem.cell - 0.5) * dem.width + Math.round((x + x0 - dem.x) / dem.cell - 0.5);
    if (Number.isNaN(dem.values[at])) continue;
    const here = seenBy(quads, x, y);
    const theirs = there.values[k]! > 0;
    sums.cells++;
    const walked = seenByWalking(dem, x0, y0, x, y);
    if (here === walked) sums.hereAsWalked++;
    if (theirs === walked) sums.thereAsWalked++;
    if (here) sums.seenHere++;
    if (theirs) sums.seenThere++;
    if (here === theirs) sums.alike++;
    else if (edgeWithin(quads, x, y, there.cell, here)) sums.near++;
  }
}

/** The judge between the two: along the sight line over bilinear ground in steps of a thirtieth of a cell. */
function seenByWalking(dem: Raster, x0: number, y0: number, x: number, y: number): boolean {
  const d = Math.hypot(x, y);
  const drop = (1 - REFRACTION) / (2 * EARTH_RADIUS_M);
  const lens = groundAt(dem, x0, y0) + LENS_M;
  const height = (s: number): number => groundAt(dem, x0 + (x / d) * s, y0 + (y / d) * s) - drop * s * s - lens;
  const wanted = (height(d) + TERRAIN_TARGET_M) / d;
  for (let s = dem.cell / 30; s < d; s += dem.cell / 30) if (height(s) / s > wanted) return false;
  return true;
}
function groundAt(dem: Raster, x: number, y: number): number {
  const column = (x - dem.x) / dem.cell - 0.5;
  const row = (dem.y - y) / dem.cell - 0.5;
  const i = Math.max(0, Math.min(dem.width - 2, Math.floor(column)));
  const j = Math.max(0, Math.min(dem.height - 2, Math.floor(row)));
  const z = (c: number, r: number): number => dem.values[r * dem.width + c]!;
  const [u, v] = [column - i, row - j];
  return (z(i, j) * (1 - u) + z(i + 1, j) * u) * (1 - v) + (z(i, j + 1) * (1 - u) + z(i + 1, j + 1) * u) * v;
}

/** Does a point of the other kind lie within this distance? */
function edgeWithin(quads: readonly number[], x: number, y: number, withinM: number, here: boolean): boolean {
  for (let ring = 1; ring <= 4; ring++)
    for (let turn = 0; turn < 16; turn++) {
      const [r, a] = [(withinM * ring) / 4, (turn * Math.PI) / 8];
      if (seenBy(quads, x + r * Math.cos(a), y + r * Math.sin(a)) !== here) return true;
    }
  return false;
}

/** Is a point inside one of the cells of a view? */
function seenBy(quads: readonly number[], x: number, y: number): boolean {
  if (quads.length === 0) return true;
  const azimuth = (Math.atan2(x, y) / RAD + 360) % 360;
  for (let q = 0; q < quads.length; q += 6) {
    const az0 = quads[q]!;
    const az1 = quads[q + 1]!;
    if (azimuth < az0 || azimuth > az1) continue;
    if (!beyond(az0, quads[q + 2]!, az1, quads[q + 3]!, x, y)) continue;
    if (!beyond(az0, quads[q + 4]!, az1, quads[q + 5]!, x, y)) return true;
  }
  return false;
}
/** Farther out than the straight edge between two points in polar terms. */
function beyond(az0: number, r0: number, az1: number, r1: number, x: number, y: number): boolean {
  if (r0 === 0 && r1 === 0) return true;
  const [x0, y0] = [r0 * Math.sin(az0 * RAD), r0 * Math.cos(az0 * RAD)];
  const [x1, y1] = [r1 * Math.sin(az1 * RAD), r1 * Math.cos(az1 * RAD)];
  return (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0) > 0;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await benchViewshed();
