// Where do borders of neighbours begin and end? Cuts rings at shared nodes, so that both sides of a border simplify alike.
import { rankVertices } from './importance.ts';
import { atOnce, STEP_VERTICES, type Steps } from './steps.ts';

/** Rings of many polygons in world coordinates, not closed. `ringEnd[r]` = vertices up to and including ring r. */
export interface Rings {
  xs: Float64Array;
  ys: Float64Array;
  ringEnd: Int32Array;
}

/**
 * The importance of every vertex (see rankVertices); nodes, where three or more borders meet, are always kept
 * (Infinity). Every run between two nodes is ranked in one canonical direction, so two rings that share it keep exactly
 * the same vertices at every tolerance and no sliver opens between them.
 */
export const rankSharedBorders = (rings: Rings): Float64Array => atOnce(rankSharedBordersInSteps(rings));

export function* rankSharedBordersInSteps({ xs, ys, ringEnd }: Rings): Steps<Float64Array> {
  const n = xs.length;
  const place = yield* identify(xs, ys);
  const isNode = yield* findNodes(place, ringEnd, n);
  const importance = new Float64Array(n);
  let start = 0;
  let since = 0;
  for (const end of ringEnd) {
    rankRing(start, end);
    since += end - start;
    start = end;
    if (since < STEP_VERTICES) continue;
    since = 0;
    yield;
  }
  return importance;

  function rankRing(from: number, to: number): void {
    const size = to - from;
    if (size < 3) return void importance.fill(Number.POSITIVE_INFINITY, from, to);
    let first = -1;
    for (let i = from; i < to && first < 0; i++) if (isNode[place[i]]) first = i;
    if (first < 0) first = lowest(from, to);
    // the ring, opened at `first`, which closes it again
    const order = new Int32Array(size + 1);
    for (let i = 0, v = first; i <= size; i++) {
      order[i] = v;
      if (++v === to) v = from;
    }
    importance[first] = Number.POSITIVE_INFINITY;
    let runStart = 0;
    for (let i = 1; i <= size; i++) {
      if (i < size && !isNode[place[order[i]]]) continue;
      importance[order[i]] = Number.POSITIVE_INFINITY;
      rankRun(order.slice(runStart, i + 1));
      runStart = i;
    }
  }

  function rankRun(run: Int32Array): void {
    const last = run.length - 1;
    const ends = compare(run[0], run[last]);
    if (ends > 0 || (ends === 0 && last > 1 && compare(run[1], run[last - 1]) > 0)) run.reverse();
    rankVertices(run, 0, last, xs, ys, importance);
  }

  function compare(a: number, b: number): number {
    return xs[a] - xs[b] || ys[a] - ys[b];
  }

  function lowest(from: number, to: number): number {
    let best = from;
    for (let i = from + 1; i < to; i++) if (compare(i, best) < 0) best = i;
    return best;
  }
}

/** One number per place: vertices with the same coordinates get the same one (the first vertex there). */
function* identify(xs: Float64Array, ys: Float64Array): Steps<Int32Array> {
  const n = xs.length;
  let size = 16;
  while (size < n * 2) size *= 2;
  // vertex + 1, 0 = free: filling the table with anything else would hold up everybody for tens of milliseconds
  const table = new Int32Array(size);
  const place = new Int32Array(n);
  const bits = new Float64Array(2);
  const words = new Uint32Array(bits.buffer);
  for (let i = 0; i < n; i++) {
    if (i % STEP_VERTICES === STEP_VERTICES - 1) yield;
    bits[0] = xs[i];
    bits[1] = ys[i];
    let slot = Math.imul(words[0] ^ Math.imul(words[1], 0x9e3779b1), 0x85ebca6b);
    slot ^= Math.imul(words[2] ^ Math.imul(words[3], 0x27d4eb2f), 0xc2b2ae35);
    slot = (slot ^ (slot >>> 15)) & (size - 1);
    let first = table[slot] - 1;
    while (first >= 0 && (xs[first] !== xs[i] || ys[first] !== ys[i])) {
      slot = (slot + 1) & (size - 1);
      first = table[slot] - 1;
    }
    if (first < 0) {
      table[slot] = i + 1;
      first = i;
    }
    place[i] = first;
  }
  return place;
}

/** A place is a node if the rings through it do not all have the same two neighbours there. */
function* findNodes(place: Int32Array, ringEnd: Int32Array, n: number): Steps<Uint8Array> {
  const isNode = new Uint8Array(n);
  // neighbours + 1, 0 = none yet
  const low = new Int32Array(n);
  const high = new Int32Array(n);
  let since = 0;
  let start = 0;
  for (const end of ringEnd) {
    const size = end - start;
    for (let i = start; i < end; i++) {
      const before = place[start + ((i - start + size - 1) % size)];
      const after = place[start + ((i - start + 1) % size)];
      const a = Math.min(before, after) + 1;
      const b = Math.max(before, after) + 1;
      const here = place[i];
      if (low[here] === 0) {
        low[here] = a;
        high[here] = b;
      } else if (low[here] !== a || high[here] !== b) isNode[here] = 1;
    }
    since += size;
    start = end;
    if (since < STEP_VERTICES) continue;
    since = 0;
    yield;
  }
  return isNode;
}
