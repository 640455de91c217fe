// Which cameras, and which public space, go into the measuring of one leaf? Shared by `measure` and the database.
import Flatbush from 'flatbush';
import type { CameraFields, Stage } from '#contract/camera';
import type { CameraSet } from '#contract/figure';
import { PublicSpaceClass } from '#contract/gap';
import {
  type CameraArrays,
  type DemandInput,
  joinTerrain,
  type LeafInput,
  type LineSoup,
  type PlaceInput,
  type PolygonSoup,
  reachBox,
  type TerrainView,
} from '#engine';
import {
  DEFAULT_LOOK,
  type EmptyFootprint,
  type FootprintFields,
  footprintOf,
  type Look,
  withoutPlace,
} from './assumptions.ts';
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
/** Polygons, or lines and points with all ground within `radiusM` of them; then `soup` is empty. */
export interface InputPublicSpace {
  class: PublicSpaceClass;
  weight: number;
  soup: PolygonSoup;
  strokes?: { lines: LineSoup; radiusM: number };
}
export const EMPTY_SOUP: PolygonSoup = {
  coords: new Float64Array(),
  ringEnd: new Int32Array(),
  polyEnd: new Int32Array(),
};

const IN_SET: Readonly<Record<CameraSet, readonly Stage[]>> = {
  installed: ['installed', 'networked', 'accepted'],
  live: ['installed', 'networked', 'accepted'],
  planned: ['planned', 'approved', 'procured', 'installed', 'networked', 'accepted'],
};
export const inSet = (stage: Stage, set: CameraSet): boolean => IN_SET[set].includes(stage);

/** The cameras of one set in ascending id order, as columns, with an index of the boxes they may see into. */
export interface CameraTable {
  n: number;
  ids: string[];
  columns: Omit<CameraArrays, 'n' | 'terrain'> & { heightM: Float64Array };
  devices: Int32Array;
  unaimed: Uint8Array;
  /** per camera an index into `assumptionSets` */
  assumptionSet: Uint16Array;
  assumptionSets: readonly (readonly string[])[];
  /** rows whose footprint is empty: counted, seen nowhere */
  empty: number[];
  /** why, in the same order */
  emptyWhy: EmptyFootprint[];
  /** box k belongs to row boxRow[k]; null when no camera sees anything */
  boxes: Flatbush | null;
  boxRow: Int32Array;
  /** what relief leaves of each row's view; absent or null = hides nothing: terrain-input.ts */
  terrain?: readonly (TerrainView | null)[];
}

const ascending = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Puts the cameras of a set in engine order, as they see at a detail. Ids must be unique. */
export function cameraTable(
  cameras: Iterable<InputCamera>,
  set: CameraSet = 'installed',
  look: Look = DEFAULT_LOOK,
): CameraTable {
  const kept: InputCamera[] = [];
  for (const c of cameras) if (inSet(c.stage, set)) kept.push(c);
  if (!kept.every((c, i) => i === 0 || kept[i - 1]!.id < c.id)) kept.sort((a, b) => ascending(a.id, b.id));
  const n = kept.length;
  const columns = {
    lon: new Float64Array(n),
    lat: new Float64Array(n),
    azimuthDeg: new Float64Array(n),
    hfovDeg: new Float64Array(n),
    nearM: new Float64Array(n),
    reachM: new Float64Array(n),
    p: new Float64Array(n),
    heightM: new Float64Array(n),
  };
  const devices = new Int32Array(n);
  const unaimed = new Uint8Array(n);
  const assumptionSet = new Uint16Array(n);
  const setIndex = new Map<string, number>();
  const assumptionSets: string[][] = [];
  const empty: number[] = [];
  const emptyWhy: EmptyFootprint[] = [];
  kept.forEach((c, i) => {
    const placed = Number.isFinite(c.longitude) && Number.isFinite(c.latitude);
    const f = placed ? footprintOf(c, look) : withoutPlace(c, look);
    columns.lon[i] = c.longitude;
    columns.lat[i] = c.latitude;
    columns.heightM[i] = c.heightM ?? Number.NaN;
    devices[i] = c.count;
    unaimed[i] = f.unaimed ? 1 : 0;
    const key = f.assumptions.join('|');
    if (!setIndex.has(key)) setIndex.set(key, assumptionSets.push(f.assumptions) - 1);
    assumptionSet[i] = setIndex.get(key)!;
    if ('empty' in f) {
      empty.push(i);
      emptyWhy.push(f);
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
  return { n, ids, columns, devices, unaimed, assumptionSet, assumptionSets, empty, emptyWhy, boxes, boxRow };
}

export function indexBoxes(rows: Int32Array, boxOf: (row: number) => BboxDeg): Flatbush | null {
  if (rows.length === 0) return null;
  const index = new Flatbush(rows.length);
  for (const row of rows) index.add(...boxOf(row));
  index.finish();
  return index;
}

/** Rows of the cameras whose box meets one of these, ascending (= id order). Boxes past ±180 are met from both sides. */
export function rowsMeeting(cameras: CameraTable, boxes: Iterable<BboxDeg>): Int32Array {
  const found = new Set<number>();
  for (const box of boxes) for (const k of searchAround(cameras.boxes, box)) found.add(cameras.boxRow[k]!);
  return Int32Array.from(found).sort();
}
export const rowsNear = (cameras: CameraTable, soup: PolygonSoup): Int32Array =>
  rowsMeeting(cameras, polygonBoxes(soup));

/** Entries whose box meets the box, also where one of the two goes on past ±180°. */
export function searchAround(index: Flatbush | null, [west, south, east, north]: BboxDeg): number[] {
  if (index === null) return [];
  const found: number[] = [];
  for (const turn of [0, 360, -360]) {
    if (turn !== 0 && west + turn > index.maxX) continue;
    if (turn !== 0 && east + turn < index.minX) continue;
    for (const k of index.search(west + turn, south, east + turn, north)) found.push(k);
  }
  return found;
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
/** The ground within `radiusM` of some lines lies inside. */
export function strokesBox(lines: LineSoup, radiusM: number): BboxDeg {
  const [west, south, east, north] = boxOfVertices(lines.coords, 0, lines.coords.length / 2);
  const farthest = Math.max(Math.abs(south), Math.abs(north));
  const [padWest, , padEast] = reachBox(0, farthest, radiusM);
  return [west + padWest, reachBox(0, south, radiusM)[1], east + padEast, reachBox(0, north, radiusM)[3]];
}
const featureBox = ({ soup, strokes }: InputPublicSpace): BboxDeg =>
  strokes === undefined ? soupBox(soup) : strokesBox(strokes.lines, strokes.radiusM);

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

/** Lines (`[[positions]]` each) as they are stored: one polygon of one ring a line, not closed even where it ends at its start. */
export function linesFrom(lines: readonly (readonly (readonly (readonly number[])[])[])[]): PolygonSoup {
  const flat = lines.map((line) => line[0]!);
  let vertices = 0;
  const ringEnd = Int32Array.from(flat, (line) => (vertices += line.length));
  return {
    coords: Float64Array.from(flat.flatMap((line) => line.flatMap((at) => [at[0]!, at[1]!]))),
    ringEnd,
    polyEnd: Int32Array.from(flat.keys(), (i) => i + 1),
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
  return { features, rank, boxes: indexBoxes(rows, (row) => featureBox(features[row]!)) };
}

/** The demand of a leaf inside the extent of a public-space layer: every feature whose box meets it, in the order given
 * (the engine clips). `features` names the feature of each polygon, then of each line. */
export function demandOf(space: PublicSpaceTable, leaf: PolygonSoup): { demand: DemandInput; features: Int32Array } {
  const found = [...new Set(searchAround(space.boxes, soupBox(leaf)))].sort((a, b) => a - b);
  const areas = found.filter((i) => space.features[i]!.strokes === undefined);
  const lined = found.filter((i) => space.features[i]!.strokes !== undefined);
  const soup = joinSoups(areas.map((i) => space.features[i]!.soup));
  const lines = joinLines(lined.map((i) => space.features[i]!.strokes!.lines));
  const ofAreas = spread(space, areas, (i) => space.features[i]!.soup.polyEnd.length);
  const ofLines = spread(space, lined, (i) => space.features[i]!.strokes!.lines.end.length);
  const radiusM = Float64Array.from(ofLines.features, (i) => space.features[i]!.strokes!.radiusM);
  const demand: DemandInput = { soup, label: ofAreas.label, rank: ofAreas.rank };
  if (lined.length > 0) demand.strokes = { lines, radiusM, label: ofLines.label, rank: ofLines.rank };
  return { demand, features: Int32Array.from([...ofAreas.features, ...ofLines.features]) };
}

/** Label and rank of every part of some features. */
function spread(space: PublicSpaceTable, list: number[], partsOf: (i: number) => number) {
  const features = Int32Array.from(list.flatMap((i) => new Array<number>(partsOf(i)).fill(i)));
  return {
    features,
    label: Uint8Array.from(features, (i) => DEMAND_CLASSES.indexOf(space.features[i]!.class)),
    rank: Float64Array.from(features, (i) => space.rank[i]!),
  };
}

export function joinLines(parts: readonly LineSoup[]): LineSoup {
  const coords = new Float64Array(parts.reduce((n, part) => n + part.coords.length, 0));
  const end = new Int32Array(parts.reduce((n, part) => n + part.end.length, 0));
  let [c, e] = [0, 0];
  for (const part of parts) {
    coords.set(part.coords, c);
    for (let i = 0; i < part.end.length; i++) end[e + i] = part.end[i]! + c / 2;
    c += part.coords.length;
    e += part.end.length;
  }
  return { coords, end };
}

export function joinSoups(parts: readonly PolygonSoup[]): PolygonSoup {
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

/** Boxes of the ground of the places. */
export function placeBoxes({ soup, discs }: PlaceInput): BboxDeg[] {
  const boxes = polygonBoxes(soup);
  discs?.radiusM.forEach((radiusM, i) => {
    boxes.push(reachBox(discs.lines.coords[2 * i]!, discs.lines.coords[2 * i + 1]!, radiusM));
  });
  return boxes;
}

/** Everything the engine needs of one leaf. `rows[i]` is the row in the camera table of the engine's camera i.
 * `layers` may reach beyond the leaf (key places): cameras near them come too. */
export function leafInput(
  leaf: InputLeaf,
  cameras: CameraTable,
  demand: DemandInput | null,
  layers: LeafLayers = {},
): { input: LeafInput; rows: Int32Array } {
  const beyond = layers.places === undefined ? [] : placeBoxes(layers.places);
  const rows = rowsMeeting(cameras, [...polygonBoxes(leaf.soup), ...beyond]);
  const take = (column: Float64Array): Float64Array => {
    const taken = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) taken[i] = column[rows[i]!]!;
    return taken;
  };
  const { lon, lat, azimuthDeg, hfovDeg, nearM, reachM, p, heightM } = cameras.columns;
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
        heightM: take(heightM),
        ...(cameras.terrain ? { terrain: joinTerrain(Array.from(rows, (row) => cameras.terrain![row]!)) } : {}),
      },
      ...layers,
    },
  };
}
export type LeafLayers = Pick<LeafInput, 'obstacles' | 'zones' | 'places'>;

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
