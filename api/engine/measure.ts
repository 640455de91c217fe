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
import { BlockSums } from './block-sums.ts';
import { BorderCuts, NOTHING } from './border.ts';
import { type BoxGrid, boxGrid } from './boxgrid.ts';
import { ARC, Cover, isCut, SEGMENT, sortFew } from './cover.ts';
import { type Demand, demandArea, edgeGreen } from './demand.ts';
import { cellElements } from './elements.ts';
import { contains, type Footprints, footprintArea } from './footprint.ts';
import type { GapSink } from './gap-sink.ts';
import { Incidence } from './incidence.ts';
import { Meetings, sortBy } from './meetings.ts';
import { freshRoom, type Room } from './room.ts';
import { singleAreaIn } from './single.ts';

const TAU = 2 * Math.PI;
/** How far (m) to both sides of a stretch the direct count looks; beyond COINCIDE_M. The nearer one tells apart what differs
 * by little more than that, the farther one is safe where a boundary is met at a grazing angle. */
const BESIDE_M = [2e-6, 4e-7];
/** A stretch shorter than this (m) is not counted. */
const LEAST_COUNTED_M = 2e-5;

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
  /** check 4: stretches whose direct count disagreed */
  miscounted: number;
  counted: number;
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

const cover = new Cover();
const cuts = new BorderCuts();
const meetings = new Meetings();
const incidence = new Incidence();
const others = { list: new Int32Array(256) };
const near = { list: new Int32Array(256) };
const fanEdges = { list: new Int32Array(256) };

interface Sample {
  t: number;
  c: number;
  u: number;
  q: number;
  len: number;
}
const noSample = (): Sample => ({ t: -1, c: 0, u: 0, q: 1, len: 0 });

/** Measures footprints against one demand in their common plane, and keeps what each contributes. */
export class Sweep {
  private readonly K: number;
  private readonly labels: number;
  /** terms of one owner: depth, likely, high for every k, then low, likely, high of every label */
  private readonly width: number;
  private readonly wantUnique: boolean;
  private readonly fault: Fault;
  private readonly c = cover;
  private readonly parts = cuts;
  private readonly room: Room;
  private o!: Footprints;
  /** made when first asked */
  private grid: BoxGrid | null = null;
  /** the footprints in the index, ascending; null = all */
  private members: Int32Array | null = null;

  // Per owner, footprints first. Rows of `width` and of 6 K.
  private terms: Float64Array = new Float64Array(0);
  private vectors: Float64Array = new Float64Array(0);
  private deeper: Float64Array = new Float64Array(0);
  private miscounts: Uint8Array = new Uint8Array(0);
  private single: Float64Array = new Float64Array(0);
  /** what the gap sink knows each footprint by: it stays with it when places shift */
  private keys: Int32Array = new Int32Array(0);
  private nextKey = 0;
  private unique: Float64Array = new Float64Array(0);
  /** sums of the rows of footprints and of edges: terms, vectors, deeper */
  private rowSums!: BlockSums;
  private readonly edgeSums: BlockSums;
  private readonly edgeTerms: Float64Array;
  private readonly edgeVectors: Float64Array;
  private readonly edgeDeeper: Float64Array;
  /** demand that the border encloses, in all and by label: the same after every edit */
  private demandM2 = 0;
  private readonly labelDemandM2: Float64Array;
  /** 1 = some footprint's box meets the edge, or did: of all others nothing but their length is asked */
  private readonly edgeMet: Uint8Array;

  // The owner in hand: where its numbers go.
  private term!: Float64Array;
  private vector!: Float64Array;
  private deep!: Float64Array;
  private termAt = 0;
  private vectorAt = 0;
  private deepAt = 0;

  private readonly others = others;
  /** footprints whose boxes meet that of the owner in hand, without itself: neighbours[from] … neighbours[to − 1] */
  private neighbours = others.list;
  private from = 0;
  private to = 0;
  /** all pairs of the sweep in hand are known, of footprints and of footprints with edges */
  private paired = false;
  private notes = false;
  private readonly near = near;
  private readonly fanEdges = fanEdges;
  private nEdges = 0;
  private home = -1;
  private sink: GapSink | null = null;
  /** all footprints are certain: likely and high are what depth is */
  private plain = false;

  constructor(
    private readonly d: Demand,
    private readonly edgeGrid: BoxGrid,
    options: SweepOptions,
  ) {
    this.K = options.K;
    this.labels = options.labels;
    this.width = 3 * this.K + (this.labels > 1 ? 3 * this.labels : 0);
    this.wantUnique = options.unique ?? false;
    this.fault = options.fault ?? {};
    const room = options.room ?? freshRoom;
    this.room = room;
    this.edgeTerms = room.f64(d.n * this.width);
    this.edgeVectors = room.f64(d.n * 6 * this.K);
    this.edgeDeeper = room.f64(2 * d.n);
    this.labelDemandM2 = room.f64(this.labels);
    this.edgeSums = new BlockSums([this.width, 6 * this.K, 2], d.n, room);
    this.edgeMet = room.u8(d.n);
    this.dist = room.f64(this.K + 1);
  }

  /** Sweeps everything. `sink` collects the gap boundary when given. */
  run(o: Footprints, sink: GapSink | null): PlaneSums {
    this.o = o;
    this.sink = sink;
    this.keys = this.room.i32(o.n);
    for (let i = 0; i < o.n; i++) this.keys[i] = i;
    this.nextKey = o.n;
    return this.sweepAll();
  }
  private sweepAll(): PlaneSums {
    const { o, room } = this;
    this.begin();
    this.terms = room.f64(o.n * this.width);
    this.vectors = room.f64(o.n * 6 * this.K);
    this.deeper = room.f64(2 * o.n);
    this.miscounts = room.u8(o.n);
    this.single = room.f64(o.n);
    this.unique = room.f64(this.wantUnique ? o.n : 0);
    this.rowSums = new BlockSums([this.width, 6 * this.K, 2], o.n, room);
    this.edgeSums.touchFrom(0, this.d.n);
    this.measureDemand();
    this.counted = 0;
    this.plain = allCertain(o);
    this.paired = meetings.find(o.n, o.x0, o.y0, o.x1, o.y1);
    incidence.begin(this.d.n, o.n);
    this.notes = true;
    for (let i = 0; i < o.n; i++) this.footprint(i, true);
    this.notes = false;
    this.paired = incidence.finish();
    for (let e = 0; e < this.d.n; e++) this.edge(e);
    this.paired = false;
    return this.sums();
  }

  /** The element in hand and the lists around it serve all sweeps of the thread, one after the other. */
  private begin(): void {
    this.c.begin(this.o, this.fault.wrongTie ?? false);
    this.parts.begin(this.d);
    this.grid = null;
    this.members = null;
  }
  /** Asks the index for what meets a box; footprint `self` is left out. */
  private ask(x0: number, y0: number, x1: number, y1: number, self: number): void {
    const { o, others } = this;
    this.grid ??= boxGrid(o.n, o.x0, o.y0, o.x1, o.y1);
    let m = this.grid.query(x0, y0, x1, y1, others);
    const { list } = others;
    if (this.members) for (let q = 0; q < m; q++) list[q] = this.members[list[q]];
    if (self >= 0) {
      const at = list.indexOf(self);
      if (at >= 0 && at < m) list[at] = list[--m];
    }
    this.neighbours = list;
    this.from = 0;
    this.to = m;
  }

  /** Place k of the footprints came (+1) or went (−1): its row does too. Call before `update`. */
  shift(k: number, by: 1 | -1): void {
    const { n } = this.o; // as it is now
    const rows = by === 1 ? n - 1 : n + 1;
    const [to, from] = by === 1 ? [k + 1, k] : [k, k + 1];
    if (by === -1) this.sink?.owner(this.keys[k]);
    const move = <T extends Float64Array | Uint8Array | Int32Array>(old: T, width: number): T => {
      let v = old;
      if (n * width > v.length) {
        v = new (old.constructor as new (length: number) => T)(2 * n * width + 8 * width);
        v.set(old);
      }
      v.copyWithin(to * width, from * width, rows * width);
      return v;
    };
    this.terms = move(this.terms, this.width);
    this.vectors = move(this.vectors, 6 * this.K);
    this.deeper = move(this.deeper, 2);
    this.miscounts = move(this.miscounts, 1);
    this.single = move(this.single, 1);
    this.keys = move(this.keys, 1);
    this.rowSums.touchFrom(Math.min(k, n), n);
    if (by === 1) this.keys[k] = this.nextKey++;
  }

  /** The footprints changed within these boxes (x0, y0, x1, y1 each); `changed` is the place of the one that is new or
   * different, −1 for none. Sweeps what meets the boxes and answers the figure of the whole. */
  update(boxes: readonly number[], changed: number): PlaneSums {
    const { o } = this;
    if (this.wantUnique || this.plain !== allCertain(o)) return this.sweepAll();
    this.begin();
    const touched = footprintsMeeting(o, boxes);
    const edges = edgesMeeting(this.edgeGrid, boxes);
    this.indexAround(touched, edges);
    for (const i of touched) {
      this.terms.fill(0, i * this.width, (i + 1) * this.width);
      this.vectors.fill(0, i * 6 * this.K, (i + 1) * 6 * this.K);
      this.deeper.fill(0, 2 * i, 2 * i + 2);
      this.miscounts[i] = 0;
      this.rowSums.touch(i);
      this.footprint(i, i === changed);
    }
    for (const e of edges) {
      this.edgeSums.touch(e);
      this.edge(e);
    }
    return this.sums();
  }
  /** An index over the footprints that these owners can meet, for the edit in hand: far fewer than there are in a town. */
  private indexAround(footprints: readonly number[], edges: readonly number[]): void {
    const { o, d } = this;
    const all = [Infinity, Infinity, -Infinity, -Infinity];
    const widen = (x0: number, y0: number, x1: number, y1: number): void => {
      all[0] = Math.min(all[0], x0);
      all[1] = Math.min(all[1], y0);
      all[2] = Math.max(all[2], x1);
      all[3] = Math.max(all[3], y1);
    };
    for (const i of footprints) widen(o.x0[i], o.y0[i], o.x1[i], o.y1[i]);
    for (const e of edges) {
      widen(d.ax[e], d.ay[e], d.ax[e], d.ay[e]);
      widen(d.bx[e], d.by[e], d.bx[e], d.by[e]);
    }
    const members = Int32Array.from(footprintsMeeting(o, all));
    const column = (v: Float64Array): Float64Array => Float64Array.from(members, (i) => v[i]);
    this.grid = boxGrid(members.length, column(o.x0), column(o.y0), column(o.x1), column(o.y1));
    this.members = members;
  }

  // --- one owner -----------------------------------------------------------------------------------------------------

  /** `isNew`: its own area inside the demand is not known yet (check 2: computed apart). */
  private footprint(i: number, isNew: boolean): void {
    const { o, c, fault } = this;
    const { width, K } = this;
    c.self = i;
    this.sink?.owner(this.keys[i]);
    if (isNew) this.single[i] = 0;
    this.nEdges = this.edgeGrid.query(o.x0[i], o.y0[i], o.x1[i], o.y1[i], this.near);
    for (let q = 0; q < this.nEdges; q++) this.edgeMet[this.near.list[q]] = 1;
    if (this.notes) incidence.add(this.near.list, this.nEdges, i);
    if (this.nEdges === 0) {
      this.home = this.d.locate((o.x0[i] + o.x1[i]) / 2, (o.y0[i] + o.y1[i]) / 2);
      if (this.home < 0) return;
    }
    if (isNew) {
      const plain = this.nEdges === 0 && !isCut(o, i);
      this.single[i] = plain ? footprintArea(o, i) : singleAreaIn(o, i, this.d, this.edgeGrid, this.fanEdges);
    }
    if (this.paired) {
      this.neighbours = meetings.list;
      this.from = meetings.from[i];
      this.to = meetings.from[i + 1];
    } else this.ask(o.x0[i], o.y0[i], o.x1[i], o.y1[i], i);
    if (fault.dropLonelyDiscs && o.full[i] && this.to === this.from) return;
    this.term = this.terms;
    this.vector = this.vectors;
    this.deep = this.deeper;
    this.termAt = i * width;
    this.vectorAt = i * 6 * K;
    this.deepAt = 2 * i;
    this.checked = false;
    this.front = this.from;
    this.inner = false;
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
    const { c } = this;
    c.kind = SEGMENT;
    c.ex = x;
    c.ey = y;
    c.dx = ux;
    c.dy = uy;
    c.lim = length;
    const toX = x + length * ux;
    const toY = y + length * uy;
    this.element(Math.min(x, toX), Math.min(y, toY), Math.max(x, toX), Math.max(y, toY));
  }
  /** An arc about the apex of the footprint in hand; `inner`: the footprint lies outside of it. */
  arc(radius: number, from: number, width: number, inner: boolean): void {
    if (!(width > 0)) return;
    const { c, o } = this;
    c.kind = ARC;
    c.ex = o.X[c.self];
    c.ey = o.Y[c.self];
    c.er = radius;
    c.ea = from;
    c.lim = width;
    c.sign = inner ? -1 : 1;
    const i = c.self;
    const cut = isCut(o, i);
    c.short = width < LESS_THAN_HALF && (cut || o.full[i] === 0);
    if (!c.short) {
      this.element(o.x0[i], o.y0[i], o.x1[i], o.y1[i]);
      return;
    }
    c.ux = cut ? Math.cos(from) : o.UX[i];
    c.uy = cut ? Math.sin(from) : o.UY[i];
    c.wx = cut ? Math.cos(from + width) : o.VX[i];
    c.wy = cut ? Math.sin(from + width) : o.VY[i];
    // The box of the arc alone: its ends, and the sides of the circle that lie between them.
    const { ux, uy, wx, wy } = c;
    this.element(
      c.ex + radius * (uy >= 0 && wy <= 0 ? -1 : Math.min(ux, wx)),
      c.ey + radius * (ux <= 0 && wx >= 0 ? -1 : Math.min(uy, wy)),
      c.ex + radius * (uy <= 0 && wy >= 0 ? 1 : Math.max(ux, wx)),
      c.ey + radius * (ux >= 0 && wx <= 0 ? 1 : Math.max(uy, wy)),
    );
  }

  /** Neighbours that covered a whole element of this footprint: they may cover the next one too, and come first. */
  private front = 0;
  /** The element in hand lies in the box x0, y0, x1, y1. */
  private element(x0: number, y0: number, x1: number, y1: number): void {
    const { c, K } = this;
    const { x0: west, y0: south, x1: east, y1: north } = this.o;
    const list = this.neighbours;
    c.clear();
    // Under K certain footprints all along nothing of the element is told apart any more: only its whole counts.
    for (let q = this.from; q < this.to && c.allCertain < K; q++) {
      const j = list[q];
      if (west[j] > x1 || east[j] < x0 || south[j] > y1 || north[j] < y0) continue;
      const before = c.allCertain;
      if (c.kind === SEGMENT) c.segmentIn(j);
      else c.arcIn(j);
      if (c.allCertain > before && q >= this.front) {
        list[q] = list[this.front];
        list[this.front++] = j;
      }
    }
    this.label();
    this.memoT = -1;
    if (c.allCertain >= K) {
      if (this.active.length > 0) this.active.length = 0;
      this.stretch(0, c.lim, c.allCertain);
      return;
    }
    // A seeded place on the element: the golden ratio scatters it evenly over indices.
    this.wantAt = c.lim * ((c.self * 0.6180339887498949 + 0.37) % 1);
    this.tieAt = c.coincident.n > 0 ? (c.coincident.s[0] + c.coincident.e[0]) / 2 : -1;
    this.sample.t = -1;
    this.tieSample.t = -1;
    this.walk(FOOTPRINT);
    this.directCount(this.sample);
    if (this.sample.t >= 0) this.checked = true;
    this.directCount(this.tieSample);
  }

  /** Cuts the element in hand at the demand's border and labels its parts. */
  private label(): void {
    if (this.nEdges === 0) this.parts.whole(this.c.lim, this.home);
    else this.parts.cut(this.c, this.near.list, this.nEdges);
  }

  private ownLabel = -1;
  private inner = false;
  private edge(e: number): void {
    const { d, c, sink } = this;
    c.self = -1;
    sink?.owner(-1 - e);
    this.from = this.to = 0;
    if (this.edgeMet[e] === 1) this.beginEdge(e);
    if (this.from === this.to) {
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
      this.setEdge(e, side);
      if (c.lim === 0) continue;
      if (this.from === this.to) {
        this.send(0, c.lim, true, this.ownLabel);
        continue;
      }
      this.memoT = -1;
      c.clear();
      for (let q = this.from; q < this.to; q++) {
        if (c.kind === SEGMENT) c.segmentIn(this.neighbours[q]);
        else c.arcIn(this.neighbours[q]);
      }
      if (this.fault.loseBorder && c.certain.n + c.uncertain.n + c.allCertain > 0 && e % 7 === 3) continue;
      this.walk(BORDER);
    }
  }
  /** Empties the rows of an edge that footprints come near, or came, and finds those that do. */
  private beginEdge(e: number): void {
    const { d, width, K } = this;
    this.term = this.edgeTerms;
    this.vector = this.edgeVectors;
    this.deep = this.edgeDeeper;
    this.termAt = e * width;
    this.vectorAt = e * 6 * K;
    this.deepAt = 2 * e;
    this.edgeTerms.fill(0, this.termAt, this.termAt + width);
    this.edgeVectors.fill(0, this.vectorAt, this.vectorAt + 6 * K);
    this.edgeDeeper[2 * e] = this.edgeDeeper[2 * e + 1] = 0;
    if (this.paired) {
      this.neighbours = incidence.list;
      this.from = incidence.from[e];
      this.to = incidence.from[e + 1];
      return;
    }
    const x0 = Math.min(d.ax[e], d.bx[e]);
    const x1 = Math.max(d.ax[e], d.bx[e]);
    const y0 = Math.min(d.ay[e], d.by[e]);
    const y1 = Math.max(d.ay[e], d.by[e]);
    this.ask(x0, y0, x1, y1, -1);
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
  /** Edge e as the element, walked with the demand of that side (0 left, 1 right) on the left. */
  private setEdge(e: number, side: number): void {
    const { d, c } = this;
    const radius = d.r === null ? 0 : d.r[e];
    if (radius === 0) {
      c.kind = SEGMENT;
      c.ex = side === 0 ? d.ax[e] : d.bx[e];
      c.ey = side === 0 ? d.ay[e] : d.by[e];
      const tx = (side === 0 ? d.bx[e] : d.ax[e]) - c.ex;
      const ty = (side === 0 ? d.by[e] : d.ay[e]) - c.ey;
      c.lim = Math.sqrt(tx * tx + ty * ty);
      c.dx = tx / c.lim;
      c.dy = ty / c.lim;
      c.sign = 1;
      return;
    }
    const turnsLeft = radius > 0;
    c.kind = ARC;
    c.ex = d.cx![e];
    c.ey = d.cy![e];
    c.er = Math.abs(radius);
    const ax = d.ax[e] - c.ex;
    const ay = d.ay[e] - c.ey;
    const bx = d.bx[e] - c.ex;
    const by = d.by[e] - c.ey;
    c.short = false;
    c.ea = turnsLeft ? Math.atan2(ay, ax) : Math.atan2(by, bx);
    c.lim = Math.abs(Math.atan2(ax * by - ay * bx, ax * bx + ay * by));
    // the ground on the left of an arc that turns left is towards its centre
    c.sign = (side === 0) === turnsLeft ? 1 : -1;
  }

  // --- the sweep over one element ------------------------------------------------------------------------------------

  /** P(exactly m of the uncertain ones that cover this stretch see it), m < K. */
  private readonly dist: Float64Array;
  private distStale = true;
  /** uncertain footprints over the stretch, ascending, so that products round alike */
  private readonly active: number[] = [];
  /** the certain footprints over the stretch, added up: where there is one, this is its index (unique areas only) */
  private certainSum = 0;
  private starts = new Int32Array(64);
  private ends = new Int32Array(64);

  private distribution(): void {
    const { dist, K, active } = this;
    const { P } = this.o;
    dist.fill(0);
    dist[0] = 1;
    for (let q = 0; q < active.length; q++) {
      const p = P[active[q]];
      for (let m = Math.min(q + 1, K); m > 0; m--) dist[m] = dist[m] * (1 - p) + dist[m - 1] * p;
      dist[0] *= 1 - p;
    }
    this.distStale = false;
  }
  private activate(j: number): void {
    const { active } = this;
    let z = active.length;
    active.push(j);
    while (z > 0 && active[z - 1] > j) {
      active[z] = active[z - 1];
      active[--z] = j;
    }
    this.distStale = true;
  }
  private deactivate(j: number): void {
    const at = this.active.indexOf(j);
    this.active.copyWithin(at, at + 1);
    this.active.pop();
    this.distStale = true;
  }

  /** Walks the element from end to end and hands on every stretch with c certain and the `active` uncertain ones over it. */
  private walk(what: number): void {
    const { c } = this;
    if (this.active.length > 0) this.active.length = 0;
    for (const j of c.allUncertain) this.activate(j);
    this.distStale = true;
    if (c.uncertain.n === 0 && !this.wantUnique) {
      this.walkCertain(what);
      return;
    }
    this.walkBoth(what);
  }
  private visit(what: number, s: number, e: number, c: number): void {
    if (what === FOOTPRINT) this.stretch(s, e, c);
    else this.borderStretch(s, e, c);
  }
  /** Only numbers of certain covers change along the element: starts and ends are sorted apart. */
  private walkCertain(what: number): void {
    const { certain, lim, allCertain } = this.c;
    const { n, s, e } = certain;
    if (n > 1) {
      sortFew(s, n);
      sortFew(e, n);
    }
    let count = allCertain;
    let p = 0;
    let a = 0;
    let b = 0;
    for (;;) {
      const nextStart = a < n ? s[a] : Infinity;
      const nextEnd = b < n ? e[b] : Infinity;
      let next = nextStart < nextEnd ? nextStart : nextEnd;
      if (next > lim) next = lim;
      if (next - p > NOTHING) {
        this.visit(what, p, next, count);
        p = next;
      } else if (next > p) p = next;
      if (next >= lim) return;
      if (nextStart <= nextEnd) {
        count++;
        a++;
      } else {
        count--;
        b++;
      }
    }
  }
  private walkBoth(what: number): void {
    const { certain, uncertain, lim, allCertain } = this.c;
    const n = certain.n + uncertain.n;
    // One list, the uncertain ones behind.
    for (let k = 0; k < uncertain.n; k++) certain.add(uncertain.s[k], uncertain.e[k], uncertain.j[k]);
    const firstUncertain = certain.n - uncertain.n;
    if (this.starts.length < n) {
      this.starts = new Int32Array(2 * n);
      this.ends = new Int32Array(2 * n);
    }
    const { starts, ends } = this;
    for (let k = 0; k < n; k++) starts[k] = ends[k] = k;
    sortBy(certain.s, starts, n);
    sortBy(certain.e, ends, n);
    let count = allCertain;
    this.certainSum = this.c.allCertainSum;
    let p = 0;
    let a = 0;
    let b = 0;
    for (;;) {
      const nextStart = a < n ? certain.s[starts[a]] : Infinity;
      const nextEnd = b < n ? certain.e[ends[b]] : Infinity;
      const next = Math.min(nextStart, nextEnd, lim);
      if (next - p > NOTHING) {
        this.visit(what, p, next, count);
        p = next;
      } else if (next > p) p = next;
      if (next >= lim) return;
      const isStart = nextStart <= nextEnd;
      const k = isStart ? starts[a++] : ends[b++];
      const j = certain.j[k];
      if (k >= firstUncertain) {
        if (isStart) this.activate(j);
        else this.deactivate(j);
      } else {
        count += isStart ? 1 : -1;
        this.certainSum += isStart ? j : -j;
      }
    }
  }

  /** Green term ½∮(x dy − y dx) of a stretch, and its end-to-start vector. */
  private green = 0;
  private gx = 0;
  private gy = 0;
  private memoT = -1;
  private memoC = 0;
  private memoS = 0;
  private integrate(s: number, e: number): void {
    const { c } = this;
    if (c.kind === SEGMENT) {
      const l = e - s;
      this.green = ((c.ex * c.dy - c.ey * c.dx) * l) / 2;
      this.gx = c.dx * l;
      this.gy = c.dy * l;
      return;
    }
    // Stretches follow each other: the end of one is the start of the next.
    const known = this.memoT === s;
    const c0 = known ? this.memoC : Math.cos(c.ea + s);
    const s0 = known ? this.memoS : Math.sin(c.ea + s);
    const c1 = Math.cos(c.ea + e);
    const s1 = Math.sin(c.ea + e);
    this.memoT = e;
    this.memoC = c1;
    this.memoS = s1;
    const x = c1 - c0;
    const y = s1 - s0;
    const r = c.sign * c.er;
    this.green = (r * (c.er * (e - s) + c.ex * y - c.ey * x)) / 2;
    this.gx = r * x;
    this.gy = r * y;
  }
  private add(f: number): void {
    this.term[this.termAt + f] += this.green;
    const v = this.vectorAt + 2 * f;
    this.vector[v] += this.gx;
    this.vector[v + 1] += this.gy;
  }
  private addWeighted(f: number, w: number): void {
    this.term[this.termAt + f] += w * this.green;
    const v = this.vectorAt + 2 * f;
    this.vector[v] += w * this.gx;
    this.vector[v + 1] += w * this.gy;
  }
  private addLabel(label: number, f: number, w: number): void {
    this.term[this.termAt + 3 * this.K + 3 * label + f] += w * this.green;
  }

  // One stretch per footprint is counted directly afterwards (check 4), and one where boundaries coincide.
  private checked = false;
  private wantAt = -1;
  private tieAt = -1;
  private readonly sample = noSample();
  private readonly tieSample = noSample();

  /** A stretch of a footprint's boundary, in the demand parts of it. */
  private stretch(s: number, e: number, count: number): void {
    const { parts, K, active } = this;
    const u = active.length;
    const p = this.o.P[this.c.self];
    if (this.distStale && count < K) this.distribution();
    // One surviving stretch a camera: the last that starts before the seeded place, else the first.
    if (count < K) {
      if (!this.checked && (this.sample.t < 0 || s < this.wantAt)) this.remember(this.sample, s, e, count);
      if (s < this.tieAt && this.tieAt <= e) this.remember(this.tieSample, s, e, count);
    }
    if (parts.n === 1) {
      if (parts.label[0] < 0) return;
      this.integrate(s, e);
      this.jump(parts.label[0], p, count, u);
      if (count + u === 0 && this.sink !== null) this.emitGap(s, e, parts.label[0]);
      return;
    }
    let from = 0;
    for (let k = 0; k < parts.n; k++) {
      const to = parts.end[k];
      const label = parts.label[k];
      if (to > s && label >= 0) {
        const a = from > s ? from : s;
        const b = to < e ? to : e;
        if (b > a) {
          this.integrate(a, b);
          this.jump(label, p, count, u);
          if (count + u === 0 && this.sink !== null) this.emitGap(a, b, label);
        }
      }
      if (to >= e) break;
      from = to;
    }
  }
  /** The integrated stretch with probability p bounds ground that `count` certain and u uncertain others see. */
  private jump(label: number, p: number, count: number, u: number): void {
    const { K, dist } = this;
    if (this.plain) {
      if (count < K) this.add(count);
      else this.deep[this.deepAt] += this.green;
      if (this.labels > 1 && count === 0) this.addLabel(label, 0, 1);
      if (this.wantUnique && count < 2) this.jumpUnique(p, count);
      return;
    }
    if (p === 1) {
      if (count < K) this.add(count);
      else this.deep[this.deepAt] += this.green;
    }
    if (count + u < K) this.add(2 * K + count + u);
    else this.deep[this.deepAt + 1] += this.green;
    for (let m = count; m < K; m++) {
      const w = p * dist[m - count];
      if (w > 0) this.addWeighted(K + m, w);
    }
    if (this.labels > 1 && count === 0) {
      if (p === 1) this.addLabel(label, 0, 1);
      this.addLabel(label, 1, p * dist[0]);
      if (u === 0) this.addLabel(label, 2, 1);
    }
    if (this.wantUnique && count < 2) this.jumpUnique(p, count);
  }

  /** A stretch of the demand's border, walked with the demand on the left. */
  private borderStretch(s: number, e: number, count: number): void {
    const { K, dist, active, ownLabel } = this;
    const u = active.length;
    if (count + u === 0) {
      if (this.sink !== null) this.send(s, e, true, ownLabel);
      return;
    }
    this.integrate(s, e);
    if (this.distStale && count < K) this.distribution();
    if (this.plain) {
      for (let m = 0; m < Math.min(count, K); m++) this.add(m);
      if (count > K) this.deep[this.deepAt] += (count - K) * this.green;
      if (this.labels > 1 && count > 0) this.addLabel(ownLabel, 0, 1);
      if (this.wantUnique && count < 2) this.borderUnique(count);
      return;
    }
    for (let m = 0; m < Math.min(count, K); m++) {
      this.add(m);
      this.add(K + m);
    }
    for (let m = 0; m < Math.min(count + u, K); m++) this.add(2 * K + m);
    let none = 1;
    for (let m = count; m < Math.min(count + u, K); m++) {
      none -= dist[m - count];
      if (none > 0) this.addWeighted(K + m, none);
    }
    if (count > K) this.deep[this.deepAt] += (count - K) * this.green;
    if (count + u > K) this.deep[this.deepAt + 1] += (count + u - K) * this.green;
    if (this.labels > 1) {
      if (count > 0) this.addLabel(ownLabel, 0, 1);
      this.addLabel(ownLabel, 1, count > 0 ? 1 : 1 - dist[0]);
      this.addLabel(ownLabel, 2, 1);
    }
    if (this.wantUnique && count < 2) this.borderUnique(count);
  }
  // --- what each camera alone sees -----------------------------------------------------------------------------------
  // f_i = p_i · Π over the others (1 − p_j) on the ground of i. A certain other makes it 0, so only stretches under at most
  // one certain footprint matter: the boundary of `self` carries its own f, and takes p of it from every f it crosses.

  private jumpUnique(p: number, count: number): void {
    const { unique, active, green } = this;
    const { P } = this.o;
    const none = this.noneOf(-1);
    if (count === 0) unique[this.c.self] += p * none * green;
    else unique[this.certainSum] -= p * none * green;
    if (count === 0) for (const j of active) unique[j] -= p * P[j] * this.noneOf(j) * green;
  }
  private borderUnique(count: number): void {
    const { unique, active, green } = this;
    const { P } = this.o;
    if (count === 1) unique[this.certainSum] += this.noneOf(-1) * green;
    else for (const j of active) unique[j] += P[j] * this.noneOf(j) * green;
  }
  /** Π (1 − p) over the active ones but one. */
  private noneOf(but: number): number {
    let q = 1;
    for (const j of this.active) if (j !== but) q *= 1 - this.o.P[j];
    return q;
  }

  // --- gaps ----------------------------------------------------------------------------------------------------------

  /** A stretch of a footprint that nobody else covers: the gap is on its right, but where another one coincides. */
  private emitGap(s: number, e: number, label: number): void {
    const { opposite } = this.c;
    if (opposite.n === 0) {
      this.send(s, e, false, label);
      return;
    }
    let parts: number[] = [s, e];
    for (let z = 0; z < opposite.n; z++) {
      const next: number[] = [];
      for (let k = 0; k < parts.length; k += 2) {
        const a = Math.max(parts[k], opposite.s[z]);
        const b = Math.min(parts[k + 1], opposite.e[z]);
        if (b <= a) next.push(parts[k], parts[k + 1]);
        else {
          if (a > parts[k]) next.push(parts[k], a);
          if (b < parts[k + 1]) next.push(b, parts[k + 1]);
        }
      }
      parts = next;
    }
    for (let k = 0; k < parts.length; k += 2)
      if (parts[k + 1] - parts[k] > NOTHING) this.send(parts[k], parts[k + 1], false, label);
  }
  private send(s: number, e: number, forward: boolean, label: number): void {
    const { c, sink, inner } = this;
    if (c.kind === SEGMENT) sink!.segment(c.ex, c.ey, c.dx, c.dy, s, e, forward, label, inner);
    else sink!.arc(c.ex, c.ey, c.er, c.ea + s, c.ea + e, c.sign > 0 ? forward : !forward, label, inner);
  }

  // --- check 4: count directly beside a stretch ----------------------------------------------------------------------

  private counted = 0;
  private remember(to: Sample, s: number, e: number, count: number): void {
    to.t = (s + e) / 2;
    to.len = this.c.kind === SEGMENT ? e - s : this.c.er * (e - s);
    to.c = count;
    to.u = this.active.length;
    to.q = this.noneOf(-1);
  }
  /** Does a plain count just inside and just outside agree with the depth and Q used on the stretch? */
  private directCount(of: Sample): void {
    if (of.t < 0 || of.len < LEAST_COUNTED_M) return;
    this.counted++;
    const { c } = this;
    for (const frac of ASIDE) {
      const t = of.t + frac * (c.kind === SEGMENT ? of.len : of.len / c.er);
      let nx = -c.dy;
      let ny = c.dx;
      let x = c.ex + t * c.dx;
      let y = c.ey + t * c.dy;
      if (c.kind === ARC) {
        nx = -c.sign * Math.cos(c.ea + t);
        ny = -c.sign * Math.sin(c.ea + t);
        x = c.ex - c.sign * c.er * nx;
        y = c.ey - c.sign * c.er * ny;
      }
      for (const besideM of BESIDE_M) if (this.agreesAt(of, x, y, besideM * nx, besideM * ny)) return;
    }
    this.miscounts[c.self]++;
  }
  private agreesAt(of: Sample, x: number, y: number, nx: number, ny: number): boolean {
    const { o, c } = this;
    const list = this.neighbours;
    let certain = 0;
    let uncertain = 0;
    let q = 1;
    for (let k = this.from; k < this.to; k++) {
      const j = list[k];
      if (!contains(o, j, x + nx, y + ny)) continue;
      // Both sides: covers the stretch. Inside only: coincides on the same side, covers when its index is lower.
      if (j > c.self && !contains(o, j, x - nx, y - ny)) continue;
      if (o.P[j] === 1) certain++;
      else {
        uncertain++;
        q *= 1 - o.P[j];
      }
    }
    return certain === of.c && uncertain === of.u && Math.abs(q - of.q) <= 1e-12;
  }

  // --- the figure ----------------------------------------------------------------------------------------------------

  private sums(): PlaneSums {
    const { K, o, d, width, labels } = this;
    const total = new Float64Array(width);
    const vector = new Float64Array(6 * K);
    const allDepths = new Float64Array(2);
    const totals = [total, vector, allDepths];
    // What `plain` leaves empty is copied from depth below.
    const used = this.plain && labels === 1 ? [K, 2 * K, 1] : [width, 6 * K, 2];
    this.rowSums.addTo(totals, [this.terms, this.vectors, this.deeper], used, o.n);
    this.edgeSums.addTo(totals, [this.edgeTerms, this.edgeVectors, this.edgeDeeper], used, d.n);
    if (this.plain) {
      total.copyWithin(K, 0, K);
      total.copyWithin(2 * K, 0, K);
      allDepths[1] = allDepths[0];
      for (let at = 3 * K; at < width; at += 3) total[at + 1] = total[at + 2] = total[at];
    }
    let residualM = 0;
    for (let f = 0; f < 3 * K; f++) residualM = Math.max(residualM, Math.hypot(vector[2 * f], vector[2 * f + 1]));
    for (let m = 0; m < K; m++) {
      allDepths[0] += total[m];
      allDepths[1] += total[2 * K + m];
    }
    const singles: [number, number] = [0, 0];
    let miscounted = 0;
    for (let i = 0; i < o.n; i++) {
      if (o.P[i] === 1) singles[0] += this.single[i];
      singles[1] += this.single[i];
      miscounted += this.miscounts[i];
    }
    return {
      demandM2: this.demandM2,
      depth: total.slice(0, K),
      likely: total.slice(K, 2 * K),
      high: total.slice(2 * K, 3 * K),
      labels: labels > 1 ? this.labelAreas(total) : [],
      residualM,
      allDepths: [allDepths[0], allDepths[1]],
      singles,
      miscounted,
      counted: this.counted,
      single: this.single,
      unique: this.unique,
    };
  }
  private labelAreas(total: Float64Array): LabelArea[] {
    const areas: LabelArea[] = [];
    for (let l = 0; l < this.labels; l++) {
      const at = 3 * this.K + 3 * l;
      const demandM2 = this.labelDemandM2[l];
      areas.push({ demandM2, lowM2: total[at], likelyM2: total[at + 1], highM2: total[at + 2] });
    }
    return areas;
  }
}

/** Radians: surely less than half a turn. */
const LESS_THAN_HALF = 3.1;
const FOOTPRINT = 0;
const BORDER = 1;
/** Where along a stretch the direct count looks, as shares of its length from its middle. */
const ASIDE = [0, 0.31, -0.27, 0.43];

function allCertain(o: Footprints): boolean {
  for (let i = 0; i < o.n; i++) if (o.P[i] !== 1) return false;
  return true;
}

/** The edges that meet one of the boxes, ascending. */
function edgesMeeting(grid: BoxGrid, boxes: readonly number[]): number[] {
  const found = new Set<number>();
  for (let b = 0; b < boxes.length; b += 4) {
    const m = grid.query(boxes[b], boxes[b + 1], boxes[b + 2], boxes[b + 3], near);
    for (let q = 0; q < m; q++) found.add(near.list[q]);
  }
  return [...found].sort((a, b) => a - b);
}
/** The footprints that meet one of the boxes, ascending. */
function footprintsMeeting(o: Footprints, boxes: readonly number[]): number[] {
  const found: number[] = [];
  for (let i = 0; i < o.n; i++)
    for (let b = 0; b < boxes.length; b += 4)
      if (o.x0[i] <= boxes[b + 2] && o.x1[i] >= boxes[b] && o.y0[i] <= boxes[b + 3] && o.y1[i] >= boxes[b + 1]) {
        found.push(i);
        break;
      }
  return found;
}
