// lacuna measure --detail: reach from optics, the profile said, names that are not known, records that cannot be.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { box, collection, type Folder, folder, lacuna, polygon } from './lacuna.ts';

let dir: Folder;
beforeAll(() => {
  dir = folder();
  dir.write('regions.geojson', collection([polygon({ code: 'V', name: 'V' }, box(112, 27, 112.02, 27.02))]));
  dir.write(
    'cameras.csv',
    `id,longitude,latitude,type,azimuthDeg,hfovDeg,rangeM,resolutionH,lensHfovDeg,heightM,tiltDeg,vfovDeg,nearM
a,112.004,27.01,fixed,90,85,,,,,,,
b,112.008,27.01,fixed,90,85,10,3840,,,,,
c,112.012,27.01,ptz,0,,,,20,,,,
d,112.016,27.01,fixed,0,60,,,,12,-40,30,
`,
  );
  dir.write(
    'odd.csv',
    `id,longitude,latitude,type,azimuthDeg,hfovDeg,rangeM,nearM
zero-angle,112.004,27.01,fixed,90,0,30,
zero-range,112.006,27.01,fixed,90,60,0,
endless,112.008,27.01,fixed,90,60,1e9,
no-number,112.010,27.01,fixed,90,NaN,NaN,NaN
inside-out,112.012,27.01,fixed,90,60,30,40
beyond-assumed,112.014,27.01,fixed,90,60,,45
`,
  );
});
afterAll(() => dir.remove());

const base = ['measure', '--regions', 'regions.geojson', '--cameras', 'cameras.csv'];
/** Ground of a sector. */
const sectorM2 = (reachM: number, deg: number): number => (Math.PI * reachM ** 2 * deg) / 360;
const depthM = (px: number, deg: number, l: number): number => px / (2 * l * Math.tan((deg * Math.PI) / 360));

describe('measure --detail', () => {
  it('covers the sectors that pixel density allows, and says profile, table and what was assumed', async () => {
    const ran = await lacuna([...base, '--detail', 'observe', '--json'], dir.path);
    expect(ran.status).toBe(3);
    const said = JSON.parse(ran.out);
    expect(said).toMatchObject({ detail: 'observe', profile: 'iec-62676-4:2014', assumptionsVersion: '2026-11' });
    const [v] = said.regions;
    const expected = sectorM2(depthM(1920, 85, 62.5), 85) + sectorM2(10, 85) + sectorM2(depthM(1920, 20, 62.5), 20);
    expect(v.coveredM2).toBeCloseTo(expected, 3);
    expect(v.assumptions).toEqual({ 'fixed.resolutionH=1920': 2, 'ptz.resolutionH=1920': 1 });
    // d looks at the sky: counted, said by its id, seen nowhere
    expect(v.cameras).toBe(4);
    const faults = said.problems.filter((p: { severity: string }) => p.severity !== 'note');
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatchObject({ code: 'optics.above_horizon', row: 5 });
    expect(faults[0].message).toContain('Camera d ');
  });
  it('a profile tells its names apart; range stays as it was', async () => {
    const [observe, perceive, range] = await Promise.all([
      lacuna([...base, '--profile', 'iec-62676-4:2014', '--detail', 'recognise'], dir.path),
      lacuna([...base, '--profile', 'iec-62676-4:2025', '--detail', 'perceive'], dir.path),
      lacuna([...base, '--detail', 'range', '--json'], dir.path),
    ]);
    expect(observe.out).toContain('detail: recognise (iec-62676-4:2014)');
    expect(observe.out).toContain('assumptions used (2026-11): ');
    expect(perceive.out).toContain('detail: perceive (iec-62676-4:2025)');
    expect(JSON.parse(range.out)).toMatchObject({ detail: 'range', profile: null });
    expect(range.status).toBe(0);
  });
  it('a name that is not known ends with 2 and the names that are', async () => {
    const rans = await Promise.all([
      lacuna([...base, '--detail', 'nonsense'], dir.path),
      lacuna([...base, '--detail', 'outline', '--profile', 'iec-62676-4:2014'], dir.path),
      lacuna([...base, '--profile', 'iec-62676-4:2014'], dir.path),
      lacuna([...base, '--profile', 'none', '--detail', 'observe'], dir.path),
    ]);
    expect(rans.map((ran) => [ran.status, ran.out])).toEqual(rans.map(() => [2, '']));
    for (const ran of rans.slice(0, 3)) expect(ran.err).toContain('monitor, detect, observe');
    expect(rans[3]!.err).toContain('iec-62676-4:2025');
  });
});

describe('records that cannot be', () => {
  it.each([[[]], [['--detail', 'observe']]])(
    'are said by row and column, and never measured silently (%j)',
    async (more) => {
      const ran = await lacuna([...base.slice(0, -1), 'odd.csv', ...more, '--json'], dir.path);
      expect(ran.status).toBe(3);
      const { problems, regions } = JSON.parse(ran.out);
      const said = new Set(problems.map((p: { row: number; column: string }) => `${p.row} ${p.column}`));
      for (const place of ['2 hfovDeg', '3 rangeM', '4 rangeM', '6 nearM', '7 nearM']) expect(said).toContain(place);
      expect(problems.find((p: { row: number }) => p.row === 7).message).toContain('beyond-assumed');
      // a cell that says NaN says nothing: the assumption that stands in is counted
      expect(regions[0].assumptions['fixed.hfovDeg=60']).toBe(2);
      expect(regions[0].cameras).toBe(6);
    },
  );
});
