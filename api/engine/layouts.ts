// Seeded random layouts for tests and fuzzing: regions with holes and parts, overlapping public space, footprints with
// duplicates, adjoining sectors, tangent circles and edges along borders.
import type { CameraArrays, DemandInput, LeafInput, LineSoup, PolygonSoup, StrokeInput } from './types.ts';

/** mulberry32: a small seeded generator of [0, 1). */
export function seeded(seed: number): () => number {
  let a = seed | 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const PLACES = [
  [111, 27.5],
  [-1.5, 53.4],
  [7.4, 43.7],
  [179.9999, 69],
  [0, -33],
];
const M_PER_DEG = 111_320;

/** Rows of [lon, lat, azimuthDeg, hfovDeg, nearM, reachM, p]. */
export type CameraRow = [number, number, number, number, number, number, number];

export function camerasOf(rows: CameraRow[]): CameraArrays {
  const f = (k: number): Float64Array => Float64Array.from(rows, (r) => r[k]);
  return { n: rows.length, lon: f(0), lat: f(1), azimuthDeg: f(2), hfovDeg: f(3), nearM: f(4), reachM: f(5), p: f(6) };
}

/** Polygons given as rings of [lon, lat]. */
export function soupOf(polygons: number[][][][]): PolygonSoup {
  const coords: number[] = [];
  const ringEnd: number[] = [];
  const polyEnd: number[] = [];
  for (const rings of polygons) {
    for (const ring of rings) {
      for (const p of ring) coords.push(p[0], p[1]);
      ringEnd.push(coords.length / 2);
    }
    polyEnd.push(ringEnd.length);
  }
  return { coords: Float64Array.from(coords), ringEnd: Int32Array.from(ringEnd), polyEnd: Int32Array.from(polyEnd) };
}

export interface Layout extends LeafInput {
  rows: CameraRow[];
  /** centre the metre offsets of the layout are taken from */
  at: [number, number];
}

/** Lines given as [lon, lat] vertices. */
export function linesOf(lines: number[][][]): LineSoup {
  const coords: number[] = [];
  const end: number[] = [];
  for (const line of lines) {
    for (const p of line) coords.push(p[0], p[1]);
    end.push(coords.length / 2);
  }
  return { coords: Float64Array.from(coords), end: Int32Array.from(end) };
}

/** What a layout has besides regions, public-space polygons and cameras; the rest of the layout stays what it is. */
export interface Extras {
  strokes?: boolean;
  /** buildings, and privacy zones of both kinds */
  excluded?: boolean;
}

/** Lines and points: shared nodes, straight joints, loops, repeats, and radii that recur. */
function randomStrokes(r: () => number, snap: boolean, ll: (p: number[]) => number[]): StrokeInput {
  const lines: number[][][] = [];
  const radius: number[] = [];
  const label: number[] = [];
  const q = (v: number): number => (snap ? Math.round(v / 20) * 20 : v);
  const place = (): number[] => [q((r() - 0.5) * 220), q((r() - 0.5) * 220)];
  const all: number[][] = [];
  const n = 1 + Math.floor(r() * 6);
  while (lines.length < n) {
    if (lines.length > 0 && r() < 0.1) lines.push(lines[lines.length - 1]);
    else {
      const line = [all.length > 0 && r() < 0.5 ? all[Math.floor(r() * all.length)] : place()];
      const m = Math.floor(r() * 5);
      for (let i = 0; i < m; i++) {
        const [a, b] = [line[line.length - 2], line[line.length - 1]];
        if (a && r() < 0.3) line.push([2 * b[0] - a[0], 2 * b[1] - a[1]]);
        else if (i > 1 && r() < 0.2) line.push(line[0]);
        else line.push(place());
      }
      all.push(...line);
      lines.push(line);
    }
    radius.push(r() < 0.6 ? [2, 5, 10][Math.floor(r() * 3)] : 0.5 + 15 * r());
    label.push(Math.floor(r() * 4));
  }
  return {
    lines: linesOf(lines.map((line) => line.map(ll))),
    radiusM: Float64Array.from(radius),
    label: Uint8Array.from(label),
    rank: Float64Array.from(label, (l) => l % 3),
  };
}

/** Layout number `seed`. Every third one sits on a 20 m grid, so that ties abound; every second one has public space. */
export function randomLayout(seed: number, maxCameras = 9, extras: Extras = {}): Layout {
  const r = seeded(seed * 7919 + 13);
  const at = PLACES[seed % 5] as [number, number];
  const kx = 1 / Math.cos((at[1] * Math.PI) / 180);
  const snap = seed % 3 === 0;
  const q = (v: number): number => (snap ? Math.round(v / 20) * 20 : v);
  const ll = ([x, y]: number[]): number[] => [at[0] + (x / M_PER_DEG) * kx, at[1] + y / M_PER_DEG];
  const box = (x: number, y: number, w: number, h: number): number[][] =>
    [
      [x, y],
      [x + w, y],
      [x + w, y + h],
      [x, y + h],
    ].map(ll);
  let region: number[][][][];
  if (seed % 4 === 0) region = [[box(-100, -100, 200, 200)]];
  else if (seed % 4 === 1) region = [[box(-100, -100, 200, 200), box(-20, -20, 60, 60)]];
  else if (seed % 4 === 2) region = [[box(-100, -100, 100, 200)], [box(20, -100, 80, 200)]];
  else {
    const ring: number[][] = [];
    for (let i = 0; i < 7; i++) {
      const t = (i / 7) * 2 * Math.PI;
      const d = 60 + 60 * r();
      ring.push(ll([d * Math.cos(t), d * Math.sin(t)]));
    }
    region = [[ring]];
  }
  let demand: DemandInput | null = null;
  if (seed % 2 === 1) {
    const polygons: number[][][][] = [];
    const label: number[] = [];
    const m = 1 + Math.floor(r() * 5);
    for (let i = 0; i < m; i++) {
      polygons.push([box(q((r() - 0.5) * 200), q((r() - 0.5) * 200), q(20 + r() * 80) || 20, q(20 + r() * 80) || 20)]);
      label.push(Math.floor(r() * 3));
    }
    demand = { soup: soupOf(polygons), label: Uint8Array.from(label), rank: Float64Array.from(label) };
  }
  const rows: CameraRow[] = [];
  const n = 1 + Math.floor(r() * maxCameras);
  while (rows.length < n) {
    const last = rows[rows.length - 1];
    if (last && r() < 0.15) {
      rows.push([...last]);
      continue;
    }
    if (last && last[3] < 360 && r() < 0.1) {
      rows.push([last[0], last[1], (last[2] + last[3]) % 360, last[3], last[4], last[5], last[6]]);
      continue;
    }
    const [lon, lat] = ll([q((r() - 0.5) * 220), q((r() - 0.5) * 220)]);
    const reach = snap ? [20, 40, 60][Math.floor(r() * 3)] : 10 + r() * 80;
    const near = r() < 0.3 ? (snap ? 20 * Math.floor(r() * 2) : reach * r() * 0.5) : 0;
    const hfov = r() < 0.35 ? 360 : snap ? [45, 90, 180, 270][Math.floor(r() * 4)] : 20 + r() * 320;
    const p = r() < 0.35 ? [1 / 6, 0.3, 0.9][Math.floor(r() * 3)] : 1;
    rows.push([lon, lat, snap ? 45 * Math.floor(r() * 8) : r() * 360, hfov, near >= reach ? 0 : near, reach, p]);
  }
  const layout: Layout = { region: soupOf(region), demand, cameras: camerasOf(rows), rows, at };
  const more = seeded(seed * 104_729 + 7);
  if (extras.strokes) {
    const strokes = randomStrokes(more, snap, ll);
    const none = { soup: soupOf([]), label: new Uint8Array(0), rank: new Float64Array(0) };
    layout.demand = { ...(demand ?? none), strokes };
  }
  if (extras.excluded) {
    const some = (): number[][][][] =>
      Array.from({ length: Math.floor(more() * 4) }, () => {
        const [x, y] = [q((more() - 0.5) * 200), q((more() - 0.5) * 200)];
        return [box(x, y, q(10 + more() * 40) || 20, q(10 + more() * 40) || 20)];
      });
    const [buildings, zones] = [some(), some()];
    layout.obstacles = {
      buildings: soupOf(buildings),
      buildingTopM: Float64Array.from(buildings, () => 3 + 20 * more()),
      walls: linesOf([]),
      wallTopM: new Float64Array(0),
    };
    layout.zones = { soup: soupOf(zones), excluded: Uint8Array.from(zones, () => (more() < 0.7 ? 1 : 0)) };
  }
  return layout;
}
