// Random obstacle scenes for tests, full of ties, and an independent answer to "is this point seen?".

import { boxGrid } from './boxgrid.ts';
import type { Look } from './visibility.ts';
import type { Walls } from './walls.ts';

/** A seeded source of numbers in [0, 1): mulberry32. */
export function seeded(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Buildings as rings (x, y pairs, metres) with tops, and single walls. */
export interface Scene {
  buildings: { rings: number[][]; topM: number }[];
  walls: { line: number[]; topM: number }[];
}

/** The scene as Walls, without going through longitude and latitude: exact coordinates stay exact. */
export function sceneWalls(scene: Scene): Walls {
  const e: number[] = [];
  const from = [0];
  const topM: number[] = [];
  const source: number[] = [];
  const edge = (p: number[], i: number, j: number): void => {
    if (p[2 * i] !== p[2 * j] || p[2 * i + 1] !== p[2 * j + 1]) e.push(p[2 * i], p[2 * i + 1], p[2 * j], p[2 * j + 1]);
  };
  const unit = (top: number, input: number): void => {
    if (e.length / 4 === from[from.length - 1]) return;
    from.push(e.length / 4);
    topM.push(top);
    source.push(input);
  };
  scene.buildings.forEach((b, i) => {
    for (const r of b.rings) for (let k = 0; k < r.length / 2; k++) edge(r, k, (k + 1) % (r.length / 2));
    unit(b.topM, i);
  });
  const buildings = topM.length;
  scene.walls.forEach((w, i) => {
    for (let k = 0; k + 1 < w.line.length / 2; k++) {
      edge(w.line, k, k + 1);
      unit(w.topM, i);
    }
  });
  const n = e.length / 4;
  const column = (k: number): Float64Array => Float64Array.from({ length: n }, (_, i) => e[4 * i + k]);
  const ax = column(0);
  const ay = column(1);
  const bx = column(2);
  const by = column(3);
  const units = topM.length;
  const bound = (pick: (...v: number[]) => number, p: Float64Array, q: Float64Array): Float64Array =>
    Float64Array.from({ length: units }, (_, u) =>
      pick(...p.subarray(from[u], from[u + 1]), ...q.subarray(from[u], from[u + 1])),
    );
  const x0 = bound(Math.min, ax, bx);
  const y0 = bound(Math.min, ay, by);
  const x1 = bound(Math.max, ax, bx);
  const y1 = bound(Math.max, ay, by);
  return {
    n,
    ax,
    ay,
    bx,
    by,
    units,
    buildings,
    from: Int32Array.from(from),
    source: Int32Array.from(source),
    topM: Float64Array.from(topM),
    x0,
    y0,
    x1,
    y1,
    grid: boxGrid(units, x0, y0, x1, y1),
    leftOut: 0,
  };
}

/** A camera and its surroundings: on a grid of whole metres (many ties) or anywhere; now and then on a corner, on a wall, in a
 * building, with a wall through it, with walls that touch the circles. */
export function randomScene(rnd: () => number): { scene: Scene; look: Look } {
  const grid = rnd() < 0.5;
  const pick = (n: number): number => Math.floor(rnd() * n);
  const place = (): number => (grid ? pick(41) - 20 : rnd() * 40 - 20);
  const heights = rnd() < 0.5;
  const top = (): number => (heights ? [1, 1.7, 2, 3, 3, 4.5, 8, Number.NaN][pick(8)] : Number.NaN);
  const scene: Scene = { buildings: [], walls: [] };
  const count = pick(9);
  for (let i = 0; i < count; i++) {
    const x = place();
    const y = place();
    const w = grid ? 1 + pick(10) : 0.5 + rnd() * 10;
    const d = grid ? 1 + pick(10) : 0.5 + rnd() * 10;
    const box = (x: number, y: number, w: number, d: number) => [x, y, x + w, y, x + w, y + d, x, y + d];
    const kind = pick(9);
    if (kind === 0)
      scene.buildings.push({ rings: [box(x, y, w, d), box(x + w / 4, y + d / 4, w / 2, d / 2)], topM: top() });
    else if (kind === 1) {
      // two that share a wall
      scene.buildings.push({ rings: [box(x, y, w, d)], topM: top() }, { rings: [box(x + w, y, w, d)], topM: top() });
    } else if (kind === 2)
      scene.buildings.push({ rings: [[x, y, x + w, y + d, x + w, y, x, y + d]], topM: top() }); // bow tie
    else if (kind === 3)
      scene.buildings.push({ rings: [[x, y, x + w, y, x + w, y + d, x + w / 2, y + d / 2, x, y + d]], topM: top() });
    else if (kind === 4) {
      const b = { rings: [box(x, y, w, d)], topM: top() };
      scene.buildings.push(b, b);
    } else if (kind === 5)
      // a spike
      scene.buildings.push({ rings: [[x, y, x + w, y, x + 3 * w, y, x + w, y, x + w, y + d, x, y + d]], topM: top() });
    else if (kind === 6) scene.walls.push({ line: [x, y, place(), place(), place(), place()], topM: top() });
    else if (kind === 7) scene.walls.push({ line: [x, y, x + w, y, x + 2 * w, y, x + 2 * w, y + d], topM: top() });
    else scene.buildings.push({ rings: [box(x, y, w, d)], topM: top() });
  }
  let x = place();
  let y = place();
  const some = scene.buildings[pick(Math.max(1, scene.buildings.length))];
  if (some) {
    const r = some.rings[0];
    const how = pick(6);
    const i = pick(r.length / 2);
    const j = (i + 1) % (r.length / 2);
    if (how === 0) [x, y] = [r[2 * i], r[2 * i + 1]];
    else if (how === 1) [x, y] = [(r[2 * i] + r[2 * j]) / 2, (r[2 * i + 1] + r[2 * j + 1]) / 2];
  }
  const wall = scene.walls[0];
  if (wall && rnd() < 0.2) [x, y] = [(wall.line[0] + wall.line[2]) / 2, (wall.line[1] + wall.line[3]) / 2];
  const nearM = rnd() < 0.5 ? 0 : grid ? 1 + pick(4) : rnd() * 4;
  const reachM = nearM + (grid ? 4 + pick(20) : 3 + rnd() * 20);
  const full = rnd() < 0.4;
  const a = grid ? (pick(16) * Math.PI) / 8 : rnd() * 2 * Math.PI;
  const width = full ? 2 * Math.PI : grid ? ((1 + pick(15)) * Math.PI) / 8 : 0.1 + rnd() * 6;
  return {
    scene,
    look: {
      x,
      y,
      ux: full ? 0 : Math.cos(a),
      uy: full ? 0 : Math.sin(a),
      vx: full ? 0 : Math.cos(a + width),
      vy: full ? 0 : Math.sin(a + width),
      width,
      full,
      nearM,
      reachM,
      heightM: heights && rnd() < 0.9 ? [1.5, 2.5, 3, 3.5, 6, 10][pick(6)] : Number.NaN,
    },
  };
}

/** Is a point of the plane seen? Straight from the rules, one line of sight at a time: no fan, no bands, no lines.
 * `onWallM` is the distance at which a camera counts as on a wall. */
export function seenAt(look: Look, scene: Scene, px: number, py: number, onWallM: number, targetM: number): boolean {
  const dx = px - look.x;
  const dy = py - look.y;
  const r = Math.hypot(dx, dy);
  if (r < look.nearM || r > look.reachM) return false;
  if (!look.full) {
    let t = Math.atan2(dy, dx) - Math.atan2(look.uy, look.ux);
    if (t < 0) t += 2 * Math.PI;
    if (t > look.width) return false;
  }
  /** Where, as a share of the way to the point, does the ray meet a segment? NaN = it does not. */
  const meets = (ax: number, ay: number, bx: number, by: number): number => {
    const ex = bx - ax;
    const ey = by - ay;
    const den = dx * ey - dy * ex;
    const qx = ax - look.x;
    const qy = ay - look.y;
    const s = (qx * dy - qy * dx) / den;
    return s >= 0 && s <= 1 ? (qx * ey - qy * ex) / den : Number.NaN;
  };
  const away = (ax: number, ay: number, bx: number, by: number): number => {
    const t = Math.max(
      0,
      Math.min(1, ((look.x - ax) * (bx - ax) + (look.y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)),
    );
    return Math.hypot(ax + t * (bx - ax) - look.x, ay + t * (by - ay) - look.y);
  };
  /** Does an obstacle of this top, met from a to b (shares of the way), hide the point? The line of sight over it is at the
   * height of the target where? */
  const hides = (a: number, b: number, topM: number): boolean => {
    if (a > 1) return false;
    if (!(look.heightM > topM)) return true;
    if (topM <= targetM) return false;
    // Height of the line from the lens to the target, where it leaves the obstacle; within it, the point is inside.
    if (b >= 1) return true;
    return look.heightM + (targetM - look.heightM) * b < topM;
  };
  for (const w of scene.walls)
    for (let i = 0; i + 3 < w.line.length; i += 2) {
      const [ax, ay, bx, by] = w.line.slice(i, i + 4);
      if (ax === bx && ay === by) continue;
      if (away(ax, ay, bx, by) <= onWallM) continue;
      const t = meets(ax, ay, bx, by);
      if (t > 0 && hides(t, t, w.topM)) return false;
    }
  for (const b of scene.buildings) {
    const has = (qx: number, qy: number): boolean => {
      let inside = false;
      for (const g of b.rings)
        for (let i = 0, j = g.length - 2; i < g.length; j = i, i += 2)
          if (g[i + 1] > qy !== g[j + 1] > qy && qx < g[i] + ((qy - g[i + 1]) * (g[j] - g[i])) / (g[j + 1] - g[i + 1]))
            inside = !inside;
      return inside;
    };
    const cuts = [0];
    let nearest = Infinity;
    for (const g of b.rings)
      for (let i = 0, j = g.length - 2; i < g.length; j = i, i += 2) {
        if (g[i] === g[j] && g[i + 1] === g[j + 1]) continue;
        nearest = Math.min(nearest, away(g[i], g[i + 1], g[j], g[j + 1]));
        const t = meets(g[i], g[i + 1], g[j], g[j + 1]);
        if (t > 1e-9) cuts.push(t);
      }
    if (nearest > onWallM && has(look.x, look.y)) continue;
    cuts.sort((p, q) => p - q);
    for (let i = 0; i + 1 < cuts.length; i++) {
      if (cuts[i + 1] - cuts[i] < 1e-12) {
        // an edge there and back (a spike) is a wall as well
        if (cuts[i] > 0 && hides(cuts[i], cuts[i], b.topM)) return false;
        continue;
      }
      const m = (cuts[i] + cuts[i + 1]) / 2;
      if (has(look.x + m * dx, look.y + m * dy) && hides(cuts[i], cuts[i + 1], b.topM)) return false;
    }
  }
  return true;
}

/** Half the integral of r dr over what is seen along one direction (m²/rad), by asking between all distances where it can change. */
export function seenAlong(look: Look, scene: Scene, angle: number, onWallM: number, targetM: number): number {
  const dx = Math.cos(angle);
  const dy = Math.sin(angle);
  const cuts = [look.nearM, look.reachM];
  const edge = (ax: number, ay: number, bx: number, by: number, topM: number): void => {
    const den = dx * (by - ay) - dy * (bx - ax);
    const s = ((ax - look.x) * dy - (ay - look.y) * dx) / den;
    const r = ((ax - look.x) * (by - ay) - (ay - look.y) * (bx - ax)) / den;
    if (!(s >= 0 && s <= 1 && r > 0)) return;
    for (const d of [r, (r * (look.heightM - targetM)) / (look.heightM - topM)])
      if (d > look.nearM && d < look.reachM) cuts.push(d);
  };
  for (const w of scene.walls)
    for (let i = 0; i + 3 < w.line.length; i += 2) edge(w.line[i], w.line[i + 1], w.line[i + 2], w.line[i + 3], w.topM);
  for (const b of scene.buildings)
    for (const g of b.rings)
      for (let i = 0, j = g.length - 2; i < g.length; j = i, i += 2) edge(g[j], g[j + 1], g[i], g[i + 1], b.topM);
  cuts.sort((a, b) => a - b);
  let sum = 0;
  for (let i = 0; i + 1 < cuts.length; i++) {
    const r = (cuts[i] + cuts[i + 1]) / 2;
    if (cuts[i + 1] > cuts[i] && seenAt(look, scene, look.x + r * dx, look.y + r * dy, onWallM, targetM))
      sum += (cuts[i + 1] ** 2 - cuts[i] ** 2) / 2;
  }
  return sum;
}
