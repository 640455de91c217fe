// How do people get from village to village? Roads over the lattice: gentle slopes, few bridges, shared where they can be.
import { newHeap, pop, push } from './heap.ts';
import { type Land, seats } from './land.ts';
import { distanceM, neighbour } from './lattice.ts';
import type { Point } from './place.ts';
import { stream } from './random.ts';
import { RIVER_KM2 } from './rivers.ts';
import { smooth } from './strips.ts';
import type { SampleRoad } from './types.ts';
import { besideOutside } from './villages.ts';

export type Highway = SampleRoad['highway'];
export interface Road {
  name: string;
  nameEn: string;
  highway: Highway;
  widthM: number;
  line: Point[];
}
export interface Network {
  roads: Road[];
  /** where three or more roads meet, with the width of the widest */
  junctions: { x: number; y: number; widthM: number }[];
}

const WIDTH_M: Record<Highway, number> = { trunk: 17, secondary: 10, tertiary: 7, unclassified: 4, residential: 4 };
const CLASSES: Highway[] = ['unclassified', 'tertiary', 'secondary', 'trunk'];
/** Villages whose way to the seat goes over a road of each class. */
const SECONDARY_FROM = 26;
const TERTIARY_FROM = 6;
/** A used stretch costs this share of a new one: roads join instead of running side by side. */
const REUSE = 0.4;
/** What a step beside the county's border costs where there is no other way. */
const BARRED = 60;
/** Chance that two neighbours off the tree get a road of their own. */
const EXTRA_LINKS = 0.24;

interface Link {
  a: number;
  b: number;
  path: number[];
  cost: number;
}

export function makeNetwork(land: Land): Network {
  const used: Used = new Map();
  const search = newSearch(land);
  const links = neighbourLinks(land, search);
  const { tree, rest } = spanningTree(land, links);
  connectAll(land, search, tree);
  const flow = flowToSeat(land, tree);
  tree.forEach((link, k) => {
    mark(
      land,
      used,
      route(land, search, link.a, link.b, used)?.path ?? link.path,
      flow[k] >= SECONDARY_FROM ? 2 : flow[k] >= TERTIARY_FROM ? 1 : 0,
    );
  });
  const r = stream(land.seed, 81);
  for (const link of rest)
    if (r() < EXTRA_LINKS) mark(land, used, route(land, search, link.a, link.b, used)?.path ?? link.path, 0);
  for (const end of trunkEnds(land)) {
    const path = route(land, search, land.townships[0].villages[0], end, used, true)?.path;
    if (path) mark(land, used, path, 3);
  }
  return chains(land, search, used);
}

/** Lattice edges that carry a road, with the rank of its class. */
type Used = Map<number, number>;
const keyOf = (land: Land, i: number, j: number): number => Math.min(i, j) * land.lattice.n + Math.max(i, j);

function mark(land: Land, used: Used, path: readonly number[], rank: number): void {
  for (let k = 1; k < path.length; k++) {
    const key = keyOf(land, path[k - 1], path[k]);
    used.set(key, Math.max(used.get(key) ?? 0, rank));
  }
}

/** A way between each two neighbouring villages, cheapest first. */
function neighbourLinks(land: Land, search: Search): Link[] {
  const links: Link[] = [];
  land.neighbours.forEach((list, a) => {
    for (const b of list) {
      if (b < a) continue;
      const found = route(land, search, a, b, null);
      if (found) links.push({ a, b, ...found });
    }
  });
  return links.sort((p, q) => p.cost - q.cost || p.a - q.a || p.b - q.b);
}

/** Room for one search after the other; `stamp` says which search wrote a node last. */
interface Search {
  cost: Float64Array;
  from: Int32Array;
  stamp: Int32Array;
  run: number;
  /** nodes beside the county's border: no road goes there, but for a village that has no other way out */
  barred: Uint8Array;
}

function newSearch(land: Land): Search {
  const { n } = land.lattice;
  const barred = new Uint8Array(n);
  for (let i = 0; i < n; i++)
    if (land.villages.of[i] >= 0 && besideOutside(land.lattice, land.villages.of, i)) barred[i] = 1;
  return { cost: new Float64Array(n), from: new Int32Array(n), stamp: new Int32Array(n), run: 0, barred };
}

/** Cheapest way between two seeds: inside the two villages and off the county's border, or anywhere in the county. */
function route(
  land: Land,
  search: Search,
  a: number,
  b: number,
  used: Used | null,
  anywhere = false,
): { path: number[]; cost: number } | null {
  const { lattice: l, villages, rivers } = land;
  const { cost, from, stamp } = search;
  const run = ++search.run;
  const start = villages.seed[a];
  const goal = villages.seed[b];
  const heap = newHeap(256);
  cost[start] = 0;
  from[start] = -1;
  stamp[start] = run;
  push(heap, 0, start);
  let found = false;
  for (let i = pop(heap); i >= 0; i = pop(heap)) {
    if (heap.key[heap.size] > cost[i]) continue;
    if (i === goal) {
      found = true;
      break;
    }
    for (let d = 0; d < 6; d++) {
      const j = neighbour(l, i, d);
      const v = villages.of[j];
      if (v < 0 || (!anywhere && v !== a && v !== b) || (search.barred[j] && !anywhere)) continue;
      const far = distanceM(l, i, j);
      const slope = Math.abs(l.heightM[j] - l.heightM[i]) / far;
      let step = (far / l.spacingM) * (1 + 60 * slope * slope + 5 * slope);
      if (rivers.basinKm2[j] >= RIVER_KM2) step += 4;
      if (search.barred[j]) step += BARRED;
      if (used?.has(keyOf(land, i, j))) step *= REUSE;
      const sum = cost[i] + step;
      if (stamp[j] === run && sum >= cost[j]) continue;
      cost[j] = sum;
      from[j] = i;
      stamp[j] = run;
      push(heap, sum, j);
    }
  }
  if (!found) return null;
  const path: number[] = [];
  for (let i = goal; i >= 0; i = from[i]) path.push(i);
  return { path: path.reverse(), cost: cost[goal] };
}

function spanningTree(land: Land, links: readonly Link[]): { tree: Link[]; rest: Link[] } {
  const root = Array.from({ length: land.villages.count }, (_, v) => v);
  const find = (v: number): number => {
    while (root[v] !== v) v = root[v] = root[root[v]];
    return v;
  };
  const tree: Link[] = [];
  const rest: Link[] = [];
  for (const link of links) {
    const [a, b] = [find(link.a), find(link.b)];
    if (a === b) rest.push(link);
    else {
      root[a] = b;
      tree.push(link);
    }
  }
  return { tree, rest };
}

/** Villages that no link reaches get a long one, from the nearest village of the seat's own part. */
function connectAll(land: Land, search: Search, tree: Link[]): void {
  const { x, y } = seats(land);
  for (;;) {
    const at: number[][] = land.leaf.map(() => []);
    for (const { a, b } of tree) {
      at[a].push(b);
      at[b].push(a);
    }
    const reached = new Set([land.townships[0].villages[0]]);
    for (const v of reached) for (const w of at[v]) reached.add(w);
    const lost = land.leaf.findIndex((_, v) => !reached.has(v));
    if (lost < 0) return;
    const gap = (v: number): number => Math.hypot(x[v] - x[lost], y[v] - y[lost]);
    const near = [...reached].sort((v, w) => gap(v) - gap(w) || v - w);
    const found = near.slice(0, 12).flatMap((v) => {
      const way = route(land, search, v, lost, null, true);
      return way ? [{ a: v, b: lost, ...way }] : [];
    })[0];
    if (!found) throw new Error(`expected a way to village ${land.leaf[lost].code}, got none`);
    tree.push(found);
  }
}

/** How many villages reach the county seat over each link of the tree. */
function flowToSeat(land: Land, tree: readonly Link[]): number[] {
  const at: number[][] = Array.from({ length: land.villages.count }, () => []);
  tree.forEach((link, k) => {
    at[link.a].push(k);
    at[link.b].push(k);
  });
  const flow = tree.map(() => 0);
  const down = (v: number, by: number): number => {
    let sum = 1;
    for (const k of at[v]) {
      if (k === by) continue;
      const link = tree[k];
      flow[k] = down(link.a === v ? link.b : link.a, k);
      sum += flow[k];
    }
    return sum;
  };
  down(land.townships[0].villages[0], -1);
  return flow;
}

/** Villages at the ends of the trunk road: the furthest west, and the furthest east and north. */
function trunkEnds(land: Land): number[] {
  const { x, y } = seats(land);
  const best = (score: (v: number) => number): number => {
    let found = 0;
    for (let v = 1; v < land.villages.count; v++) if (score(v) > score(found)) found = v;
    return found;
  };
  return [best((v) => -x[v] - Math.abs(y[v]) / 3), best((v) => x[v] + y[v] / 2)];
}

/** Cuts the used edges into roads at junctions, village seeds and changes of class, and makes them curves. */
function chains(land: Land, search: Search, used: Used): Network {
  const { lattice: l, villages } = land;
  const next = new Map<number, number[]>();
  const add = (i: number, j: number): void => {
    const list = next.get(i);
    if (list) list.push(j);
    else next.set(i, [j]);
  };
  const keys = [...used.keys()].sort((a, b) => a - b);
  for (const key of keys) {
    const i = Math.floor(key / l.n);
    add(i, key - i * l.n);
    add(key - i * l.n, i);
  }
  const rank = (i: number, j: number): number => used.get(keyOf(land, i, j))!;
  const seeds = new Set(villages.seed);
  const isStop = (i: number): boolean => {
    const list = next.get(i)!;
    return list.length !== 2 || seeds.has(i) || rank(i, list[0]) !== rank(i, list[1]);
  };
  const walked = new Set<number>();
  const roads: Road[] = [];
  for (const [start, list] of next) {
    if (!isStop(start)) continue;
    for (const first of list) {
      if (walked.has(keyOf(land, start, first))) continue;
      const path = [start, first];
      walked.add(keyOf(land, start, first));
      while (!isStop(path[path.length - 1])) {
        const here = path[path.length - 1];
        const [p, q] = next.get(here)!;
        const step = p === path[path.length - 2] ? q : p;
        walked.add(keyOf(land, here, step));
        path.push(step);
      }
      const highway = CLASSES[rank(start, first)];
      // lattice edges inside stay inside, curves beside the border might not
      const rounds = path.some((i) => search.barred[i]) ? 0 : 2;
      const line = smooth(
        path.map((i): Point => [l.x[i], l.y[i]]),
        rounds,
      );
      roads.push({ ...roadName(land, path, highway), highway, widthM: WIDTH_M[highway], line });
    }
  }
  const junctions: Network['junctions'] = [];
  for (const [i, list] of next)
    if (list.length > 2)
      junctions.push({ x: l.x[i], y: l.y[i], widthM: WIDTH_M[CLASSES[Math.max(...list.map((j) => rank(i, j)))]] });
  return { roads, junctions };
}

function roadName(land: Land, path: readonly number[], highway: Highway): { name: string; nameEn: string } {
  if (highway === 'trunk') return { name: '省道S269', nameEn: 'Provincial Road S269' };
  const a = land.leaf[land.villages.of[path[0]]].stem;
  const b = land.leaf[land.villages.of[path[path.length - 1]]].stem;
  const kind = { secondary: '公路', tertiary: '路', unclassified: '村道', residential: '巷' }[highway];
  if (a === b) return { name: `${a.zh}${kind}`, nameEn: `${a.en} Lane` };
  return { name: `${a.zh}至${b.zh}${kind}`, nameEn: `${a.en}–${b.en} Road` };
}
