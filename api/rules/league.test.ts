import fc from 'fast-check';
import { expect, test } from 'vitest';
import { peerGroups, ranksOf, type Sized, type Standing } from './league.ts';

const sure = (code: string, value: number | null, peers = 'all'): Standing => ({
  code,
  peers,
  value,
  low: value,
  high: value,
});
const unsure = (code: string, low: number, value: number, high: number): Standing => ({
  code,
  peers: 'all',
  value,
  low,
  high,
});

test('ties share a rank, and the next one counts them', () => {
  const ranks = ranksOf([sure('A', 0.5), sure('B', 0.9), sure('C', 0.5), sure('D', 0.1), sure('E', null)]);
  expect(['B', 'A', 'C', 'D', 'E'].map((code) => ranks.get(code)!.rank)).toEqual([1, 2, 2, 4, null]);
  expect(['A', 'B', 'C'].map((code) => ranks.get(code)!.tied)).toEqual([true, false, true]);
  expect(['A', 'B', 'C', 'D'].every((code) => ranks.get(code)!.meaningful)).toBe(true);
});

test('where intervals of neighbours overlap, neither rank says much; others keep theirs', () => {
  const ranks = ranksOf([
    unsure('A', 0.9, 0.95, 1),
    unsure('B', 0.6, 0.7, 0.75),
    unsure('C', 0.5, 0.65, 0.68),
    sure('D', 0.2),
  ]);
  expect(['A', 'B', 'C', 'D'].map((code) => ranks.get(code)!.meaningful)).toEqual([true, false, false, true]);
});

test('each group of peers has ranks of its own', () => {
  const ranks = ranksOf([sure('A', 0.5, 'x'), sure('B', 0.9, 'y'), sure('C', 0.4, 'x')]);
  expect(['A', 'B', 'C'].map((code) => ranks.get(code)!.rank)).toEqual([1, 1, 2]);
});

test('a rank is one more than the number of peers that are better, in whatever order they come', () => {
  const some = fc.uniqueArray(
    fc.record({ code: fc.string({ minLength: 1 }), value: fc.option(fc.integer({ min: 0, max: 9 }), { nil: null }) }),
    { selector: (one) => one.code, maxLength: 40 },
  );
  fc.assert(
    fc.property(some, (all) => {
      const ranks = ranksOf(all.map(({ code, value }) => sure(code, value)));
      const turned = ranksOf(all.toReversed().map(({ code, value }) => sure(code, value)));
      for (const [code, rank] of ranks) expect(turned.get(code)).toEqual(rank);
      for (const { code, value } of all) {
        const better = all.filter((other) => other.value !== null && value !== null && other.value > value).length;
        expect(ranks.get(code)!.rank).toBe(value === null ? null : better + 1);
      }
    }),
  );
});

const region = (code: string, villages: number, population: number | null = null, areaM2 = 1e7): Sized => ({
  code,
  villages,
  population,
  areaM2,
});

test('few regions are not told apart', () => {
  const { groupOf, groups } = peerGroups([region('A', 3), region('B', 90)], 'size');
  expect([...groupOf.values()]).toEqual(['all', 'all']);
  expect(groups).toEqual([{ id: 'all', name: 'all', nameZh: '全部', regions: 2 }]);
});

test('regions are told apart by people where nearly all say how many they are, else by villages', () => {
  const villages = Array.from({ length: 18 }, (_, i) => region(`R${i}`, i + 1));
  const people = villages.map((one, i) => ({ ...one, population: (i + 1) * 1_000 }));
  expect(peerGroups(villages, 'size').groups.map(({ name }) => name)).toEqual([
    'small (up to 6.67 villages)',
    'middle-sized (6.67–12.3 villages)',
    'large (above 12.3 villages)',
  ]);
  expect(peerGroups(people, 'size').groups[0]).toMatchObject({ nameZh: '小（不超过 6670 人）', regions: 6 });
  expect(peerGroups(people, 'density').groups.map(({ regions }) => regions)).toEqual([6, 6, 6]);
});

test('every region is in one group, equal ones in the same, and smaller ones never in a larger band', () => {
  const some = fc.uniqueArray(fc.record({ code: fc.string(), villages: fc.integer({ min: 1, max: 20 }) }), {
    selector: (one) => one.code,
    minLength: 1,
    maxLength: 60,
  });
  fc.assert(
    fc.property(some, (all) => {
      const regions = all.map(({ code, villages }) => region(code, villages));
      const { groupOf, groups } = peerGroups(regions, 'size');
      expect(groups.reduce((sum, group) => sum + group.regions, 0)).toBe(regions.length);
      for (const a of regions)
        for (const b of regions)
          if (a.villages <= b.villages) expect(groupOf.get(a.code)! <= groupOf.get(b.code)!).toBe(true);
    }),
  );
});
