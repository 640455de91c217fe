// The boundary element in hand: a straight segment or an arc, described by a parameter t that runs from 0 to `lim`.
//
// All state of the element lives in fields of one object and in typed arrays: a number in a field is written in place,
// while one captured by a closure is allocated anew on every write, and this code runs some hundred million times.
import type { Demand } from './demand.ts';
import { type Footprints, isCut } from './footprint.ts';

/** Two boundaries nearer than this (m) all along count as one. Far above rounding (1e-12 m), far below a centimetre. */
export const COINCIDE_M = 2e-7;
/** Sine of the largest angle between two straight boundaries that may still coincide over a short overlap. */
export const PARALLEL = 1e-4;
export const SEGMENT = 0;
export const ARC = 1;
/** Radians: surely less than half a turn. */
const LESS_THAN_HALF = 3.1;

export class Element {
  kind = SEGMENT;
  /** segment: (ex, ey) + t·(dx, dy), t in metres; arc: about (ex, ey), radius er, from angle ea, t in radians
   * counter-clockwise, sign −1 where the footprint (or the demand) lies outside the arc */
  ex = 0;
  ey = 0;
  dx = 0;
  dy = 0;
  er = 0;
  ea = 0;
  sign = 1;
  lim = 0;
  /** an arc of less than half a turn whose ends lie in the directions (ux, uy) and (wx, wy) from its centre */
  short = false;
  ux = 0;
  uy = 0;
  wx = 0;
  wy = 0;
  /** the footprint that the element bounds; −1 for the border of the demand */
  self = -1;
  /** box of an element that bounds a footprint */
  x0 = 0;
  y0 = 0;
  x1 = 0;
  y1 = 0;

  /** From (x, y) along the unit vector (ux, uy). */
  setSegment(x: number, y: number, ux: number, uy: number, length: number): void {
    this.kind = SEGMENT;
    this.ex = x;
    this.ey = y;
    this.dx = ux;
    this.dy = uy;
    this.lim = length;
    const toX = x + length * ux;
    const toY = y + length * uy;
    this.x0 = Math.min(x, toX);
    this.y0 = Math.min(y, toY);
    this.x1 = Math.max(x, toX);
    this.y1 = Math.max(y, toY);
  }

  /** An arc about the apex of footprint `self`; `inner`: the footprint lies outside of it. */
  setArc(o: Footprints, radius: number, from: number, width: number, inner: boolean): void {
    const i = this.self;
    this.kind = ARC;
    this.knownT = -1;
    this.ex = o.X[i];
    this.ey = o.Y[i];
    this.er = radius;
    this.ea = from;
    this.lim = width;
    this.sign = inner ? -1 : 1;
    const cut = isCut(o, i);
    this.short = width < LESS_THAN_HALF && (cut || o.full[i] === 0);
    if (!this.short) {
      this.x0 = o.x0[i];
      this.y0 = o.y0[i];
      this.x1 = o.x1[i];
      this.y1 = o.y1[i];
      return;
    }
    this.ux = cut ? Math.cos(from) : o.UX[i];
    this.uy = cut ? Math.sin(from) : o.UY[i];
    this.wx = cut ? Math.cos(from + width) : o.VX[i];
    this.wy = cut ? Math.sin(from + width) : o.VY[i];
    // The box of the arc alone: its ends, and the sides of the circle that lie between them.
    const { ux, uy, wx, wy } = this;
    this.x0 = this.ex + radius * (uy >= 0 && wy <= 0 ? -1 : Math.min(ux, wx));
    this.y0 = this.ey + radius * (ux <= 0 && wx >= 0 ? -1 : Math.min(uy, wy));
    this.x1 = this.ex + radius * (uy <= 0 && wy >= 0 ? 1 : Math.max(ux, wx));
    this.y1 = this.ey + radius * (ux >= 0 && wx <= 0 ? 1 : Math.max(uy, wy));
  }

  /** Edge e of the border, walked with the demand of that side (0 left, 1 right) on the left. */
  setEdge(d: Demand, e: number, side: number): void {
    const radius = d.r === null ? 0 : d.r[e];
    if (radius === 0) {
      this.kind = SEGMENT;
      this.ex = side === 0 ? d.ax[e] : d.bx[e];
      this.ey = side === 0 ? d.ay[e] : d.by[e];
      const tx = (side === 0 ? d.bx[e] : d.ax[e]) - this.ex;
      const ty = (side === 0 ? d.by[e] : d.ay[e]) - this.ey;
      this.lim = Math.sqrt(tx * tx + ty * ty);
      this.dx = tx / this.lim;
      this.dy = ty / this.lim;
      this.sign = 1;
      return;
    }
    const turnsLeft = radius > 0;
    this.kind = ARC;
    this.knownT = -1;
    this.ex = d.cx![e];
    this.ey = d.cy![e];
    this.er = Math.abs(radius);
    const ax = d.ax[e] - this.ex;
    const ay = d.ay[e] - this.ey;
    const bx = d.bx[e] - this.ex;
    const by = d.by[e] - this.ey;
    this.short = false;
    this.ea = turnsLeft ? Math.atan2(ay, ax) : Math.atan2(by, bx);
    this.lim = Math.abs(Math.atan2(ax * by - ay * bx, ax * bx + ay * by));
    // the ground on the left of an arc that turns left is towards its centre
    this.sign = (side === 0) === turnsLeft ? 1 : -1;
  }

  /** Of the stretch measured last: Green's term ½∮(x dy − y dx), and the vector from its start to its end. */
  green = 0;
  gx = 0;
  gy = 0;
  // Stretches follow each other: the end of one is the start of the next.
  private knownT = -1;
  private knownCos = 0;
  private knownSin = 0;
  measure(s: number, e: number): void {
    if (this.kind === SEGMENT) {
      const l = e - s;
      this.green = ((this.ex * this.dy - this.ey * this.dx) * l) / 2;
      this.gx = this.dx * l;
      this.gy = this.dy * l;
      return;
    }
    const known = this.knownT === s;
    const c0 = known ? this.knownCos : Math.cos(this.ea + s);
    const s0 = known ? this.knownSin : Math.sin(this.ea + s);
    const c1 = Math.cos(this.ea + e);
    const s1 = Math.sin(this.ea + e);
    this.knownT = e;
    this.knownCos = c1;
    this.knownSin = s1;
    const x = c1 - c0;
    const y = s1 - s0;
    const r = this.sign * this.er;
    this.green = (r * (this.er * (e - s) + this.ex * y - this.ey * x)) / 2;
    this.gx = r * x;
    this.gy = r * y;
  }
}
