// The rays of one camera in slots, and on every slot the stretches between two limits that are still seen.
//
// A fan starts as the whole sector. Whatever hides something is a band: between two rays, from one limit to another (or to
// the end). Taking a band away splits slots at its rays and where its limits cross limits that are there; inside a slot the
// order of limits along the ray is the same from end to end, so one look along its middle decides. Neighbouring slots with
// the same limits become one cell when the fan is written out.
import type { SightTable } from './sight.ts';
import { fanArea } from './sightarea.ts';

const TAU = 2 * Math.PI;
/** Rays closer than this (rad) are one ray: 1e-10 m at 100 m, far below the resolution of the figures (1e-6 m). */
const SAME_RAY = 1e-12;
/** Limits closer than this (m) along a ray are one limit: far above rounding in a 30 km plane, far below 1e-6 m. */
const SAME_LIMIT_M = 1e-9;
/** Normals of the same line differ by less than this (rad): SAME_LIMIT_M at 100 m. */
const SAME_NORMAL = 1e-11;
/** Cells stay this much (rad) below half a turn, so that the middle of two rays is always defined. */
const BELOW_HALF_TURN = 1e-3;

/** A sector or disc: apex, rays and radii as in Footprints (footprint.ts). */
export interface Sector {
  x: number;
  y: number;
  ux: number;
  uy: number;
  vx: number;
  vy: number;
  /** radians from U counter-clockwise to V */
  width: number;
  full: boolean;
  nearM: number;
  reachM: number;
}

/** A slot narrower than this (radians) is left to its neighbour: at any reach it is far thinner than two boundaries must
 * differ, and a limit that crosses it steeply has no reliable ends. */
const SLIT = 1e-10;

/** Collects the cells of footprints one after another. */
export class SightBuilder {
  private readonly columns: Float64Array[] = Array.from({ length: 10 }, () => new Float64Array(64));
  private readonly from: number[] = [0];
  private readonly blind: number[] = [];
  n = 0;

  cell(
    ux: number,
    uy: number,
    vx: number,
    vy: number,
    inX: number,
    inY: number,
    inH: number,
    outX: number,
    outY: number,
    outH: number,
  ): void {
    const c = this.columns;
    const i = this.n++;
    if (i === c[0].length)
      for (let k = 0; k < 10; k++) {
        const bigger = new Float64Array(2 * i);
        bigger.set(c[k]);
        c[k] = bigger;
      }
    c[0][i] = ux;
    c[1][i] = uy;
    c[2][i] = vx;
    c[3][i] = vy;
    c[4][i] = inX;
    c[5][i] = inY;
    c[6][i] = inH;
    c[7][i] = outX;
    c[8][i] = outY;
    c[9][i] = outH;
  }

  /** Closes a footprint: the cells since the last one are its cells. */
  close(blind: boolean): void {
    this.from.push(this.n);
    this.blind.push(blind ? 1 : 0);
  }

  table(): SightTable {
    const n = this.n;
    const [ux, uy, vx, vy, inX, inY, inH, outX, outY, outH] = this.columns.map((c) => c.slice(0, n));
    return {
      n,
      ux,
      uy,
      vx,
      vy,
      inX,
      inY,
      inH,
      outX,
      outY,
      outH,
      from: Int32Array.from(this.from),
      blind: Uint8Array.from(this.blind),
    };
  }
}

/** Where a band starts at the apex or never ends. */
export const NO_LIMIT = -1;
/** The two circles of the sector are the first limits. */
const NEAR = 0;
const REACH = 1;

/** Fixed directions at which wide sectors are cut. */
export const AXES = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/** Reusable: `start` begins a new camera. */
export class Fan {
  /** something was taken away */
  cut = false;
  // Slots: ids in counter-clockwise order; angle from the first ray, its unit vector, first stretch (−1 = nothing seen).
  private slots = 0;
  private readonly order: number[] = [];
  private readonly t: number[] = [];
  private readonly x: number[] = [];
  private readonly y: number[] = [];
  private readonly head: number[] = [];
  // Stretches of a slot by distance, linked.
  private stretches = 0;
  private readonly near: number[] = [];
  private readonly far: number[] = [];
  private readonly next: number[] = [];
  // Limits: unit normal and distance of a line, or (0, 0) and radius of a circle.
  private limits = 0;
  private readonly nx: number[] = [];
  private readonly ny: number[] = [];
  private readonly h: number[] = [];
  // First and last ray.
  private baseX = 1;
  private baseY = 0;
  private endT = 0;
  private endX = 1;
  private endY = 0;
  // A ray where two limits cross.
  private hitX = 0;
  private hitY = 0;

  start(s: Sector): void {
    this.cut = false;
    this.slots = 0;
    this.stretches = 0;
    this.limits = 0;
    this.order.length = 0;
    this.limit(0, 0, s.nearM);
    this.limit(0, 0, s.reachM);
    this.baseX = s.full ? 1 : s.ux;
    this.baseY = s.full ? 0 : s.uy;
    this.endT = s.full ? TAU : s.width;
    this.endX = s.full ? 1 : s.vx;
    this.endY = s.full ? 0 : s.vy;
    this.push(0, this.baseX, this.baseY, this.stretch(NEAR, REACH, -1), 0);
    if (this.endT < Math.PI - BELOW_HALF_TURN) return;
    // A wide sector is cut at the plane's axes: fixed directions, the same for every camera.
    for (const [x, y] of AXES) {
      const t = this.angleOf(x, y);
      const k = this.slotAt(t);
      if (t - this.t[this.order[k]] > SAME_RAY && this.endOf(k) - t > SAME_RAY) this.split(k, t, x, y);
    }
  }

  /** A new limit: the line n·p = h (h > 0), or a circle. Returns its number. */
  limit(nx: number, ny: number, h: number): number {
    const i = this.limits++;
    this.nx[i] = nx;
    this.ny[i] = ny;
    this.h[i] = h;
    return i;
  }

  /** Takes away the band between the rays a and b (unit vectors, counter-clockwise, less than half a turn) from the line
   * `near` (NO_LIMIT = the apex) to the line `far` (NO_LIMIT = endless). */
  hide(ax: number, ay: number, bx: number, by: number, near: number, far: number): void {
    const t0 = this.angleOf(ax, ay);
    const t1 = t0 + Math.atan2(ax * by - ay * bx, ax * bx + ay * by);
    this.hideSpan(t0, ax, ay, t1, bx, by, near, far);
    if (t1 > TAU) this.hideSpan(0, this.baseX, this.baseY, t1 - TAU, bx, by, near, far);
  }

  /** May anything farther than d (m) still be seen between the rays a and b? */
  seesBeyond(ax: number, ay: number, bx: number, by: number, d: number): boolean {
    const t0 = this.angleOf(ax, ay);
    const t1 = t0 + Math.atan2(ax * by - ay * bx, ax * bx + ay * by);
    return this.spanSeesBeyond(t0, t1, d) || (t1 > TAU && this.spanSeesBeyond(0, t1 - TAU, d));
  }

  private spanSeesBeyond(t0: number, t1: number, d: number): boolean {
    if (t0 > this.endT) return false;
    for (let k = this.slotAt(t0); k < this.slots && this.t[this.order[k]] < t1; k++) {
      const id = this.order[k];
      let s = this.head[id];
      if (s < 0) continue;
      while (this.next[s] >= 0) s = this.next[s];
      const f = this.far[s];
      // A line is farthest at an end of the slot.
      if (f === REACH || this.along(f, this.x[id], this.y[id]) > d || this.along(f, this.endXOf(k), this.endYOf(k)) > d)
        return true;
    }
    return false;
  }

  /** Angle of a direction from the first ray, 0 … 2π. */
  angleOf(x: number, y: number): number {
    const a = Math.atan2(this.baseX * y - this.baseY * x, this.baseX * x + this.baseY * y);
    return a < 0 ? a + TAU : a;
  }

  private hideSpan(
    t0: number,
    ax: number,
    ay: number,
    t1: number,
    bx: number,
    by: number,
    near: number,
    far: number,
  ): void {
    if (t0 > this.endT - SAME_RAY) return;
    let k = this.slotAt(t0);
    while (k < this.slots) {
      const id = this.order[k];
      const s = this.t[id];
      if (s >= t1 - SAME_RAY) return;
      const e = this.endOf(k);
      const late = t0 - s > SAME_RAY;
      const early = e - t1 > SAME_RAY;
      const lo = late ? t0 : s;
      const hi = early ? t1 : e;
      if (
        this.head[id] < 0 ||
        hi - lo <= SAME_RAY ||
        this.beyond(
          id,
          near,
          late ? ax : this.x[id],
          late ? ay : this.y[id],
          early ? bx : this.endXOf(k),
          early ? by : this.endYOf(k),
        )
      ) {
        k++;
      } else if (late) {
        this.split(k, t0, ax, ay);
        k++;
      } else {
        if (early) this.split(k, t1, bx, by);
        // After a split at a crossing the first part comes up again; the crossing is now its end.
        if (this.crossing(k, near, far)) {
          const u = this.order[k];
          const turn = this.x[u] * this.hitY - this.y[u] * this.hitX;
          const along = this.x[u] * this.hitX + this.y[u] * this.hitY;
          this.split(k, this.t[u] + Math.atan2(turn, along), this.hitX, this.hitY);
        } else {
          this.subtract(k, near, far);
          k++;
        }
      }
    }
  }

  /** Does the line `near` run beyond all that the slot still sees, between two rays of it? Straight against straight: then
   * it does so at both ends. */
  private beyond(id: number, near: number, ax: number, ay: number, bx: number, by: number): boolean {
    if (near === NO_LIMIT) return false;
    let last = this.head[id];
    while (this.next[last] >= 0) last = this.next[last];
    const f = this.far[last];
    if (f === REACH) return false;
    return (
      this.along(near, ax, ay) >= this.along(f, ax, ay) - SAME_LIMIT_M &&
      this.along(near, bx, by) >= this.along(f, bx, by) - SAME_LIMIT_M
    );
  }

  /** Finds a ray strictly inside slot k where a limit of the band crosses a limit of the slot. */
  private crossing(k: number, near: number, far: number): boolean {
    for (let s = this.head[this.order[k]]; s >= 0; s = this.next[s]) {
      if (near !== NO_LIMIT && (this.meet(k, this.near[s], near) || this.meet(k, this.far[s], near))) return true;
      if (far !== NO_LIMIT && (this.meet(k, this.near[s], far) || this.meet(k, this.far[s], far))) return true;
    }
    return false;
  }

  private meet(k: number, limit: number, line: number): boolean {
    if (limit === line) return false;
    const id = this.order[k];
    const ux = this.x[id];
    const uy = this.y[id];
    const vx = this.endXOf(k);
    const vy = this.endYOf(k);
    if (limit === NEAR || limit === REACH) {
      // The line is at distance r along d where n·d = h / r: two directions, either side of the normal.
      const c = this.h[line] / this.h[limit];
      const nx = this.nx[line];
      const ny = this.ny[line];
      // A touch splits too: at that ray the order of the limits could not be told.
      if (!(c < 1)) return this.h[line] - this.h[limit] <= SAME_LIMIT_M && this.within(ux, uy, vx, vy, nx, ny);
      const atU = nx * ux + ny * uy > c;
      const atV = nx * vx + ny * vy > c;
      if (atU && atV) return false;
      if (!atU && !atV && !(ux * ny - uy * nx > 0 && nx * vy - ny * vx > 0)) return false;
      const s = Math.sqrt(1 - c * c);
      return (
        this.within(ux, uy, vx, vy, c * nx + s * ny, c * ny - s * nx) ||
        this.within(ux, uy, vx, vy, c * nx - s * ny, c * ny + s * nx)
      );
    }
    const du = this.along(line, ux, uy) - this.along(limit, ux, uy);
    const dv = this.along(line, vx, vy) - this.along(limit, vx, vy);
    if (!((du > SAME_LIMIT_M && dv < -SAME_LIMIT_M) || (du < -SAME_LIMIT_M && dv > SAME_LIMIT_M))) return false;
    // h₁ / n₁·d = h₂ / n₂·d ⇔ d ⟂ h₁ n₂ − h₂ n₁
    const wx = this.h[line] * this.nx[limit] - this.h[limit] * this.nx[line];
    const wy = this.h[line] * this.ny[limit] - this.h[limit] * this.ny[line];
    const len = Math.sqrt(wx * wx + wy * wy);
    if (!(len > 0)) return false;
    const side = (ux + vx) * -wy + (uy + vy) * wx < 0 ? -1 : 1;
    return this.within(ux, uy, vx, vy, (-side * wy) / len, (side * wx) / len);
  }

  /** Is a direction between two rays, and not one of them? Keeps it. */
  private within(ux: number, uy: number, vx: number, vy: number, x: number, y: number): boolean {
    if (!(ux * y - uy * x > SAME_RAY && x * vy - y * vx > SAME_RAY)) return false;
    this.hitX = x;
    this.hitY = y;
    return true;
  }

  private subtract(k: number, near: number, far: number): void {
    const id = this.order[k];
    let mx = this.x[id] + this.endXOf(k);
    let my = this.y[id] + this.endYOf(k);
    const len = Math.sqrt(mx * mx + my * my);
    mx /= len;
    my /= len;
    const b0 = near === NO_LIMIT ? 0 : this.along(near, mx, my);
    const b1 = far === NO_LIMIT ? Infinity : this.along(far, mx, my);
    if (b1 - b0 <= SAME_LIMIT_M) return;
    let before = -1;
    for (let s = this.head[id]; s >= 0; s = this.next[s]) {
      const s0 = this.along(this.near[s], mx, my);
      const s1 = this.along(this.far[s], mx, my);
      if (b1 > s0 + SAME_LIMIT_M && b0 < s1 - SAME_LIMIT_M) {
        this.cut = true;
        const keepsNear = b0 > s0 + SAME_LIMIT_M;
        const keepsFar = b1 < s1 - SAME_LIMIT_M;
        if (keepsNear) {
          if (keepsFar) this.next[s] = this.stretch(far, this.far[s], this.next[s]);
          this.far[s] = near;
          if (keepsFar) s = this.next[s];
        } else if (keepsFar) {
          this.near[s] = far;
        } else {
          if (before < 0) this.head[id] = this.next[s];
          else this.next[before] = this.next[s];
          continue;
        }
      }
      before = s;
    }
  }

  /** Distance of a limit along a direction (a unit vector). */
  along(limit: number, x: number, y: number): number {
    if (limit === NEAR || limit === REACH) return this.h[limit];
    const c = this.nx[limit] * x + this.ny[limit] * y;
    return c > 0 ? this.h[limit] / c : Infinity;
  }

  private stretch(near: number, far: number, next: number): number {
    const i = this.stretches++;
    this.near[i] = near;
    this.far[i] = far;
    this.next[i] = next;
    return i;
  }

  private push(t: number, x: number, y: number, head: number, at: number): void {
    const id = this.slots++;
    this.t[id] = t;
    this.x[id] = x;
    this.y[id] = y;
    this.head[id] = head;
    this.order.push(id);
    for (let k = id; k > at; k--) this.order[k] = this.order[k - 1];
    this.order[at] = id;
  }

  private split(k: number, t: number, x: number, y: number): void {
    let first = -1;
    let last = -1;
    for (let s = this.head[this.order[k]]; s >= 0; s = this.next[s]) {
      const copy = this.stretch(this.near[s], this.far[s], -1);
      if (last < 0) first = copy;
      else this.next[last] = copy;
      last = copy;
    }
    this.push(t, x, y, first, k + 1);
  }

  /** Place in the order of the last slot that starts at or before t. */
  private slotAt(t: number): number {
    let lo = 0;
    let hi = this.slots - 1;
    while (lo < hi) {
      const mid = (lo + hi + 1) >> 1;
      if (this.t[this.order[mid]] <= t) lo = mid;
      else hi = mid - 1;
    }
    return lo;
  }

  private endOf(k: number): number {
    return k + 1 < this.slots ? this.t[this.order[k + 1]] : this.endT;
  }
  private endXOf(k: number): number {
    return k + 1 < this.slots ? this.x[this.order[k + 1]] : this.endX;
  }
  private endYOf(k: number): number {
    return k + 1 < this.slots ? this.y[this.order[k + 1]] : this.endY;
  }

  /** Ground (m²) that is still seen. */
  areaM2(): number {
    let sum = 0;
    for (let k = 0; k < this.slots; k++) {
      const id = this.order[k];
      const vx = this.endXOf(k);
      const vy = this.endYOf(k);
      for (let s = this.head[id]; s >= 0; s = this.next[s])
        sum += this.upTo(this.far[s], id, vx, vy) - this.upTo(this.near[s], id, vx, vy);
    }
    return sum;
  }
  /** Ground (m²) of a slot between the apex and a limit. */
  private upTo(limit: number, id: number, vx: number, vy: number): number {
    return fanArea(this.nx[limit], this.ny[limit], this.h[limit], this.x[id], this.y[id], vx, vy);
  }

  private sameLimit(a: number, b: number): boolean {
    if (a === b) return true;
    if (a <= REACH || b <= REACH) return false;
    return (
      Math.abs(this.h[a] - this.h[b]) <= SAME_LIMIT_M &&
      Math.abs(this.nx[a] - this.nx[b]) <= SAME_NORMAL &&
      Math.abs(this.ny[a] - this.ny[b]) <= SAME_NORMAL
    );
  }

  private sameStretches(a: number, b: number): boolean {
    let i = this.head[a];
    let j = this.head[b];
    while (i >= 0 && j >= 0) {
      if (!this.sameLimit(this.near[i], this.near[j]) || !this.sameLimit(this.far[i], this.far[j])) return false;
      i = this.next[i];
      j = this.next[j];
    }
    return i < 0 && j < 0;
  }

  /** Appends what is seen as cells (without closing the footprint) and returns how many. */
  write(out: SightBuilder): number {
    const before = out.n;
    // The ray on which the next slot begins: the start of a slot that was left out, so that neighbours share their ray.
    let ux = 0;
    let uy = 0;
    let left = false;
    for (let k = 0; k < this.slots; ) {
      const id = this.order[k];
      if (!left) {
        ux = this.x[id];
        uy = this.y[id];
      }
      left = this.endOf(k) - this.t[id] < SLIT;
      if (left) {
        k++;
        continue;
      }
      let last = k;
      while (
        last + 1 < this.slots &&
        this.endOf(last + 1) - this.t[id] < Math.PI - BELOW_HALF_TURN &&
        (this.endOf(last + 1) - this.t[this.order[last + 1]] < SLIT || this.sameStretches(id, this.order[last + 1]))
      )
        last++;
      const vx = this.endXOf(last);
      const vy = this.endYOf(last);
      for (let s = this.head[id]; s >= 0; s = this.next[s]) {
        const a = this.near[s];
        const b = this.far[s];
        out.cell(ux, uy, vx, vy, this.nx[a], this.ny[a], this.h[a], this.nx[b], this.ny[b], this.h[b]);
      }
      k = last + 1;
    }
    return out.n - before;
  }
}
