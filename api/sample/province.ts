// Which cameras does a province have? Villages with a handful and towns with thousands, made one village at a time.
import { edgePoint } from './borders.ts';
import { type Land, seats } from './land.ts';
import { neighbour } from './lattice.ts';
import type { Mount } from './mount.ts';
import type { Point } from './place.ts';
import { between, gauss, pick, type Random, stream, whole } from './random.ts';
import { gbId, type Ledger, type Papers, record } from './record.ts';
import type { CameraRow } from './types.ts';

/** Share of villages that are towns. */
const TOWN_SHARE = 0.0344;
const TOWN = { least: 500, most: 3_000 };
const RURAL = { least: 4, most: 40 };
const DUPLICATES = 0.03;
const BORDER = 0.02;
/** Of draws; 2.7 cameras each make 5 % of records. */
const POLES = 0.02;
const DISCS = 0.2;

/** Cameras per village, `total` in all; and which villages are towns: those nearest to the seats of the counties. */
export function shareOut(land: Land, total: number): { cameras: Int32Array; isTown: Uint8Array } {
  const n = land.villages.count;
  const isTown = new Uint8Array(n);
  const byRank = land.townships
    .map((t) => t.parent!)
    .filter((county, k, all) => all.indexOf(county) === k)
    .flatMap((county) => nearSeat(land, county.villages).map((v, rank) => ({ v, rank })))
    .sort((a, b) => a.rank - b.rank || a.v - b.v);
  for (const { v } of byRank.slice(0, Math.max(1, Math.round(n * TOWN_SHARE)))) isTown[v] = 1;
  const cameras = new Int32Array(n);
  const r = stream(land.seed, 121);
  let [rural, town] = [0, 0];
  for (let v = 0; v < n; v++)
    if (isTown[v]) town += cameras[v] = TOWN.least + Math.floor((TOWN.most - TOWN.least) * r() * (0.3 + 0.7 * r()));
    else rural += cameras[v] = RURAL.least + Math.floor((RURAL.most - RURAL.least + 1) * r() * (0.4 + 0.6 * r()));
  const factor = Math.max(0, total - rural) / town;
  let sum = rural;
  for (let v = 0; v < n; v++)
    if (isTown[v]) sum += cameras[v] = Math.max(TOWN.least, Math.min(TOWN.most, Math.round(cameras[v] * factor)));
  spread(cameras, isTown, total - sum);
  return { cameras, isTown };
}

/** Adds or takes away `left` cameras: in towns within their limits first, then anywhere. */
function spread(cameras: Int32Array, isTown: Uint8Array, left: number): void {
  const step = Math.sign(left);
  for (const anywhere of [false, true])
    for (let moved = true; left !== 0 && moved; ) {
      moved = false;
      for (let v = 0; v < cameras.length && left !== 0; v++) {
        const after = cameras[v] + step;
        const within = isTown[v] ? after >= TOWN.least && after <= TOWN.most : false;
        if (!within && !(anywhere && after >= 0)) continue;
        cameras[v] = after;
        left -= step;
        moved = true;
      }
    }
}

function nearSeat(land: Land, villages: readonly number[]): number[] {
  const { x, y } = seats(land);
  const mx = villages.reduce((s, v) => s + x[v], 0) / villages.length;
  const my = villages.reduce((s, v) => s + y[v], 0) / villages.length;
  const d = new Map(villages.map((v) => [v, Math.hypot(x[v] - mx, y[v] - my)]));
  return [...villages].sort((a, b) => d.get(a)! - d.get(b)! || a - b);
}

export function* camerasOfProvince(land: Land, total: number, holes: number, today: number): Generator<CameraRow> {
  const { cameras, isTown } = shareOut(land, total);
  const ledgers = new Map<string, Ledger>();
  for (const [k, township] of land.townships.entries()) {
    const lag = between(stream(land.seed, 114, k), -0.14, 0.14);
    const county = township.parent!;
    let ledger = ledgers.get(county.code);
    if (!ledger) ledgers.set(county.code, (ledger = { serial: 0, recorders: 0 }));
    for (const v of township.villages) {
      const papers: Papers = { unit: land.leaf[v], township, county, ledger, today, lag };
      const r = stream(land.seed, 122, v);
      const where = spots(land, v, isTown[v] === 1, cameras[v], r);
      const draw = stream(land.seed, 123, v);
      const paper = stream(land.seed, 124, v);
      let last: CameraRow | null = null;
      for (let k = 0; k < cameras[v]; ) {
        if (last && draw() < DUPLICATES) {
          yield { ...last, id: gbId(papers, last.owner) };
          k++;
          continue;
        }
        for (const m of mounts(draw, where(), holes)) {
          if (k >= cameras[v]) break;
          last = record(paper, papers, m, ++k);
          yield last;
        }
      }
    }
  }
}

function mounts(r: Random, [x, y]: Point, holes: number): Mount[] {
  const base = { x, y, site: 'road' as const, at: '', pole: 0, standing: true };
  const u = r();
  if (u < POLES) {
    const hfovDeg = pick(r, [30, 45, 60, 90]);
    const from = whole(r, 0, 359);
    const rangeM = whole(r, 15, 80);
    return Array.from({ length: whole(r, 2, 4) }, (_, k) => ({
      ...base,
      type: 'fixed' as const,
      azimuthDeg: (from + k * hfovDeg) % 360,
      hfovDeg,
      rangeM,
      nearM: 0,
    }));
  }
  if (u > 1 - DISCS)
    return [{ ...base, type: 'panoramic', azimuthDeg: null, hfovDeg: 360, rangeM: whole(r, 30, 120), nearM: 0 }];
  return [
    {
      ...base,
      type: 'fixed',
      azimuthDeg: r() < holes ? null : whole(r, 0, 359),
      hfovDeg: whole(r, 30, 110),
      rangeM: whole(r, 15, 80),
      nearM: r() < 0.35 ? whole(r, 1, 5) : 0,
    },
  ];
}

/** Places for cameras in a village: roads towards two neighbours, hamlets or a town core with streets, the border. */
function spots(land: Land, v: number, isTown: boolean, cameras: number, r: Random): () => Point {
  const { x, y } = seats(land);
  const { start, nodes } = land.nodes;
  const { spacingM } = land.lattice;
  const inside = Math.sqrt(((start[v + 1] - start[v]) * spacingM * spacingM * 0.866) / Math.PI);
  const [cx, cy] = [x[v], y[v]];
  const ends = [0, 1].map((): Point => {
    const w = land.neighbours[v].length ? pick(r, land.neighbours[v]) : v;
    return [(x[w] - cx) / 2, (y[w] - cy) / 2];
  });
  const hubs = Array.from({ length: whole(r, 1, 3) }, () => [
    cx + (r() - 0.5) * 0.8 * inside,
    cy + (r() - 0.5) * 0.8 * inside,
    50 + 110 * r(),
  ]);
  const turn = r() * Math.PI;
  const [ct, st] = [Math.cos(turn), Math.sin(turn)];
  // about 900 cameras per km² of core
  const core = Math.min(0.8 * inside, Math.sqrt(cameras / (Math.PI * 900e-6)));
  const street = 60 + 60 * r();
  return () => {
    if (r() < BORDER) return onBorder(land, v, nodes.subarray(start[v], start[v + 1]), r) ?? [cx, cy];
    if (isTown && r() < 0.9) {
      const s = Math.round(((r() - 0.5) * 2 * core) / street) * street + gauss(r) * 3;
      const t = (r() - 0.5) * 2 * core;
      const [a, b] = r() < 0.5 ? [s, t] : [t, s];
      return [cx + a * ct - b * st, cy + a * st + b * ct];
    }
    if (r() < 0.55) {
      const [hx, hy, wide] = pick(r, hubs);
      return [hx + gauss(r) * wide, hy + gauss(r) * wide];
    }
    const [ex, ey] = pick(r, ends);
    const t = r() * 0.9;
    return [cx + t * ex + gauss(r) * 7, cy + t * ey + gauss(r) * 7];
  };
}

/** A point a few metres inside the village's border; null after forty misses. */
function onBorder(land: Land, v: number, nodes: Int32Array, r: Random): Point | null {
  const { lattice: l } = land;
  for (let attempt = 0; attempt < 40; attempt++) {
    const i = nodes[Math.floor(r() * nodes.length)];
    const d = Math.floor(r() * 6);
    const j = neighbour(l, i, d);
    if (land.villages.of[j] === v) continue;
    const [px, py] = edgePoint(land.borders, i, j, d);
    const run = Math.hypot(l.x[i] - px, l.y[i] - py);
    const back = Math.min(2 + 20 * r(), run) / run;
    return [px + back * (l.x[i] - px), py + back * (l.y[i] - py)];
  }
  return null;
}
