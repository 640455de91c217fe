// One leaf region from longitude and latitude to a checked figure: planes, demand, sweep, checks, gaps.
import { boxGrid } from './boxgrid.ts';
import { type Demand, demandArea, type LabelledPolygon, type LabelledRing, overlay } from './demand.ts';
import { type Footprints, footprintArea, footprintsIn } from './footprint.ts';
import { CELL_ZOOM, gapCollector } from './gaps.ts';
import { type Fault, type PlaneSums, Sweep } from './measure.ts';
import { boxSizeM, type Plane, planeAt, projectRing } from './plane.ts';
import { columnOf, latOfRow, lonOfColumn, rowOf } from './quadkey.ts';
import { scanline } from './scanline.ts';
import { singleAreaIn } from './single.ts';
import type { CheckName, LeafInput, LeafResult, MeasureOptions, PolygonSoup } from './types.ts';

/** A plane serves this width (m): lengths are then off by less than 7e-7. */
const PLANE_WIDTH_M = 30_000;
/** Check 1: how far (m) the boundary may stay open. */
export const CLOSURE_M = 1e-6;
/** Checks 2 and 3: relative part and m². */
const REL = 1e-9;
const ABS_M2 = 1e-6;
/** Ground seen of a region below this (m²) is rounding, not a view. */
const TOUCH_M2 = 1e-6;
/** Distance (m) between the lines of the slower way. */
const SLOW_STEP_M = 0.25;

/**
 * Measures one leaf. Cameras may be a superset of those that matter; their order (ascending id) breaks ties and orders
 * sums. Areas are m² on the WGS-84 ellipsoid. Never throws on odd geometry: what has no area has demand 0.
 */
export function measureLeaf(input: LeafInput, options: MeasureOptions = {}, fault: Fault = {}): LeafResult {
  const k = Math.max(1, Math.min(32, Math.floor(options.k ?? 4)));
  const ceiling = Math.max(0, Math.min(31, Math.floor(options.ceiling ?? 3)));
  const K = Math.max(k, ceiling + 1);
  const result: LeafResult = {
    regionM2: 0,
    demandM2: 0,
    depthM2: new Float64Array(k),
    likelyM2: new Float64Array(k),
    highM2: new Float64Array(k),
    overM2: 0,
    residualM: 0,
    failedChecks: [],
    slow: false,
    seeing: new Int32Array(0),
    labels: [],
    privateM2: null,
    privateOf: null,
    uniqueM2: null,
    places: [],
    gaps: [],
    components: [],
  };
  const seeing = new Set<number>();
  const failed = new Set<CheckName>();
  const zoom = input.demand ? CELL_ZOOM.publicSpace : CELL_ZOOM.wholeArea;
  for (const part of planesOf(input.region)) {
    const ground = demandIn(part.plane, part.region, null);
    if (ground.n === 0) continue;
    const d = input.demand
      ? demandIn(part.plane, part.region, { ...input.demand, soup: clip(input.demand.soup, part.clip) })
      : ground;
    result.regionM2 += demandArea(ground);
    const o = footprintsIn(part.plane, input.cameras, ground.box);
    const edgeGrid = gridOf(d);
    const gaps = options.gaps && d.n > 0 ? gapCollector(part.plane, d, zoom) : null;
    const sweep = new Sweep(d, edgeGrid, { K, labels: labelCount(input.demand), fault });
    const sums = sweep.run(o, gaps?.sink ?? null);
    const bad = failedChecks(sums, K);
    for (const b of bad) failed.add(b);
    const used = bad.length === 0 ? sums : scanline(o, d, K, { exact: false, stepM: SLOW_STEP_M });
    if (bad.length > 0) result.slow = true;
    result.demandM2 += sums.demandM2;
    result.residualM = Math.max(result.residualM, sums.residualM);
    for (let m = 0; m < k; m++) {
      result.depthM2[m] += within(used.depth[m], sums.demandM2);
      result.likelyM2[m] += within(used.likely[m], sums.demandM2);
      result.highM2[m] += within(used.high[m], sums.demandM2);
    }
    result.overM2 += within(used.depth[ceiling], sums.demandM2);
    seen(o, d === ground ? sums.single : singlesIn(o, ground), seeing);
    if (gaps) {
      const found = gaps.finish(o);
      for (const piece of found.pieces)
        result.gaps.push({ ...piece, component: piece.component + result.components.length });
      result.components.push(...found.components);
    }
  }
  result.failedChecks = [...failed].sort();
  result.seeing = Int32Array.from([...seeing].sort((a, b) => a - b));
  return result;
}

/** Labels run from 0 to the greatest one given. */
const labelCount = (demand: LeafInput['demand']): number => {
  let most = 0;
  if (demand) for (const l of demand.label) most = Math.max(most, l);
  return most + 1;
};

/** The four checks of docs/model.md §4 on one plane's sums. */
export function failedChecks(s: PlaneSums, K: number): CheckName[] {
  const bad: CheckName[] = [];
  if (!(s.residualM <= CLOSURE_M)) bad.push('closure');
  for (let q = 0; q < 2; q++) {
    if (Math.abs(s.allDepths[q] - s.singles[q]) <= REL * s.singles[q] + ABS_M2) continue;
    bad.push('depth-sum');
    break;
  }
  const slack = REL * s.demandM2 + ABS_M2;
  let ordered = s.demandM2 >= -slack;
  for (let m = 0; m < K; m++) {
    const chain = [0, s.depth[m], s.likely[m], s.high[m], s.demandM2];
    for (let q = 0; q < 4; q++) if (!(chain[q] <= chain[q + 1] + slack)) ordered = false;
    if (m > 0) for (const f of [s.depth, s.likely, s.high]) if (!(f[m] <= f[m - 1] + slack)) ordered = false;
  }
  if (!ordered) bad.push('bounds');
  if (s.miscounted > 0) bad.push('direct-count');
  return bad;
}

/** Rounding may leave a hair outside [0, demand]; a figure does not. */
const within = (v: number, demandM2: number): number => Math.max(0, Math.min(v, Math.max(0, demandM2)));

function seen(o: Footprints, single: Float64Array, into: Set<number>): void {
  for (let i = 0; i < o.n; i++) if (single[i] > TOUCH_M2) into.add(o.source[i]);
}

function singlesIn(o: Footprints, ground: Demand): Float64Array {
  const grid = gridOf(ground);
  const near = { list: new Int32Array(64) };
  const out = new Float64Array(o.n);
  for (let i = 0; i < o.n; i++) {
    const m = grid.query(o.x0[i], o.y0[i], o.x1[i], o.y1[i], near);
    if (m > 0) out[i] = singleAreaIn(o, i, ground, grid, near);
    else if (ground.locate((o.x0[i] + o.x1[i]) / 2, (o.y0[i] + o.y1[i]) / 2) >= 0) out[i] = footprintArea(o, i);
  }
  return out;
}

const SLACK_M = 1e-6;
function gridOf(d: Demand): ReturnType<typeof boxGrid> {
  const f = (): Float64Array => new Float64Array(d.n);
  const [x0, y0, x1, y1] = [f(), f(), f(), f()];
  for (let e = 0; e < d.n; e++) {
    // A hair wider than the edge, so that a touch counts as meeting.
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
    demand: demandIn(
      part.plane,
      part.region,
      input.demand && { ...input.demand, soup: clip(input.demand.soup, part.clip) },
    ),
  }));
}

function demandIn(plane: Plane, region: PolygonSoup, demand: LeafInput['demand']): Demand {
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
  if (demand) {
    // A polygon that keeps the layer "public space" alive even where no feature is left inside this plane.
    if (demand.soup.polyEnd.length === 0) polygons.push({ label: 0, rank: Infinity });
    add(
      demand.soup,
      (p) => demand.label[p],
      (p) => demand.rank[p],
    );
  }
  return overlay(rings, polygons);
}

interface PlanePart {
  plane: Plane;
  region: PolygonSoup;
  /** lon/lat box (may exceed ±180 over the antimeridian) the region was cut to; null = uncut */
  clip: [number, number, number, number] | null;
}

/** One plane for an ordinary region; for a wide one a plane per Mercator cell, the region cut at the cells' borders. */
function planesOf(soup: PolygonSoup): PlanePart[] {
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
