import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPacked, NODE, openSnapshot, type PackedTable, packSnapshot, type SnapshotBlob } from './snapshot-blob.ts';

const f64 = fc.double({ noDefaultInfinity: false });
const i32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const bits = (values: ArrayLike<number>): BigUint64Array => new BigUint64Array(Float64Array.from(values).buffer);

/** Rows of a few regions; one table, every kind of column. */
const rows = fc.uniqueArray(
  fc.record({ node: fc.nat({ max: 30 }), low: f64, high: f64, count: i32, word: fc.string({ maxLength: 4 }) }),
  { selector: (row) => row.node, maxLength: 20 },
);
type Row = { node: number; low: number; high: number; count: number; word: string };
const tableOf = (of: Row[]): PackedTable => ({
  name: 't',
  rows: of.length,
  columns: [
    { name: NODE, values: Int32Array.from(of, (row) => row.node) },
    { name: 'low', values: Float64Array.from(of, (row) => row.low) },
    { name: 'high', values: Float64Array.from(of, (row) => row.high), like: 'low' },
    { name: 'count', values: Int32Array.from(of, (row) => row.count) },
    { name: 'word', values: of.map((row) => row.word) },
  ],
});
async function expectRows(blob: SnapshotBlob, of: Row[]): Promise<void> {
  for (const name of ['low', 'high'] as const)
    expect(bits(await blob.numbers('t', name))).toEqual(bits(of.map((row) => row[name])));
  expect([...(await blob.numbers('t', 'count'))]).toEqual(of.map((row) => row.count));
  expect(await blob.texts('t', 'word')).toEqual(of.map((row) => row.word));
}

test('columns read back bit for bit, each by itself', async () => {
  await fc.assert(
    fc.asyncProperty(rows, async (of) => {
      const packed = await packSnapshot({ dataVersion: 7 }, [tableOf(of)]);
      expect(isPacked(packed)).toBe(true);
      const blob = openSnapshot(packed);
      expect(blob.head).toEqual({ dataVersion: 7 });
      await expectRows(blob, of);
    }),
    { numRuns: 50 },
  );
});

test('so do those that are told apart from a base with other regions, or with the same', async () => {
  await fc.assert(
    fc.asyncProperty(rows, rows, fc.boolean(), async (before, other, isSame) => {
      const after = isSame ? before.map((row, i) => (i % 3 === 0 ? { ...row, low: row.low + 1 } : row)) : other;
      const blob = openSnapshot(await packSnapshot({}, [tableOf(before)]));
      const rowOf = new Map(before.map((row, i) => [row.node, i]));
      const base = {
        blob,
        aligned: async (_table: string, nodes: Int32Array) => Int32Array.from(nodes, (node) => rowOf.get(node) ?? -1),
      };
      const packed = await packSnapshot({}, [tableOf(after)], base);
      await expectRows(openSnapshot(packed, base), after);
    }),
    { numRuns: 50 },
  );
});

test('a snapshot like its base takes next to nothing', async () => {
  const of = Array.from({ length: 5_000 }, (_, node) => ({
    node,
    low: Math.sqrt(node + 2),
    high: Math.cbrt(node + 2),
    count: node % 7,
    word: 'same',
  }));
  const whole = await packSnapshot({}, [tableOf(of)]);
  const base = { blob: openSnapshot(whole), aligned: async (_table: string, nodes: Int32Array) => nodes };
  expect((await packSnapshot({}, [tableOf(of)], base)).length).toBeLessThan(whole.length / 4);
});
