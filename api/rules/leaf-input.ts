// Which cameras, and which public space, go into the measuring of one leaf? Shared by `measure` and the database.
import Flatbush from 'flatbush';
import type { CameraFields, Stage } from '#contract/camera';
import type { CameraSet } from '#contract/figure';
import { PublicSpaceClass } from '#contract/gap';
import { type CameraArrays, type DemandInput, type LeafInput, type PolygonSoup, reachBox } from '#engine';
import { type AssumptionTable, DEFAULT_ASSUMPTIONS, type FootprintFields, footprintOf } from './assumptions.ts';
import type { StandingCounts } from './rollup.ts';

/** west, south, east, north in degrees */
export type BboxDeg = readonly [number, number, number, number];

export interface InputCamera extends FootprintFields, Pick<CameraFields, 'longitude' | 'latitude' | 'stage' | 'count'> {
  id: string;
}
export interface InputLeaf {
  code: string;
  soup: PolygonSoup;
}
export interface InputPublicSpace {
  class: PublicSpaceClass;
  weight: number;
  soup: PolygonSoup;
}

const IN_SET: Readonly<Record<CameraSet, readonly Stage[]>> = {
  installed: ['installed', 'networked', 'accepted'],
  planned: ['planned', 'approved', 'procured', 'installed', 'networked', 'accepted'],
};
export const inSet = (stage: Stage, set: CameraSet): boolean => IN_SET[set].includes(stage);

/** The cameras of one set in ascending id order, as columns, with an index of the boxes they may see into. */
export interface CameraTable {
  n: number;
  ids: string[];
  columns: Omit<CameraArrays, 'n'>;
  devices: Int32Array;
  unaimed: Uint8Array;
  /** per camera an index into `assumptionSets` */
  assumptionSet: Uint16Array;
  assumptionSets: readonly (readonly string[])[];
  /** rows whose footprint is empty: counted, seen nowhere */
  empty: number[];
  /** box k belongs to row boxRow[k]; null when no camera sees anything */
  boxes: Flatbush | null;
  boxRow: Int32Array;
}

const ascending = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Puts the cameras of a set in engine order. Ids must be unique. */
export function cameraTable(
  cameras: Iterable<InputCamera>,
  set: CameraSet = 'installed',
  table: AssumptionTable = DEFAULT_ASSUMPTIONS,
): CameraTable {
  const kept: InputCamera[] = [];
  for (const c of cameras) if (inSet(c.stage, set)) kept.push(c);
  kept.sort((a, b) => ascending(a.id, b.id));
  const n = kept.length;
  const columns = {
    lon: new Float64Array(n),
    lat: new Float64Array(n),
    azimuthDeg: new Float64Array(n),
    hfovDeg: new Float64Array(n),
    nearM: new Float64Array(n),
    reachM: new Float64Array(n),
    p: new Float64Array(n),
  };
  const devices = new Int32Array(n);
  const unaimed = new Uint8Array(n);
  const assumptionSet = new Uint16Array(n);
  const setIndex = new Map<string, number>();
  const assumptionSets: string[][] = [];
  const empty: number[] = [];
  kept.forEach((c, i) => {
    const f = footprintOf(c, table);
    columns.lon[i] = c.longitude;
    columns.lat[i] = c.latitude;
    devices[i] = c.count;
    unaimed[i] = f.unaimed ? 1 : 0;
    const key = f.assumptions.join('|');
    if (!setIndex.has(key)) setIndex.set(key, assumptionSets.push(f.assumptions) - 1);
    assumptionSet[i] = setIndex.get(key)!;
    if ('empty' in f) {
      empty.push(i);
      return;
    }
    columns.azimuthDeg[i] = f.azimuthDeg;
    columns.hfovDeg[i] = f.hfovDeg;
    columns.nearM[i] = f.nearM;
    columns.reachM[i] = f.reachM;
    columns.p[i] = f.p;
  });
  const boxRow = new Int32Array(n - empty.length);
  let k = 0;
  for (let i = 0; i < n; i++) if (columns.reachM[i]! > 0) boxRow[k++] = i;
  const boxes = indexBoxes(boxRow, (row) => reachBox(columns.lon[row]!, columns.lat[row]!, columns.reachM[row]!));
  const ids = kept.map((c) => c.id);
  return { n, ids, columns, devices, unaimed, assumptionSet, assumptionSets, empty, boxes, boxRow };
}

function indexBoxes(rows: Int32Array, boxOf: (row: number) => BboxDeg): Flatbush | null {
  if (rows.length === 0) return null;
  const index = new Flatbush(rows.length);
  for (const row of rows) index.add(...boxOf(row));
  index.finish();
  return index;
}

/** Rows of the cameras whose box meets the polygons, ascending (= id order). Boxes past ±180 are met from both sides. */
export function rowsNear(cameras: CameraTable, soup: PolygonSoup): Int32Array {
  const { boxes } = cameras;
  if (boxes === null) return new Int32Array(0);
  const found = new Set<number>();
  for (const [west, south, east, north] of polygonBoxes(soup)) {
    for (const turn of [0, 360, -360]) {
      if (turn !== 0 && west + turn > boxes.maxX) continue;
      if (turn !== 0 && east + turn < boxes.minX) continue;
      for (const k of boxes.search(west + turn, south, east + turn, north)) found.add(cameras.boxRow[k]!);
    }
  }
  return Int32Array.from(found).sort();
}

/** One box per polygon of the soup. */
export function polygonBoxes(soup: PolygonSoup): BboxDeg[] {
  const boxes: BboxDeg[] = [];
  for (let p = 0; p < soup.polyEnd.length; p++) {
    const from = p === 0 ? 0 : ringEndOf(soup, soup.polyEnd[p - 1]! - 1);
    const to = ringEndOf(soup, soup.polyEnd[p]! - 1);
    boxes.push(boxOfVertices(soup.coords, from, to));
  }
  return boxes;
}
const ringEndOf = (soup: PolygonSoup, ring: number): number => (ring < 0 ? 0 : soup.ringEnd[ring]!);

function boxOfVertices(coords: Float64Array, from: number, to: number): BboxDeg {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let v = from; v < to; v++) {
    west = Math.min(west, coords[2 * v]!);
    east = Math.max(east, coords[2 * v]!);
    south = Math.min(south, coords[2 * v + 1]!);
    north = Math.max(north, coords[2 * v + 1]!);
  }
  return [west, south, east, north];
}
export const soupBox = (soup: PolygonSoup): BboxDeg => boxOfVertices(soup.coords, 0, soup.coords.length / 2);

/** Polygons → rings → positions (closed or not) as the engine takes them. */
export function soupFrom(polygons: readonly (readonly (readonly (readonly number[])[])[])[]): PolygonSoup {
  const coords: number[] = [];
  const ringEnd: number[] = [];
  const polyEnd: number[] = [];
  for (const rings of polygons) {
    for (const ring of rings) {
      const first = ring[0]!;
      const last = ring[ring.length - 1]!;
      const n = ring.length > 1 && first[0] === last[0] && first[1] === last[1] ? ring.length - 1 : ring.length;
      for (let v = 0; v < n; v++) coords.push(ring[v]![0]!, ring[v]![1]!);
      ringEnd.push(coords.length / 2);
    }
    polyEnd.push(ringEnd.length);
  }
  return {
    coords: Float64Array.from(coords),
    ringEnd: Int32Array.from(ringEnd),
    polyEnd: Int32Array.from(polyEnd),
  };
}

/** Public space of a run with its ranks: greater weight first, then the order of the classes, then the order given. */
export interface PublicSpaceTable {
  features: readonly InputPublicSpace[];
  rank: Float64Array;
  boxes: Flatbush | null;
}
/** The order of DemandInput.label: an index into this list. */
export const DEMAND_CLASSES: readonly PublicSpaceClass[] = PublicSpaceClass.options;

export function publicSpaceTable(features: readonly InputPublicSpace[]): PublicSpaceTable {
  const classRank = (f: InputPublicSpace): number => DEMAND_CLASSES.indexOf(f.class);
  const keys = features.map((f, i) => ({ i, weight: f.weight, classRank: classRank(f) }));
  keys.sort((a, b) => b.weight - a.weight || a.classRank - b.classRank || a.i - b.i);
  const rank = new Float64Array(features.length);
  let r = -1;
  keys.forEach((key, at) => {
    const before = keys[at - 1];
    if (!before || before.weight !== key.weight || before.classRank !== key.classRank) r++;
    rank[key.i] = r;
  });
  const rows = Int32Array.from(features.keys());
  return { features, rank, boxes: indexBoxes(rows, (row) => soupBox(features[row]!.soup)) };
}

/** The demand of a leaf inside the extent of a public-space layer: every feature whose box meets it, in the order given
 * (the engine clips). `features` names the feature of each polygon. */
export function demandOf(space: PublicSpaceTable, leaf: PolygonSoup): { demand: DemandInput; features: Int32Array } {
  const found = space.boxes === null ? [] : space.boxes.search(...(soupBox(leaf) as [number, number, number, number]));
  found.sort((a, b) => a - b);
  const parts = found.map((i) => space.features[i]!.soup);
  const polygons = parts.map((s) => s.polyEnd.length);
  const total = polygons.reduce((a, b) => a + b, 0);
  const label = new Uint8Array(total);
  const rank = new Float64Array(total);
  const features = new Int32Array(total);
  let at = 0;
  found.forEach((i, j) => {
    const end = at + polygons[j]!;
    label.fill(DEMAND_CLASSES.indexOf(space.features[i]!.class), at, end);
    rank.fill(space.rank[i]!, at, end);
    features.fill(i, at, end);
    at = end;
  });
  return { demand: { soup: joinSoups(parts), label, rank }, features };
}

function joinSoups(parts: readonly PolygonSoup[]): PolygonSoup {
  const size = (pick: (s: PolygonSoup) => { length: number }): number => parts.reduce((n, s) => n + pick(s).length, 0);
  const coords = new Float64Array(size((s) => s.coords));
  const ringEnd = new Int32Array(size((s) => s.ringEnd));
  const polyEnd = new Int32Array(size((s) => s.polyEnd));
  let [c, r, p] = [0, 0, 0];
  for (const s of parts) {
    coords.set(s.coords, c);
    ringEnd.set(
      s.ringEnd.map((end) => end + c / 2),
      r,
    );
    polyEnd.set(
      s.polyEnd.map((end) => end + r),
      p,
    );
    c += s.coords.length;
    r += s.ringEnd.length;
    p += s.polyEnd.length;
  }
  return { coords, ringEnd, polyEnd };
}

/** Everything the engine needs of one leaf. `rows[i]` is the row in the camera table of the engine's camera i. */
export function leafInput(
  leaf: InputLeaf,
  cameras: CameraTable,
  demand: DemandInput | null,
): { input: LeafInput; rows: Int32Array } {
  const rows = rowsNear(cameras, leaf.soup);
  const take = (column: Float64Array): Float64Array => {
    const taken = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) taken[i] = column[rows[i]!]!;
    return taken;
  };
  const { lon, lat, azimuthDeg, hfovDeg, nearM, reachM, p } = cameras.columns;
  return {
    rows,
    input: {
      region: leaf.soup,
      demand,
      cameras: {
        n: rows.length,
        lon: take(lon),
        lat: take(lat),
        azimuthDeg: take(azimuthDeg),
        hfovDeg: take(hfovDeg),
        nearM: take(nearM),
        reachM: take(reachM),
        p: take(p),
      },
    },
  };
}

/** Counts of the cameras standing in each leaf. `standing[row]` = index of the leaf, −1 for none. */
export function standingCounts(cameras: CameraTable, standing: Int32Array, leafCount: number): StandingCounts[] {
  const counts = Array.from({ length: leafCount }, () => ({
    cameras: 0,
    devices: 0,
    unaimed: 0,
    assumptions: {} as Record<string, number>,
  }));
  for (let row = 0; row < cameras.n; row++) {
    const leaf = standing[row]!;
    if (leaf < 0) continue;
    const c = counts[leaf]!;
    c.cameras++;
    c.devices += cameras.devices[row]!;
    c.unaimed += cameras.unaimed[row]!;
    for (const name of cameras.assumptionSets[cameras.assumptionSet[row]!]!) {
      c.assumptions[name] = (c.assumptions[name] ?? 0) + 1;
    }
  }
  for (const c of counts)
    c.assumptions = Object.fromEntries(Object.entries(c.assumptions).sort(([a], [b]) => ascending(a, b)));
  return counts;
}
