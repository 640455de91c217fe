// Lists of intervals of an element's parameter, kept in rows of numbers that are used again.

/** Up to this many numbers are sorted by insertion. */
const FEW = 48;

/** A list of intervals that grows. */
export class Intervals {
  n = 0;
  s = new Float64Array(64);
  e = new Float64Array(64);
  /** what the interval belongs to */
  j = new Int32Array(64);
  add(s: number, e: number, j: number): void {
    if (this.n === this.s.length) this.grow();
    this.s[this.n] = s;
    this.e[this.n] = e;
    this.j[this.n++] = j;
  }
  swap(a: number, b: number): void {
    const [s, e, j] = [this.s[a], this.e[a], this.j[a]];
    this.s[a] = this.s[b];
    this.e[a] = this.e[b];
    this.j[a] = this.j[b];
    this.s[b] = s;
    this.e[b] = e;
    this.j[b] = j;
  }
  private grow(): void {
    const [s, e, j] = [new Float64Array(2 * this.n), new Float64Array(2 * this.n), new Int32Array(2 * this.n)];
    s.set(this.s);
    e.set(this.e);
    j.set(this.j);
    this.s = s;
    this.e = e;
    this.j = j;
  }
}

/** Sorts v[0…n) ascending. */
export function sortFew(v: Float64Array, n: number): void {
  if (n > FEW) {
    v.subarray(0, n).sort();
    return;
  }
  for (let i = 1; i < n; i++) {
    const x = v[i];
    let k = i - 1;
    while (k >= 0 && v[k] > x) {
      v[k + 1] = v[k];
      k--;
    }
    v[k + 1] = x;
  }
}
