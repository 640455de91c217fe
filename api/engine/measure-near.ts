// Which footprints and which edges of the border does the owner in hand come near?
//
// A sweep of everything finds all pairs at once (meetings.ts, incidence.ts) where they are not too many; else, and after an
// edit, an index is asked owner by owner.
import { type BoxGrid, boxGrid } from './boxgrid.ts';
import type { Demand } from './demand.ts';
import type { Footprints } from './footprint.ts';
import { Incidence } from './incidence.ts';
import { Meetings } from './meetings.ts';

// One sweep after the other uses the same room.
const meetings = new Meetings();
const incidence = new Incidence();
const others = { list: new Int32Array(256) };
const edgesFound = { list: new Int32Array(256) };

export class Near {
  /** footprints whose boxes meet that of the owner in hand, without itself: list[from] … list[to − 1] */
  list = others.list;
  from = 0;
  to = 0;
  /** neighbours that were brought to the front end here */
  front = 0;
  /** edges near the footprint in hand: edges[0…nEdges) */
  nEdges = 0;
  get edges(): Int32Array {
    return edgesFound.list;
  }

  private o!: Footprints;
  /** made when first asked */
  private grid: BoxGrid | null = null;
  /** the footprints in the index, ascending; null = all */
  private members: Int32Array | null = null;
  /** all pairs of the sweep in hand are known, of footprints and of footprints with edges */
  private paired = false;
  private notes = false;

  constructor(
    private readonly d: Demand,
    private readonly edgeGrid: BoxGrid,
  ) {}

  /** All footprints will be in hand, in ascending order, and then all edges. */
  beginAll(o: Footprints): void {
    this.begin(o);
    this.paired = meetings.find(o.n, o.x0, o.y0, o.x1, o.y1);
    incidence.begin(this.d.n, o.n);
    this.notes = true;
  }
  /** … the edges come now. */
  beginEdges(): void {
    this.notes = false;
    this.paired = incidence.finish();
  }
  endAll(): void {
    this.paired = false;
  }
  /** These alone will be in hand: an index over what they can meet, which is far less than there is in a town. */
  beginSome(o: Footprints, footprints: readonly number[], edges: readonly number[]): void {
    this.begin(o);
    const { d } = this;
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
  private begin(o: Footprints): void {
    this.o = o;
    this.grid = null;
    this.members = null;
  }

  /** Finds the edges near footprint i. */
  edgesOf(i: number): void {
    const { o } = this;
    this.nEdges = this.edgeGrid.query(o.x0[i], o.y0[i], o.x1[i], o.y1[i], edgesFound);
    if (this.notes) incidence.add(edgesFound.list, this.nEdges, i);
  }
  /** Finds the footprints near footprint i. */
  ofFootprint(i: number): void {
    const { o } = this;
    if (this.paired) {
      this.list = meetings.list;
      this.from = meetings.from[i];
      this.to = meetings.from[i + 1];
    } else this.ask(o.x0[i], o.y0[i], o.x1[i], o.y1[i], i);
    this.front = this.from;
  }
  /** Finds the footprints near edge e. */
  ofEdge(e: number): void {
    const { d } = this;
    if (this.paired) {
      this.list = incidence.list;
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
  none(): void {
    this.from = this.to = 0;
  }

  /** Brings neighbour q before those that were not: what covers one element whole may cover the next one too. */
  toFront(q: number): void {
    if (q < this.front) return;
    const { list } = this;
    const j = list[q];
    list[q] = list[this.front];
    list[this.front++] = j;
  }

  /** Asks the index for what meets a box; footprint `self` is left out. */
  private ask(x0: number, y0: number, x1: number, y1: number, self: number): void {
    const { o } = this;
    this.grid ??= boxGrid(o.n, o.x0, o.y0, o.x1, o.y1);
    let m = this.grid.query(x0, y0, x1, y1, others);
    const { list } = others;
    if (this.members) for (let q = 0; q < m; q++) list[q] = this.members[list[q]];
    if (self >= 0) {
      const at = list.indexOf(self);
      if (at >= 0 && at < m) list[at] = list[--m];
    }
    this.list = list;
    this.from = 0;
    this.to = m;
  }
}

/** The edges that meet one of the boxes (x0, y0, x1, y1 each), ascending. */
export function edgesMeeting(grid: BoxGrid, boxes: readonly number[]): number[] {
  const found = new Set<number>();
  for (let b = 0; b < boxes.length; b += 4) {
    const m = grid.query(boxes[b], boxes[b + 1], boxes[b + 2], boxes[b + 3], edgesFound);
    for (let q = 0; q < m; q++) found.add(edgesFound.list[q]);
  }
  return [...found].sort((a, b) => a - b);
}
/** The footprints that meet one of the boxes, ascending. */
export function footprintsMeeting(o: Footprints, boxes: readonly number[]): number[] {
  const found: number[] = [];
  for (let i = 0; i < o.n; i++)
    for (let b = 0; b < boxes.length; b += 4)
      if (o.x0[i] <= boxes[b + 2] && o.x1[i] >= boxes[b] && o.y0[i] <= boxes[b + 3] && o.y1[i] >= boxes[b + 1]) {
        found.push(i);
        break;
      }
  return found;
}
