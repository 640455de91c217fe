// Bad input: a clear sentence and a fix each time, exit codes of the contract, nothing half-written.
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { box, collection, type Folder, folder, lacuna, polygon, type Ran } from './lacuna.ts';

let dir: Folder;
beforeAll(() => {
  dir = folder();
  dir.write('regions.geojson', collection([polygon({ code: 'v', name: '村' }, box(112, 27, 112.01, 27.01))]));
  dir.write('cameras.csv', 'id,lon,lat,type\nA,112.005,27.005,panoramic\n');
});
afterAll(() => dir.remove());

const measure = (regions: string, cameras: string, ...more: string[]): Promise<Ran> =>
  lacuna(['measure', '--regions', regions, '--cameras', cameras, '--json', ...more], dir.path);
/** Runs a few at a time: every one is a process with a child of its own. */
async function eachOf<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  for (let i = 0; i < items.length; i += 2) await Promise.all(items.slice(i, i + 2).map(run));
}
const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
const gbk = Buffer.from([0xc3, 0xfb, 0xb3, 0xc6]);

describe('a camera file that cannot be used', () => {
  const FILES: [name: string, content: string | Uint8Array, says: RegExp, options?: string[]][] = [
    ['empty.csv', '', /The file is empty\. Export it again/],
    ['header-only.csv', 'id,lon,lat\n', /header but no rows\. Export/],
    ['page.csv', '<!DOCTYPE html><html><body>Sign in</body></html>', /web page, not data.*Download the file again/],
    ['page.json', '<html></html>', /web page, not data/],
    ['cut.geojson', '{"type":"FeatureCollection","features":[{"type":"Fea', /not valid JSON.*export it again/i],
    ['deep.json', deep, /nested deeper than \d+ levels\./],
    [
      'deep-inside.geojson',
      `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"x":${deep}},"geometry":null}]}`,
      /nested deeper than \d+ levels\./,
    ],
    [
      'declared.csv',
      Buffer.concat([Buffer.from('id,lon,lat,'), gbk, Buffer.from('\nA,112.005,27.005,x\n')]),
      /not utf-8.*detected/i,
      ['--encoding', 'utf-8'],
    ],
    ['binary.csv', new Uint8Array(64), /NUL bytes|binary|not text/i],
    ['all-bad.csv', 'id,lon,lat\nA,east,27\n', /No row of all-bad\.csv can be used/],
    ['no-positions.csv', 'id,name\nA,gate\n', /position|longitude|latitude/i],
  ];
  it('ends with 2, names the file, says what is wrong and what to do, and prints no figures', async () => {
    await eachOf(FILES, async ([name, content, says, options = []]) => {
      dir.write(name, content);
      const ran = await measure('regions.geojson', name, ...options);
      expect([name, ran.status, ran.out]).toEqual([name, 2, '']);
      expect(ran.err).toContain(name);
      expect(ran.err).toMatch(says);
      expect(ran.err).not.toMatch(/\bat .*\.(ts|js|mjs):\d+/);
    });
  });
  it('with one fault in many rows names all of them, and writes out the first', async () => {
    const bad = Array.from({ length: 40 }, (_, i) => `A${i},${i === 20 ? '112.005' : 'east'},27.005`);
    dir.write('many.csv', `id,lon,lat\n${bad.join('\n')}\n`);
    const ran = await lacuna(['import', 'cameras', 'many.csv', '--db', 'many.db', '--dry-run'], dir.path);
    expect(ran.status, ran.err).toBe(3);
    expect(ran.err.match(/^many\.csv:/gm)).toHaveLength(8);
    expect(ran.err).toContain('31 more of position.number: rows 10–21, 23–41 (column lon)');
    expect(ran.out).toMatch(/40 rows: 1 usable, 39 left out\n.*\n.*nothing was written/);
  });
  it('that is not there ends with 2', async () => {
    const ran = await measure('regions.geojson', 'nowhere.csv');
    expect([ran.status, ran.out]).toEqual([2, '']);
    expect(ran.err).toMatch(/nowhere\.csv.*cannot be opened/);
  });
  it('an unknown coordinate system or encoding ends with 2 and lists the known ones', async () => {
    const [crs, encoding] = await Promise.all([
      measure('regions.geojson', 'cameras.csv', '--crs', 'mars'),
      measure('regions.geojson', 'cameras.csv', '--encoding', 'klingon'),
    ]);
    expect([crs.status, encoding.status]).toEqual([2, 2]);
    expect(crs.err).toMatch(/mars.*wgs84/);
    expect(encoding.err).toMatch(/klingon.*gb18030/);
  });
});

describe('a file that leaves a question open', () => {
  it('ends with 2 and the option that answers it; the answer goes on', async () => {
    dir.write('swapped.csv', 'id,lat,lon\nA,112.005,27.005\nB,112.006,27.004\nC,112.007,27.003\n');
    const open = await measure('regions.geojson', 'swapped.csv');
    expect([open.status, open.out]).toEqual([2, '']);
    expect(open.err).toMatch(/swapped\.csv: .*--axes lat-lon/);
    const answered = await measure('regions.geojson', 'swapped.csv', '--axes', 'lat-lon');
    expect(answered.status, answered.err).toBe(0);
    expect(JSON.parse(answered.out).regions[0].cameras).toBe(3);
  });
});

describe('rows that cannot be used', () => {
  it('are named with row and column; the good rows are in; exit 3', async () => {
    const rows = [
      'id,lon,lat,type,azimuthDeg,rangeM',
      'A,112.005,27.005,panoramic,,30',
      'NAN,NaN,27.005,dome,,',
      'OUT,512.005,27.005,dome,,',
      'SWAP,27.005,112.005,dome,,',
      'ZERO,0,0,dome,,',
      'A,112.006,27.005,panoramic,,30',
      'FAR,113.5,27.005,dome,,',
      'RANGE,112.007,27.005,fixed,400,-5',
    ];
    dir.write('rows.csv', rows.join('\n'));
    const ran = await measure('regions.geojson', 'rows.csv');
    expect(ran.status, ran.err).toBe(3);
    const { regions, problems } = JSON.parse(ran.out);
    const at = (row: number) =>
      problems.filter((p: { row: number; file: string }) => p.row === row && p.file === 'rows.csv');
    for (const row of [3, 4, 5, 6, 7, 8]) {
      expect(at(row), `row ${row}: ${ran.err}`).not.toHaveLength(0);
      for (const p of at(row))
        for (const text of [p.message, p.fix, p.messageZh, p.fixZh]) expect(text.length).toBeGreaterThan(1);
      expect(ran.err).toMatch(new RegExp(`rows\\.csv:${row}[: ]`));
    }
    expect(at(9).length).toBeGreaterThan(0);
    // A, its repetition, and RANGE stand in the village; the others are out
    expect(regions[0]).toMatchObject({ code: 'v', cameras: 3 });
  });
});

describe('regions', () => {
  it('without codes are measured under another name, which is said', async () => {
    dir.write('no-code.geojson', collection([polygon({ name: '甲村' }, box(112, 27, 112.01, 27.01))]));
    const ran = await measure('no-code.geojson', 'cameras.csv');
    expect(ran.status, ran.err).toBe(0);
    const { regions, problems } = JSON.parse(ran.out);
    expect(regions[0]).toMatchObject({ code: '甲村', name: '甲村', cameras: 1 });
    expect(problems.some((p: { code: string }) => p.code.startsWith('region.code'))).toBe(true);
  });
  it('with a null geometry, or one that is no area, are left out with their row', async () => {
    const line = {
      type: 'Feature',
      properties: { code: 'line' },
      geometry: {
        type: 'LineString',
        coordinates: [
          [112, 27],
          [113, 27],
        ],
      },
    };
    const nothing = { type: 'Feature', properties: { code: 'null' }, geometry: null };
    const good = polygon({ code: 'v' }, box(112, 27, 112.01, 27.01));
    dir.write('null.geojson', collection([nothing, line, good]));
    const ran = await measure('null.geojson', 'cameras.csv');
    expect(ran.status, ran.err).toBe(3);
    expect(JSON.parse(ran.out).regions.map((r: { code: string }) => r.code)).toEqual(['v']);
    expect(ran.err).toMatch(/null\.geojson:1/);
    expect(ran.err).toMatch(/null\.geojson:2/);
  });
  it('all of them unusable: exit 2 and no figures', async () => {
    dir.write('none.geojson', collection([{ type: 'Feature', properties: { code: 'x' }, geometry: null }]));
    const ran = await measure('none.geojson', 'cameras.csv');
    expect([ran.status, ran.out]).toEqual([2, '']);
    expect(ran.err).toMatch(/No region is left|no usable/i);
  });
  it('with an outline that crosses itself are repaired where that is safe, and it is reported', async () => {
    const bowTie = [
      [112, 27],
      [112.01, 27.01],
      [112.01, 27],
      [112, 27.01],
      [112, 27],
    ];
    dir.write(
      'bow.geojson',
      collection([polygon({ code: 'bow' }, bowTie), polygon({ code: 'v' }, box(112.02, 27, 112.03, 27.01))]),
    );
    const ran = await measure('bow.geojson', 'cameras.csv');
    expect([2, 3]).toContain(ran.status);
    expect(ran.err).toMatch(/bow\.geojson:1/);
  });
  it('that overlap are reported, and their common ground counts in each', async () => {
    const pair = [
      polygon({ code: 'a' }, box(112, 27, 112.01, 27.01)),
      polygon({ code: 'b' }, box(112.004, 27, 112.014, 27.01)),
    ];
    dir.write('overlap.geojson', collection(pair));
    const ran = await measure('overlap.geojson', 'cameras.csv');
    expect(ran.status, ran.err).toBe(3);
    expect(ran.err).toMatch(/overlap/);
    const [a, b] = JSON.parse(ran.out).regions;
    expect(a.coveredM2).toBeCloseTo(b.coveredM2, 3);
    expect([a.cameras, b.cameras]).toEqual([1, 0]);
  });
  it('with a ring of 100,000 vertices are measured', async () => {
    const ring = Array.from({ length: 100_000 }, (_, i) => {
      const angle = (2 * Math.PI * i) / 100_000;
      return [112.005 + 0.004 * Math.cos(angle), 27.005 + 0.004 * Math.sin(angle)];
    });
    dir.write('long-ring.geojson', collection([polygon({ code: 'v' }, [...ring, ring[0]!])]));
    const ran = await measure('long-ring.geojson', 'cameras.csv');
    expect(ran.status, ran.err).toBe(0);
    const [v] = JSON.parse(ran.out).regions;
    expect(Math.abs(v.coveredM2 / (Math.PI * 400) - 1)).toBeLessThan(1e-9);
  });
  it('of another place: every camera is outside, said first and once for the whole file', async () => {
    dir.write('elsewhere.geojson', collection([polygon({ code: 'v' }, box(2, 48, 2.1, 48.1))]));
    const ran = await measure('elsewhere.geojson', 'cameras.csv');
    expect(ran.status, ran.err).toBe(3);
    expect(ran.err).toMatch(/None of the 1 cameras stands in a region/);
  });
});

describe('after all this', () => {
  it('nothing but what was put there lies in the folder', () => {
    expect(readdirSync(dir.path).filter((name) => /\.part$|gaps/.test(name))).toEqual([]);
  });
});
