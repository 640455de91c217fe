// Where does the water run? Every node drains to a neighbour; where enough comes together there is a river.
import { newHeap, pop, push } from './heap.ts';
import { type Lattice, neighbour, onEdge } from './lattice.ts';
import { hash01 } from './random.ts';

export interface Rivers {
  /** the neighbour that a node drains to; −1 at the edge */
  down: Int32Array;
  /** ground that drains through a node, km² */
  basinKm2: Float32Array;
}

/** From this basin on a stream is a river: it parts villages, roads need a bridge. */
export const RIVER_KM2 = 9;

/** A river that comes from outside. */
export interface Spring {
  node: number;
  basinKm2: number;
}

/** Priority flood from the edge: hollows fill up and spill, so every node has a way out. */
export function drain(l: Lattice, seed: number, spring: Spring | null): Rivers {
  const down = new Int32Array(l.n).fill(-2);
  const order = new Int32Array(l.n);
  const heap = newHeap(l.n >> 2);
  for (let i = 0; i < l.n; i++) {
    if (!onEdge(l, i)) continue;
    down[i] = -1;
    push(heap, l.heightM[i], i);
  }
  for (let done = 0, i = pop(heap); i >= 0; i = pop(heap)) {
    const level = heap.key[heap.size];
    order[done++] = i;
    for (let d = 0; d < 6; d++) {
      const j = neighbour(l, i, d);
      if (j < 0 || down[j] !== -2) continue;
      down[j] = i;
      push(
        heap,
        Math.max(level + 0.02 + 2.5 * hash01(seed + 71, j, d), l.heightM[j] + 14 * (hash01(seed + 72, j, 0) - 0.5)),
        j,
      );
    }
  }
  const basinKm2 = new Float32Array(l.n);
  if (spring) basinKm2[spring.node] = spring.basinKm2;
  const nodeKm2 = (l.spacingM * l.spacingM * Math.sqrt(3)) / 2 / 1e6;
  for (let k = l.n - 1; k >= 0; k--) {
    const i = order[k];
    basinKm2[i] += nodeKm2;
    if (down[i] >= 0) basinKm2[down[i]] += basinKm2[i];
  }
  return { down, basinKm2 };
}

/** River courses as chains of nodes, source to mouth; a tributary ends on the node where it joins. */
export function riverCourses(l: Lattice, rivers: Rivers, minKm2 = RIVER_KM2): number[][] {
  const fed = new Uint8Array(l.n);
  for (let i = 0; i < l.n; i++) if (rivers.basinKm2[i] >= minKm2 && rivers.down[i] >= 0) fed[rivers.down[i]] = 1;
  const seen = new Uint8Array(l.n);
  const sources: number[] = [];
  for (let i = 0; i < l.n; i++) if (rivers.basinKm2[i] >= minKm2 && !fed[i]) sources.push(i);
  sources.sort((a, b) => rivers.basinKm2[b] - rivers.basinKm2[a] || a - b);
  return sources.map((source) => {
    const course = [source];
    for (let i = source; !seen[i] && rivers.down[i] >= 0; i = rivers.down[i]) {
      seen[i] = 1;
      course.push(rivers.down[i]);
    }
    return course;
  });
}
