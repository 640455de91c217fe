import { expect, test } from 'vitest';
import { dayAt, instantMeant } from './instant.ts';

const NOW = Date.parse('2026-05-10T03:00:00Z');
const iso = (text: string): string | null => {
  const ms = instantMeant(text, NOW);
  return ms === null ? null : new Date(ms).toISOString();
};

test('a day is its end in Shanghai, today is now', () => {
  expect(iso('2026-05-09')).toBe('2026-05-09T15:59:59.999Z');
  expect(iso('2026-05-10')).toBe('2026-05-10T03:00:00.000Z');
  expect(iso('2026-05-11')).toBe('2026-05-11T15:59:59.999Z');
  expect(dayAt(instantMeant('2026-05-09', NOW)!)).toBe('2026-05-09');
});

test('an instant says its zone', () => {
  expect(iso('2026-05-09T08:00:00+08:00')).toBe('2026-05-09T00:00:00.000Z');
  expect(iso('2026-05-09T08:00Z')).toBe('2026-05-09T08:00:00.000Z');
  expect(iso('2026-05-09T08:00:00')).toBe(null);
});

test('what is no day and no instant is nothing', () => {
  for (const text of ['', 'yesterday', '2026-02-30', '2026-13-01', '2026-5-9', '20260509', '2026-05-09T25:00:00Z'])
    expect(iso(text), text).toBe(null);
});
