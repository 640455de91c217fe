// One plane of a leaf: its demand, its footprints and what the sweeps over them kept.
import type { BoxGrid } from './boxgrid.ts';
import { isCut } from './cover.ts';
import { type Demand, demandArea } from './demand.ts';
import {
  emptyFootprints,
  type Footprints,
  footprintArea,
  footprintsIn,
  putFootprint,
  setFootprint,
  shiftFootprints,
} from './footprint.ts';
import { CELL_ZOOM, type GapCollector, gapCollector } from './gaps.ts';
import { demandIn, gridOf, type PlanePart } from './ground.ts';
import { type Fault, type PlaneSums, Sweep } from './measure.ts';
import { type ScanSums, scanline } from './scanline.ts';
import { singleAreaIn } from './single.ts';
import type { CameraArrays, LabelSums, LeafInput, PlaceSums } from './types.ts';

/** Distance (m) between the lines of the slower way. */
const SLOW_STEP_M = 0.25;

/** What is asked of a leaf. */
export interface Ask {
  k: number;
  ceiling: number;
  gaps: boolean;
  unique: boolean;
  fault: Fault;
}

export const noPlace = (k: number): PlaceSums => ({
  demandM2: 0,
  lowM2: new Float64Array(k),
  likelyM2: new Float64Array(k),
  highM2: new Float64Array(k),
  seeing: new Int32Array(0),
  uniqueM2: new Float64Array(0),
});

export class Part {
  readonly groundM2: number;
  readonly ground: Demand;
  private readonly demand: Demand;
  readonly o: Footprints;
  sums: PlaneSums;
  zoneSums: PlaneSums | null = null;
  /** per footprint: its area inside the region */
  seen: Float64Array;
  private readonly sweep: Sweep;
  private readonly collector: GapCollector | null;
  private readonly labelCount: number;

  constructor(
    private readonly plane: PlanePart,
    input: LeafInput,
    private readonly ask: Ask,
  ) {
    this.ground = demandIn(plane.plane, plane.region, null, [], null);
    this.groundM2 = demandArea(this.ground);
    this.demand = input.demand ? demandIn(plane.plane, plane.region, input.demand, [], plane.clip) : this.ground;
    this.o = footprintsIn(plane.plane, input.cameras, this.ground.box);
    this.labelCount = labelCount(input.demand);
    const K = Math.max(ask.k, ask.ceiling + 1);
    this.sweep = new Sweep(this.demand, gridOf(this.demand), {
      K,
      labels: this.labelCount,
      unique: ask.unique,
      fault: ask.fault,
    });
    const zoom = input.demand ? CELL_ZOOM.publicSpace : CELL_ZOOM.wholeArea;
    this.collector = ask.gaps && this.demand.n > 0 ? gapCollector(plane.plane, this.demand, zoom) : null;
    this.sums = this.sweep.run(this.o, this.collector?.sink ?? null);
    this.seen = this.sums.single;
    if (this.demand !== this.ground) {
      this.seen = new Float64Array(this.o.n);
      for (let i = 0; i < this.o.n; i++) this.seen[i] = seenIn(this.o, i, this.ground, this.groundGrid());
    }
  }

  /** Camera `at` was set (shift 0), came in (+1) or went (−1); `c` are the cameras as they are now. */
  edit(c: CameraArrays, at: number, shift: -1 | 0 | 1): void {
    const { o } = this;
    let k = 0;
    while (k < o.n && o.source[k] < at) k++;
    const boxes: number[] = [];
    const had = shift <= 0 && k < o.n && o.source[k] === at;
    if (had) boxes.push(o.x0[k], o.y0[k], o.x1[k], o.y1[k]);
    if (shift !== 0) for (let q = had ? k + 1 : k; q < o.n; q++) o.source[q] += shift;
    const one = emptyFootprints(1);
    const has = shift >= 0 && setFootprint(this.plane.plane, c, at, this.ground.box, one, 0);
    if (had !== has) {
      const by = has ? 1 : -1;
      shiftFootprints(o, k, by);
      this.sweep.shift(k, by);
      this.seen = shiftRow(this.seen, k, by, o.n);
    }
    if (has) {
      putFootprint(o, k, one);
      boxes.push(o.x0[k], o.y0[k], o.x1[k], o.y1[k]);
    }
    if (boxes.length === 0) return;
    this.sums = this.sweep.update(boxes, has ? k : -1);
    if (this.demand === this.ground) this.seen = this.sums.single;
    else if (has) this.seen[k] = seenIn(o, k, this.ground, this.groundGrid());
  }

  /** The independent slower way, for figures that failed a check. */
  slowly(K: number): ScanSums {
    return scanline(this.o, this.demand, K, { exact: false, stepM: SLOW_STEP_M });
  }

  labels(): LabelSums[] {
    const { demandM2, depth, likely, high, labels } = this.sums;
    if (demandM2 === 0) return [];
    if (labels.length === 0) return [{ label: 0, demandM2, lowM2: depth[0], likelyM2: likely[0], highM2: high[0] }];
    return labels.flatMap((sums, label) => (sums.demandM2 > 0 ? [{ label, ...sums }] : []));
  }

  gaps(): ReturnType<GapCollector['finish']> | null {
    return this.collector?.finish(this.o) ?? null;
  }

  holdsPlace(_place: number): boolean {
    return false;
  }
  placeSums(_place: number): PlaceSums {
    return noPlace(this.ask.k);
  }

  private kept: BoxGrid | null = null;
  private groundGrid(): BoxGrid {
    this.kept ??= gridOf(this.ground);
    return this.kept;
  }
}

/** Labels run from 0 to the greatest one given. */
function labelCount(demand: LeafInput['demand']): number {
  let most = 0;
  if (demand) {
    for (const l of demand.label) most = Math.max(most, l);
    for (const l of demand.strokes?.label ?? []) most = Math.max(most, l);
  }
  return most + 1;
}

const scratch = { list: new Int32Array(64) };
/** m² of footprint i inside the ground. */
function seenIn(o: Footprints, i: number, ground: Demand, grid: BoxGrid): number {
  const m = grid.query(o.x0[i], o.y0[i], o.x1[i], o.y1[i], scratch);
  if (m > 0 || isCut(o, i)) return singleAreaIn(o, i, ground, grid, scratch);
  return ground.locate((o.x0[i] + o.x1[i]) / 2, (o.y0[i] + o.y1[i]) / 2) >= 0 ? footprintArea(o, i) : 0;
}

function shiftRow(v: Float64Array, k: number, by: 1 | -1, n: number): Float64Array {
  const made = new Float64Array(Math.max(n, 1));
  made.set(v.subarray(0, Math.min(k, n)));
  if (by === 1) made.set(v.subarray(k, n - 1), k + 1);
  else made.set(v.subarray(k + 1, n + 1), k);
  return made;
}
