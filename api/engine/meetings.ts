// Which boxes meet which? All pairs at once, for footprints that are swept together.
//
// Sweep and prune, strip by strip: boxes in the order of their west sides; those that began before and have not ended are
// compared. For a village that is a handful each, where asking an index box by box costs
// ten times as much. Thousands of boxes over each other would need room for millions of pairs, so beyond a budget there
// is no answer, and boxgrid.ts is asked instead.

/** Comparisons and pairs per box, at most, and some. */
const PER_BOX = 192;
const MORE = 4_096;
/** Boxes to a strip, at least. */
const PER_STRIP = 24;

/** The pairs of one set of boxes after another, in room that is used again. */
export class Meetings {
  /** box i meets list[from[i]] … list[from[i + 1] − 1], without itself */
  from = new Int32Array(257);
  list = new Int32Array(4_096);

  private order = new Int32Array(256);
  private active = new Int32Array(256);
  /** strips a box lies in, the first and the last */
  private first = new Int32Array(256);
  private last = new Int32Array(256);
  private start = new Int32Array(64);
  private items = new Int32Array(1_024);
  private a = new Int32Array(2_048);
  private b = new Int32Array(2_048);

  /** Finds all pairs of the first n boxes that meet; false where there would be too many, or too much to compare. */
  find(n: number, x0: Float64Array, y0: Float64Array, x1: Float64Array, y1: Float64Array): boolean {
    this.makeRoom(n);
    const { order, from } = this;
    for (let i = 0; i < n; i++) order[i] = i;
    sortBy(x0, order, n);
    from.fill(0, 0, n + 1);
    const strips = this.strips(n, y0, y1);
    const { start, items, first, active } = this;
    const most = PER_BOX * n + MORE;
    let compared = 0;
    let pairs = 0;
    for (let s = 0; s < strips; s++) {
      let m = 0;
      for (let q = start[s]; q < start[s + 1]; q++) {
        const i = items[q];
        const at = x0[i];
        const lo = y0[i];
        const hi = y1[i];
        compared += m;
        if (compared > most) return false;
        if (pairs + m > this.a.length) this.makePairs(2 * (pairs + m));
        const { a, b } = this;
        const own = first[i] === s;
        for (let k = 0; k < m; ) {
          const j = active[k];
          if (x1[j] < at) {
            active[k] = active[--m];
            continue;
          }
          // Two boxes that share several strips are a pair in the first of them.
          if (y0[j] <= hi && y1[j] >= lo && (own || first[j] === s)) {
            a[pairs] = i;
            b[pairs++] = j;
            from[i + 1]++;
            from[j + 1]++;
          }
          k++;
        }
        active[m++] = i;
      }
    }
    for (let i = 0; i < n; i++) from[i + 1] += from[i];
    if (this.list.length < 2 * pairs) this.list = new Int32Array(4 * pairs);
    const { a, b, list } = this;
    // The order is done with; it notes where the next neighbour of each goes.
    for (let i = 0; i < n; i++) order[i] = from[i];
    for (let k = 0; k < pairs; k++) {
      list[order[a[k]]++] = b[k];
      list[order[b[k]]++] = a[k];
    }
    return true;
  }

  /** Deals the boxes out to strips about as high as two of them, each strip in the order; answers how many there are. */
  private strips(n: number, y0: Float64Array, y1: Float64Array): number {
    const { first, last, order } = this;
    let lo = Infinity;
    let hi = -Infinity;
    let heights = 0;
    for (let i = 0; i < n; i++) {
      if (y0[i] < lo) lo = y0[i];
      if (y1[i] > hi) hi = y1[i];
      heights += y1[i] - y0[i];
    }
    const wanted = ((hi - lo) * n) / (2 * heights);
    const strips = Math.max(1, Math.floor(Math.min(n / PER_STRIP, wanted)) || 1);
    if (this.start.length < strips + 2) this.start = new Int32Array(2 * strips + 2);
    const { start } = this;
    start.fill(0, 0, strips + 2);
    const scale = strips / (hi - lo);
    let total = 0;
    for (let i = 0; i < n; i++) {
      const f = Math.min(strips - 1, ((y0[i] - lo) * scale) | 0);
      const l = Math.min(strips - 1, ((y1[i] - lo) * scale) | 0);
      first[i] = f;
      last[i] = l;
      total += l - f + 1;
      for (let s = f; s <= l; s++) start[s + 2]++;
    }
    if (this.items.length < total) this.items = new Int32Array(2 * total);
    const { items } = this;
    for (let s = 0; s < strips; s++) start[s + 2] += start[s + 1];
    // Filling moves start[s + 1] from the begin of strip s to its end, which is where strip s + 1 begins.
    for (let q = 0; q < n; q++) {
      const i = order[q];
      for (let s = first[i]; s <= last[i]; s++) items[start[s + 1]++] = i;
    }
    return strips;
  }

  private makeRoom(n: number): void {
    if (n <= this.order.length) return;
    this.order = new Int32Array(2 * n);
    this.active = new Int32Array(2 * n);
    this.first = new Int32Array(2 * n);
    this.last = new Int32Array(2 * n);
    this.from = new Int32Array(2 * n + 1);
  }
  private makePairs(size: number): void {
    const grown = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const bigger = new Int32Array(size);
      bigger.set(old);
      return bigger;
    };
    this.a = grown(this.a);
    this.b = grown(this.b);
  }
}

/** Sorts order[0…n) by keys ascending (shell sort: short lists are nearly sorted, long ones must not be quadratic). */
export function sortBy(keys: Float64Array, order: Int32Array, n: number): void {
  let gap = 1;
  while (gap < n / 9) gap = 3 * gap + 1;
  for (; gap > 0; gap = (gap - 1) / 3) {
    for (let i = gap; i < n; i++) {
      const v = order[i];
      const k = keys[v];
      let j = i - gap;
      while (j >= 0 && keys[order[j]] > k) {
        order[j + gap] = order[j];
        j -= gap;
      }
      order[j + gap] = v;
    }
  }
}
