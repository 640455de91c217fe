// The outline of a footprint that obstacles and terrain have cut, for maps and exports. Nothing here enters a figure.
import { Fan, SightBuilder } from './fan.ts';
import { type Footprints, footprintsIn } from './footprint.ts';
import type { Ring } from './outline.ts';
import { CHORD_SAG_M, ringInside } from './outline.ts';
import { type Plane, planeAt } from './plane.ts';
import type { SightCells } from './sight.ts';
import { lookOf, terrainQuads } from './sighting.ts';
import type { CameraArrays, ObstacleInput, TerrainInput } from './types.ts';
import type { Look, Quads } from './visibility.ts';
import { visibleCells } from './visibility.ts';
import type { Walls } from './walls.ts';
import { wallsIn } from './walls.ts';

/** Ends of cells nearer than this (m) along one ray are one vertex. */
const SAME_PLACE_M = 1e-6;
/** Vertices that stand off an edge by less than this (m) are not worth a bend; with the chords it stays under 0.05 m. */
const STRAIGHT_M = 0.002;
/** Rings of less than this (m²) are not drawn: slots between walls that end on nearly one ray. */
const SPECK_M2 = 1e-4;

/** A piece of outline between two vertices, with its bends. */
interface Piece {
  from: number;
  to: number;
  /** x, y pairs from start to end, both in */
  points: number[];
  used: boolean;
}

/** Cells from … to − 1 (one footprint) as polygons in metres about the apex: outer ring counter-clockwise, then its holes.
 * Rays between neighbouring cells vanish; arcs become chords that keep within `sagM`. */
export function sightOutline(c: SightCells, from: number, to: number, sagM = CHORD_SAG_M): Ring[][] {
  // Cells come counter-clockwise and share rays bit for bit, so a ray is known from the one before; the last may be the first.
  const rayX: number[] = [];
  const rayY: number[] = [];
  const rayOf = (x: number, y: number): number => {
    const last = rayX.length - 1;
    for (const r of [last, last - 1, 0]) if (r >= 0 && rayX[r] === x && rayY[r] === y) return r;
    rayX.push(x);
    rayY.push(y);
    return last + 1;
  };
  /** Per ray: starts and ends of the cells on its left and on its right. */
  const sides: { left: [number, number][]; right: [number, number][]; at: number[]; node: number[] }[] = [];
  const side = (r: number) => {
    while (sides.length <= r) sides.push({ left: [], right: [], at: [], node: [] });
    return sides[r];
  };
  const along = (nx: number, ny: number, h: number, x: number, y: number): number =>
    nx === 0 && ny === 0 ? h : h / (nx * x + ny * y);
  const ends: { u: number; v: number; u0: number; u1: number; v0: number; v1: number }[] = [];
  for (let i = from; i < to; i++) {
    const u = rayOf(c.ux[i], c.uy[i]);
    const v = rayOf(c.vx[i], c.vy[i]);
    const u0 = along(c.inX[i], c.inY[i], c.inH[i], c.ux[i], c.uy[i]);
    const u1 = along(c.outX[i], c.outY[i], c.outH[i], c.ux[i], c.uy[i]);
    const v0 = along(c.inX[i], c.inY[i], c.inH[i], c.vx[i], c.vy[i]);
    const v1 = along(c.outX[i], c.outY[i], c.outH[i], c.vx[i], c.vy[i]);
    side(u).left.push([u0, u1]);
    side(v).right.push([v0, v1]);
    ends.push({ u, v, u0, u1, v0, v1 });
  }

  // Vertices: places on rays; the apex is one for all of them.
  const places: [number, number][] = [[0, 0]];
  const pieces: Piece[] = [];
  const add = (a: number, b: number, points: number[]): void => {
    if (a !== b) pieces.push({ from: a, to: b, points, used: false });
  };
  sides.forEach((s, r) => {
    const all = [...s.left.flat(), ...s.right.flat()].sort((a, b) => a - b);
    for (const d of all) {
      if (s.at.length > 0 && d - s.at[s.at.length - 1] <= SAME_PLACE_M) continue;
      s.at.push(d);
      if (d <= SAME_PLACE_M) s.node.push(0);
      else s.node.push(places.push([d * rayX[r], d * rayY[r]]) - 1);
    }
    for (let k = 0; k + 1 < s.at.length; k++) {
      const mid = (s.at[k] + s.at[k + 1]) / 2;
      const left = s.left.some(([a, b]) => a < mid && mid < b);
      const right = s.right.some(([a, b]) => a < mid && mid < b);
      if (left === right) continue;
      const [a, b] = left ? [k, k + 1] : [k + 1, k];
      add(s.node[a], s.node[b], [...places[s.node[a]], ...places[s.node[b]]]);
    }
  });
  const nodeAt = (r: number, d: number): number => {
    const { at, node } = sides[r];
    let best = 0;
    for (let k = 1; k < at.length; k++) if (Math.abs(at[k] - d) < Math.abs(at[best] - d)) best = k;
    return node[best];
  };
  /** A limit from ray to ray, counter-clockwise; an arc with its bends. */
  const limit = (i: number, circle: boolean, h: number, a: number, b: number): number[] => {
    const out = [...places[a]];
    if (circle) {
      const turn = Math.atan2(c.ux[i] * c.vy[i] - c.uy[i] * c.vx[i], c.ux[i] * c.vx[i] + c.uy[i] * c.vy[i]);
      const steps = Math.ceil(turn / (2 * Math.acos(Math.max(0, 1 - sagM / h))));
      const base = Math.atan2(c.uy[i], c.ux[i]);
      for (let k = 1; k < steps; k++) {
        const t = base + (turn * k) / steps;
        out.push(h * Math.cos(t), h * Math.sin(t));
      }
    }
    out.push(...places[b]);
    return out;
  };
  const backwards = (p: number[]): number[] => {
    const out: number[] = [];
    for (let k = p.length - 2; k >= 0; k -= 2) out.push(p[k], p[k + 1]);
    return out;
  };
  ends.forEach((e, k) => {
    const i = from + k;
    const [u1, v1] = [nodeAt(e.u, e.u1), nodeAt(e.v, e.v1)];
    add(u1, v1, limit(i, c.outX[i] === 0 && c.outY[i] === 0, c.outH[i], u1, v1));
    const [u0, v0] = [nodeAt(e.u, e.u0), nodeAt(e.v, e.v0)];
    add(v0, u0, backwards(limit(i, c.inX[i] === 0 && c.inY[i] === 0, c.inH[i], u0, v0)));
  });
  return polygonsOf(ringsOf(pieces));
}

/** Links pieces end to start. Where several go on, the sharpest left turn: parts that touch in a point stay apart. */
function ringsOf(pieces: Piece[]): Ring[] {
  const starts = new Map<number, Piece[]>();
  for (const p of pieces) {
    const list = starts.get(p.from);
    if (list) list.push(p);
    else starts.set(p.from, [p]);
  }
  const rings: Ring[] = [];
  for (const first of pieces) {
    if (first.used) continue;
    const points: number[] = [];
    let p: Piece | null = first;
    while (p) {
      p.used = true;
      for (let k = 0; k + 2 < p.points.length; k += 2) points.push(p.points[k], p.points[k + 1]);
      if (p.to === first.from) break;
      const n: number = p.points.length;
      const dx = p.points[n - 2] - p.points[n - 4];
      const dy = p.points[n - 1] - p.points[n - 3];
      let next: Piece | null = null;
      let sharpest = -Infinity;
      for (const q of starts.get(p.to) ?? []) {
        if (q.used) continue;
        const ex = q.points[2] - q.points[0];
        const ey = q.points[3] - q.points[1];
        const turn = Math.atan2(dx * ey - dy * ex, dx * ex + dy * ey);
        if (turn > sharpest) {
          sharpest = turn;
          next = q;
        }
      }
      p = next;
    }
    const ring = straightened(points);
    if (ring.length >= 6 && Math.abs(ringArea(ring)) >= SPECK_M2) rings.push(ring);
  }
  return rings;
}

/** Leaves out the vertices of straight runs: all of a run stand within STRAIGHT_M of the edge that replaces them. */
function straightened(p: number[]): Ring {
  const n = p.length / 2;
  // The vertex farthest from another one is a corner: begin there.
  let start = 0;
  let farthest = -1;
  for (let i = 0; i < n; i++) {
    const d = (p[2 * i] - p[0]) ** 2 + (p[2 * i + 1] - p[1]) ** 2;
    if (d > farthest) {
      farthest = d;
      start = i;
    }
  }
  const out = [p[2 * start], p[2 * start + 1]];
  let run = 1;
  for (let k = 1; k < n; k++) {
    const m = out.length;
    const ax = out[m - 2];
    const ay = out[m - 1];
    const next = 2 * ((start + k + 1) % n);
    const dx = p[next] - ax;
    const dy = p[next + 1] - ay;
    const len2 = dx * dx + dy * dy;
    let straight = len2 > 0;
    for (let q = run; straight && q <= k; q++) {
      const x = p[2 * ((start + q) % n)] - ax;
      const y = p[2 * ((start + q) % n) + 1] - ay;
      const t = Math.max(0, Math.min(1, (x * dx + y * dy) / len2));
      straight = Math.hypot(x - t * dx, y - t * dy) <= STRAIGHT_M;
    }
    if (straight) continue;
    const i = 2 * ((start + k) % n);
    out.push(p[i], p[i + 1]);
    run = k + 1;
  }
  return Float64Array.from(out);
}

function ringArea(r: Ring): number {
  let sum = 0;
  for (let i = 0, j = r.length - 2; i < r.length; j = i, i += 2) sum += r[j] * r[i + 1] - r[i] * r[j + 1];
  return sum / 2;
}

function polygonsOf(rings: Ring[]): Ring[][] {
  const shells: { ring: Ring; areaM2: number; holes: Ring[] }[] = [];
  const holes: Ring[] = [];
  for (const ring of rings) {
    const areaM2 = ringArea(ring);
    if (areaM2 > 0) shells.push({ ring, areaM2, holes: [] });
    else holes.push(ring);
  }
  for (const hole of holes) {
    let best = -1;
    for (let s = 0; s < shells.length; s++)
      if ((best < 0 || shells[s].areaM2 < shells[best].areaM2) && ringInside(hole, shells[s].ring)) best = s;
    if (best >= 0) shells[best].holes.push(hole);
  }
  return shells.map((s) => [s.ring, ...s.holes]);
}

/** What one camera sees as polygons in metres about its apex; also where nothing is hidden. */
export function lookOutline(look: Look, walls: Walls | null, quads?: Quads | null): Ring[][] {
  const fan = new Fan();
  const out = new SightBuilder();
  if (visibleCells(look, walls, fan, out, quads) === 'blind') return [];
  if (out.n === 0) fan.write(out);
  return sightOutline(out.table(), 0, out.n);
}

/** A camera's footprint, cut by what stands around it, as polygons in longitude and latitude (degrees): closed rings, outer
 * counter-clockwise first, then holes; within 0.05 m of the true outline. Nothing where it sees nothing.
 * `heightM` is the lens above the ground, NaN = not known; `terrain` holds this camera's quads under number `at`. */
export function cutFootprintPolygon(
  camera: { lon: number; lat: number; azimuthDeg: number; hfovDeg: number; nearM: number; reachM: number },
  heightM: number,
  obstacles: ObstacleInput | null,
  terrain?: TerrainInput | null,
  at = 0,
): number[][][][] {
  const plane = planeAt(camera.lon, camera.lat);
  const o = alone(plane, camera);
  if (o.n === 0) return [];
  const walls = obstacles ? wallsIn(plane, obstacles, [o.x0[0], o.y0[0], o.x1[0], o.y1[0]]) : null;
  const quads = terrain ? terrainQuads(plane, camera.lon, camera.lat, terrain, at) : null;
  return inDegrees(plane, o, lookOutline(lookOf(o, 0, heightM), walls, quads));
}

/** The same for one camera after another among the same obstacles, which are projected once, in a plane about (lon, lat).
 * For cameras within some 15 km of there. */
export function cutOutlines(
  lon: number,
  lat: number,
  obstacles: ObstacleInput | null,
): (camera: OutlineCamera, heightM: number) => number[][][][] {
  const plane = planeAt(lon, lat);
  const walls = obstacles ? wallsIn(plane, obstacles, EVERYWHERE) : null;
  return (camera, heightM) => {
    const o = alone(plane, camera);
    return o.n === 0 ? [] : inDegrees(plane, o, lookOutline(lookOf(o, 0, heightM), walls));
  };
}

type OutlineCamera = Parameters<typeof cutFootprintPolygon>[0];
const EVERYWHERE = [-Infinity, -Infinity, Infinity, Infinity];

function alone(plane: Plane, camera: OutlineCamera): Footprints {
  const one = (v: number): Float64Array => Float64Array.of(v);
  const c = {
    n: 1,
    lon: one(camera.lon),
    lat: one(camera.lat),
    azimuthDeg: one(camera.azimuthDeg),
    hfovDeg: one(camera.hfovDeg),
    nearM: one(camera.nearM),
    reachM: one(camera.reachM),
    p: one(1),
  };
  return footprintsIn(plane, c, EVERYWHERE);
}

/** Rings about the apex as closed rings of [lon, lat]. */
function inDegrees(plane: Plane, o: Footprints, polygons: Ring[][]): number[][][][] {
  return polygons.map((rings) =>
    rings.map((ring) => {
      const out: number[][] = [];
      for (let i = 0; i < ring.length; i += 2) out.push(plane.fromPlane(o.X[0] + ring[i], o.Y[0] + ring[i + 1]));
      return [...out, out[0]];
    }),
  );
}

/** The same for all cameras of a small area (a map tile, up to some 10 km across: one plane serves all), in their order;
 * obstacles are projected once. A camera without a footprint has no polygons. `sagM`: how far a chord may leave its arc. */
export function cutFootprintPolygons(
  cameras: CameraArrays,
  obstacles: ObstacleInput | null,
  sagM = CHORD_SAG_M,
): number[][][][][] {
  const found: number[][][][][] = Array.from({ length: cameras.n }, () => []);
  if (cameras.n === 0) return found;
  let [lon, lat] = [0, 0];
  for (let i = 0; i < cameras.n; i++) {
    // Differences the short way round, so that the middle is right on both sides of the antimeridian.
    const east = cameras.lon[i] - cameras.lon[0];
    lon += (east - 360 * Math.round(east / 360)) / cameras.n;
    lat += cameras.lat[i] / cameras.n;
  }
  const plane = planeAt(cameras.lon[0] + lon, lat);
  const o = footprintsIn(plane, cameras, [-Infinity, -Infinity, Infinity, Infinity]);
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (let j = 0; j < o.n; j++) {
    box[0] = Math.min(box[0], o.x0[j]);
    box[1] = Math.min(box[1], o.y0[j]);
    box[2] = Math.max(box[2], o.x1[j]);
    box[3] = Math.max(box[3], o.y1[j]);
  }
  const walls = obstacles && o.n > 0 ? wallsIn(plane, obstacles, box) : null;
  const fan = new Fan();
  for (let j = 0; j < o.n; j++) {
    const i = o.source[j];
    const out = new SightBuilder();
    const quads = cameras.terrain ? terrainQuads(plane, cameras.lon[i], cameras.lat[i], cameras.terrain, i) : null;
    const look = lookOf(o, j, cameras.heightM?.[i] ?? Number.NaN);
    if (visibleCells(look, walls, fan, out, quads) === 'blind') continue;
    if (out.n === 0) fan.write(out);
    const toLonLat = unprojected(plane, o.X[j], o.Y[j], o.R[j]);
    found[i] = sightOutline(out.table(), 0, out.n, sagM).map((rings) =>
      rings.map((ring) => {
        const closed: number[][] = [];
        for (let k = 0; k < ring.length; k += 2) closed.push(toLonLat(ring[k], ring[k + 1]));
        closed.push(closed[0]);
        return closed;
      }),
    );
  }
  return found;
}

/** Up to here (m) from the apex longitude and latitude are linear in x and y: what is left out, reach² · tan(latitude) / 2R,
 * is under 0.02 m at 70°. */
const LINEAR_M = 300;

/** From metres about (x0, y0) to longitude and latitude. */
function unprojected(plane: Plane, x0: number, y0: number, reachM: number): (x: number, y: number) => [number, number] {
  if (reachM > LINEAR_M) return (x, y) => plane.fromPlane(x0 + x, y0 + y);
  const [lon, lat] = plane.fromPlane(x0, y0);
  // Central differences: their own error is of third order.
  const [lonE, latE] = plane.fromPlane(x0 + reachM, y0);
  const [lonW, latW] = plane.fromPlane(x0 - reachM, y0);
  const [lonN, latN] = plane.fromPlane(x0, y0 + reachM);
  const [lonS, latS] = plane.fromPlane(x0, y0 - reachM);
  const half = 1 / (2 * reachM);
  const [lonX, latX] = [(lonE - lonW) * half, (latE - latW) * half];
  const [lonY, latY] = [(lonN - lonS) * half, (latN - latS) * half];
  return (x, y) => [lon + x * lonX + y * lonY, lat + x * latX + y * latY];
}
