// What one stretch adds to the row of the owner in hand: the jumps of depth, likely and high across it, times its Green term.
import type { Element } from './element.ts';
import type { Alone } from './measure-alone.ts';
import type { OwnerRows } from './measure-rows.ts';
import type { Walk } from './measure-walk.ts';

export class Terms {
  /** all footprints are certain: likely and high are what depth is, and are left empty */
  plain = false;

  // Where the owner's numbers go.
  private term!: Float64Array;
  private vector!: Float64Array;
  private deep!: Float64Array;
  private termAt = 0;
  private vectorAt = 0;
  private deepAt = 0;

  constructor(
    private readonly K: number,
    private readonly labels: number,
    private readonly element: Element,
    private readonly walk: Walk,
    private readonly alone: Alone | null,
  ) {}

  /** Row i of these is in hand. */
  begin(rows: OwnerRows, i: number): void {
    this.term = rows.terms;
    this.vector = rows.vectors;
    this.deep = rows.deeper;
    this.termAt = i * rows.width;
    this.vectorAt = i * 6 * this.K;
    this.deepAt = 2 * i;
  }

  /** The stretch measured last bounds a footprint with probability p, on ground of this label that `count` certain and the
   * active others see. */
  jump(label: number, p: number, count: number): void {
    const { K, alone } = this;
    if (this.plain) {
      if (count < K) this.add(count);
      else this.deep[this.deepAt] += this.element.green;
      if (this.labels > 1 && count === 0) this.addLabel(label, 0, 1);
    } else this.jumpAll(label, p, count);
    if (alone !== null && count < 2) alone.jump(p, count);
  }
  private jumpAll(label: number, p: number, count: number): void {
    const { K, walk, deep, deepAt } = this;
    const { green } = this.element;
    const { dist } = walk;
    const u = walk.nActive;
    if (count < K) walk.refreshDist();
    if (p === 1) {
      if (count < K) this.add(count);
      else deep[deepAt] += green;
    }
    if (count + u < K) this.add(2 * K + count + u);
    else deep[deepAt + 1] += green;
    for (let m = count; m < K; m++) {
      const w = p * dist[m - count];
      if (w > 0) this.addWeighted(K + m, w);
    }
    if (this.labels > 1 && count === 0) {
      if (p === 1) this.addLabel(label, 0, 1);
      this.addLabel(label, 1, p * dist[0]);
      if (u === 0) this.addLabel(label, 2, 1);
    }
  }

  /** The stretch measured last lies on the demand's border, with the demand on its left, which somebody sees: it counts
   * with what is seen there. */
  border(label: number, count: number): void {
    const { K, alone, deep, deepAt } = this;
    if (this.plain) {
      for (let m = 0; m < Math.min(count, K); m++) this.add(m);
      if (count > K) deep[deepAt] += (count - K) * this.element.green;
      if (this.labels > 1 && count > 0) this.addLabel(label, 0, 1);
    } else this.borderAll(label, count);
    if (alone !== null && count < 2) alone.border(count);
  }
  private borderAll(label: number, count: number): void {
    const { K, walk, deep, deepAt } = this;
    const { green } = this.element;
    const { dist } = walk;
    const u = walk.nActive;
    if (count < K) walk.refreshDist();
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
    if (count > K) deep[deepAt] += (count - K) * green;
    if (count + u > K) deep[deepAt + 1] += (count + u - K) * green;
    if (this.labels > 1) {
      if (count > 0) this.addLabel(label, 0, 1);
      this.addLabel(label, 1, count > 0 ? 1 : 1 - dist[0]);
      this.addLabel(label, 2, 1);
    }
  }

  private add(f: number): void {
    const { green, gx, gy } = this.element;
    this.term[this.termAt + f] += green;
    const v = this.vectorAt + 2 * f;
    this.vector[v] += gx;
    this.vector[v + 1] += gy;
  }
  private addWeighted(f: number, w: number): void {
    const { green, gx, gy } = this.element;
    this.term[this.termAt + f] += w * green;
    const v = this.vectorAt + 2 * f;
    this.vector[v] += w * gx;
    this.vector[v + 1] += w * gy;
  }
  private addLabel(label: number, f: number, w: number): void {
    this.term[this.termAt + 3 * this.K + 3 * label + f] += w * this.element.green;
  }
}
