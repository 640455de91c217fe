// Which boxes meet a box? A grid in levels by size, so that one huge footprint does not slow the small ones down.

export interface BoxGrid {
  /** Writes the indices of all boxes that meet [x0, x1] × [y0, y1] into `out` (grown as needed) and returns how many. */
  query(x0: number, y0: number, x1: number, y1: number, out: { list: Int32Array }): number;
}

interface Level {
  cell: number;
  ox: number;
  oy: number;
  w: number;
  h: number;
  reachX: number;
  reachY: number;
  start: Int32Array;
  items: Int32Array;
}

const BRUTE_FORCE_BELOW = 24;

/** Index over n boxes given as four arrays. The arrays are kept, not copied. */
export function boxGrid(n: number, x0: Float64Array, y0: Float64Array, x1: Float64Array, y1: Float64Array): BoxGrid {
  const put = (out: { list: Int32Array }, m: number, i: number): void => {
    if (m === out.list.length) {
      const bigger = new Int32Array(2 * m + 64);
      bigger.set(out.list);
      out.list = bigger;
    }
    out.list[m] = i;
  };
  if (n < BRUTE_FORCE_BELOW) {
    return {
      query(a, b, c, d, out) {
        let m = 0;
        for (let i = 0; i < n; i++) if (x0[i] <= c && x1[i] >= a && y0[i] <= d && y1[i] >= b) put(out, m++, i);
        return m;
      },
    };
  }
  // Level of a box: the power of two just above its larger side.
  const levelOf = new Int16Array(n);
  const byLevel = new Map<number, number[]>();
  for (let i = 0; i < n; i++) {
    const side = Math.max(x1[i] - x0[i], y1[i] - y0[i], 1e-3);
    levelOf[i] = Math.ceil(Math.log2(side));
    const list = byLevel.get(levelOf[i]);
    if (list) list.push(i);
    else byLevel.set(levelOf[i], [i]);
  }
  const levels: Level[] = [];
  for (const [level, members] of [...byLevel].sort((a, b) => a[0] - b[0])) {
    let lx = Infinity;
    let ly = Infinity;
    let hx = -Infinity;
    let hy = -Infinity;
    let reachX = 0;
    let reachY = 0;
    for (const i of members) {
      const cx = (x0[i] + x1[i]) / 2;
      const cy = (y0[i] + y1[i]) / 2;
      lx = Math.min(lx, cx);
      hx = Math.max(hx, cx);
      ly = Math.min(ly, cy);
      hy = Math.max(hy, cy);
      reachX = Math.max(reachX, (x1[i] - x0[i]) / 2);
      reachY = Math.max(reachY, (y1[i] - y0[i]) / 2);
    }
    // Cells no smaller than the boxes and no more of them than a few per member.
    let cell = 2 ** level;
    while (((hx - lx) / cell + 1) * ((hy - ly) / cell + 1) > 4 * members.length + 64) cell *= 2;
    const w = Math.floor((hx - lx) / cell) + 1;
    const h = Math.floor((hy - ly) / cell) + 1;
    const start = new Int32Array(w * h + 1);
    const at = (i: number): number =>
      Math.floor(((y0[i] + y1[i]) / 2 - ly) / cell) * w + Math.floor(((x0[i] + x1[i]) / 2 - lx) / cell);
    for (const i of members) start[at(i) + 1]++;
    for (let k = 0; k < w * h; k++) start[k + 1] += start[k];
    const next = start.slice();
    const items = new Int32Array(members.length);
    for (const i of members) items[next[at(i)]++] = i;
    levels.push({ cell, ox: lx, oy: ly, w, h, reachX, reachY, start, items });
  }
  return {
    query(a, b, c, d, out) {
      let m = 0;
      for (const l of levels) {
        const i0 = Math.max(0, Math.floor((a - l.reachX - l.ox) / l.cell));
        const i1 = Math.min(l.w - 1, Math.floor((c + l.reachX - l.ox) / l.cell));
        const j0 = Math.max(0, Math.floor((b - l.reachY - l.oy) / l.cell));
        const j1 = Math.min(l.h - 1, Math.floor((d + l.reachY - l.oy) / l.cell));
        if (i1 < i0) continue;
        for (let j = j0; j <= j1; j++) {
          const end = l.start[j * l.w + i1 + 1];
          for (let k = l.start[j * l.w + i0]; k < end; k++) {
            const i = l.items[k];
            if (x0[i] <= c && x1[i] >= a && y0[i] <= d && y1[i] >= b) put(out, m++, i);
          }
        }
      }
      return m;
    },
  };
}
