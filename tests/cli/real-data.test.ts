// Real lists with their real faults: every camera is accounted for, and two ways of dividing one city agree.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { lacuna } from './lacuna.ts';

const DATA = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const there = existsSync(DATA);
if (!there) process.stderr.write('SKIPPED: tests/cli/real-data.test.ts needs ../shared/data beside the project\n');

const measure = (...args: string[]) => lacuna(['measure', ...args, '--json'], DATA);
interface Measured {
  code: string;
  cameras: number;
  failedChecks: string[];
  coveredM2: number;
  likelyM2: number;
  coveredHighM2: number;
  demandM2: number;
  unaimed: number;
  assumptions: Record<string, number>;
}
const read = (
  out: string,
): { regions: Measured[]; total: Measured; problems: { file: string; code: string; row: number }[] } => JSON.parse(out);

describe.skipIf(!there)('Sheffield: 212 cameras without any direction', () => {
  it('wards and two levels of statistical areas hold all of them, pass every check and see the same ground', async () => {
    const levels = [];
    for (const file of ['wards_2013', 'msoa_2011', 'lsoa_2011']) {
      const ran = await measure('--regions', `sheffield/${file}.geojson`, '--cameras', 'sheffield/cameras.geojson');
      // repeated camera numbers are problems, so 3
      expect(ran.status, ran.err).toBe(3);
      levels.push(read(ran.out));
    }
    for (const { regions, total } of levels) {
      expect(total).toMatchObject({ cameras: 212, unaimed: 212, coveredM2: 0 });
      expect(total.assumptions).toEqual({ 'fixed.hfovDeg=60': 212, 'fixed.rangeM=30': 212, 'fixed.type': 212 });
      expect(regions.filter((r) => r.failedChecks.length > 0).map((r) => r.code)).toEqual([]);
    }
    const [wards, msoa, lsoa] = levels;
    expect(levels.map((level) => level.regions.length)).toEqual([28, 70, 345]);
    expect(wards!.regions.filter((r) => r.cameras > 0)).toHaveLength(18);
    expect(lsoa!.regions.filter((r) => r.cameras > 0)).toHaveLength(66);
    // the statistical areas nest: the same ground, cut into 70 or into 345 pieces
    const apart = (a: number, b: number) => Math.abs(a / b - 1);
    expect(apart(msoa!.total.coveredHighM2, lsoa!.total.coveredHighM2)).toBeLessThan(1e-8);
    expect(apart(msoa!.total.likelyM2, lsoa!.total.likelyM2)).toBeLessThan(1e-8);
    // the wards are another outline of the same city, and a camera at its edge looks out
    expect(apart(wards!.total.coveredHighM2, lsoa!.total.coveredHighM2)).toBeLessThan(1e-4);
  });
});

describe.skipIf(!there)('Monaco: cameras from OSM tags, quarters by --where', () => {
  it('13 of 16 cameras stand in the nine quarters; the others are named', async () => {
    const args = [
      '--regions',
      'monaco/admin.geojson',
      '--cameras',
      'monaco/cameras.geojson',
      '--where',
      'admin_level=10',
    ];
    const ran = await measure(...args);
    expect(ran.status, ran.err).toBe(3);
    const { regions, total, problems } = read(ran.out);
    expect(regions).toHaveLength(9);
    expect(total.cameras).toBe(13);
    expect(problems.filter((p) => p.code === 'camera.no_region')).toHaveLength(3);
    expect(total.coveredM2).toBeGreaterThan(0);
    expect(total.coveredM2).toBeLessThan(total.likelyM2);
    expect(total.likelyM2).toBeLessThan(total.coveredHighM2);
    expect(regions.flatMap((r) => r.failedChecks)).toEqual([]);
  });
});

interface Layered extends Measured {
  overM2: number;
  privateM2: number | null;
  classes: { class: string; demandM2: number; coveredM2: number; likelyM2: number; coveredHighM2: number }[];
  keyPlaces: { total: number };
}
const layered = (out: string): { regions: Layered[]; total: Layered } => JSON.parse(out);

describe.skipIf(!there)('Monaco: roads with a width, behind buildings', () => {
  it('buildings take away from low, likely and high alike; classes add up; nothing fails a check', async () => {
    const args = [
      '--regions',
      'monaco/admin.geojson',
      '--where',
      'admin_level=10',
      '--cameras',
      'monaco/cameras.geojson',
    ];
    const roads = ['--public-space', 'monaco/roads.geojson'];
    const open = layered((await measure(...args, ...roads)).out).total;
    const built = layered((await measure(...args, ...roads, '--obstacles', 'monaco/buildings.geojson')).out);
    const { total, regions } = built;
    expect(regions.flatMap((r) => r.failedChecks)).toEqual([]);
    for (const field of ['demandM2', 'coveredM2', 'likelyM2', 'coveredHighM2'] as const) {
      expect(total[field]).toBeLessThan(open[field]);
      expect(total[field]).toBeGreaterThan(0.3 * open[field]);
      expect(total.classes.reduce((sum, one) => sum + one[field], 0) / total[field]).toBeCloseTo(1, 9);
      expect(regions.reduce((sum, one) => sum + one[field], 0) / total[field]).toBeCloseTo(1, 9);
    }
    expect(total.classes.map((one) => one.class)).toEqual(['road', 'transport']);
    expect(total.privateM2).toBeNull();
  });
  it('its schools, hospitals and markets are key places, its own grounds the demand', async () => {
    const ran = await measure(
      '--regions',
      'monaco/admin.geojson',
      '--where',
      'admin_level=10',
      '--cameras',
      'monaco/cameras.geojson',
      '--public-space',
      'monaco/places.geojson',
      '--privacy-zones',
      'monaco/buildings.geojson',
    );
    const { total } = layered(ran.out);
    // 35 in the file; two lie outside the nine quarters
    expect(total.keyPlaces.total).toBe(33);
    // every building as a private yard: what the cameras see of them
    expect(total.privateM2).toBeGreaterThan(0);
    expect(ran.err).toMatch(/zone\.rule_missing|without a rule/);
  });
});

describe.skipIf(!there)('Sheffield: 12,423 buildings', () => {
  it('hide part of every disc, and no camera on a roof sees nothing', async () => {
    const args = ['--regions', 'sheffield/wards_2013.geojson', '--cameras', 'sheffield/cameras.geojson'];
    const open = layered((await measure(...args)).out);
    const ran = await measure(...args, '--obstacles', 'sheffield/buildings.geojson');
    expect(ran.status, ran.err).toBe(3);
    const built = layered(ran.out);
    expect(built.regions.filter((r) => r.failedChecks.length > 0).map((r) => r.code)).toEqual([]);
    const share = built.total.coveredHighM2 / open.total.coveredHighM2;
    expect(share).toBeGreaterThan(0.4);
    expect(share).toBeLessThan(0.95);
    built.regions.forEach((region, i) => {
      expect(region.coveredHighM2).toBeLessThanOrEqual(open.regions[i]!.coveredHighM2 * (1 + 1e-9));
      expect(region.demandM2).toBeLessThanOrEqual(open.regions[i]!.demandM2);
    });
  });
});

describe.skipIf(!there)('real lists with real faults', () => {
  const wards = ['--regions', 'sheffield/wards_2013.geojson'];
  it.each([
    ['baltimore_citiwatch.csv', 3, /None of the 614 cameras/],
    ['keelung_road_cctv.json', 3, /None of the 60 cameras/],
    ['geneva_osm_cameras_excel_mangled.csv', 2, /a spreadsheet has destroyed them/],
  ])('%s', async (file, status, says) => {
    const ran = await measure(...wards, '--cameras', join('imports', file));
    expect(ran.status, ran.err).toBe(status);
    expect(ran.err).toMatch(says);
  });
  it.each(['sheffield_wards_collapsed.geojson', 'sheffield_boundary_collapsed.geojson'])(
    '%s is refused',
    async (file) => {
      const ran = await measure('--regions', `imports/${file}`, '--cameras', 'sheffield/cameras.geojson');
      expect([ran.status, ran.out]).toEqual([2, '']);
      expect(ran.err).toMatch(/outline has no area/);
    },
  );
});
