// Odd files that are good: hardening must not refuse real work.
import { describe, expect, it } from 'vitest';
import { parseMemory } from '#importers/parse-memory';
import type { CameraRow, RegionRow } from '#importers/types';
import { ODD } from '../files/odd.ts';

describe(`${ODD.length} odd files that must be read`, () => {
  it('are at least sixty, each with a name of its own', () => {
    expect(ODD.length).toBeGreaterThanOrEqual(60);
    expect(new Set(ODD.map(({ name, kind }) => `${kind} ${name}`)).size).toBe(ODD.length);
  });
  it.each(ODD)('$kind: $name', async ({ kind, bytes, options = {}, rows, at, first }) => {
    const { summary, rows: found } = await parseMemory(bytes, { kind, fileName: 'odd', options });
    expect(summary.refused).toBe(null);
    expect(summary.questions.map(({ code }) => code)).toEqual([]);
    expect(found).toHaveLength(rows);
    if (kind === 'cameras') {
      const { id, fields } = found[0] as CameraRow;
      if (at !== undefined) {
        expect(fields.longitude).toBeCloseTo(at[0], 9);
        expect(fields.latitude).toBeCloseTo(at[1], 9);
      }
      expect({ id, ...fields }).toMatchObject(first ?? {});
    } else {
      const { bbox } = found[0] as RegionRow;
      expect(bbox[2] - bbox[0]).toBeGreaterThan(0.09);
    }
  });
});
