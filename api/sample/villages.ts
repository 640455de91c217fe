// Which village does each piece of ground belong to? Seeds in the valleys grow until they meet at ridges and rivers.
import { newHeap, pop, push } from './heap.ts';
import { distanceM, type Lattice, latticeDistance2, neighbour, onEdge } from './lattice.ts';
import { fractal, noise } from './noise.ts';
import { hash01 } from './random.ts';
import { RIVER_KM2, type Rivers } from './rivers.ts';

export interface Villages {
  count: number;
  /** node of each village's main settlement */
  seed: Int32Array;
  /** village of each node; −1 = outside */
  of: Int32Array;
  /** how hard it was to get from the seed to the node */
  reach: Float32Array;
}

/** Random sequential discs reach 0.697 / r² per area, a node is 0.866 spacing²: the distance that gives one seed per
 * `nodes` nodes is 0.777 √nodes spacings. */
const PACKING = 0.777;
/** Seeds for each village that is wanted. */
const SPARE = 1.82;
/** Width of what bends borders, m. */
const WHIM_M = 1_150;

export function growVillages(
  l: Lattice,
  rivers: Rivers,
  seed: number,
  count: number,
  nodesPerVillage: number,
): Villages {
  const slope = slopes(l);
  const candidates = seedOrder(l, rivers, seed, slope);
  // more than wanted, so that the outline is made of borders too
  const wanted = SPARE * count + 8;
  let spread = PACKING * Math.sqrt(nodesPerVillage);
  let seeds = chooseSeeds(l, seed, candidates, slope, spread);
  for (
    let pass = 0;
    seeds.length < 1.2 * count + 6 || (pass < 2 && Math.abs(seeds.length / wanted - 1) > 0.06);
    pass++
  ) {
    spread *= Math.max(0.6, Math.min(1.5, Math.sqrt(seeds.length / wanted)));
    seeds = chooseSeeds(l, seed, candidates, slope, spread);
  }
  const { of, reach } = grow(l, rivers, seeds, seed);
  const chosen = connected(neighboursOf(l, of, seeds.length), seeds, (node) => outlineRank(l, seed, node), count);
  const number = new Int32Array(seeds.length).fill(-1);
  chosen.forEach((s, v) => {
    number[s] = v;
  });
  for (let i = 0; i < l.n; i++) if (of[i] >= 0) of[i] = number[of[i]];
  fillHoles(l, of, reach);
  const villages = { count, seed: Int32Array.from(chosen, (s) => seeds[s]), of, reach };
  settleInside(l, villages);
  return villages;
}

/** The `count` seeds of lowest rank that hang together, lowest first. */
function connected(
  neighbours: readonly number[][],
  seeds: readonly number[],
  rank: (node: number) => number,
  count: number,
): number[] {
  const ranks = seeds.map(rank);
  const heap = newHeap(256);
  const seen = new Uint8Array(seeds.length);
  const first = ranks.indexOf(Math.min(...ranks.slice(0, 100_000)));
  seen[first] = 1;
  push(heap, ranks[first], first);
  const out: number[] = [];
  for (let s = pop(heap); s >= 0 && out.length < count; s = pop(heap)) {
    out.push(s);
    for (const t of neighbours[s]) {
      if (seen[t]) continue;
      seen[t] = 1;
      push(heap, ranks[t], t);
    }
  }
  return out;
}

/** A settlement beside the outline moves to its village's easiest node that is not. */
function settleInside(l: Lattice, villages: Villages): void {
  const best = villages.seed.slice();
  const reach = new Float32Array(villages.count).fill(Number.POSITIVE_INFINITY);
  for (let i = 0; i < l.n; i++) {
    const v = villages.of[i];
    if (v < 0 || villages.reach[i] >= reach[v] || besideOutside(l, villages.of, i)) continue;
    reach[v] = villages.reach[i];
    best[v] = i;
  }
  villages.seed.set(best);
}

export function besideOutside(l: Lattice, of: Int32Array, i: number): boolean {
  for (let d = 0; d < 6; d++) if (of[neighbour(l, i, d)] < 0) return true;
  return false;
}

/** Nodes from the most to the least likely place for a settlement: low, flat, near water but not in it. */
function seedOrder(l: Lattice, rivers: Rivers, seed: number, slope: Float32Array): Int32Array {
  const rank = new Float64Array(l.n);
  const order: number[] = [];
  for (let i = 0; i < l.n; i++) {
    if (onEdge(l, i, 4) || rivers.basinKm2[i] >= RIVER_KM2) continue;
    rank[i] = 1.4 * hash01(seed + 41, i, 0) + slope[i] - 0.25 * Math.min(1, rivers.basinKm2[i]);
    order.push(i);
  }
  return Int32Array.from(order).sort((a, b) => rank[a] - rank[b] || a - b);
}

function slopes(l: Lattice): Float32Array {
  const out = new Float32Array(l.n);
  for (let i = 0; i < l.n; i++) out[i] = steepness(l, i);
  return out;
}

/** Mean slope to the neighbours, rise over run. */
export function steepness(l: Lattice, i: number): number {
  let sum = 0;
  for (let d = 0; d < 6; d++) {
    const j = neighbour(l, i, d);
    if (j >= 0) sum += Math.abs(l.heightM[j] - l.heightM[i]) / distanceM(l, i, j);
  }
  return sum / 6;
}

/** Takes nodes in order, each at least its own distance from those taken: wide in the hills, and of its own whim. */
function chooseSeeds(l: Lattice, seed: number, order: Int32Array, slope: Float32Array, spread: number): number[] {
  // a coarse grid of cells no smaller than the widest distance holds what is taken
  const cell = Math.max(1, Math.floor(spread * 1.7));
  const across = Math.ceil(l.cols / cell) + 1;
  const first = new Int32Array(across * (Math.ceil(l.rows / cell) + 2)).fill(-1);
  const after: number[] = [];
  const seeds: number[] = [];
  for (const i of order) {
    const apart = spread * Math.min(1.6, 0.55 + 2.2 * slope[i] + 0.5 * hash01(seed + 43, i, 0));
    const row = Math.floor(i / l.cols);
    const cr = Math.floor(row / cell);
    const cc = Math.floor((i - row * l.cols) / cell);
    let free = true;
    for (let r = cr - 1; r <= cr + 1 && free; r++)
      for (let c = cc - 1; c <= cc + 1 && free; c++)
        for (let s = first[r * across + c]; s >= 0 && free; s = after[s])
          free = latticeDistance2(l, i, seeds[s]) >= apart * apart;
    if (!free) continue;
    const key = cr * across + cc;
    after.push(first[key]);
    first[key] = seeds.length;
    seeds.push(i);
  }
  return seeds;
}

/** Smaller = further inside: distance from the centre, bent by slow noise so that the outline has bays and capes. */
function outlineRank(l: Lattice, seed: number, i: number): number {
  const wide = l.spacingM * l.cols;
  const bend = fractal(seed + 42, (4.2 * l.x[i]) / wide + 7, (4.2 * l.y[i]) / wide - 3, 3);
  return Math.hypot(l.x[i], 1.12 * l.y[i] + 0.18 * l.x[i]) * (1 + 0.36 * bend);
}

/** What it takes to enter each node on level ground: woods, fields, old quarrels, whatever else makes a border bend. */
function entryCosts(l: Lattice, seed: number): Float32Array {
  const out = new Float32Array(l.n);
  for (let i = 0; i < l.n; i++) {
    const whim =
      noise(seed + 44, l.x[i] / WHIM_M, l.y[i] / WHIM_M) + 0.6 * noise(seed + 45, l.x[i] / 430, l.y[i] / 430);
    out[i] = Math.max(0.35, 1 + 1.6 * whim);
  }
  return out;
}

function stepCost(l: Lattice, rivers: Rivers, i: number, j: number, entry: number): number {
  const dz = Math.abs(l.heightM[j] - l.heightM[i]);
  let cost = (1 + (9 * dz) / distanceM(l, i, j)) * entry;
  const wetI = rivers.basinKm2[i] >= RIVER_KM2;
  if (rivers.basinKm2[j] >= RIVER_KM2 && !wetI) cost += 5 + 6 * Math.min(1, rivers.basinKm2[j] / (4 * RIVER_KM2));
  return wetI ? cost + 3 : cost;
}

function grow(
  l: Lattice,
  rivers: Rivers,
  seeds: readonly number[],
  seed: number,
): { of: Int32Array; reach: Float32Array } {
  const of = new Int32Array(l.n).fill(-1);
  const reach = new Float32Array(l.n).fill(Number.POSITIVE_INFINITY);
  const fixed = new Uint8Array(l.n);
  const entry = entryCosts(l, seed);
  const heap = newHeap(l.n);
  seeds.forEach((node, v) => {
    of[node] = v;
    reach[node] = 0;
    push(heap, 0, node);
  });
  for (let i = pop(heap); i >= 0; i = pop(heap)) {
    if (fixed[i]) continue;
    fixed[i] = 1;
    for (let d = 0; d < 6; d++) {
      const j = neighbour(l, i, d);
      if (j < 0 || fixed[j] || onEdge(l, j, 2)) continue;
      const cost = reach[i] + stepCost(l, rivers, i, j, entry[j]);
      if (cost < reach[j]) {
        reach[j] = cost;
        of[j] = of[i];
        push(heap, reach[j], j);
      }
    }
  }
  return { of, reach };
}

/** Ground outside that touches no edge of the lattice is a hole: its neighbours take it. */
function fillHoles(l: Lattice, of: Int32Array, reach: Float32Array): void {
  const open = new Uint8Array(l.n);
  const queue = [0];
  open[0] = 1;
  for (let i = queue.pop(); i !== undefined; i = queue.pop()) {
    for (let d = 0; d < 6; d++) {
      const j = neighbour(l, i, d);
      if (j < 0 || open[j] || of[j] >= 0) continue;
      open[j] = 1;
      queue.push(j);
    }
  }
  for (let found = true; found; ) {
    found = false;
    for (let i = 0; i < l.n; i++) {
      if (of[i] >= 0 || open[i]) continue;
      for (let d = 0; d < 6; d++) {
        const j = neighbour(l, i, d);
        if (j >= 0 && of[j] >= 0) {
          of[i] = of[j];
          reach[i] = reach[j] + 1;
          found = true;
          break;
        }
      }
    }
  }
}

/** Nodes by village: `nodes[start[v]] … nodes[start[v + 1] − 1]`. */
export function nodesByVillage(l: Lattice, villages: Villages): { start: Int32Array; nodes: Int32Array } {
  const start = new Int32Array(villages.count + 1);
  for (let i = 0; i < l.n; i++) if (villages.of[i] >= 0) start[villages.of[i] + 1]++;
  for (let v = 0; v < villages.count; v++) start[v + 1] += start[v];
  const at = start.slice();
  const nodes = new Int32Array(start[villages.count]);
  for (let i = 0; i < l.n; i++) if (villages.of[i] >= 0) nodes[at[villages.of[i]]++] = i;
  return { start, nodes };
}

/** Villages that share a border, as a list per village in ascending order. */
export const villageNeighbours = (l: Lattice, villages: Villages): number[][] =>
  neighboursOf(l, villages.of, villages.count);

function neighboursOf(l: Lattice, of: Int32Array, count: number): number[][] {
  const lists: number[][] = Array.from({ length: count }, () => []);
  for (let i = 0; i < l.n; i++) {
    const a = of[i];
    if (a < 0) continue;
    for (let d = 0; d < 3; d++) {
      const j = neighbour(l, i, d);
      const b = j < 0 ? -1 : of[j];
      if (b < 0 || b === a || lists[a].includes(b)) continue;
      lists[a].push(b);
      lists[b].push(a);
    }
  }
  for (const list of lists) list.sort((a, b) => a - b);
  return lists;
}
