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
  /** uncertain footprints over the stretch, ascending, so that products round alike */
  readonly active: number[] = [];
  /** the certain footprints over the stretch, added up: where there is one, this is its index (`inNames` only) */
  certainSum = 0;
  /** P(exactly m of the active ones see the stretch), m < K; true after `refreshDist` */
  readonly dist: Float64Array;
  private stale = true;
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
    const { active, found } = this;
    if (active.length > 0) active.length = 0;
    for (const j of found.allUncertain) this.activate(j);
    this.stale = true;
    if (found.uncertain.n === 0 && !this.inNames) this.goCertain();
    else this.goBoth();
  }
  /** The whole element as one stretch on which nothing uncertain matters. */
  goWhole(): void {
    if (this.active.length > 0) this.active.length = 0;
    this.visit(0, this.element.lim, this.found.allCertain);
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
    const { active } = this;
    let z = active.length;
    active.push(j);
    while (z > 0 && active[z - 1] > j) {
      active[z] = active[z - 1];
      active[--z] = j;
    }
    this.stale = true;
  }
  private deactivate(j: number): void {
    const at = this.active.indexOf(j);
    this.active.copyWithin(at, at + 1);
    this.active.pop();
    this.stale = true;
  }

  /** The Poisson-binomial distribution of the active ones, one camera after the other. */
  refreshDist(): void {
    if (!this.stale) return;
    const { dist, K, active } = this;
    const { P } = this.found.o;
    dist.fill(0);
    dist[0] = 1;
    for (let q = 0; q < active.length; q++) {
      const p = P[active[q]];
      for (let m = Math.min(q + 1, K); m > 0; m--) dist[m] = dist[m] * (1 - p) + dist[m - 1] * p;
      dist[0] *= 1 - p;
    }
    this.stale = false;
  }
  /** Π (1 − p) over the active ones but one. */
  noneOf(but: number): number {
    const { P } = this.found.o;
    let q = 1;
    for (const j of this.active) if (j !== but) q *= 1 - P[j];
    return q;
  }
}
