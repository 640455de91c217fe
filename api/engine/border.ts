// Where along one element is demand, and which label does it have there?
import type { Demand } from './demand.ts';
import { ARC, COINCIDE_M, type Element, PARALLEL, SEGMENT } from './element.ts';

const TAU = 2 * Math.PI;
/** A stretch shorter than this (m, or radians on an arc) carries nothing. */
export const NOTHING = 1e-13;
/** A crossing names the ground on both sides by itself where it is this far (m) from the ends of the border's edge … */
const CLEAR_M = 1e-5;
/** … and meets it at an angle with at least this sine. */
const STEEP = 1e-3;

/** Cuts an element at the border's edges near it and labels every part. Part k runs from end[k − 1] (0 for the first) to
 * end[k] and has label[k], −1 where there is no demand or where the part runs along the border, which speaks itself. */
export class BorderCuts {
  n = 0;
  end = new Float64Array(64);
  label = new Int16Array(64);
  /** a sure cut knows the labels just before and behind it */
  private before = new Int16Array(64);
  private after = new Int16Array(64);
  private readonly along: number[] = [];

  private d!: Demand;
  begin(d: Demand): void {
    this.d = d;
  }

  /** Is any of it demand? */
  meetsDemand(): boolean {
    for (let k = 0; k < this.n; k++) if (this.label[k] >= 0) return true;
    return false;
  }

  /** One part with one label: no border is near. */
  whole(lim: number, label: number): void {
    this.n = 1;
    this.end[0] = lim;
    this.label[0] = label;
  }

  /** edges[0…m): the edges whose boxes meet the element. */
  cut(c: Element, edges: Int32Array, m: number): void {
    this.n = 0;
    this.along.length = 0;
    const { d } = this;
    for (let q = 0; q < m; q++) {
      const e = edges[q];
      const round = d.r !== null && d.r[e] !== 0;
      if (c.kind === SEGMENT) {
        if (round) this.segmentAtArc(c, e);
        else this.segmentAtEdge(c, e);
      } else if (round) this.arcAtArc(c, e);
      else this.arcAtEdge(c, e);
    }
    this.sort();
    this.put(c.lim, UNSURE, UNSURE);
    this.nameParts(c);
  }

  private segmentAtEdge(c: Element, e: number): void {
    const { d } = this;
    const { dx, dy, lim } = c;
    const ax = d.ax[e] - c.ex;
    const ay = d.ay[e] - c.ey;
    const fx = d.bx[e] - d.ax[e];
    const fy = d.by[e] - d.ay[e];
    const offA = dx * ay - dy * ax;
    const turn = dx * fy - dy * fx;
    const offB = offA + turn;
    // A touch is a cut too: the edge's ends are taken with the coincidence tolerance.
    if ((offA > COINCIDE_M && offB > COINCIDE_M) || (offA < -COINCIDE_M && offB < -COINCIDE_M)) return;
    const t = ax * dx + ay * dy;
    const span = fx * dx + fy * dy;
    if (Math.abs(turn) <= PARALLEL * Math.abs(span)) {
      const lo = Math.max(0, Math.min(t, t + span));
      const hi = Math.min(lim, Math.max(t, t + span));
      const slope = turn / span;
      if (hi > lo && Math.abs(offA + (lo - t) * slope) < COINCIDE_M && Math.abs(offA + (hi - t) * slope) < COINCIDE_M) {
        this.along.push(lo, hi);
        this.cutAt(lo, lim);
        this.cutAt(hi, lim);
        return;
      }
    }
    if (turn === 0) return;
    const w = Math.max(0, Math.min(1, -offA / turn));
    const at = (ax + w * fx) * dx + (ay + w * fy) * dy;
    if (!(at > 0 && at < lim)) return;
    const length = Math.sqrt(fx * fx + fy * fy);
    const sure = w * length > CLEAR_M && (1 - w) * length > CLEAR_M && Math.abs(turn) > STEEP * length;
    if (!sure) this.put(at, UNSURE, UNSURE);
    else if (turn > 0) this.put(at, d.left[e], d.right[e]);
    else this.put(at, d.right[e], d.left[e]);
  }

  private arcAtEdge(c: Element, e: number): void {
    const { d } = this;
    const { er, ea, lim } = c;
    const ax = d.ax[e] - c.ex;
    const ay = d.ay[e] - c.ey;
    const fx = d.bx[e] - d.ax[e];
    const fy = d.by[e] - d.ay[e];
    const l2 = fx * fx + fy * fy;
    const length = Math.sqrt(l2);
    const b = ax * fx + ay * fy;
    const h = (ax * fy - ay * fx) / length;
    const reach = er + COINCIDE_M;
    if (h > reach || h < -reach) return;
    const half = Math.sqrt(Math.max(0, (er - h) * (er + h)));
    const slack = COINCIDE_M / length;
    for (let z = -1; z <= 1; z += 2) {
      let w = (-b + z * half * length) / l2;
      if (w < -slack || w > 1 + slack) continue;
      w = Math.max(0, Math.min(1, w));
      let t = Math.atan2(ay + w * fy, ax + w * fx) - ea;
      t -= TAU * Math.floor(t / TAU);
      if (!(t > 0 && t < lim)) continue;
      // The sine between arc and edge is half / er. At z = −1 the edge's direction points into the circle.
      const sure = w * length > CLEAR_M && (1 - w) * length > CLEAR_M && half > STEEP * er;
      if (!sure) this.put(t, UNSURE, UNSURE);
      else if (z < 0) this.put(t, d.left[e], d.right[e]);
      else this.put(t, d.right[e], d.left[e]);
    }
  }

  private segmentAtArc(c: Element, e: number): void {
    const { d } = this;
    const { dx, dy, lim } = c;
    const cx = d.cx![e] - c.ex;
    const cy = d.cy![e] - c.ey;
    const r = Math.abs(d.r![e]);
    const h = dx * cy - dy * cx;
    if (Math.abs(h) > r + COINCIDE_M) return;
    const middle = cx * dx + cy * dy;
    const half = Math.sqrt(Math.max(0, (r - h) * (r + h)));
    for (let z = -1; z <= 1; z += 2) {
      const t = middle + z * half;
      if (!(t > 0 && t < lim)) continue;
      const clear = this.onArc(e, c.ex + t * dx, c.ey + t * dy);
      if (clear === OFF) continue;
      if (clear === NEAR_END || half < STEEP * r) this.put(t, UNSURE, UNSURE);
      // At z = −1 the element enters the circle. The centre is on the left of an arc that turns counter-clockwise.
      else if (z < 0 === d.r![e] > 0) this.put(t, d.right[e], d.left[e]);
      else this.put(t, d.left[e], d.right[e]);
    }
  }

  private arcAtArc(c: Element, e: number): void {
    const { d } = this;
    const { er, ea, lim } = c;
    const r = Math.abs(d.r![e]);
    const vx = d.cx![e] - c.ex;
    const vy = d.cy![e] - c.ey;
    const dist = Math.hypot(vx, vy);
    if (dist < COINCIDE_M) {
      if (Math.abs(er - r) >= COINCIDE_M) return;
      this.alongArc(c, e);
      return;
    }
    if (dist > er + r + COINCIDE_M || dist < Math.abs(er - r) - COINCIDE_M) return;
    const cos = Math.max(-1, Math.min(1, (dist * dist + (er - r) * (er + r)) / (2 * er * dist)));
    const phi = Math.acos(cos);
    const to = Math.atan2(vy, vx) - ea;
    for (let z = -1; z <= 1; z += 2) {
      let t = to + z * phi;
      t -= TAU * Math.floor(t / TAU);
      if (!(t > 0 && t < lim)) continue;
      const clear = this.onArc(e, c.ex + er * Math.cos(ea + t), c.ey + er * Math.sin(ea + t));
      if (clear === OFF) continue;
      // Sine of the angle between the circles: dist · sin φ / r.
      if (clear === NEAR_END || dist * Math.sin(phi) < STEEP * r) this.put(t, UNSURE, UNSURE);
      // Walking counter-clockwise the element enters the other circle at to − φ.
      else if (z < 0 === d.r![e] > 0) this.put(t, d.right[e], d.left[e]);
      else this.put(t, d.left[e], d.right[e]);
    }
  }

  /** The edge lies on the element's own circle. */
  private alongArc(c: Element, e: number): void {
    const { d } = this;
    const [x0, y0, x1, y1] = d.r![e] > 0 ? [d.ax[e], d.ay[e], d.bx[e], d.by[e]] : [d.bx[e], d.by[e], d.ax[e], d.ay[e]];
    let s = Math.atan2(y0 - d.cy![e], x0 - d.cx![e]) - c.ea;
    s -= TAU * Math.floor(s / TAU);
    let turn = Math.atan2(y1 - d.cy![e], x1 - d.cx![e]) - Math.atan2(y0 - d.cy![e], x0 - d.cx![e]);
    turn -= TAU * Math.floor(turn / TAU);
    for (const from of [s, s - TAU]) {
      const lo = Math.max(0, from);
      const hi = Math.min(c.lim, from + turn);
      if (hi <= lo) continue;
      this.along.push(lo, hi);
      this.cutAt(lo, c.lim);
      this.cutAt(hi, c.lim);
    }
  }

  /** Is a place of edge e's circle on the arc itself? Arcs stay within a quadrant, so their box tells. */
  private onArc(e: number, x: number, y: number): number {
    const { d } = this;
    const x0 = Math.min(d.ax[e], d.bx[e]);
    const x1 = Math.max(d.ax[e], d.bx[e]);
    const y0 = Math.min(d.ay[e], d.by[e]);
    const y1 = Math.max(d.ay[e], d.by[e]);
    if (x < x0 - COINCIDE_M || x > x1 + COINCIDE_M || y < y0 - COINCIDE_M || y > y1 + COINCIDE_M) return OFF;
    const clear = x > x0 + CLEAR_M && x < x1 - CLEAR_M && y > y0 + CLEAR_M && y < y1 - CLEAR_M;
    return clear ? CLEAR : NEAR_END;
  }

  private cutAt(t: number, lim: number): void {
    if (t > 0 && t < lim) this.put(t, UNSURE, UNSURE);
  }
  private put(t: number, before: number, after: number): void {
    if (this.n === this.end.length) this.grow();
    this.end[this.n] = t;
    this.before[this.n] = before;
    this.after[this.n++] = after;
  }
  private grow(): void {
    const bigger = <T extends Float64Array | Int16Array>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    this.end = bigger(new Float64Array(2 * this.n), this.end);
    this.before = bigger(new Int16Array(2 * this.n), this.before);
    this.after = bigger(new Int16Array(2 * this.n), this.after);
    this.label = new Int16Array(2 * this.n);
  }
  /** Shell sort: a few cuts as a rule, thousands on a cell line through a town. */
  private sort(): void {
    const { n, end, before, after } = this;
    let gap = 1;
    while (gap < n / 9) gap = 3 * gap + 1;
    for (; gap > 0; gap = (gap - 1) / 3) {
      for (let i = gap; i < n; i++) {
        const t = end[i];
        const b = before[i];
        const a = after[i];
        let k = i - gap;
        while (k >= 0 && end[k] > t) {
          end[k + gap] = end[k];
          before[k + gap] = before[k];
          after[k + gap] = after[k];
          k -= gap;
        }
        end[k + gap] = t;
        before[k + gap] = b;
        after[k + gap] = a;
      }
    }
  }
  private nameParts(c: Element): void {
    const { end, before, after, label, along, d } = this;
    let from = 0;
    let known = UNSURE;
    for (let k = 0; k < this.n; k++) {
      const to = end[k];
      if (to - from > NOTHING) {
        let name = known !== UNSURE ? known : before[k];
        if (along.length > 0) {
          const t = (from + to) / 2;
          for (let z = 0; z < along.length; z += 2) if (t > along[z] && t < along[z + 1]) name = -1;
        }
        if (name === UNSURE) {
          const t = (from + to) / 2;
          name =
            c.kind === ARC
              ? d.locate(c.ex + c.er * Math.cos(c.ea + t), c.ey + c.er * Math.sin(c.ea + t))
              : d.locate(c.ex + t * c.dx, c.ey + t * c.dy);
        }
        label[k] = name;
        known = after[k];
      } else {
        // Several cuts at one place: none of them alone knows what is behind all of them.
        label[k] = -1;
        known = UNSURE;
      }
      from = to;
    }
  }
}

const UNSURE = -2;
const OFF = 0;
const NEAR_END = 1;
const CLEAR = 2;
