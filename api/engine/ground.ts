// The ground of a leaf: its planes, and in each of them the demand, from longitude and latitude.
import { type BoxGrid, boxGrid } from './boxgrid.ts';
import { ChainBoxes } from './chainboxes.ts';
import type { Demand } from './demand.ts';
import { overlay } from './overlay.ts';
import { boxSizeM, type Plane, planeAt, projectLine, projectRing, projectRingOnce } from './plane.ts';
import { columnOf, latOfRow, lonOfColumn, rowOf } from './quadkey.ts';
import { freshRoom, type Room } from './room.ts';
import { addPolygon, addRing, emptyShapes, type Shapes } from './shapes.ts';
import { simpleRing } from './simplering.ts';
import { addStroke } from './stroke.ts';
import type { DemandInput, LeafInput, PolygonSoup, StrokeInput } from './types.ts';

/** A plane serves this width (m): lengths are then off by less than 7e-7. */
const PLANE_WIDTH_M = 30_000;
/** Boxes of edges are this much (m) wider than the edge, so that a touch counts as meeting. */
const SLACK_M = 1e-6;

/** An index over the demand's edges. Arcs are monotone, so their ends give their box. */
export function gridOf(d: Demand, room: Room = freshRoom): BoxGrid {
  const x0 = room.f64(d.n);
  const y0 = room.f64(d.n);
  const x1 = room.f64(d.n);
  const y1 = room.f64(d.n);
  const { ax, ay, bx, by } = d;
  for (let e = 0; e < d.n; e++) {
    x0[e] = Math.min(ax[e], bx[e]) - SLACK_M;
    x1[e] = Math.max(ax[e], bx[e]) + SLACK_M;
    y0[e] = Math.min(ay[e], by[e]) - SLACK_M;
    y1[e] = Math.max(ay[e], by[e]) + SLACK_M;
  }
  return d.ring ? new ChainBoxes(d.n, x0, y0, x1, y1, room) : boxGrid(d.n, x0, y0, x1, y1);
}

/** The planes of a leaf with their demand: what the independent oracle starts from. */
export function demandsOf(input: LeafInput): { plane: Plane; demand: Demand }[] {
  const excluded = excludedOf(input);
  return planesOf(input.region).map((part) => ({
    plane: part.plane,
    demand: demandIn(part.plane, part.region, input.demand, excluded, part.clip),
  }));
}

/** Ground of a leaf that is no demand: buildings, and the zones that forbid a view or mask it. */
export function excludedOf(input: LeafInput): PolygonSoup[] {
  const out: PolygonSoup[] = [];
  if (input.obstacles && input.obstacles.buildings.polyEnd.length > 0) out.push(input.obstacles.buildings);
  if (input.zones) {
    const { soup, excluded } = input.zones;
    const zones = only(soup, (p) => excluded[p] === 1);
    if (zones.polyEnd.length > 0) out.push(zones);
  }
  return out;
}

/** The polygons that `take` picks, in their order. */
export function only(soup: PolygonSoup, take: (p: number) => boolean): PolygonSoup {
  const coords: number[] = [];
  const ringEnd: number[] = [];
  const polyEnd: number[] = [];
  for (let p = 0; p < soup.polyEnd.length; p++) {
    if (!take(p)) continue;
    for (let r = p === 0 ? 0 : soup.polyEnd[p - 1]; r < soup.polyEnd[p]; r++) {
      for (let i = r === 0 ? 0 : 2 * soup.ringEnd[r - 1]; i < 2 * soup.ringEnd[r]; i++) coords.push(soup.coords[i]);
      ringEnd.push(coords.length / 2);
    }
    polyEnd.push(ringEnd.length);
  }
  return { coords: Float64Array.from(coords), ringEnd: Int32Array.from(ringEnd), polyEnd: Int32Array.from(polyEnd) };
}

/** lon/lat box: west, south, east, north */
type LonLatBox = [number, number, number, number];
const EVERYWHERE = [-Infinity, -Infinity, Infinity, Infinity];

/** The demand of a region in its plane: its public space, or all of it (label 0) where `demand` is null, without what lies
 * inside any `excluded` polygon. `clipBox` is what the region was cut to. */
export function demandIn(
  plane: Plane,
  region: PolygonSoup,
  demand: DemandInput | null,
  excluded: PolygonSoup[],
  clipBox: LonLatBox | null,
  room: Room = freshRoom,
): Demand {
  const lone = !demand && region.ringEnd.length === 1 && region.ringEnd[0] >= 3;
  if (lone && excluded.length === 0) {
    const simple = simpleRing(projectRingOnce(plane, region.coords, 0, region.ringEnd[0]), room);
    if (simple) return simple;
  }
  const shapes = emptyShapes(region.coords.length + 16);
  addSoup(shapes, plane, region, EVERYWHERE, () => -1);
  const box = boxOf(shapes);
  const own = shapes.n;
  for (const soup of excluded) addSoup(shapes, plane, clip(soup, clipBox), box, () => -2);
  if (lone && excluded.length > 0 && shapes.n === own) {
    const simple = simpleRing(projectRingOnce(plane, region.coords, 0, region.ringEnd[0]), room);
    if (simple) return simple;
  }
  if (demand) {
    const { soup, label, rank, strokes } = demand;
    // A polygon that keeps the layer "public space" alive even where no feature is left inside this plane.
    addPolygon(shapes, 0, Infinity);
    addSoup(
      shapes,
      plane,
      clip(soup, clipBox),
      box,
      (p) => label[p],
      (p) => rank[p],
    );
    if (strokes) addStrokes(shapes, plane, strokes, box);
  }
  return overlay(shapes);
}

/** The demand made of just these polygons, without what lies inside any `excluded` one and outside `within` (null = cut to
 * nothing). A polygon's label is `label[p]`, else its own number; where two overlap the first one has the ground. */
export function demandOfSoup(
  plane: Plane,
  soup: PolygonSoup,
  excluded: PolygonSoup[],
  within: PolygonSoup | null,
  label?: ArrayLike<number>,
  strokes?: StrokeInput,
): Demand {
  const shapes = emptyShapes(soup.coords.length + 16);
  if (within) addSoup(shapes, plane, within, EVERYWHERE, () => -1);
  const limit = within ? boxOf(shapes) : EVERYWHERE;
  addPolygon(shapes, 0, Infinity);
  const from = shapes.n;
  addSoup(shapes, plane, soup, limit, (p) => (label ? label[p] : p));
  if (strokes) addStrokes(shapes, plane, strokes, limit);
  const box = boxOf(shapes, from);
  for (const other of excluded) addSoup(shapes, plane, other, box, () => -2);
  return overlay(shapes, within === null);
}

/** Adds the polygons whose box meets `box`. */
function addSoup(
  s: Shapes,
  plane: Plane,
  soup: PolygonSoup,
  box: ArrayLike<number>,
  label: (p: number) => number,
  rank: (p: number) => number = () => 0,
): void {
  for (let p = 0; p < soup.polyEnd.length; p++) {
    const before = s.n;
    const polygon = addPolygon(s, label(p), rank(p));
    for (let r = p === 0 ? 0 : soup.polyEnd[p - 1]; r < soup.polyEnd[p]; r++) {
      const from = r === 0 ? 0 : soup.ringEnd[r - 1];
      if (soup.ringEnd[r] - from < 3) continue;
      const xy = projectRing(plane, soup.coords, from, soup.ringEnd[r]);
      if (allFinite(xy)) addRing(s, xy, polygon);
    }
    if (box !== EVERYWHERE && misses(boxOf(s, before), box)) s.n = before;
  }
}

function addStrokes(s: Shapes, plane: Plane, strokes: StrokeInput, box: ArrayLike<number>): void {
  const { lines, radiusM, label, rank } = strokes;
  for (let i = 0; i < lines.end.length; i++) {
    const from = i === 0 ? 0 : lines.end[i - 1];
    if (lines.end[i] === from) continue;
    const xy = projectLine(plane, lines.coords, from, lines.end[i]);
    if (allFinite(xy)) addStroke(s, xy, radiusM[i], addPolygon(s, label[i], rank[i], 1), box);
  }
}

/** Bounding box of the edges from number `from` on. */
function boxOf(s: Shapes, from = 0): number[] {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let e = from; e < s.n; e++) {
    x0 = Math.min(x0, s.ax[e], s.bx[e]);
    y0 = Math.min(y0, s.ay[e], s.by[e]);
    x1 = Math.max(x1, s.ax[e], s.bx[e]);
    y1 = Math.max(y1, s.ay[e], s.by[e]);
  }
  return [x0, y0, x1, y1];
}

const misses = (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
  !(a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1]);

function allFinite(xy: Float64Array): boolean {
  let sum = 0;
  for (let i = 0; i < xy.length; i++) sum += xy[i];
  return Number.isFinite(sum);
}

export interface PlanePart {
  plane: Plane;
  region: PolygonSoup;
  /** lon/lat box (may exceed ±180 over the antimeridian) the region was cut to; null = uncut */
  clip: LonLatBox | null;
}

/** One plane for an ordinary region; for a wide one a plane per Mercator cell, the region cut at the cells' borders. */
export function planesOf(soup: PolygonSoup): PlanePart[] {
  const region = unwrap(soup);
  const c = region.coords;
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < c.length; i += 2) {
    if (!Number.isFinite(c[i]) || !Number.isFinite(c[i + 1])) continue;
    west = Math.min(west, c[i]);
    east = Math.max(east, c[i]);
    south = Math.min(south, c[i + 1]);
    north = Math.max(north, c[i + 1]);
  }
  if (!(east >= west)) return [];
  const [widthM, heightM] = boxSizeM(west, south, east, north);
  if (widthM <= PLANE_WIDTH_M && heightM <= PLANE_WIDTH_M)
    return [{ plane: planeAt((west + east) / 2, (south + north) / 2), region, clip: null }];
  let zoom = 0;
  while (boxSizeM(0, south, 360 / 2 ** zoom, north)[0] > PLANE_WIDTH_M) zoom++;
  const parts: PlanePart[] = [];
  for (let y = Math.floor(rowOf(north, zoom)); y <= Math.floor(rowOf(south, zoom)); y++)
    for (let x = Math.floor(columnOf(west, zoom)); x <= Math.floor(columnOf(east, zoom)); x++) {
      const box: LonLatBox = [lonOfColumn(x, zoom), latOfRow(y + 1, zoom), lonOfColumn(x + 1, zoom), latOfRow(y, zoom)];
      const cut = clip(region, box);
      if (cut.coords.length === 0) continue;
      parts.push({ plane: planeAt((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), region: cut, clip: box });
    }
  return parts;
}

/** More cells than this in one leaf are of use to nobody, and a country would have millions. */
const MOST_CELLS = 100_000;

/** Zoom of the cells that cut the gaps of a leaf: the one wanted, or coarser where the leaf would have too many. */
export function cellZoomOf(soup: PolygonSoup, wanted: number): number {
  const c = unwrap(soup).coords;
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < c.length; i += 2) {
    west = Math.min(west, c[i]);
    east = Math.max(east, c[i]);
    south = Math.min(south, c[i + 1]);
    north = Math.max(north, c[i + 1]);
  }
  let zoom = wanted;
  const cells = (): number =>
    (columnOf(east, zoom) - columnOf(west, zoom) + 1) * (rowOf(south, zoom) - rowOf(north, zoom) + 1);
  while (zoom > 0 && cells() > MOST_CELLS) zoom--;
  return zoom;
}

/** Longitudes within 180° of the first one, so that a region over the antimeridian is in one piece. */
function unwrap(soup: PolygonSoup): PolygonSoup {
  const c = soup.coords;
  let moved: Float64Array | null = null;
  for (let i = 2; i < c.length; i += 2) {
    const turn = Math.round((c[i] - c[0]) / 360) * 360;
    if (turn === 0) continue;
    moved ??= c.slice();
    moved[i] = c[i] - turn;
  }
  return moved ? { ...soup, coords: moved } : soup;
}

/** Sutherland–Hodgman against a lon/lat box. Runs along the box's sides may double back; the overlay cancels them. */
function clip(soup: PolygonSoup, box: LonLatBox | null): PolygonSoup {
  if (!box) return soup;
  const coords: number[] = [];
  const ringEnd: number[] = [];
  const polyEnd: number[] = [];
  for (let p = 0; p < soup.polyEnd.length; p++) {
    for (let r = p === 0 ? 0 : soup.polyEnd[p - 1]; r < soup.polyEnd[p]; r++) {
      const from = r === 0 ? 0 : soup.ringEnd[r - 1];
      let ring: number[] = Array.from(soup.coords.subarray(2 * from, 2 * soup.ringEnd[r]));
      // Public space may stand on the other side of the antimeridian's ±360.
      const turn = Math.round((ring[0] - (box[0] + box[2]) / 2) / 360) * 360;
      if (turn !== 0) ring = ring.map((v, i) => (i % 2 === 0 ? v - turn : v));
      for (let side = 0; side < 4 && ring.length > 0; side++) {
        const axis = side % 2;
        const limit = box[side];
        const keep = (v: number): boolean => (side < 2 ? v >= limit : v <= limit);
        const next: number[] = [];
        for (let i = 0; i < ring.length; i += 2) {
          const j = (i + 2) % ring.length;
          const a = ring[i + axis];
          const b = ring[j + axis];
          if (keep(a)) next.push(ring[i], ring[i + 1]);
          if (keep(a) !== keep(b)) {
            const t = (limit - a) / (b - a);
            const x = axis === 0 ? limit : ring[i] + t * (ring[j] - ring[i]);
            const y = axis === 1 ? limit : ring[i + 1] + t * (ring[j + 1] - ring[i + 1]);
            next.push(x, y);
          }
        }
        ring = next;
      }
      if (ring.length >= 6) {
        for (const v of ring) coords.push(v);
        ringEnd.push(coords.length / 2);
      }
    }
    // Every polygon keeps its number, so that labels and ranks still fit.
    polyEnd.push(ringEnd.length);
  }
  return { coords: Float64Array.from(coords), ringEnd: Int32Array.from(ringEnd), polyEnd: Int32Array.from(polyEnd) };
}
