// Numbers places so that two places nearer than a tolerance get the same number.

export interface Snapper {
  x: number[];
  y: number[];
  /** number of the place, new or known */
  at(x: number, y: number): number;
}

/** Tolerance in metres, taken per axis. The first comer keeps its exact coordinates. */
export function snapper(toleranceM: number): Snapper {
  const xs: number[] = [];
  const ys: number[] = [];
  // Hash cells far larger than the tolerance: nearly always one look-up is enough.
  const cellM = 1e4 * toleranceM;
  const cells = new Map<number, number[]>();
  const key = (i: number, j: number): number => (i % 1_048_576) * 2_097_152 + (j % 1_048_576);
  return {
    x: xs,
    y: ys,
    at(x, y) {
      const i1 = Math.floor((x + toleranceM) / cellM);
      const j1 = Math.floor((y + toleranceM) / cellM);
      for (let i = Math.floor((x - toleranceM) / cellM); i <= i1; i++)
        for (let j = Math.floor((y - toleranceM) / cellM); j <= j1; j++) {
          const found = cells.get(key(i, j));
          if (!found) continue;
          for (const v of found) if (Math.abs(xs[v] - x) < toleranceM && Math.abs(ys[v] - y) < toleranceM) return v;
        }
      const k = key(Math.floor(x / cellM), Math.floor(y / cellM));
      const list = cells.get(k);
      if (list) list.push(xs.length);
      else cells.set(k, [xs.length]);
      xs.push(x);
      ys.push(y);
      return xs.length - 1;
    },
  };
}
