// Does the benchmark judge rightly, and do its polygons and files hold what they should?
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type BenchLeaf, leafWriter, readLeaves } from '../../scripts/bench/leaf-file.ts';
import { judge } from '../../scripts/bench/lines.ts';
import { quantile } from '../../scripts/bench/meter.ts';
import { extrapolated } from '../../scripts/bench/peers.ts';
import { polygonOf } from '../../scripts/bench/polygons.ts';
import { intoDocument } from '../../scripts/bench/report.ts';

const folder = mkdtempSync(join(tmpdir(), 'lacuna-bench-'));
afterAll(() => rmSync(folder, { recursive: true }));

const areaM2 = (ring: Float64Array): number => {
  let sum = 0;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2)
    sum += ring[j] * ring[i + 1] - ring[j + 1] * ring[i];
  return sum / 2;
};

describe('polygons for the peers', () => {
  const sector = { x: 5, y: -3, nearM: 2, reachM: 40, from: 0.3, width: Math.PI / 2, full: false };

  it('a quarter of an annulus at 64 segments a circle is sixteen chords inside its arcs', () => {
    const chord = Math.sin(Math.PI / 32) / (Math.PI / 32);
    expect(areaM2(polygonOf(sector))).toBeCloseTo((Math.PI / 4) * (40 ** 2 - 2 ** 2) * chord, 8);
  });

  it('a disc is counter-clockwise and not closed', () => {
    const disc = polygonOf({ ...sector, nearM: 0, full: true, width: 2 * Math.PI, from: 0 });
    expect(disc.length).toBe(2 * 64);
    expect(areaM2(disc)).toBeCloseTo(32 * 40 ** 2 * Math.sin((2 * Math.PI) / 64), 8);
  });

  it('halving every segment and extrapolating gives the arc', () => {
    const exact = (Math.PI / 4) * (40 ** 2 - 2 ** 2);
    const both = [1, 2].map((fineness) => areaM2(polygonOf(sector, fineness)));
    expect(Math.abs(both[1] / exact - 1)).toBeGreaterThan(1e-4);
    expect(Math.abs(extrapolated(both[0], both[1]) / exact - 1)).toBeLessThan(1e-6);
  });
});

describe('verdicts', () => {
  const line = (facts: Record<string, number>, what: string) => judge(facts).find((l) => l.what.startsWith(what))!;

  it('a demand for more is met from its mark on, a demand for less up to it', () => {
    expect(line({ 'turf.ratio': 300 }, 'against @turf').verdict).toBe('pass');
    expect(line({ 'turf.ratio': 299 }, 'against @turf').verdict).toBe('miss');
    expect(line({ 'turf.ratio': 600 }, 'against @turf').verdict).toBe('reached the far mark');
    expect(line({ 'quadratic.wallS': 1 }, 'a village where').verdict).toBe('pass');
    expect(line({ 'quadratic.wallS': 1.01 }, 'a village where').verdict).toBe('miss');
  });

  it('what was not measured is neither passed nor missed', () => {
    expect(new Set(judge({}).map((l) => l.verdict))).toEqual(new Set(['not measured']));
  });

  it('a ratio is taken at the largest part where both sides are known', () => {
    const facts = { 'postgis.cpuS@0.01': 10, 'engine.k1.cpuS@0.01': 5, 'postgis.cpuS@1': 60, 'engine.k1.cpuS@1': 5 };
    expect(line(facts, 'province, every village').reached).toBe('12 ×');
    const { 'engine.k1.cpuS@1': _, ...small } = facts;
    expect(line(small, 'province, every village').reached).toBe('2 × (at 0.01)');
  });

  it('a flat cost is no change, a cheaper one neither', () => {
    const flat = (small: number, large: number) =>
      line({ 'engine.k1.perCpuS@0.01': small, 'engine.k1.perCpuS@1': large }, 'cost per camera');
    expect(flat(100, 120).reached).toContain('0 %');
    expect(flat(125, 100).verdict).toBe('pass');
    expect(flat(126, 100).verdict).toBe('miss');
  });
});

it('villages come back from the file as they went in', () => {
  const path = join(folder, 'leaves.f64');
  const leaf = (index: number, n: number): BenchLeaf => {
    const column = (of: number): Float64Array => Float64Array.from({ length: n }, (_, i) => of + i);
    return {
      index,
      standing: n,
      input: {
        region: {
          coords: Float64Array.of(1, 2, 3, 4, 5, 6),
          ringEnd: Int32Array.of(3),
          polyEnd: Int32Array.of(1),
        },
        demand: null,
        cameras: {
          n,
          lon: column(1),
          lat: column(2),
          azimuthDeg: column(3),
          hfovDeg: column(4),
          nearM: column(5),
          reachM: column(6),
          p: column(7),
        },
      },
    };
  };
  // more than the reader takes at once, so that columns lie over its edge
  const leaves = [leaf(0, 0), leaf(1, 20_000), leaf(2, 3), leaf(3, 30_001)];
  const writer = leafWriter(path);
  for (const l of leaves) writer.write(l);
  writer.close();
  expect([...readLeaves(path)]).toEqual(leaves);
  expect([...readLeaves(path, 2)].length).toBe(2);
});

it('the report goes between the marks of a document and nowhere else', () => {
  const document = 'a\n<!-- bench -->\nold\n<!-- /bench -->\nb\n';
  const once = intoDocument(document, 'new\n');
  expect(once).toBe('a\n<!-- bench -->\n\nnew\n\n<!-- /bench -->\nb\n');
  expect(intoDocument(once, 'new\n')).toBe(once);
  expect(intoDocument('no marks', 'new\n')).toBe('new\n');
});

it('a quantile is a value that occurred', () => {
  const values = Array.from({ length: 1_000 }, (_, i) => 1_000 - i);
  expect([0.5, 0.99, 1].map((q) => quantile(values, q))).toEqual([500, 990, 1_000]);
});
