import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatArea, formatDelta, formatInterval, formatLength, formatShare, sharePoints } from './format.ts';

describe('numbers on screen', () => {
  it('writes a ratio as a percentage with one digit', () => {
    expect(formatShare(0.6141, 'en')).toBe('61.4 %');
    expect(formatShare(1, 'zh')).toBe('100.0 %');
    expect(formatShare(0, 'zh')).toBe('0.0 %');
  });
  it('never shows 100 for less than all or 0 for more than none', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (ratio) => {
        const points = sharePoints(ratio);
        expect(points === 100).toBe(ratio === 1);
        expect(points === 0).toBe(ratio === 0);
      }),
    );
  });
  it('writes differences with a true minus and a plus', () => {
    expect(formatDelta(-0.182, 'en')).toBe('−18.2');
    expect(formatDelta(0.05, 'zh')).toBe('+5.0');
    expect(formatDelta(0, 'en')).toBe('0.0');
    expect(formatDelta(-0.00001, 'en')).toBe('0.0');
  });
  it('shows one number where low and high agree', () => {
    expect(formatInterval(0.5, 0.5001, 'en')).toBeNull();
    expect(formatInterval(0.389, 0.472, 'en')).toBe('38.9–47.2');
  });
  it('chooses the unit of an area by its size', () => {
    expect(formatArea(4_210, 'en')).toBe('4 210 m²');
    expect(formatArea(12_345, 'en')).toBe('1.23 ha');
    expect(formatArea(12_345, 'zh')).toBe('1.23 公顷');
    expect(formatArea(25_600_000, 'en')).toBe('25.6 km²');
    expect(formatLength(38.4, 'en')).toBe('38 m');
    expect(formatLength(1_240, 'zh')).toBe('1.2 km');
  });
});
