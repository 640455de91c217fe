// What was found to cover the element in hand, and the rule for boundaries that coincide with it.
//
// Of coincident stretches on the same side the lower index counts as outside the higher one and the higher as inside the
// lower, as if the lower footprint were larger by nothing; on opposite sides neither covers the other; the border of the
// demand (self < 0) is covered from its inner side only.
import type { Element } from './element.ts';
import type { Footprints } from './footprint.ts';
import { Intervals } from './intervals.ts';

export class Found {
  /** intervals inside certain footprints and inside uncertain ones */
  readonly certain = new Intervals();
  readonly uncertain = new Intervals();
  /** footprints that cover the element from end to end */
  allCertain = 0;
  /** their indices added up: where there is one certain one, this is it */
  allCertainSum = 0;
  readonly allUncertain: number[] = [];
  /** stretches along which some boundary coincides; `opposite`: … with the other footprint on the other side */
  readonly coincident = new Intervals();
  readonly opposite = new Intervals();

  o!: Footprints;
  /** planted fault (tests): ties never cover */
  private wrongTie = false;

  constructor(private readonly element: Element) {}

  begin(o: Footprints, wrongTie: boolean): void {
    this.o = o;
    this.wrongTie = wrongTie;
  }
  clear(): void {
    this.certain.n = 0;
    this.uncertain.n = 0;
    this.allCertain = 0;
    this.allCertainSum = 0;
    if (this.allUncertain.length > 0) this.allUncertain.length = 0;
    this.coincident.n = 0;
    this.opposite.n = 0;
  }

  /** Footprint j covers [s, e]. */
  push(s: number, e: number, j: number): void {
    if (e <= s) return;
    if (s <= 0 && e >= this.element.lim) {
      // Covers the whole element: no event, only a higher start.
      if (this.o.P[j] === 1) {
        this.allCertain++;
        this.allCertainSum += j;
      } else this.allUncertain.push(j);
      return;
    }
    if (this.o.P[j] === 1) this.certain.add(s, e, j);
    else this.uncertain.add(s, e, j);
  }
  /** Along [s, e] the boundary of j coincides with the element: remembers it, and answers whether j covers it. */
  tie(sameSide: boolean, s: number, e: number, j: number): boolean {
    this.coincident.add(s, e, j);
    if (!sameSide) this.opposite.add(s, e, j);
    return this.element.self < 0 ? sameSide : sameSide && !this.wrongTie && j < this.element.self;
  }
}
