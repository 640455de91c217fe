// How much of the demand do the footprints see, at every depth, for certain, likely and at most?
//
// Method. A footprint is bounded by arcs and straight segments (elements.ts lists them). Along every element cover.ts
// finds, analytically, the intervals in which it runs inside the other footprints, and we sweep over them: on each stretch
// c certain and u uncertain others cover the ground, the uncertain ones with independent probabilities pⱼ. By Green's
// theorem the integral of a piecewise constant function f over the demand is the sum over all boundary stretches of
// (f inside − f outside) × ½∮(x dy − y dx); so one sweep gives, for every k at once,
//   depth_k  (at least k certain ones see it)          jump 1 where c = k − 1, certain footprints only,
//   high_k   (at least k could see it)                 jump 1 where c + u = k − 1,
//   likely_k (probability that at least k see it)      jump p · P(exactly k − 1 of the others see it).
// The border of the demand closes the figure: each of its stretches counts with f itself, taken on its inner side.
//
// Owners. Every footprint and every edge of the border keeps its own terms, and the figure is their sum in that order. So
// after an edit only the owners near it are swept again, and the sum has the bytes that a sweep of everything would give.
//
// This file goes through the owners, element by element: measure-near.ts says what is near one, cover.ts where they cover it,
// measure-walk.ts cuts it into stretches, and each of those goes to measure-terms.ts (depth, likely, high), measure-alone.ts
// (what one camera alone sees), measure-gap.ts (outlines of gaps) and measure-count.ts (check 4).
import { BorderCuts } from './border.ts';
import type { BoxGrid } from './boxgrid.ts';
import { Cover } from './cover.ts';
import { type Demand, demandArea, edgeGreen } from './demand.ts';
import { cellElements } from './elements.ts';
import { type Footprints, footprintArea, isCut } from './footprint.ts';
import type { GapSink } from './gap-sink.ts';
import { Alone } from './measure-alone.ts';
import { DirectCount } from './measure-count.ts';
import { GapStretches } from './measure-gap.ts';
import { edgesMeeting, footprintsMeeting, Near } from './measure-near.ts';
import { OwnerRows, shiftRows, type Totals } from './measure-rows.ts';
import { Terms } from './measure-terms.ts';
import { Walk } from './measure-walk.ts';
import { freshRoom, type Room } from './room.ts';
import { Saturation } from './saturation.ts';
import { singleAreaIn } from './single.ts';

const TAU = 2 * Math.PI;

/** Fewer neighbours are asked as they come, and those that cover an element from end to end first for the next one. */
const MANY_NEIGHBOURS = 512;
/** Steps of so many meet each of n places once, and places that follow each other lie far apart. */
function strideThrough(n: number): number {
  if (n < MANY_NEIGHBOURS) return 1;
  let stride = Math.round(n * 0.6180339887498949);
  while (commonFactor(n, stride) > 1) stride++;
  return stride;
}
const commonFactor = (a: number, b: number): number => (b === 0 ? a : commonFactor(b, a % b));

/** Demand of one label, k = 1. */
export interface LabelArea {
  demandM2: number;
  lowM2: number;
  likelyM2: number;
  highM2: number;
}

export interface PlaneSums {
  demandM2: number;
  depth: Float64Array;
  likely: Float64Array;
  high: Float64Array;
  /** by label; empty where all demand has label 0 */
  labels: LabelArea[];
  residualM: number;
  /** check 2: areas over all depths beside single areas, certain ones and all */
  allDepths: [number, number];
  singles: [number, number];
  /** check 4 (measure-count.ts): stretches whose direct count disagreed */
  miscounted: number;
  counted: number;
  /** what it took so far: neighbours asked, intervals looked at and walked, distributions extended */
  steps: number;
  /** per footprint: its area inside the demand */
  single: Float64Array;
  /** per footprint: likely area lost without it; empty unless asked for */
  unique: Float64Array;
}

/** Faults planted on purpose, to prove that the checks bite (tests only). */
export interface Fault {
  dropLonelyDiscs?: boolean;
  doubleDuplicates?: boolean;
  loseBorder?: boolean;
  wrongTie?: boolean;
}

/** What is asked of a sweep. */
export interface SweepOptions {
  /** depths */
  K: number;
  /** number of labels of the demand; 1 = all demand has label 0 */
  labels: number;
  unique?: boolean;
  fault?: Fault;
  /** where rows of numbers are kept; they start at 0 */
  room?: Room;
}

// The element in hand and what was found about it serve all sweeps of the thread, one after the other.
const cover = new Cover();
const { element, found } = cover;
const cuts = new BorderCuts();
const fanEdges = { list: new Int32Array(256) };

/** Measures footprints against one demand in their common plane, and keeps what each contributes. */
export class Sweep {
  private readonly K: number;
  private readonly labels: number;
  private readonly fault: Fault;
  private readonly room: Room;
  private o!: Footprints;

  private readonly near: Near;
  private readonly walk: Walk;
  private readonly saturation: Saturation;
  private readonly terms: Terms;
  private readonly count: DirectCount;
  /** null: not asked for */
  private readonly alone: Alone | null;
  private sink: GapSink | null = null;
  private asked = 0;
  private gaps: GapStretches | null = null;

  private footprints!: OwnerRows;
  private readonly edges: OwnerRows;
  private single: Float64Array = new Float64Array(0);
  /** what the gap sink knows each footprint by: it stays with it when places shift */
  private keys: Int32Array = new Int32Array(0);
  private nextKey = 0;
  /** demand that the border encloses, in all and by label: the same after every edit */
  private demandM2 = 0;
  private readonly labelDemandM2: Float64Array;
  /** 1 = some footprint's box meets the edge, or did: of all others nothing but their length is asked */
  private readonly edgeMet: Uint8Array;

  constructor(
    private readonly d: Demand,
    private readonly edgeGrid: BoxGrid,
    options: SweepOptions,
  ) {
    const { K, labels, room = freshRoom } = options;
    this.K = K;
    this.labels = labels;
    this.fault = options.fault ?? {};
    this.room = room;
    this.edges = new OwnerRows(K, labels, d.n, room);
    this.labelDemandM2 = room.f64(labels);
    this.edgeMet = room.u8(d.n);
    this.near = new Near(d, edgeGrid);
    this.walk = new Walk(K, element, found, options.unique ?? false, this, room.f64(K + 1));
    // what a camera sees alone ends where another certain one sees it
    this.saturation = new Saturation(options.unique ? Math.max(K, 2) : K, found, cuts);
    this.alone = options.unique ? new Alone(element, found, this.walk) : null;
    this.terms = new Terms(K, labels, element, this.walk, this.alone);
    this.count = new DirectCount(element, found, this.near, this.walk);
  }

  /** Sweeps everything. `sink` collects the gap boundary when given. */
  run(o: Footprints, sink: GapSink | null): PlaneSums {
    this.o = o;
    this.sink = sink;
    this.gaps = sink === null ? null : new GapStretches(element, found, sink);
    this.keys = this.room.i32(o.n);
    for (let i = 0; i < o.n; i++) this.keys[i] = i;
    this.nextKey = o.n;
    return this.sweepAll();
  }
  private sweepAll(): PlaneSums {
    const { o, d, room, near } = this;
    this.begin();
    this.footprints = new OwnerRows(this.K, this.labels, o.n, room);
    this.edges.touchAll(d.n);
    this.single = room.f64(o.n);
    if (this.alone !== null) this.alone.m2 = room.f64(o.n);
    this.measureDemand();
    this.count.beginAll(o.n, room);
    this.terms.plain = allCertain(o);
    near.beginAll(o);
    for (let i = 0; i < o.n; i++) this.footprint(i, true);
    near.beginEdges();
    for (let e = 0; e < d.n; e++) this.edge(e);
    near.endAll();
    return this.sums();
  }
  private begin(): void {
    cover.begin(this.o, this.fault.wrongTie ?? false);
    cuts.begin(this.d);
  }

  /** Place k of the footprints came (+1) or went (−1): its row does too. Call before `update`. */
  shift(k: number, by: 1 | -1): void {
    const { n } = this.o; // as it is now
    if (by === -1) this.sink?.owner(this.keys[k]);
    this.footprints.shift(k, by, n);
    this.count.shift(k, by, n);
    this.single = shiftRows(this.single, 1, k, by, n);
    this.keys = shiftRows(this.keys, 1, k, by, n);
    if (by === 1) this.keys[k] = this.nextKey++;
  }

  /** The footprints changed within these boxes (x0, y0, x1, y1 each); `changed` is the place of the one that is new or
   * different, −1 for none. Sweeps what meets the boxes and answers the figure of the whole. */
  update(boxes: readonly number[], changed: number): PlaneSums {
    const { o } = this;
    if (this.alone !== null || this.terms.plain !== allCertain(o)) return this.sweepAll();
    this.begin();
    const touched = footprintsMeeting(o, boxes);
    const edges = edgesMeeting(this.edgeGrid, boxes);
    this.near.beginSome(o, touched, edges);
    for (const i of touched) {
      this.footprints.clear(i);
      this.footprint(i, i === changed);
    }
    for (const e of edges) this.edge(e);
    return this.sums();
  }

  /** What the border encloses: the same whatever the footprints do. */
  private measureDemand(): void {
    const { d, labelDemandM2 } = this;
    this.demandM2 = demandArea(d);
    if (this.labels === 1) return;
    labelDemandM2.fill(0);
    for (let e = 0; e < d.n; e++) {
      const green = edgeGreen(d, e);
      if (d.left[e] >= 0) labelDemandM2[d.left[e]] += green;
      if (d.right[e] >= 0) labelDemandM2[d.right[e]] -= green;
    }
  }

  // --- a footprint ---------------------------------------------------------------------------------------------------

  /** label of the demand around a footprint that no edge comes near */
  private home = -1;

  /** `isNew`: its own area inside the demand is not known yet (check 2: computed apart). */
  private footprint(i: number, isNew: boolean): void {
    const { o, d, near, fault } = this;
    element.self = i;
    this.sink?.owner(this.keys[i]);
    this.count.beginFootprint(i);
    if (isNew) this.single[i] = 0;
    near.edgesOf(i);
    for (let q = 0; q < near.nEdges; q++) this.edgeMet[near.edges[q]] = 1;
    if (near.nEdges === 0) {
      this.home = d.locate((o.x0[i] + o.x1[i]) / 2, (o.y0[i] + o.y1[i]) / 2);
      if (this.home < 0) return;
    }
    if (isNew) {
      const plain = near.nEdges === 0 && !isCut(o, i);
      this.single[i] = plain ? footprintArea(o, i) : singleAreaIn(o, i, d, this.edgeGrid, fanEdges);
    }
    near.ofFootprint(i);
    if (fault.dropLonelyDiscs && o.full[i] && near.to === near.from) return;
    this.terms.begin(this.footprints, i);
    const twin = i > 0 && o.X[i] === o.X[i - 1] && o.Y[i] === o.Y[i - 1] && o.R[i] === o.R[i - 1];
    for (let round = fault.doubleDuplicates && twin ? 2 : 1; round > 0; round--) {
      if (isCut(o, i)) cellElements(o, i, this);
      else if (o.full[i]) {
        this.arc(o.R[i], 0, TAU, false);
        if (o.N[i] > 0) this.arc(o.N[i], 0, TAU, true);
      } else {
        const length = o.R[i] - o.N[i];
        this.arc(o.R[i], o.A[i], o.width[i], false);
        this.segment(o.X[i] + o.N[i] * o.UX[i], o.Y[i] + o.N[i] * o.UY[i], o.UX[i], o.UY[i], length);
        this.segment(o.X[i] + o.R[i] * o.VX[i], o.Y[i] + o.R[i] * o.VY[i], -o.VX[i], -o.VY[i], length);
        if (o.N[i] > 0) this.arc(o.N[i], o.A[i], o.width[i], true);
      }
    }
  }

  /** A straight element of the footprint in hand, from (x, y) along the unit vector (ux, uy), its inside on the left. */
  segment(x: number, y: number, ux: number, uy: number, length: number): void {
    if (!(length > 0)) return;
    element.setSegment(x, y, ux, uy, length);
    this.sweepElement();
  }
  /** An arc about the apex of the footprint in hand; `inner`: the footprint lies outside of it. */
  arc(radius: number, from: number, width: number, inner: boolean): void {
    if (!(width > 0)) return;
    element.setArc(this.o, radius, from, width, inner);
    this.sweepElement();
  }
  private sweepElement(): void {
    const { K, near, saturation } = this;
    const { x0: west, y0: south, x1: east, y1: north } = this.o;
    const { x0, y0, x1, y1, lim } = element;
    const { list, to } = near;
    if (near.nEdges === 0) cuts.whole(lim, this.home);
    else cuts.cut(element, near.edges, near.nEdges);
    // Where the demand is streets most elements of a footprint among buildings lie beside it: they say nothing.
    if (!cuts.meetsDemand()) return;
    cover.clear();
    saturation.begin();
    // Under K certain footprints all along nothing of the element is told apart any more: only its whole counts.
    let isDeep = false;
    // Neighbours lie in the order of an axis: of many, every so manyth is asked, so that the first ones are from all around.
    const many = to - near.from;
    const stride = strideThrough(many);
    for (let k = 0, q = near.from; k < many && found.allCertain < K && !isDeep; k++, q += stride) {
      if (q >= to) q -= many;
      const j = list[q];
      if (west[j] > x1 || east[j] < x0 || south[j] > y1 || north[j] < y0) continue;
      const before = found.allCertain;
      cover.ask(j);
      this.asked++;
      if (found.allCertain > before && stride === 1) near.toFront(q);
      isDeep = saturation.isReached(lim);
    }
    if (found.allCertain >= K) {
      this.walk.goWhole(found.allCertain);
      return;
    }
    if (isDeep || saturation.isReachedInAll(lim)) {
      this.walk.goWhole(saturation.need);
      return;
    }
    this.count.beginElement();
    this.walk.go();
    this.count.endElement();
  }

  /** A stretch of a footprint's boundary, in the demand parts of it. */
  ofFootprint(s: number, e: number, count: number): void {
    if (count < this.K) this.count.offer(s, e, count);
    if (cuts.n === 1) {
      if (cuts.label[0] >= 0) this.inDemand(s, e, cuts.label[0], count);
      return;
    }
    let from = 0;
    for (let k = 0; k < cuts.n; k++) {
      const to = cuts.end[k];
      const label = cuts.label[k];
      if (to > s && label >= 0) {
        const a = from > s ? from : s;
        const b = to < e ? to : e;
        if (b > a) this.inDemand(a, b, label, count);
      }
      if (to >= e) break;
      from = to;
    }
  }
  private inDemand(s: number, e: number, label: number, count: number): void {
    element.measure(s, e);
    this.terms.jump(label, this.o.P[element.self], count);
    if (count + this.walk.nActive === 0 && this.gaps !== null) this.gaps.ofFootprint(s, e, label);
  }

  // --- an edge of the border -----------------------------------------------------------------------------------------

  private ownLabel = -1;
  /** demand on both sides of the edge */
  private inner = false;

  private edge(e: number): void {
    const { d, near, sink } = this;
    element.self = -1;
    sink?.owner(-1 - e);
    near.none();
    if (this.edgeMet[e] === 1) {
      this.edges.clear(e);
      this.terms.begin(this.edges, e);
      near.ofEdge(e);
    }
    const alone = near.from === near.to;
    if (alone) {
      if (sink === null) return;
      if (d.ring) {
        sink.edge(e, d.left[e] >= 0 ? d.left[e] : d.right[e]);
        return;
      }
    }
    this.inner = d.left[e] >= 0 && d.right[e] >= 0;
    for (let side = 0; side < 2; side++) {
      this.ownLabel = side === 0 ? d.left[e] : d.right[e];
      if (this.ownLabel < 0) continue;
      element.setEdge(d, e, side);
      if (element.lim === 0) continue;
      if (alone) {
        this.gaps!.ofBorder(0, element.lim, this.ownLabel, this.inner);
        continue;
      }
      cover.clear();
      for (let q = near.from; q < near.to; q++) cover.ask(near.list[q]);
      const { certain, uncertain, allCertain } = found;
      if (this.fault.loseBorder && certain.n + uncertain.n + allCertain > 0 && e % 7 === 3) continue;
      this.walk.go();
    }
  }
  /** A stretch of the demand's border, walked with the demand on the left. */
  ofBorder(s: number, e: number, count: number): void {
    if (count + this.walk.nActive === 0) {
      this.gaps?.ofBorder(s, e, this.ownLabel, this.inner);
      return;
    }
    element.measure(s, e);
    this.terms.border(this.ownLabel, count);
  }

  // --- the figure ----------------------------------------------------------------------------------------------------

  private sums(): PlaneSums {
    const { K, o, d, labels, single, count } = this;
    const { width } = this.edges;
    const { plain } = this.terms;
    const totals: Totals = {
      term: new Float64Array(width),
      vector: new Float64Array(6 * K),
      deep: new Float64Array(2),
    };
    const { term, vector, deep } = totals;
    this.footprints.addTo(totals, o.n, plain);
    this.edges.addTo(totals, d.n, plain);
    if (plain) {
      term.copyWithin(K, 0, K);
      term.copyWithin(2 * K, 0, K);
      deep[1] = deep[0];
      for (let at = 3 * K; at < width; at += 3) term[at + 1] = term[at + 2] = term[at];
    }
    let residualM = 0;
    for (let f = 0; f < 3 * K; f++) residualM = Math.max(residualM, Math.hypot(vector[2 * f], vector[2 * f + 1]));
    const allDepths: [number, number] = [deep[0], deep[1]];
    for (let m = 0; m < K; m++) {
      allDepths[0] += term[m];
      allDepths[1] += term[2 * K + m];
    }
    const singles: [number, number] = [0, 0];
    let miscounted = 0;
    for (let i = 0; i < o.n; i++) {
      if (o.P[i] === 1) singles[0] += single[i];
      singles[1] += single[i];
      miscounted += count.miscounts[i];
    }
    return {
      demandM2: this.demandM2,
      depth: term.slice(0, K),
      likely: term.slice(K, 2 * K),
      high: term.slice(2 * K, 3 * K),
      labels: labels > 1 ? this.labelAreas(term) : [],
      residualM,
      allDepths,
      singles,
      miscounted,
      counted: count.counted,
      steps: this.asked + this.saturation.looks + this.walk.steps,
      single,
      unique: this.alone?.m2 ?? NONE,
    };
  }
  private labelAreas(term: Float64Array): LabelArea[] {
    const areas: LabelArea[] = [];
    for (let l = 0; l < this.labels; l++) {
      const at = 3 * this.K + 3 * l;
      const demandM2 = this.labelDemandM2[l];
      areas.push({ demandM2, lowM2: term[at], likelyM2: term[at + 1], highM2: term[at + 2] });
    }
    return areas;
  }
}

const NONE = new Float64Array(0);

function allCertain(o: Footprints): boolean {
  for (let i = 0; i < o.n; i++) if (o.P[i] !== 1) return false;
  return true;
}
