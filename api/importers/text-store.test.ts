// Texts by number: what goes in comes out.
import { expect, it } from 'vitest';
import { seeded } from './seeded.ts';
import { createTextStore } from './text-store.ts';

it('50,000 texts of many lengths come out as they went in', () => {
  const random = seeded(7);
  const texts = Array.from({ length: 50_000 }, (_, i) => `${i}龙a`.repeat(Math.floor(random() * 30)));
  texts.push('', '😀', 'x'.repeat(3_000_000), 'end');
  const store = createTextStore();
  for (const text of texts) store.add(text);
  expect(store.length).toBe(texts.length);
  for (const [i, text] of texts.entries()) expect(store.get(i) === text, String(i)).toBe(true);
});

it('a number that no text has', () => {
  const store = createTextStore();
  expect(store.get(0)).toBeUndefined();
  store.add('a');
  for (const number of [-1, 1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) expect(store.get(number)).toBeUndefined();
});
