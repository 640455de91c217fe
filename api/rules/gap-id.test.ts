import { expect, it } from 'vitest';
import { gapNamer } from './gap-id.ts';

it('a piece is named by region, class, cell and anchor; one that shares all of them gets a mark', () => {
  const nameOf = gapNamer('990106100001');
  const piece = { cell: '1320', anchor: '132013' };
  expect(nameOf('market', piece)).toBe('990106100001:market:1320:132013');
  expect(nameOf('road', piece)).toBe('990106100001:road:1320:132013');
  expect(nameOf('market', piece)).toBe('990106100001:market:1320:132013~');
  expect(gapNamer('990106100001')('market', piece)).toBe('990106100001:market:1320:132013');
});
