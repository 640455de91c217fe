// Which footprints come near which edge of the border? The same pairs as "which edges come near a footprint", turned round.

/** Pairs per footprint and edge, at most, and some: beyond that the index of footprints is asked edge by edge. */
const PER_ONE = 32;
const MORE = 4_096;

/** The pairs of one sweep after another, in room that is used again. */
export class Incidence {
  /** edge e comes near the footprints list[from[e]] … list[from[e + 1] − 1], ascending */
  from = new Int32Array(1_025);
  list = new Int32Array(4_096);

  private edge = new Int32Array(4_096);
  private footprint = new Int32Array(4_096);
  private next = new Int32Array(1_024);
  private n = 0;
  private edges = 0;
  private most = 0;

  begin(edges: number, footprints: number): void {
    if (edges >= this.from.length) {
      this.from = new Int32Array(2 * edges + 1);
      this.next = new Int32Array(2 * edges);
    }
    this.from.fill(0, 0, edges + 1);
    this.edges = edges;
    this.n = 0;
    this.most = PER_ONE * (edges + footprints) + MORE;
  }

  /** Footprint i comes near edges[0…m); footprints in ascending order. */
  add(edges: Int32Array, m: number, i: number): void {
    if (this.n + m > this.most) this.most = -1;
    if (this.most < 0) return;
    if (this.n + m > this.edge.length) {
      const more = (old: Int32Array): Int32Array<ArrayBuffer> => {
        const bigger = new Int32Array(2 * (this.n + m));
        bigger.set(old);
        return bigger;
      };
      this.edge = more(this.edge);
      this.footprint = more(this.footprint);
    }
    const { edge, footprint, from } = this;
    for (let q = 0; q < m; q++) {
      const e = edges[q];
      edge[this.n] = e;
      footprint[this.n++] = i;
      from[e + 1]++;
    }
  }

  /** Sorts what was added by edge; false where it was too much. */
  finish(): boolean {
    if (this.most < 0) return false;
    const { from, next, edge, footprint, edges, n } = this;
    for (let e = 0; e < edges; e++) from[e + 1] += from[e];
    if (this.list.length < n) this.list = new Int32Array(2 * n);
    const { list } = this;
    next.set(from.subarray(0, edges));
    for (let k = 0; k < n; k++) list[next[edge[k]]++] = footprint[k];
    return true;
  }
}
