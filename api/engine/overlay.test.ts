import { describe, expect, it } from 'vitest';
import { type Demand, demandArea } from './demand.ts';
import { seeded } from './layouts.ts';
import { overlay } from './overlay.ts';
import { addPolygon, addRing, emptyShapes } from './shapes.ts';
import { simpleRing } from './simplering.ts';
import { addStroke } from './stroke.ts';

const EVERYWHERE = [-Infinity, -Infinity, Infinity, Infinity];

/** Per vertex: every label's edges that arrive must be as many as those that leave. */
function openEnds(d: Demand): number {
  const balance = new Map<string, number>();
  const add = (label: number, x: number, y: number, step: number): void => {
    const key = `${label} ${x} ${y}`;
    balance.set(key, (balance.get(key) ?? 0) + step);
  };
  for (let e = 0; e < d.n; e++) {
    add(d.left[e], d.ax[e], d.ay[e], 1);
    add(d.left[e], d.bx[e], d.by[e], -1);
    add(d.right[e], d.ax[e], d.ay[e], -1);
    add(d.right[e], d.bx[e], d.by[e], 1);
  }
  return [...balance.values()].filter((v) => v !== 0).length;
}

function toSegment(x: number, y: number, ax: number, ay: number, bx: number, by: number): number {
  const [dx, dy] = [bx - ax, by - ay];
  const l2 = dx * dx + dy * dy;
  const t = l2 === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / l2));
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}

describe('an overlay of outlines that nearly coincide', () => {
  it('closes at every vertex and names every place, however little they are apart', () => {
    const NOISE_M = [0, 0, 1e-12, 1e-10, 1e-8, 2e-7, 7e-7, 1.3e-6, 5e-6, 1e-4];
    for (let seed = 0; seed < 600; seed++) {
      const r = seeded(seed + 1);
      const noise = (): number => NOISE_M[Math.floor(r() * NOISE_M.length)] * (r() < 0.5 ? -1 : 1);
      const at = (): number => 10 * Math.floor(r() * 5) + noise();
      const shapes = emptyShapes();
      const lines: { xy: number[]; radiusM: number; label: number }[] = [];
      const boxes: { xy: number[]; label: number }[] = [];
      for (let i = 0, n = 1 + Math.floor(r() * 3); i < n; i++) {
        const [x, y, w, h] = [at(), at(), 10 + at(), 10 + at()];
        boxes.push({ xy: [x, y, x + w, y + noise(), x + w + noise(), y + h, x + noise(), y + h], label: i });
      }
      for (let i = 0, n = 1 + Math.floor(r() * 5); i < n; i++) {
        const xy = [at(), at()];
        for (let m = Math.floor(r() * 4); m > 0; m--) xy.push(at(), at());
        lines.push({ xy, radiusM: [5, 5, 10, 5 + Math.abs(noise())][Math.floor(r() * 4)], label: 3 + (i % 3) });
      }
      for (const b of boxes) addRing(shapes, Float64Array.from(b.xy), addPolygon(shapes, b.label, b.label));
      for (const l of lines)
        addStroke(shapes, Float64Array.from(l.xy), l.radiusM, addPolygon(shapes, l.label, l.label, 1), EVERYWHERE);
      const d = overlay(shapes, true);
      expect(openEnds(d), `seed ${seed}`).toBe(0);
      for (let i = 0; i < 150; i++) {
        const [x, y] = [r() * 80 - 15, r() * 80 - 15];
        let want = -1;
        let near = Infinity;
        for (const { xy, label } of boxes) {
          let inside = false;
          for (let k = 0; k < 8; k += 2) {
            const j = (k + 2) % 8;
            near = Math.min(near, toSegment(x, y, xy[k], xy[k + 1], xy[j], xy[j + 1]));
            if (
              xy[k + 1] > y !== xy[j + 1] > y &&
              xy[k] + ((y - xy[k + 1]) * (xy[j] - xy[k])) / (xy[j + 1] - xy[k + 1]) > x
            )
              inside = !inside;
          }
          if (inside && (want < 0 || label < want)) want = label;
        }
        for (const { xy, radiusM, label } of lines) {
          let far = Infinity;
          for (let k = 0; k < xy.length; k += 2) {
            const j = Math.min(k + 2, xy.length - 2);
            far = Math.min(far, toSegment(x, y, xy[k], xy[k + 1], xy[j], xy[j + 1]));
          }
          near = Math.min(near, Math.abs(far - radiusM));
          if (far < radiusM && (want < 0 || label < want)) want = label;
        }
        if (near > 1e-4) expect(d.locate(x, y), `seed ${seed} at ${x}, ${y}`).toBe(want);
      }
    }
  });
});

describe('a ring that is clean as it stands', () => {
  const ring = (...xy: number[]): Float64Array => Float64Array.from(xy);
  it('is taken as it is, whichever way it runs', () => {
    for (const xy of [ring(0, 0, 10, 0, 10, 10, 0, 10), ring(0, 0, 0, 10, 10, 10, 10, 0)]) {
      const d = simpleRing(xy)!;
      expect(demandArea(d)).toBe(100);
      expect(d.locate(5, 5)).toBe(0);
      expect(d.locate(11, 5)).toBe(-1);
    }
  });
  it('is none where edges cross, touch, fold back or come within the resolution', () => {
    expect(simpleRing(ring(0, 0, 10, 10, 10, 0, 0, 10))).toBeNull();
    expect(simpleRing(ring(0, 0, 10, 0, 10, 10, 5, 0, 0, 10))).toBeNull();
    expect(simpleRing(ring(0, 0, 10, 0, 10, 10, 5, 5e-7, 0, 10))).toBeNull();
    expect(simpleRing(ring(0, 0, 10, 0, 5, 0, 5, 10))).toBeNull();
    expect(simpleRing(ring(0, 0, 10, 0, 10, 1e-7, 10, 10, 0, 10))).toBeNull();
    expect(simpleRing(ring(0, 0, 10, 0, 20, 0))).toBeNull();
    expect(simpleRing(ring(0, 0, Number.NaN, 0, 10, 10))).toBeNull();
  });
  it('says what the overlay says', () => {
    let simple = 0;
    for (let seed = 0; seed < 400; seed++) {
      const r = seeded(seed);
      const n = 3 + Math.floor(r() * 40);
      const xy = new Float64Array(2 * n);
      for (let i = 0; i < n; i++) {
        const far = 50 + 50 * r();
        const angle = ((i + (seed % 2) * 0.9 * r()) / n) * 2 * Math.PI * (seed % 7 === 0 ? 2 : 1);
        xy[2 * i] = far * Math.cos(angle);
        xy[2 * i + 1] = far * Math.sin(angle);
      }
      const d = simpleRing(xy);
      if (!d) continue;
      simple++;
      const shapes = emptyShapes();
      addRing(shapes, xy, addPolygon(shapes, -1, 0));
      const want = overlay(shapes);
      expect(d.n).toBe(want.n);
      expect(Math.abs(demandArea(d) - demandArea(want))).toBeLessThan(1e-9);
      for (let i = 0; i < 50; i++) {
        const [x, y] = [200 * r() - 100, 200 * r() - 100];
        expect(d.locate(x, y)).toBe(want.locate(x, y));
      }
    }
    expect(simple).toBeGreaterThan(200);
  });
});

describe('a border of a million vertices', () => {
  it('is no trouble, alone or under an overlay', () => {
    const n = 1_000_000;
    const xy = new Float64Array(2 * n);
    for (let i = 0; i < n; i++) {
      const angle = (i / n) * 2 * Math.PI;
      const far = 9_000 + 200 * Math.sin(300 * angle) + (i % 2) * 0.01;
      xy[2 * i] = far * Math.cos(angle);
      xy[2 * i + 1] = far * Math.sin(angle);
    }
    const alone = simpleRing(xy)!;
    expect(alone.n).toBe(n);
    const shapes = emptyShapes(n);
    addRing(shapes, xy, addPolygon(shapes, -1, 0));
    addRing(shapes, Float64Array.of(0, 0, 10, 0, 10, 10, 0, 10), addPolygon(shapes, -2, 0));
    const less = overlay(shapes);
    expect(less.n).toBe(n + 4);
    expect(Math.abs(demandArea(alone) - demandArea(less) - 100)).toBeLessThan(1e-5);
  }, 30_000);
});
