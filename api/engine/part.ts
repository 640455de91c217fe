// One plane of a leaf: its demand, its footprints and what the sweeps over them kept.
import type { BoxGrid } from './boxgrid.ts';
import { type Demand, demandArea } from './demand.ts';
import {
  emptyFootprints,
  type Footprints,
  footprintArea,
  footprintsIn,
  isCut,
  pickFootprints,
  putFootprint,
  setFootprint,
  shiftFootprints,
} from './footprint.ts';
import { CELL_ZOOM, GapCollector, type GapsFound } from './gaps.ts';
import { cellZoomOf, demandIn, demandOfSoup, excludedOf, gridOf, only, type PlanePart } from './ground.ts';
import { type Fault, type PlaneSums, Sweep } from './measure.ts';
import { freshRoom, type Room } from './room.ts';
import { type ScanSums, scanline } from './scanline.ts';
import { spliceCells, wholeSight } from './sight.ts';
import { sightOf } from './sighting.ts';
import { singleAreaIn } from './single.ts';
import type { CameraArrays, LabelSums, LeafInput, PlaceInput, PlaceSums, PolygonSoup, StrokeInput } from './types.ts';
import { type Walls, wallsIn } from './walls.ts';

/** A key place seen by less than this (m²) is not seen: rounding. */
const SEES_M2 = 1e-6;
/** No footprint, one that is gone, or several. */
const NONE = -3;
const GONE = -2;
const MANY = -1;
/** Obstacles are kept ready within this (m) of what matters, and farther where a camera reaches farther. */
const USUAL_REACH_M = 500;
/** Distance (m) between the lines of the slower way. */
const SLOW_STEP_M = 0.25;

/** What is asked of a leaf. */
export interface Ask {
  k: number;
  ceiling: number;
  gaps: boolean;
  unique: boolean;
  seen: boolean;
  hidden: boolean;
  fault: Fault;
  /** for leaves that are measured once: where numbers and footprints go */
  room?: Room;
  footprints?: Footprints;
  collector?: GapCollector;
}

/** A key place in this plane; its sums are kept until a footprint near it changes. */
interface Place {
  number: number;
  demand: Demand;
  sums: PlaceSums | null;
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
  /** per footprint: see LeafResult.hiddenOf */
  hidden: Float64Array | null;
  private readonly sweep: Sweep;
  private readonly collector: GapCollector | null;

  private walls: Walls | null = null;
  private wallsReachM = 0;
  private readonly zoneSweep: Sweep | null;
  private readonly zoneGrid: BoxGrid | null;
  private readonly places: Place[];
  /** footprints beyond this box matter to nothing here */
  private readonly box: number[];

  constructor(
    private readonly at: PlanePart,
    private readonly input: LeafInput,
    private readonly ask: Ask,
  ) {
    const { plane, region, clip } = at;
    const excluded = excludedOf(input);
    const room = ask.room ?? freshRoom;
    this.ground = demandIn(plane, region, null, [], null, room);
    this.groundM2 = demandArea(this.ground);
    const open = !input.demand && excluded.length === 0;
    this.demand = open ? this.ground : demandIn(plane, region, input.demand, excluded, clip, room);
    this.places = this.ground.n === 0 ? [] : placesIn(at, input, excluded);
    this.box = [...this.ground.box];
    for (const { demand } of this.places) widen(this.box, demand.box);
    this.o = footprintsIn(plane, input.cameras, this.box, ask.footprints);
    if (input.obstacles) this.raiseWalls(Math.max(USUAL_REACH_M, greatestReachM(this.o)));
    this.hidden = ask.hidden ? new Float64Array(this.o.n) : null;
    if (this.walls || input.cameras.terrain)
      this.o.cells = sightOf(plane, this.o, input.cameras, this.walls, this.hidden);
    if (this.hidden) withoutUnknown(this.hidden, this.o, this.box);
    const K = Math.max(ask.k, ask.ceiling + 1);
    this.sweep = new Sweep(this.demand, gridOf(this.demand, room), {
      K,
      labels: labelCount(input.demand),
      unique: ask.unique,
      fault: ask.fault,
      room: ask.room,
    });
    const zoom = cellZoomOf(input.region, input.demand ? CELL_ZOOM.publicSpace : CELL_ZOOM.wholeArea);
    this.collector = ask.gaps && this.demand.n > 0 ? (ask.collector ?? new GapCollector(true)) : null;
    this.collector?.begin(plane, this.demand, zoom);
    this.sums = this.sweep.run(this.o, this.collector?.sink ?? null);
    this.seen = this.sums.single;
    if (this.demand !== this.ground) {
      this.seen = new Float64Array(this.o.n);
      for (let i = 0; i < this.o.n; i++) this.seen[i] = seenIn(this.o, i, this.ground, this.groundGrid());
    }
    const zones = input.zones
      ? demandOfSoup(plane, input.zones.soup, [], region, new Uint8Array(input.zones.soup.polyEnd.length))
      : null;
    this.zoneGrid = zones && zones.n > 0 ? gridOf(zones) : null;
    this.zoneSweep =
      zones && this.zoneGrid ? new Sweep(zones, this.zoneGrid, { K: 1, labels: 1, room: ask.room }) : null;
    if (this.zoneSweep) this.zoneSums = this.zoneSweep.run(this.o, null);
  }

  /** Projects the obstacles that may stand between a camera with this reach and anything that matters here. */
  private raiseWalls(reachM: number): void {
    this.walls = wallsIn(this.at.plane, this.input.obstacles!, padded(this.box, reachM));
    this.wallsReachM = reachM;
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
    const { plane } = this.at;
    const has = shift >= 0 && setFootprint(plane, c, at, this.box, one, 0);
    if (has) one.n = 1;
    if (has && this.walls && one.R[0] > this.wallsReachM) this.raiseWalls(2 * one.R[0]);
    // an edit may bring terrain where there was none
    if (!o.cells && c.terrain) o.cells = wholeSight(o.n);
    const oneHidden = this.hidden && new Float64Array(1);
    if (o.cells && (had || has))
      spliceCells(o.cells, o.n, k, had, has ? sightOf(plane, one, c, this.walls, oneHidden) : null);
    if (had !== has) {
      const by = has ? 1 : -1;
      shiftFootprints(o, k, by);
      this.sweep.shift(k, by);
      this.zoneSweep?.shift(k, by);
      this.collector?.shift(k, by);
      this.seen = shiftRow(this.seen, k, by, o.n);
      if (this.hidden) this.hidden = shiftRow(this.hidden, k, by, o.n);
      for (const { sums } of this.places) if (sums) sums.seeing = sums.seeing.map((i) => (i >= k ? i + by : i));
    }
    if (has) {
      putFootprint(o, k, one);
      if (this.hidden && oneHidden) {
        withoutUnknown(oneHidden, one, this.box);
        this.hidden[k] = oneHidden[0];
      }
      boxes.push(o.x0[k], o.y0[k], o.x1[k], o.y1[k]);
    }
    if (boxes.length === 0) {
      // Nothing here changed but the numbers by which gaps name their nearest cameras.
      if (shift !== 0 && this.moved === NONE) this.moved = GONE;
      return;
    }
    this.sums = this.sweep.update(boxes, has ? k : -1);
    // Gaps are linked when they are asked for: after one edit only this footprint can have come nearer to one.
    this.moved = this.moved === NONE ? (has ? k : GONE) : MANY;
    if (this.zoneSweep) this.zoneSums = this.zoneSweep.update(boxes, has ? k : -1);
    for (const place of this.places) if (meetsAny(place.demand.box, boxes)) place.sums = null;
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

  gaps(): GapsFound | null {
    if (!this.collector) return null;
    const { moved } = this;
    this.moved = NONE;
    if (moved === NONE && this.found) return { ...this.found, changed: [] };
    this.found = this.collector.finish(
      this.o,
      moved === MANY || moved === NONE ? undefined : moved === GONE ? -1 : moved,
    );
    return this.found;
  }
  private found: GapsFound | null = null;
  /** place of the footprint that changed since the gaps were asked for */
  private moved = NONE;

  /** The key place of this number, measured on its own ground; null where it is not in this plane. */
  placeSums(number: number): PlaceSums | null {
    const place = this.places.find((p) => p.number === number);
    if (!place) return null;
    place.sums ??= measurePlace(place.demand, this.o, this.ask.k);
    return { ...place.sums, seeing: place.sums.seeing.map((i) => this.o.source[i]) };
  }

  private kept: BoxGrid | null = null;
  private groundGrid(): BoxGrid {
    this.kept ??= gridOf(this.ground);
    return this.kept;
  }
}

/** The key places of the leaf that lie in this plane. */
function placesIn(at: PlanePart, input: LeafInput, excluded: PolygonSoup[]): Place[] {
  const { places } = input;
  const out: Place[] = [];
  for (let number = 0; number < (places?.count ?? 0); number++) {
    const soup = only(places!.soup, (p) => places!.place[p] === number);
    const strokes = discsOf(places!, number);
    const first = soup.coords.length > 0 ? soup.coords : strokes?.lines.coords;
    if (!first || !inBox(at.clip, first[0], first[1])) continue;
    const demand = demandOfSoup(at.plane, soup, excluded, null, new Uint8Array(soup.polyEnd.length), strokes);
    out.push({ number, demand, sums: null });
  }
  return out;
}
/** The discs of one place; undefined = it has none. */
function discsOf({ discs }: PlaceInput, number: number): StrokeInput | undefined {
  const own = discs ? Array.from(discs.place.keys()).filter((i) => discs.place[i] === number) : [];
  if (!discs || own.length === 0) return undefined;
  const coords: number[] = [];
  const end: number[] = [];
  for (const i of own) {
    for (let v = i === 0 ? 0 : discs.lines.end[i - 1]; v < discs.lines.end[i]; v++)
      coords.push(discs.lines.coords[2 * v], discs.lines.coords[2 * v + 1]);
    end.push(coords.length / 2);
  }
  return {
    lines: { coords: Float64Array.from(coords), end: Int32Array.from(end) },
    radiusM: Float64Array.from(own, (i) => discs.radiusM[i]),
    label: new Uint8Array(own.length),
    rank: new Float64Array(own.length),
  };
}
/** Half open, so that a place is in one plane only. */
const inBox = (box: PlanePart['clip'], lon: number, lat: number): boolean => {
  if (!box) return true;
  const turn = Math.round((lon - (box[0] + box[2]) / 2) / 360) * 360;
  return lon - turn >= box[0] && lon - turn < box[2] && lat >= box[1] && lat < box[3];
};

function measurePlace(demand: Demand, o: Footprints, k: number): PlaceSums {
  const near: number[] = [];
  const [x0, y0, x1, y1] = demand.box;
  for (let i = 0; i < o.n; i++) if (o.x0[i] <= x1 && o.x1[i] >= x0 && o.y0[i] <= y1 && o.y1[i] >= y0) near.push(i);
  const sums = new Sweep(demand, gridOf(demand), { K: k, labels: 1, unique: true }).run(pickFootprints(o, near), null);
  const seers = near.map((_, q) => q).filter((q) => sums.single[q] > SEES_M2);
  const within = (v: Float64Array): Float64Array => v.map((m2) => Math.max(0, Math.min(m2, sums.demandM2)));
  return {
    demandM2: sums.demandM2,
    lowM2: within(sums.depth),
    likelyM2: within(sums.likely),
    highM2: within(sums.high),
    seeing: Int32Array.from(seers, (q) => near[q]),
    uniqueM2: Float64Array.from(seers, (q) => Math.max(0, sums.unique[q])),
  };
}

const widen = (box: number[], by: readonly number[]): void => {
  for (let q = 0; q < 2; q++) {
    box[q] = Math.min(box[q], by[q]);
    box[q + 2] = Math.max(box[q + 2], by[q + 2]);
  }
};
const padded = ([x0, y0, x1, y1]: number[], m: number): number[] => [x0 - m, y0 - m, x1 + m, y1 + m];
function greatestReachM(o: Footprints): number {
  let most = 0;
  for (let i = 0; i < o.n; i++) most = Math.max(most, o.R[i]);
  return most;
}
function meetsAny(box: readonly number[], boxes: readonly number[]): boolean {
  for (let b = 0; b < boxes.length; b += 4)
    if (boxes[b] <= box[2] && boxes[b + 2] >= box[0] && boxes[b + 1] <= box[3] && boxes[b + 3] >= box[1]) return true;
  return false;
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

/** NaN for footprints of which nobody knows where they look, or whose apex lies outside the box: obstacles are given, and
 * walls raised, for what is seen of the box. */
function withoutUnknown(hidden: Float64Array, o: Footprints, [x0, y0, x1, y1]: readonly number[]): void {
  for (let j = 0; j < o.n; j++) {
    const isInside = o.X[j] >= x0 && o.X[j] <= x1 && o.Y[j] >= y0 && o.Y[j] <= y1;
    if (o.P[j] < 1 || !isInside) hidden[j] = Number.NaN;
  }
}

function shiftRow(v: Float64Array, k: number, by: 1 | -1, n: number): Float64Array {
  const made = new Float64Array(Math.max(n, 1));
  made.set(v.subarray(0, Math.min(k, n)));
  if (by === 1) made.set(v.subarray(k, n - 1), k + 1);
  else made.set(v.subarray(k + 1, n + 1), k);
  return made;
}
