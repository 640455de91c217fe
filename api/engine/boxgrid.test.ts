import { describe, expect, it } from 'vitest';
import { boxGrid } from './boxgrid.ts';
import { seeded } from './layouts.ts';

describe('the index of boxes', () => {
  it('finds exactly the boxes that meet a box, touching ones included', () => {
    for (let seed = 0; seed < 120; seed++) {
      const r = seeded(seed);
      const n = Math.floor(r() * 300);
      const snap = seed % 2 === 0 ? (v: number): number => Math.round(v) : (v: number): number => v;
      const f = (): Float64Array => new Float64Array(n);
      const [x0, y0, x1, y1] = [f(), f(), f(), f()];
      // Sizes over nine powers of ten, points included, on ground that may be a line.
      const high = seed % 5 === 0 ? 0 : 1000;
      for (let i = 0; i < n; i++) {
        const size = r() < 0.1 ? 0 : 10 ** (r() * 9 - 4);
        x0[i] = snap((r() - 0.5) * 2000);
        y0[i] = snap((r() - 0.5) * high);
        x1[i] = x0[i] + snap(size * r());
        y1[i] = y0[i] + snap(size * r());
      }
      const grid = boxGrid(n, x0, y0, x1, y1);
      const out = { list: new Int32Array(1) };
      for (let q = 0; q < 60; q++) {
        const a = snap((r() - 0.5) * 3000);
        const b = snap((r() - 0.5) * 3000);
        const [c, d] = q === 0 ? [Infinity, Infinity] : [a + snap(200 * r()), b + snap(2000 * r() * r())];
        const m = grid.query(a, b, c, d, out);
        const want: number[] = [];
        for (let i = 0; i < n; i++) if (x0[i] <= c && x1[i] >= a && y0[i] <= d && y1[i] >= b) want.push(i);
        expect(
          [...out.list.subarray(0, m)].sort((p, s) => p - s),
          `seed ${seed}, query ${q}`,
        ).toEqual(want);
      }
    }
  });

  it('asks a few boxes only where one is as large as all others together', () => {
    const n = 50_000;
    const r = seeded(1);
    let asked = 0;
    const x0 = Float64Array.from({ length: n }, () => r() * 20_000);
    const y0 = Float64Array.from({ length: n }, () => r() * 20_000);
    const x1 = x0.map((x, i) => x + (i === 0 ? 20_000 : 20));
    const y1 = y0.map((y, i) => y + (i === 0 ? 20_000 : 20));
    const counting = new Proxy(x0, {
      get(target, key) {
        asked++;
        return Reflect.get(target, key);
      },
    });
    const grid = boxGrid(n, counting, y0, x1, y1);
    asked = 0;
    const out = { list: new Int32Array(64) };
    for (let q = 0; q < 1_000; q++) grid.query(x0[q], y0[q], x0[q] + 50, y0[q] + 50, out);
    expect(asked).toBeLessThan(1_000 * 60);
  });
});
