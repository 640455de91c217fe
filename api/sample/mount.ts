// Where do the cameras of a county hang, and which way do they look? On squares, at gates and junctions, along roads.
import type { CameraType } from '#contract/camera';
import { type County, isLivedIn, type Junction, type Place, placeRing, type RoadStop } from './county.ts';
import type { Point } from './place.ts';
import { between, pick, pickByShare, type Random, shuffle, stream, whole } from './random.ts';
import { nearestNode } from './town.ts';

export type Site =
  | 'square'
  | 'school'
  | 'hospital'
  | 'market'
  | 'park'
  | 'transport'
  | 'service'
  | 'junction'
  | 'road'
  | 'border';

/** A camera before its papers: null = the record does not say. */
export interface Mount {
  x: number;
  y: number;
  type: CameraType | null;
  azimuthDeg: number | null;
  hfovDeg: number | null;
  rangeM: number | null;
  nearM: number | null;
  site: Site;
  /** name of what it looks at */
  at: string;
  /** index of its pole inside the village: cameras on one pole share it */
  pole: number;
  /** how high it hangs, where the layout knows that something is there to hang it on; null = the record does not say */
  heightM?: number | null;
  /** it stands and works; the others are plans or scrap and see nothing yet */
  standing: boolean;
}

/** What a missing value stands for (docs/model.md §2): only to judge how much a layout covers. */
const ASSUMED: Record<CameraType, { hfovDeg: number; rangeM: number }> = {
  fixed: { hfovDeg: 60, rangeM: 30 },
  dome: { hfovDeg: 100, rangeM: 25 },
  ptz: { hfovDeg: 60, rangeM: 80 },
  panoramic: { hfovDeg: 360, rangeM: 20 },
};

/** Public space of a village as points on a grid, west to east, with the chance that nobody sees each. */
export interface Ground {
  x: number[];
  y: number[];
  unseen: Float64Array;
}
export const GRID_M = 5;

/** Points of the public space by village; ground under two areas counts once. */
export function groundByVillage(county: County): Ground[] {
  const { land } = county;
  const seen = new Set<number>();
  const out = land.leaf.map((): { x: number[]; y: number[] } => ({ x: [], y: [] }));
  // asked for blocks of 4 × 4 points: near enough to judge a layout
  const blocks = new Map<number, number>();
  const villageOf = (col: number, row: number): number => {
    const [bx, by] = [col >> 2, row >> 2];
    const key = by * 1_000_003 + bx;
    let v = blocks.get(key);
    if (v === undefined) {
      v = land.villages.of[nearestNode(land, (4 * bx + 1.5) * GRID_M, (4 * by + 1.5) * GRID_M)];
      blocks.set(key, v);
    }
    return v;
  };
  for (const { ring } of county.areas) {
    const ys = ring.map((p) => p[1]);
    for (let row = Math.ceil(Math.min(...ys) / GRID_M); row * GRID_M <= Math.max(...ys); row++)
      for (const [from, to] of spans(ring, row * GRID_M))
        for (let col = Math.ceil(from / GRID_M); col * GRID_M <= to; col++) {
          const key = row * 1_000_003 + col;
          if (seen.has(key)) continue;
          seen.add(key);
          const v = villageOf(col, row);
          if (v < 0) continue;
          out[v].x.push(col * GRID_M);
          out[v].y.push(row * GRID_M);
        }
  }
  return out.map((g) => {
    const order = g.x.map((_, k) => k).sort((a, b) => g.x[a] - g.x[b] || g.y[a] - g.y[b]);
    return { x: order.map((k) => g.x[k]), y: order.map((k) => g.y[k]), unseen: new Float64Array(order.length).fill(1) };
  });
}

function spans(ring: readonly Point[], y: number): [number, number][] {
  const xs: number[] = [];
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i];
    const [xj, yj] = ring[j];
    if (yi > y !== yj > y) xs.push(((xj - xi) * (y - yi)) / (yj - yi) + xi);
  }
  xs.sort((a, b) => a - b);
  const out: [number, number][] = [];
  for (let k = 0; k + 1 < xs.length; k += 2) out.push([xs[k], xs[k + 1]]);
  return out;
}

/** Chance that a mount sees a point, by point index, where it can see it at all. */
function eachSeen(g: Ground, m: Mount, visit: (k: number, p: number) => void): void {
  if (!m.standing) return;
  const assumed = ASSUMED[m.type ?? 'fixed'];
  const reach = m.rangeM ?? assumed.rangeM;
  const hfov = m.hfovDeg ?? assumed.hfovDeg;
  const disc = hfov === 360 || m.type === 'panoramic';
  const aimed = disc || m.azimuthDeg !== null;
  const a = ((m.azimuthDeg ?? 0) * Math.PI) / 180;
  const [ax, ay, cosHalf] = [Math.sin(a), Math.cos(a), Math.cos((hfov * Math.PI) / 360)];
  const near = m.nearM ?? 0;
  for (let k = firstFrom(g.x, m.x - reach); k < g.x.length; k++) {
    const dx = g.x[k] - m.x;
    if (dx > reach) break;
    const dy = g.y[k] - m.y;
    if (dy > reach || dy < -reach) continue;
    const d = Math.sqrt(dx * dx + dy * dy);
    if (d > reach || d < near) continue;
    if (!aimed) visit(k, hfov / 360);
    else if (disc || dx * ax + dy * ay >= d * cosHalf) visit(k, 1);
  }
}

/** First index whose value is at least `from`; `sorted` rises. */
function firstFrom(sorted: readonly number[], from: number): number {
  let [lo, hi] = [0, sorted.length];
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (sorted[mid] < from) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}

/** Share of poles beside a border, and of cameras that are still a plan or already scrap. */
const BORDER_SHARE = 0.025;
const NOT_STANDING = 0.075;

export interface Ask {
  village: number;
  ground: Ground;
  stops: readonly RoadStop[];
  places: readonly Place[];
  junctions: readonly Junction[];
  /** how choosy: a layout that covers much takes more care */
  share: number;
  /** share of cameras whose record has no azimuth */
  holes: number;
}

/** Poles of one village, one after the other, without end (none where there is no public space); with each the share
 * of the ground that is seen by then. Best of a few chances each time. */
export function* polesOf(county: County, ask: Ask): Generator<{ mounts: Mount[]; seen: number }> {
  const r = stream(county.land.seed, 101, ask.village);
  const { ground } = ask;
  const total = ground.x.length;
  if (total === 0 || ask.stops.length === 0) return;
  const places = shuffle(r, [...ask.places]);
  const care = ask.share > 0.85 ? 14 : ask.share > 0.6 ? 7 : 4;
  let seen = 0;
  for (let pole = 0; ; pole++) {
    let best: Mount[] = [];
    let bestGain = -1;
    // settled beforehand: choosing by gain would sort the holes out of the records
    const holes = r() < ask.holes ? 1 : 0;
    for (let chance = 0; chance < care; chance++) {
      const u = r();
      const tried =
        u < 0.3 && places.length
          ? atPlace(r, places[pole % places.length], pole, holes)
          : u < 0.5 && ask.junctions.length
            ? atJunction(r, pick(r, ask.junctions), pole, holes)
            : atRoad(r, pick(r, ask.stops), pole, holes);
      let gain = 0;
      for (const m of tried) eachSeen(ground, m, (k, p) => (gain += ground.unseen[k] * p));
      gain /= tried.length;
      if (gain > bestGain) {
        bestGain = gain;
        best = tried;
      }
    }
    if (r() < BORDER_SHARE)
      best = [{ ...atRoad(r, pick(r, borderStops(county, ask)), pole, holes)[0], site: 'border' }];
    for (const m of best) {
      m.standing = r() >= NOT_STANDING;
      eachSeen(ground, m, (k, p) => {
        seen += ground.unseen[k] * p;
        ground.unseen[k] *= 1 - p;
      });
    }
    yield { mounts: best, seen: seen / total };
  }
}

/** A bracket on a wall, m. */
const FRONT_M = 0.3;

const degrees = (dx: number, dy: number): number => {
  const a = Math.round((Math.atan2(dx, dy) * 180) / Math.PI);
  return ((a % 360) + 360) % 360;
};

function mount(
  r: Random,
  pole: number,
  holes: number,
  m: Partial<Mount> & { x: number; y: number; site: Site; at: string },
): Mount {
  const type = m.type ?? 'fixed';
  const disc = type === 'panoramic';
  return {
    ...m,
    pole,
    standing: true,
    azimuthDeg: disc || r() < holes ? null : (m.azimuthDeg ?? null),
    hfovDeg: disc ? 360 : r() < 0.13 ? null : (m.hfovDeg ?? null),
    rangeM: r() < 0.11 ? null : (m.rangeM ?? null),
    nearM: r() < 0.18 ? whole(r, 1, 4) : null,
    type: r() < 0.04 ? null : type,
    heightM: r() < 0.12 ? null : (m.heightM ?? whole(r, 8, 13) / 2),
  };
}

function atPlace(r: Random, p: Place, pole: number, holes: number): Mount[] {
  const ring = placeRing(p);
  const site = p.class as Site;
  const wide = Math.hypot(p.alongM, p.acrossM);
  const k = Math.floor(r() * 4);
  const [[x1, y1], [x2, y2]] = [ring[k], ring[(k + 1) % 4]];
  // a corner, or the middle of a side (the gate)
  const s = r() < 0.5 ? 0.03 : 0.5;
  const [x, y] = [x1 + s * (x2 - x1), y1 + s * (y2 - y1)];
  const base = { x, y, site, at: p.name };
  const type = pickByShare(r, [
    ['fixed', 0.5],
    ['dome', 0.25],
    ['ptz', 0.12],
    ['panoramic', 0.13],
  ] as const);
  if (type === 'panoramic')
    return [mount(r, pole, holes, { ...base, x: p.x, y: p.y, type, rangeM: Math.round(between(r, 18, 34)) })];
  return [
    mount(r, pole, holes, {
      ...base,
      type,
      azimuthDeg: degrees(p.x - x, p.y - y),
      hfovDeg: type === 'fixed' ? whole(r, 55, 95) : type === 'dome' ? whole(r, 85, 110) : whole(r, 50, 65),
      rangeM: Math.round(Math.min(type === 'ptz' ? 80 : 60, Math.max(15, wide * between(r, 0.75, 1)))),
    }),
  ];
}

function atJunction(r: Random, j: Junction, pole: number, holes: number): Mount[] {
  const a = r() * 2 * Math.PI;
  const off = j.widthM * 0.7 + 1;
  const base = { x: j.x + off * Math.cos(a), y: j.y + off * Math.sin(a), site: 'junction' as Site, at: '路口' };
  const u = r();
  if (u < 0.25) {
    // one pole, adjoining sectors
    const hfovDeg = pick(r, [60, 75, 90]);
    const from = whole(r, 0, 359);
    const rangeM = whole(r, 32, 62);
    return Array.from({ length: whole(r, 2, 4) }, (_, k) =>
      mount(r, pole, holes, {
        ...base,
        type: 'fixed',
        azimuthDeg: (from + k * hfovDeg) % 360,
        hfovDeg,
        rangeM,
      }),
    );
  }
  if (u < 0.5)
    return [
      mount(r, pole, holes || (r() < 0.25 ? 1 : 0), {
        ...base,
        type: 'ptz',
        azimuthDeg: whole(r, 0, 359),
        hfovDeg: whole(r, 52, 64),
        rangeM: whole(r, 60, 80),
      }),
    ];
  if (u < 0.72) return [mount(r, pole, holes, { ...base, type: 'panoramic', rangeM: whole(r, 20, 40) })];
  return [
    mount(r, pole, holes, {
      ...base,
      type: 'dome',
      azimuthDeg: degrees(j.x - base.x, j.y - base.y),
      hfovDeg: whole(r, 90, 115),
      rangeM: whole(r, 24, 42),
    }),
  ];
}

function atRoad(r: Random, s: RoadStop, pole: number, holes: number): Mount[] {
  const side = r() < 0.5 ? 1 : -1;
  // half of them hang on the front of a house where there is one, the others on a pole at the kerb
  const frontM = r() < 0.5 ? s.frontM[side > 0 ? 1 : 0] : null;
  const off = (s.halfWidthM + (frontM === null ? 0.8 : frontM - FRONT_M)) * side;
  const [x, y] = [s.x - s.ty * off, s.y + s.tx * off];
  const ahead = r() < 0.5 ? 1 : -1;
  const reach = whole(r, 48, 80);
  // it looks at the middle of the road two thirds of its reach away
  const azimuthDeg = degrees(s.x + ahead * s.tx * reach * 0.6 - x, s.y + ahead * s.ty * reach * 0.6 - y);
  const type = pickByShare(r, [
    ['fixed', 0.84],
    ['dome', 0.1],
    ['ptz', 0.06],
  ] as const);
  return [
    mount(r, pole, holes, {
      x,
      y,
      site: 'road',
      at: s.road.name,
      type,
      azimuthDeg,
      hfovDeg: type === 'dome' ? whole(r, 85, 110) : type === 'ptz' ? whole(r, 50, 65) : whole(r, 32, 74),
      rangeM: type === 'dome' ? whole(r, 20, 36) : reach,
      heightM: frontM === null ? whole(r, 8, 13) / 2 : whole(r, 28, 40) / 10,
    }),
  ];
}

const borderCache = new WeakMap<readonly RoadStop[], RoadStop[]>();
function borderStops(county: County, ask: Ask): RoadStop[] {
  let found = borderCache.get(ask.stops);
  if (!found) {
    const { land } = county;
    const other = (x: number, y: number): boolean => land.villages.of[nearestNode(land, x, y)] !== ask.village;
    found = ask.stops.filter((s) => other(s.x + 45 * s.tx, s.y + 45 * s.ty) || other(s.x - 45 * s.tx, s.y - 45 * s.ty));
    if (found.length === 0) found = [...ask.stops];
    borderCache.set(ask.stops, found);
  }
  return found;
}

/** What mountVillage needs of each village, apart from how much is asked. */
export function asks(county: County): Omit<Ask, 'share' | 'holes'>[] {
  const { land } = county;
  const ground = groundByVillage(county);
  const stops = county.stops.map((list) => list.filter((s) => isLivedIn(land, s.road, s.x, s.y)));
  const junctions: Junction[][] = land.leaf.map(() => []);
  for (const j of county.junctions) junctions[land.villages.of[nearestNode(land, j.x, j.y)]]?.push(j);
  const places: Place[][] = land.leaf.map(() => []);
  for (const p of county.places) places[p.village].push(p);
  return land.leaf.map((_, village) => ({
    village,
    ground: ground[village],
    stops: stops[village],
    places: places[village],
    junctions: junctions[village],
  }));
}
