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
