// The sweep over one element: who covers each stretch of it?
import { NOTHING } from './border.ts';
import type { Found } from './cover-found.ts';
import type { Element } from './element.ts';
import { sortFew } from './intervals.ts';
import { sortBy } from './meetings.ts';

/** Takes the stretches in their order. On each, `count` certain others and the walk's `active` ones cover the ground. */
export interface StretchTaker {
  ofFootprint(s: number, e: number, count: number): void;
  ofBorder(s: number, e: number, count: number): void;
}

export class Walk {
  /** uncertain footprints over the stretch: the first `nActive`, ascending, so that products round alike. Where thousands
   * overlap, most of what a step costs is the moving of those behind the one that comes or goes: bytes, not values. */
  active = new Int32Array(64);
  nActive = 0;
  /** the certain footprints over the stretch, added up: where there is one, this is its index (`inNames` only) */
  certainSum = 0;
  /** P(exactly m of the active ones see the stretch), m < K; true after `refreshDist` */
  readonly dist: Float64Array;
  /** row q = that of the first q active ones; true up to row `known`, since one that comes or goes leaves those before it */
  private prefixes = new Float64Array(0);
  private known = 0;
  private stale = true;
  /** intervals that were walked and rows that were computed: tests count this work */
  steps = 0;
  private starts = new Int32Array(64);
  private ends = new Int32Array(64);

  /** `inNames`: it matters which certain footprint covers a stretch, not only how many. */
  constructor(
    private readonly K: number,
    private readonly element: Element,
    private readonly found: Found,
    private readonly inNames: boolean,
    private readonly taker: StretchTaker,
    dist: Float64Array,
  ) {
    this.dist = dist;
  }

  /** Walks the element in hand from end to end. */
  go(): void {
    const { found } = this;
    this.nActive = 0;
    this.known = 0;
    for (const j of found.allUncertain) this.activate(j);
    this.stale = true;
    this.steps += found.certain.n + found.uncertain.n;
    if (found.uncertain.n === 0 && !this.inNames) this.goCertain();
    else this.goBoth();
  }
  /** The whole element as one stretch under at least `count` certain ones, on which nothing uncertain matters. */
  goWhole(count: number): void {
    this.nActive = 0;
    this.visit(0, this.element.lim, count);
  }
  private visit(s: number, e: number, count: number): void {
    if (this.element.self >= 0) this.taker.ofFootprint(s, e, count);
    else this.taker.ofBorder(s, e, count);
  }
  /** Only numbers of certain covers change along the element: starts and ends are sorted apart. */
  private goCertain(): void {
    const { certain, allCertain } = this.found;
    const { lim } = this.element;
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
        this.visit(p, next, count);
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
  private goBoth(): void {
    const { certain, uncertain, allCertain } = this.found;
    const { lim } = this.element;
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
    this.certainSum = this.found.allCertainSum;
    let p = 0;
    let a = 0;
    let b = 0;
    for (;;) {
      const nextStart = a < n ? certain.s[starts[a]] : Infinity;
      const nextEnd = b < n ? certain.e[ends[b]] : Infinity;
      const next = Math.min(nextStart, nextEnd, lim);
      if (next - p > NOTHING) {
        this.visit(p, next, count);
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
  private activate(j: number): void {
    const n = this.nActive++;
    if (n === this.active.length) this.active = grown(this.active);
    const { active } = this;
    const at = n === 0 || active[n - 1] < j ? n : this.placeOf(j, n);
    if (at < n) active.copyWithin(at + 1, at, n);
    active[at] = j;
    this.changed(at);
  }
  private deactivate(j: number): void {
    const n = this.nActive--;
    const at = this.placeOf(j, n);
    this.active.copyWithin(at, at + 1, n);
    this.changed(at);
  }
  private changed(at: number): void {
    if (at < this.known) this.known = at;
    this.stale = true;
  }
  /** The first of n active ones that is not below j. */
  private placeOf(j: number, n: number): number {
    const { active } = this;
    let from = 0;
    for (let to = n; from < to; ) {
      const middle = (from + to) >> 1;
      if (active[middle] < j) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  /** The Poisson-binomial distribution of the active ones, one camera after the other. */
  refreshDist(): void {
    if (!this.stale) return;
    const { dist, K, active, nActive } = this;
    const { P } = this.found.o;
    const width = K + 1;
    if (this.prefixes.length < (nActive + 1) * width) {
      this.prefixes = new Float64Array(2 * (nActive + 1) * width);
      this.prefixes[0] = 1;
      this.known = 0;
    }
    const { prefixes } = this;
    this.steps += nActive - this.known;
    for (let q = this.known; q < nActive; q++) {
      const p = P[active[q]];
      const from = q * width;
      const to = from + width;
      prefixes[to] = prefixes[from] * (1 - p);
      for (let m = 1; m <= K; m++) prefixes[to + m] = prefixes[from + m] * (1 - p) + prefixes[from + m - 1] * p;
    }
    this.known = nActive;
    const last = nActive * width;
    for (let m = 0; m <= K; m++) dist[m] = prefixes[last + m];
    this.stale = false;
  }
  /** Π (1 − p) over the active ones but one. */
  noneOf(but: number): number {
    const { P } = this.found.o;
    const { active, nActive } = this;
    let none = 1;
    for (let q = 0; q < nActive; q++) if (active[q] !== but) none *= 1 - P[active[q]];
    return none;
  }
}

function grown(active: Int32Array): Int32Array<ArrayBuffer> {
  const more = new Int32Array(2 * active.length);
  more.set(active);
  return more;
}
