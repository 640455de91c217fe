// Digits written by hand are the numbers that JSON would write.
import { expect, test } from 'vitest';
import { outlineRings, readOutline } from '#engine';
import { outlineText } from './gap-geojson.ts';

const zig = (v: number): number => (v < 0 ? -2 * v - 1 : 2 * v);
const varint = (v: number): number[] => (v < 0x80 ? [v] : [(v % 0x80) | 0x80, ...varint(Math.floor(v / 0x80))]);
const int32 = (v: number): number[] => [v & 255, (v >> 8) & 255, (v >> 16) & 255, (v >> 24) & 255];

function ring(vertices: [number, number][]): Uint8Array {
  let [lon, lat] = vertices[0];
  const steps = vertices.flatMap(([x, y]) => {
    const step = [...varint(zig(x - lon)), ...varint(2 * zig(y - lat))];
    [lon, lat] = [x, y];
    return step;
  });
  return Uint8Array.from([...int32(vertices[0][0]), ...int32(vertices[0][1]), 1, vertices.length, ...steps]);
}

test('coordinates read as JSON are those of the outline, at every sign, size and number of decimals', () => {
  const lons = [0, 1, -1, 10, 1_800_000_000, -1_800_000_000, 1_109_999_999, 99_999_999, -100_000_001, 1_110_000_000];
  const lats = [0, -1, 7, 900_000_000, -900_000_000, 275_000_000, 275_000_010, -9_999_999, 10_000_000, 123_456_789];
  for (const x of lons)
    for (const y of lats) {
      const outline = ring([
        [x, y],
        [x + 13, y],
        [x, y + 70_001],
      ]);
      const want = [outlineRings(readOutline(outline))];
      expect(JSON.parse(outlineText(outline))).toEqual(want);
      expect(outlineText(outline)).toBe(JSON.stringify(want).replace(/(-?)(\d)(?:\.(\d+))?e-(\d+)/g, plain));
    }
});
/** 1e-7 → 0.0000001: JSON may write small numbers either way. */
const plain = (_: string, sign: string, digit: string, rest = '', zeros: string): string =>
  `${sign}0.${'0'.repeat(Number(zeros) - 1)}${digit}${rest}`;
