import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classesOf, classOf, luminance, shownClasses, toggleClass } from './classes.ts';

const row = (likely: number | null, distance: number | null = null) => ({
  measured: true,
  basis: 'public-space' as const,
  likely,
  distance,
});

describe('the classes of the legend', () => {
  it('put a share on a break into the class above it', () => {
    expect([0.0001, 0.2, 0.3999, 0.4, 0.6, 0.8, 1].map((x) => classOf(row(x), 'cov'))).toEqual([
      '0',
      '20',
      '20',
      '40',
      '60',
      '80',
      '80',
    ]);
  });
  it('are those of coverage for what works now', () => {
    expect(classesOf('live')).toEqual(classesOf('cov'));
    expect(classOf(row(0.41, -0.2), 'live')).toBe('40');
  });
  it('keep zero, not measured and not applicable apart', () => {
    expect(classOf(row(0), 'cov')).toBe('zero');
    expect(classOf({ ...row(0.5), measured: false }, 'cov')).toBe('none');
    expect(classOf({ ...row(null), basis: 'not-applicable' }, 'cov')).toBe('na');
    expect(classOf(row(0.5), 'gapt')).toBe('notarget');
  });
  it('treat a distance like its mirror: −30 is far below, +30 far above, ±5 on target', () => {
    expect(
      [-0.31, -0.3, -0.15, -0.05, -0.049, 0, 0.049, 0.05, 0.15, 0.3, 0.9].map((d) => classOf(row(0.5, d), 'gapt')),
    ).toEqual(['m30', 'm30', 'm15', 'm5', 'on', 'on', 'on', 'p5', 'p15', 'p30', 'p30']);
  });
  it('give every region exactly one class of the legend', () => {
    const ids = { cov: new Set(classesOf('cov').map((c) => c.id)), gapt: new Set(classesOf('gapt').map((c) => c.id)) };
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (share, d) => {
          expect(ids.cov.has(classOf(row(share), 'cov'))).toBe(true);
          expect(ids.gapt.has(classOf(row(share, d), 'gapt'))).toBe(true);
        },
      ),
    );
  });
  it('isolate on click, restore on a second click, add and remove with Ctrl', () => {
    const all = ['a', 'b', 'c'];
    expect(toggleClass(null, 'b', all, false)).toEqual(['b']);
    expect(toggleClass(new Set(['b']), 'b', all, false)).toBeNull();
    expect(toggleClass(null, 'b', all, true)).toEqual(['a', 'c']);
    expect(toggleClass(new Set(['a', 'c']), 'b', all, true)).toBeNull();
  });
  it('read the filter of their own theme only', () => {
    const filters = [{ field: 'gapt', op: 'in' as const, values: ['m30'] }];
    expect(shownClasses(filters, 'cov')).toBeNull();
    expect(shownClasses(filters, 'gapt')).toEqual(new Set(['m30']));
  });
  it('know how bright a colour is', () => {
    expect(luminance('#ffffff')).toBeCloseTo(1, 9);
    expect(luminance('#000000')).toBe(0);
  });
});
