// What does each camera alone see: the likely area that would be lost without it?
//
// f_i = p_i · Π over the others (1 − p_j) on the ground of i. A certain other makes it 0, so only stretches under at most
// one certain footprint matter: the boundary of `self` carries its own f, and takes p of it from every f it crosses.
import type { Found } from './cover-found.ts';
import type { Element } from './element.ts';
import type { Walk } from './measure-walk.ts';

export class Alone {
  /** per footprint */
  m2: Float64Array = new Float64Array(0);

  constructor(
    private readonly element: Element,
    private readonly found: Found,
    private readonly walk: Walk,
  ) {}

  /** The stretch measured last bounds footprint `self` with probability p, under `count` < 2 certain others. */
  jump(p: number, count: number): void {
    const { m2, walk } = this;
    const { green, self } = this.element;
    const { P } = this.found.o;
    const none = walk.noneOf(-1);
    if (count === 0) m2[self] += p * none * green;
    else m2[walk.certainSum] -= p * none * green;
    if (count > 0) return;
    for (let q = 0; q < walk.nActive; q++) {
      const j = walk.active[q];
      m2[j] -= p * P[j] * walk.noneOf(j) * green;
    }
  }
  /** The stretch measured last lies on the border of the demand. */
  border(count: number): void {
    const { m2, walk } = this;
    const { green } = this.element;
    const { P } = this.found.o;
    if (count === 1) {
      m2[walk.certainSum] += walk.noneOf(-1) * green;
      return;
    }
    for (let q = 0; q < walk.nActive; q++) {
      const j = walk.active[q];
      m2[j] += P[j] * walk.noneOf(j) * green;
    }
  }
}
