// The direct count (check 4): does a plain count beside a stretch agree with what the sweep used on it?
//
// One surviving stretch of every footprint is counted, and one of every element where boundaries coincide. It shares
// nothing with cover.ts but the list of neighbours: each is asked for plain membership of a place.
import type { Found } from './cover-found.ts';
import { ARC, type Element, SEGMENT } from './element.ts';
import { contains } from './footprint.ts';
import type { Near } from './measure-near.ts';
import { shiftRows } from './measure-rows.ts';
import type { Walk } from './measure-walk.ts';
import type { Room } from './room.ts';

/** How far (m) to both sides of a stretch it looks; beyond COINCIDE_M. The nearer one tells apart what differs by little
 * more than that, the farther one is safe where a boundary is met at a grazing angle. */
const BESIDE_M = [2e-6, 4e-7];
/** A stretch shorter than this (m) is not counted. */
const LEAST_COUNTED_M = 2e-5;
/** Where along a stretch it looks, as shares of its length from its middle. */
const ASIDE = [0, 0.31, -0.27, 0.43];

/** What the sweep used on a stretch about t, `len` m long; t < 0: there is none. */
interface Sample {
  t: number;
  c: number;
  u: number;
  q: number;
  len: number;
}
const noSample = (): Sample => ({ t: -1, c: 0, u: 0, q: 1, len: 0 });

export class DirectCount {
  counted = 0;
  /** per footprint: stretches whose count disagreed */
  miscounts: Uint8Array = new Uint8Array(0);

  /** the footprint in hand has been counted */
  private checked = false;
  private wantAt = -1;
  private tieAt = -1;
  private readonly sample = noSample();
  private readonly tieSample = noSample();

  constructor(
    private readonly element: Element,
    private readonly found: Found,
    private readonly near: Near,
    private readonly walk: Walk,
  ) {}

  beginAll(n: number, room: Room): void {
    this.counted = 0;
    this.miscounts = room.u8(n);
  }
  shift(k: number, by: 1 | -1, n: number): void {
    this.miscounts = shiftRows(this.miscounts, 1, k, by, n);
  }
  /** Footprint i is swept (again). */
  beginFootprint(i: number): void {
    this.miscounts[i] = 0;
    this.checked = false;
  }
  /** An element is walked next. */
  beginElement(): void {
    const { lim, self } = this.element;
    const { coincident } = this.found;
    // A seeded place on the element: the golden ratio scatters it evenly over indices.
    this.wantAt = lim * ((self * 0.6180339887498949 + 0.37) % 1);
    this.tieAt = coincident.n > 0 ? (coincident.s[0] + coincident.e[0]) / 2 : -1;
    this.sample.t = -1;
    this.tieSample.t = -1;
  }
  /** The sweep used `count` and the walk's active ones on this stretch: the last one that starts before the seeded place
   * is chosen, else the first. */
  offer(s: number, e: number, count: number): void {
    if (!this.checked && (this.sample.t < 0 || s < this.wantAt)) this.remember(this.sample, s, e, count);
    if (s < this.tieAt && this.tieAt <= e) this.remember(this.tieSample, s, e, count);
  }
  /** The element was walked: counts beside what was chosen. */
  endElement(): void {
    this.count(this.sample);
    if (this.sample.t >= 0) this.checked = true;
    this.count(this.tieSample);
  }

  private remember(to: Sample, s: number, e: number, count: number): void {
    const { kind, er } = this.element;
    to.t = (s + e) / 2;
    to.len = kind === SEGMENT ? e - s : er * (e - s);
    to.c = count;
    to.u = this.walk.nActive;
    this.walk.refreshDist();
    to.q = this.walk.dist[0];
  }
  /** Does a plain count just inside and just outside agree with the depth and Q used on the stretch? */
  private count(of: Sample): void {
    if (of.t < 0 || of.len < LEAST_COUNTED_M) return;
    this.counted++;
    const { kind, ex, ey, dx, dy, er, ea, sign, self } = this.element;
    for (const frac of ASIDE) {
      const t = of.t + frac * (kind === SEGMENT ? of.len : of.len / er);
      let nx = -dy;
      let ny = dx;
      let x = ex + t * dx;
      let y = ey + t * dy;
      if (kind === ARC) {
        nx = -sign * Math.cos(ea + t);
        ny = -sign * Math.sin(ea + t);
        x = ex - sign * er * nx;
        y = ey - sign * er * ny;
      }
      for (const besideM of BESIDE_M) if (this.agreesAt(of, x, y, besideM * nx, besideM * ny)) return;
    }
    this.miscounts[self]++;
  }
  private agreesAt(of: Sample, x: number, y: number, nx: number, ny: number): boolean {
    const { o } = this.found;
    const { self } = this.element;
    const { list, from, to } = this.near;
    let certain = 0;
    let uncertain = 0;
    let q = 1;
    for (let k = from; k < to; k++) {
      const j = list[k];
      if (!contains(o, j, x + nx, y + ny)) continue;
      // Both sides: covers the stretch. Inside only: coincides on the same side, covers when its index is lower.
      if (j > self && !contains(o, j, x - nx, y - ny)) continue;
      if (o.P[j] === 1) certain++;
      else {
        uncertain++;
        q *= 1 - o.P[j];
      }
    }
    return certain === of.c && uncertain === of.u && Math.abs(q - of.q) <= 1e-12;
  }
}
