import { describe, expect, it } from 'vitest';
import { sparkPaths } from './Sparkline.tsx';

describe('a sparkline', () => {
  it('leaves a gap where nothing is known, and shows a month alone as a dot', () => {
    const { lines, dots, end } = sparkPaths([0.1, 0.2, null, 0.3, null, 0.4, 0.5], 84, 20);
    expect(lines.match(/M/g)).toHaveLength(2);
    expect(lines.match(/L/g)).toHaveLength(2);
    expect(dots).toHaveLength(1);
    expect(end![0]).toBe(81.5);
  });
  it('draws what does not move as a level line, and nothing of nothing', () => {
    expect(sparkPaths([0.5, 0.5], 84, 20).lines).toBe('M2.5 10.0L81.5 10.0');
    expect(sparkPaths([null, null], 84, 20)).toEqual({ lines: '', dots: [], end: null });
  });
});
