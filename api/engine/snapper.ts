// Numbers places so that two places nearer than a tolerance get the same number.

export interface Snapper {
  /** coordinates by number; valid up to `count` and until the next call of `at` */
  x: Float64Array;
  y: Float64Array;
  count: number;
  /** number of the place, new or known */
  at(x: number, y: number): number;
}

/** Tolerance in metres, taken per axis. The first comer keeps its exact coordinates. `expected` places fit without
 * growing. A hash of chained cells in typed arrays: this runs for every border vertex and every end of a gap's outline. */
export function snapper(toleranceM: number, expected = 64): Snapper {
  // Cells far larger than the tolerance: nearly always one look-up is enough.
  const cellM = 1e4 * toleranceM;
  let room = Math.max(64, expected);
  let next = new Int32Array(room);
  let mask = 2 ** Math.ceil(Math.log2(2 * room)) - 1;
  let head = new Int32Array(mask + 1).fill(-1);
  const slot = (i: number, j: number): number => {
    const h = Math.imul(i | 0, 0x9e3779b1) ^ Math.imul(j | 0, 0x85ebca6b);
    return (h ^ (h >>> 15)) & mask;
  };
  const cell = (v: number): number => Math.floor(v / cellM);
  const s: Snapper = {
    x: new Float64Array(room),
    y: new Float64Array(room),
    count: 0,
    at(x, y) {
      // The first comer of all near ones: so the same place gets the same number however many come between.
      let known = -1;
      const i1 = cell(x + toleranceM);
      const j1 = cell(y + toleranceM);
      for (let i = cell(x - toleranceM); i <= i1; i++)
        for (let j = cell(y - toleranceM); j <= j1; j++)
          for (let v = head[slot(i, j)]; v >= 0; v = next[v])
            if ((known < 0 || v < known) && Math.abs(s.x[v] - x) < toleranceM && Math.abs(s.y[v] - y) < toleranceM)
              known = v;
      if (known >= 0) return known;
      if (s.count === room) grow();
      const v = s.count++;
      s.x[v] = x;
      s.y[v] = y;
      const k = slot(cell(x), cell(y));
      next[v] = head[k];
      head[k] = v;
      return v;
    },
  };
  function grow(): void {
    room *= 2;
    const [x, y] = [new Float64Array(room), new Float64Array(room)];
    x.set(s.x);
    y.set(s.y);
    s.x = x;
    s.y = y;
    next = new Int32Array(room);
    mask = 2 * mask + 1;
    head = new Int32Array(mask + 1).fill(-1);
    for (let v = 0; v < s.count; v++) {
      const k = slot(cell(x[v]), cell(y[v]));
      next[v] = head[k];
      head[k] = v;
    }
  }
  return s;
}
