import { describe, expect, it } from 'vitest';
import { CameraFields } from '#contract/camera';
import { TEMPLATES } from './templates.ts';

const cells = (text: string) =>
  text
    .replace('\ufeff', '')
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));

describe('the templates', () => {
  it('name camera columns as the contract does', () => {
    const [header, ...rows] = cells(TEMPLATES.cameras.text);
    const known = new Set(['id', ...Object.keys(CameraFields.shape)]);
    expect(header.filter((name) => !known.has(name))).toEqual([]);
    for (const row of rows) expect(row).toHaveLength(header.length);
  });
  it('give every target one scope, a minimum and a due date', () => {
    const [header, ...rows] = cells(TEMPLATES.targets.text);
    for (const row of rows) {
      const target = Object.fromEntries(header.map((name, i) => [name, row[i]]));
      expect(Boolean(target.level) !== Boolean(target.region)).toBe(true);
      expect(target.due >= target.start).toBe(true);
      expect(Number.parseFloat(target.minimum)).toBeGreaterThan(0);
    }
  });
  it('name a parent that is in the file for every region below another', () => {
    const { features } = JSON.parse(TEMPLATES.regions.text) as {
      features: { properties: { code: string; parentCode: string | null } }[];
    };
    const codes = features.map((f) => f.properties.code);
    const parents = features.map((f) => f.properties.parentCode).filter((code) => code !== null);
    expect(parents.length).toBeGreaterThan(0);
    expect(parents.every((code) => codes.includes(code))).toBe(true);
  });
});
