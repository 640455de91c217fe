// Is an element, where it runs over demand, under so many certain footprints that nothing of it can be told apart any more?
//
// Under K certain ones a stretch adds to no depth up to K, to no likelihood and to no gap: only its length counts, for the sum
// over all depths. Where thousands of footprints overlap that holds of nearly every element long before all of its neighbours
// have been asked. Whether it holds does not depend on the order of asking, since another footprint only adds: an edit, which
// asks in another order, comes to the same bytes.
import type { BorderCuts } from './border.ts';
import type { Found } from './cover-found.ts';

/** Fewer intervals are swept sooner than they are looked at twice. */
const FROM = 64;

const starts = { v: new Float64Array(2 * FROM) };
const ends = { v: new Float64Array(2 * FROM) };

export class Saturation {
  /** intervals that were looked at: tests count this work */
  looks = 0;
  private next = FROM;
  /** intervals and whole covers at the last look */
  private looked = 0;

  constructor(
    readonly need: number,
    private readonly found: Found,
    private readonly cuts: BorderCuts,
  ) {}

  /** An element begins. */
  begin(): void {
    this.next = FROM;
    this.looked = 0;
  }
  /** After a question: true as soon as it is known. Looks whenever twice as many intervals have come. */
  isReached(lim: number): boolean {
    if (this.found.certain.n < this.next) return false;
    this.next = 2 * this.found.certain.n;
    return this.look(lim);
  }
  /** After the last question. */
  isReachedInAll(lim: number): boolean {
    const { certain, allCertain } = this.found;
    return certain.n >= FROM && this.looked < certain.n + allCertain && this.look(lim);
  }

  private look(lim: number): boolean {
    const { certain, allCertain } = this.found;
    const { n } = certain;
    this.looks += n;
    this.looked = n + allCertain;
    const s = sorted(starts, certain.s, n);
    const e = sorted(ends, certain.e, n);
    this.part = 0;
    let count = allCertain;
    for (let p = 0, a = 0, b = 0; ; ) {
      const nextStart = a < n ? s[a] : Infinity;
      const nextEnd = b < n ? e[b] : Infinity;
      const next = Math.min(nextStart, nextEnd, lim);
      if (next > p) {
        if (count < this.need && this.meetsDemand(p, next)) return false;
        p = next;
      }
      if (next >= lim) return true;
      if (nextStart <= nextEnd) {
        count++;
        a++;
      } else {
        count--;
        b++;
      }
    }
  }
  /** the part of the element in which the last question began: questions ascend */
  private part = 0;
  private meetsDemand(from: number, to: number): boolean {
    const { end, label, n } = this.cuts;
    while (this.part < n && end[this.part] <= from) this.part++;
    for (let k = this.part; k < n; k++) {
      if (label[k] >= 0) return true;
      if (end[k] >= to) return false;
    }
    return false;
  }
}

function sorted(into: { v: Float64Array }, values: Float64Array, n: number): Float64Array {
  if (into.v.length < n) into.v = new Float64Array(2 * n);
  const own = into.v.subarray(0, n);
  own.set(values.subarray(0, n));
  return own.sort();
}
