// One leaf region from longitude and latitude to a checked figure: planes, demand, sweep, checks, gaps.
import { type Demand, demandArea } from './demand.ts';
import { type Footprints, footprintArea, footprintsIn } from './footprint.ts';
import { CELL_ZOOM, gapCollector } from './gaps.ts';
import { demandIn, gridOf, planesOf } from './ground.ts';
import { type Fault, type PlaneSums, sweep } from './measure.ts';
import { scanline } from './scanline.ts';
import { singleAreaIn } from './single.ts';
import type { CheckName, LeafInput, LeafResult, MeasureOptions } from './types.ts';

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
    const ground = demandIn(part.plane, part.region, null, [], part.clip);
    if (ground.n === 0) continue;
    const d = input.demand ? demandIn(part.plane, part.region, input.demand, [], part.clip) : ground;
    result.regionM2 += demandArea(ground);
    const o = footprintsIn(part.plane, input.cameras, ground.box);
    const edgeGrid = gridOf(d);
    const gaps = options.gaps && d.n > 0 ? gapCollector(part.plane, d, zoom) : null;
    const sums = sweep(o, d, K, edgeGrid, gaps?.sink ?? null, fault);
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
