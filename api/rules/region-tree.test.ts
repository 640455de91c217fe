import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { regionTree } from './region-tree.ts';

const node = (code: string, parentCode: string | null = null) => ({ code, parentCode });

describe('tree of regions', () => {
  it('a leaf is a region without children, whatever its code looks like', () => {
    const t = regionTree([node('43'), node('4301', '43'), node('x', '4301'), node('430199')]);
    expect(t.leaves.map((r) => r.code)).toEqual(['430199', 'x']);
    expect(t.ancestorsOf('x').map((r) => r.code)).toEqual(['4301', '43']);
    expect(t.leavesUnder('43').map((r) => r.code)).toEqual(['x']);
    expect(t.roots.map((r) => r.code)).toEqual(['43', '430199']);
  });
  it('an unknown parent is reported and the region stands alone', () => {
    const t = regionTree([node('a', 'nowhere')]);
    expect(t.unknownParents.map((r) => r.code)).toEqual(['a']);
    expect(t.roots).toHaveLength(1);
  });
  it('a ring of parents is cut at its lowest code and reported', () => {
    const t = regionTree([node('c', 'a'), node('a', 'b'), node('b', 'c'), node('d', 'c')]);
    expect(t.cycles.map((r) => r.code)).toEqual(['a']);
    expect(t.leavesUnder('a').map((r) => r.code)).toEqual(['b', 'd']);
  });
  it('every region is reached from a root exactly once, for any parents', () => {
    const parents = fc.array(fc.option(fc.nat(14), { nil: null }), { minLength: 1, maxLength: 15 });
    fc.assert(
      fc.property(parents, (list) => {
        const t = regionTree(list.map((p, i) => node(`r${i}`, p === null ? null : `r${p}`)));
        const leaves = t.roots.flatMap((r) => t.leavesUnder(r.code).map((l) => l.code));
        expect(leaves.sort()).toEqual(t.leaves.map((l) => l.code));
      }),
    );
  });
});
