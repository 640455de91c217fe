import { describe, expect, it } from 'vitest';
import {
  boxOf,
  dotsPath,
  frameOf,
  isRing,
  metresPerUnit,
  moved,
  partsPath,
  ringsPath,
  scaleBar,
  wholeOf,
  zoomed,
} from './mini-map.ts';

const BOX = [111, 27, 112, 28] as const;

describe('a small map', () => {
  it('holds its box whole and in the middle, north up, as wide as long on the ground', () => {
    const frame = frameOf(BOX, 2);
    const [left, bottom] = frame.project([111, 27]);
    const [right, top] = frame.project([112, 28]);
    expect([top, bottom]).toEqual([0, 500]);
    expect(left + right).toBeCloseTo(1_000);
    expect((right - left) / (bottom - top)).toBeCloseTo(Math.cos((27.5 * Math.PI) / 180));
    expect(metresPerUnit(BOX, frame)).toBeCloseTo(111_320 / 500);
  });
  it('draws rings without corners that fall together, and points as dots', () => {
    const frame = frameOf(BOX, 1);
    const ring = [
      [111, 28],
      [111.00001, 28],
      [112, 28],
      [112, 27],
    ] as const;
    expect(ringsPath([ring], frame).match(/[ML]/g)).toHaveLength(3);
    expect(dotsPath([[111.5, 27.5]], frame)).toBe('M500 500h0');
  });
  it('draws a line with all of its corners, a single position as a dot, and knows a ring', () => {
    const frame = frameOf(BOX, 1);
    const line = [
      [111.5, 27.5],
      [111.5, 28],
    ] as const;
    expect(partsPath([line, [[111.5, 27.5]]], frame)).toBe('M500 500L500 0M500 500h0');
    expect(isRing(line)).toBe(false);
    expect(
      isRing([
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 0],
      ]),
    ).toBe(true);
  });
  it('stays inside its frame and keeps the point under the hand', () => {
    const frame = frameOf(BOX, 1);
    const near = zoomed(wholeOf(frame), frame, 4, [250, 250]);
    expect(near).toEqual([187.5, 187.5, 250, 250]);
    expect(moved(near, frame, -500, 5_000)).toEqual([0, 750, 250, 250]);
    expect(zoomed(near, frame, 1e-6)).toEqual(wholeOf(frame));
  });
  it('has a scale of a round length', () => {
    expect(scaleBar([0, 0, 1_000, 500], 2.4)).toEqual({ lengthM: 500, share: 500 / 2_400 });
  });
  it('has no box without points', () => {
    expect(boxOf([])).toBeNull();
    expect(boxOf([[1, 2]])).toEqual([1, 2, 1, 2]);
  });
});
