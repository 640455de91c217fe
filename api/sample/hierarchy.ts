// Which villages make a township, which townships a county? Neighbouring ones, in groups of about the same size.

import { newHeap, pop, push } from './heap.ts';

export interface Spots {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

/** Parts `members` into `groups` connected groups: centres spread out, then the smallest group takes its nearest free
 * neighbour until none is left. Returns the group of each member, in the order of `members`. */
export function groupNeighbours(
  members: readonly number[],
  groups: number,
  neighbours: readonly number[][],
  spots: Spots,
): Int32Array {
  const place = new Map(members.map((m, k) => [m, k]));
  const of = new Int32Array(members.length).fill(-1);
  const size = new Int32Array(groups);
  const centre = spreadCentres(members, groups, spots);
  const frontier = centre.map(() => newHeap(64));
  const far = (k: number, g: number): number =>
    Math.hypot(spots.x[members[k]] - spots.x[members[centre[g]]], spots.y[members[k]] - spots.y[members[centre[g]]]);
  const take = (k: number, g: number): void => {
    of[k] = g;
    size[g]++;
    for (const n of neighbours[members[k]]) {
      const at = place.get(n);
      if (at !== undefined && of[at] < 0) push(frontier[g], far(at, g), at);
    }
  };
  centre.forEach((k, g) => {
    take(k, g);
  });
  for (let left = members.length - groups; left > 0; left--) {
    let best = -1;
    for (let g = 0; g < groups; g++) {
      while (frontier[g].size > 0 && of[frontier[g].value[0]] >= 0) pop(frontier[g]);
      if (frontier[g].size > 0 && (best < 0 || size[g] < size[best])) best = g;
    }
    if (best < 0) break;
    take(pop(frontier[best]), best);
  }
  // what no group borders on (an island of the outline) goes to the nearest one
  for (let k = 0; k < of.length; k++) {
    if (of[k] >= 0) continue;
    let g = 0;
    for (let h = 1; h < groups; h++) if (far(k, h) < far(k, g)) g = h;
    of[k] = g;
  }
  return of;
}

/** Indices into `members`: the members next to the centres of k-means, the first centre being the first member. */
function spreadCentres(members: readonly number[], groups: number, spots: Spots): number[] {
  const xs = members.map((m) => spots.x[m]);
  const ys = members.map((m) => spots.y[m]);
  const cx = [xs[0]];
  const cy = [ys[0]];
  const gap = new Float64Array(members.length).fill(Number.POSITIVE_INFINITY);
  while (cx.length < groups) {
    let far = 0;
    for (let k = 0; k < gap.length; k++) {
      gap[k] = Math.min(gap[k], Math.hypot(xs[k] - cx[cx.length - 1], ys[k] - cy[cy.length - 1]));
      if (gap[k] > gap[far]) far = k;
    }
    cx.push(xs[far]);
    cy.push(ys[far]);
  }
  for (let round = 0; round < 12; round++) {
    const sx = new Float64Array(groups);
    const sy = new Float64Array(groups);
    const sn = new Int32Array(groups);
    for (let k = 0; k < xs.length; k++) {
      const g = nearestOf(cx, cy, xs[k], ys[k]);
      sx[g] += xs[k];
      sy[g] += ys[k];
      sn[g]++;
    }
    for (let g = 0; g < groups; g++)
      if (sn[g]) {
        cx[g] = sx[g] / sn[g];
        cy[g] = sy[g] / sn[g];
      }
  }
  const used = new Set<number>();
  return cx.map((x, g) => {
    let best = -1;
    for (let k = 0; k < xs.length; k++)
      if (
        !used.has(k) &&
        (best < 0 || Math.hypot(xs[k] - x, ys[k] - cy[g]) < Math.hypot(xs[best] - x, ys[best] - cy[g]))
      )
        best = k;
    used.add(best);
    return best;
  });
}

function nearestOf(cx: readonly number[], cy: readonly number[], x: number, y: number): number {
  let best = 0;
  let d = Number.POSITIVE_INFINITY;
  for (let g = 0; g < cx.length; g++) {
    const e = (cx[g] - x) * (cx[g] - x) + (cy[g] - y) * (cy[g] - y);
    if (e < d) {
      d = e;
      best = g;
    }
  }
  return best;
}
