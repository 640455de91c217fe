// Which village does each piece of ground belong to? Seeds in the valleys grow until they meet at ridges and rivers.
import { newHeap, pop, push } from './heap.ts';
import { distanceM, type Lattice, latticeDistance, neighbour, onEdge } from './lattice.ts';
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
  let spread = PACKING * Math.sqrt(nodesPerVillage);
  let seeds = chooseSeeds(l, seed, candidates, slope, spread);
  // more than wanted, so that the outline is made of borders too
  while (seeds.length < 1.25 * count + 12) seeds = chooseSeeds(l, seed, candidates, slope, (spread *= 0.96));
  const inside = seeds
    .map((node) => ({ node, rank: outlineRank(l, seed, node) }))
    .sort((a, b) => a.rank - b.rank || a.node - b.node)
    .slice(0, count)
    .map((s) => s.node);
  const chosen = new Set(inside);
  const all = [...inside, ...seeds.filter((s) => !chosen.has(s))];
  const { of, reach } = grow(l, rivers, all, seed);
  for (let i = 0; i < l.n; i++) if (of[i] >= count) of[i] = -1;
  fillHoles(l, of, reach);
  return { count, seed: Int32Array.from(inside), of, reach };
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
  const taken = new Map<number, number[]>();
  const seeds: number[] = [];
  for (const i of order) {
    const apart = spread * Math.min(1.6, 0.55 + 2.2 * slope[i] + 0.5 * hash01(seed + 43, i, 0));
    const row = Math.floor(i / l.cols);
    const cr = Math.floor(row / cell);
    const cc = Math.floor((i - row * l.cols) / cell);
    let free = true;
    for (let r = cr - 1; r <= cr + 1 && free; r++)
      for (let c = cc - 1; c <= cc + 1 && free; c++)
        for (const s of taken.get(r * across + c) ?? []) if (latticeDistance(l, i, s) < apart) free = false;
    if (!free) continue;
    seeds.push(i);
    const key = cr * across + cc;
    const list = taken.get(key);
    if (list) list.push(i);
    else taken.set(key, [i]);
  }
  return seeds;
}

/** Smaller = further inside: distance from the centre, bent by slow noise so that the outline has bays and capes. */
function outlineRank(l: Lattice, seed: number, i: number): number {
  const wide = l.spacingM * l.cols;
  const bend = fractal(seed + 42, (4.2 * l.x[i]) / wide + 7, (4.2 * l.y[i]) / wide - 3, 3);
  return Math.hypot(l.x[i], 1.12 * l.y[i] + 0.18 * l.x[i]) * (1 + 0.5 * bend);
}

function stepCost(l: Lattice, rivers: Rivers, i: number, j: number, seed: number): number {
  const run = distanceM(l, i, j);
  const dz = l.heightM[j] - l.heightM[i];
  let cost = 1 + (9 * Math.abs(dz)) / run;
  // woods, fields, old quarrels: what else makes a border bend
  const whim = noise(seed + 44, l.x[j] / WHIM_M, l.y[j] / WHIM_M) + 0.6 * noise(seed + 45, l.x[j] / 430, l.y[j] / 430);
  cost *= Math.max(0.35, 1 + 1.6 * whim);
  const wet = (k: number): number => Math.min(1, rivers.basinKm2[k] / (4 * RIVER_KM2));
  if (rivers.basinKm2[j] >= RIVER_KM2 && rivers.basinKm2[i] < RIVER_KM2) cost += 5 + 6 * wet(j);
  if (rivers.basinKm2[i] >= RIVER_KM2) cost += 3;
  return cost;
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
      const cost = reach[i] + stepCost(l, rivers, i, j, seed);
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
export function villageNeighbours(l: Lattice, villages: Villages): number[][] {
  const sets = Array.from({ length: villages.count }, () => new Set<number>());
  for (let i = 0; i < l.n; i++) {
    const a = villages.of[i];
    if (a < 0) continue;
    for (let d = 0; d < 3; d++) {
      const j = neighbour(l, i, d);
      const b = j < 0 ? -1 : villages.of[j];
      if (b < 0 || b === a) continue;
      sets[a].add(b);
      sets[b].add(a);
    }
  }
  return sets.map((s) => [...s].sort((a, b) => a - b));
}
