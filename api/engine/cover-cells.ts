// The pieces of an element that lie in the cells of one cut footprint, put together.
import type { Found } from './cover-found.ts';
import { Intervals } from './intervals.ts';

/** A cell is inside, or a side of it runs along the element: the cell then lies on the element's own side or on the other. */
export class CellPieces {
  readonly within = new Intervals();
  readonly sameSide = new Intervals();
  readonly otherSide = new Intervals();

  constructor(private readonly found: Found) {}

  clear(): void {
    this.within.n = 0;
    this.sameSide.n = 0;
    this.otherSide.n = 0;
  }

  /** Where two cells of j meet along the element, the element is inside j; where only one does, the tie rule decides. */
  file(j: number): void {
    const { within, sameSide, otherSide } = this;
    if (sameSide.n > 0 || otherSide.n > 0) {
      for (let a = 0; a < sameSide.n; a++)
        for (let b = 0; b < otherSide.n; b++) {
          const s = Math.max(sameSide.s[a], otherSide.s[b]);
          const e = Math.min(sameSide.e[a], otherSide.e[b]);
          if (e > s) within.add(s, e, j);
        }
      this.tieAlone(sameSide, otherSide, true, j);
      this.tieAlone(otherSide, sameSide, false, j);
    }
    // Neighbouring cells share their ray, so their pieces meet exactly.
    for (let i = 1; i < within.n; i++)
      for (let k = i; k > 0 && within.s[k - 1] > within.s[k]; k--) within.swap(k, k - 1);
    let k = 0;
    while (k < within.n) {
      const s = within.s[k];
      let e = within.e[k++];
      while (k < within.n && within.s[k] <= e) e = Math.max(e, within.e[k++]);
      this.found.push(s, e, j);
    }
  }
  /** The parts of `own` that `other` does not share. */
  private tieAlone(own: Intervals, other: Intervals, same: boolean, j: number): void {
    for (let a = 0; a < own.n; a++) {
      let parts = [own.s[a], own.e[a]];
      for (let b = 0; b < other.n; b++) {
        const next: number[] = [];
        for (let k = 0; k < parts.length; k += 2) {
          if (other.e[b] <= parts[k] || other.s[b] >= parts[k + 1]) next.push(parts[k], parts[k + 1]);
          else {
            if (other.s[b] > parts[k]) next.push(parts[k], other.s[b]);
            if (other.e[b] < parts[k + 1]) next.push(other.e[b], parts[k + 1]);
          }
        }
        parts = next;
      }
      for (let k = 0; k < parts.length; k += 2)
        if (this.found.tie(same, parts[k], parts[k + 1], j)) this.within.add(parts[k], parts[k + 1], j);
    }
  }
}
