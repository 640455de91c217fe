// The ground of a leaf: its planes, and in each of them the demand, from longitude and latitude.
import { type BoxGrid, boxGrid } from './boxgrid.ts';
import { type Demand, type LabelledPolygon, type LabelledRing, overlay } from './demand.ts';
import { boxSizeM, type Plane, planeAt, projectRing } from './plane.ts';
import { columnOf, latOfRow, lonOfColumn, rowOf } from './quadkey.ts';
import type { DemandInput, LeafInput, PolygonSoup } from './types.ts';

/** A plane serves this width (m): lengths are then off by less than 7e-7. */
const PLANE_WIDTH_M = 30_000;
/** Boxes of edges are this much (m) wider than the edge, so that a touch counts as meeting. */
const SLACK_M = 1e-6;
export function gridOf(d: Demand): BoxGrid {
  const f = (): Float64Array => new Float64Array(d.n);
  const [x0, y0, x1, y1] = [f(), f(), f(), f()];
  for (let e = 0; e < d.n; e++) {
    x0[e] = Math.min(d.ax[e], d.bx[e]) - SLACK_M;
    x1[e] = Math.max(d.ax[e], d.bx[e]) + SLACK_M;
    y0[e] = Math.min(d.ay[e], d.by[e]) - SLACK_M;
    y1[e] = Math.max(d.ay[e], d.by[e]) + SLACK_M;
  }
  return boxGrid(d.n, x0, y0, x1, y1);
}

/** The planes of a leaf with their demand: what the independent oracle starts from. */
export function demandsOf(input: LeafInput): { plane: Plane; demand: Demand }[] {
  return planesOf(input.region).map((part) => ({
    plane: part.plane,
    demand: demandIn(part.plane, part.region, input.demand, [], part.clip),
  }));
}

/** The demand of a region in its plane. null = the whole region is demand, with label 0. */
export function demandIn(
  plane: Plane,
  region: PolygonSoup,
  demand: DemandInput | null,
  /** ground inside any of these is no demand */
  excluded: PolygonSoup[],
  /** what `region` was cut to */
  clipBox: PlanePart['clip'],
): Demand {
  const rings: LabelledRing[] = [];
  const polygons: LabelledPolygon[] = [];
  const add = (soup: PolygonSoup, label: (p: number) => number, rank: (p: number) => number): void => {
    for (let p = 0; p < soup.polyEnd.length; p++) {
      for (let r = p === 0 ? 0 : soup.polyEnd[p - 1]; r < soup.polyEnd[p]; r++) {
        const from = r === 0 ? 0 : soup.ringEnd[r - 1];
        if (soup.ringEnd[r] - from >= 3)
          rings.push({ xy: projectRing(plane, soup.coords, from, soup.ringEnd[r]), polygon: polygons.length });
      }
      polygons.push({ label: label(p), rank: rank(p) });
    }
  };
  add(
    region,
    () => -1,
    () => 0,
  );
  for (const soup of excluded)
    add(
      clip(soup, clipBox),
      () => -2,
      () => 0,
    );
  if (demand) {
    // A polygon that keeps the layer "public space" alive even where no feature is left inside this plane.
    if (demand.soup.polyEnd.length === 0) polygons.push({ label: 0, rank: Infinity });
    add(
      clip(demand.soup, clipBox),
      (p) => demand.label[p],
      (p) => demand.rank[p],
    );
  }
  return overlay(rings, polygons);
}

export interface PlanePart {
  plane: Plane;
  region: PolygonSoup;
  /** lon/lat box (may exceed ±180 over the antimeridian) the region was cut to; null = uncut */
  clip: [number, number, number, number] | null;
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
      const box: [number, number, number, number] = [
        lonOfColumn(x, zoom),
        latOfRow(y + 1, zoom),
        lonOfColumn(x + 1, zoom),
        latOfRow(y, zoom),
      ];
      const cut = clip(region, box);
      if (cut.coords.length === 0) continue;
      parts.push({ plane: planeAt((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), region: cut, clip: box });
    }
  return parts;
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
function clip(soup: PolygonSoup, box: [number, number, number, number] | null): PolygonSoup {
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
        coords.push(...ring);
        ringEnd.push(coords.length / 2);
      }
    }
    // Every polygon keeps its number, so that labels and ranks still fit.
    polyEnd.push(ringEnd.length);
  }
  return { coords: Float64Array.from(coords), ringEnd: Int32Array.from(ringEnd), polyEnd: Int32Array.from(polyEnd) };
}
