// Tells the gap sink which stretches bound ground that nobody sees, and on which side of them it lies.
import { NOTHING } from './border.ts';
import type { Found } from './cover-found.ts';
import { type Element, SEGMENT } from './element.ts';
import type { GapSink } from './gap-sink.ts';

export class GapStretches {
  constructor(
    private readonly element: Element,
    private readonly found: Found,
    private readonly sink: GapSink,
  ) {}

  /** A stretch of a footprint that nobody else covers: the gap is on its right, but where another one coincides. */
  ofFootprint(s: number, e: number, label: number): void {
    const { opposite } = this.found;
    if (opposite.n === 0) {
      this.send(s, e, false, label, false);
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
      if (parts[k + 1] - parts[k] > NOTHING) this.send(parts[k], parts[k + 1], false, label, false);
  }
  /** A stretch of the border, walked with the gap on the left; `inner`: there is demand on its other side too. */
  ofBorder(s: number, e: number, label: number, inner: boolean): void {
    this.send(s, e, true, label, inner);
  }
  private send(s: number, e: number, forward: boolean, label: number, inner: boolean): void {
    const { kind, ex, ey, dx, dy, er, ea, sign } = this.element;
    if (kind === SEGMENT) this.sink.segment(ex, ey, dx, dy, s, e, forward, label, inner);
    else this.sink.arc(ex, ey, er, ea + s, ea + e, sign > 0 ? forward : !forward, label, inner);
  }
}
