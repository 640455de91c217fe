// The whole way on the command line: a sample into a database, figures, gaps and reports out of it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeLock } from '#storage/lock-file';
import { type Folder, folder, lacuna, type Ran } from './lacuna.ts';

let dir: Folder;
const run = (...args: string[]): Promise<Ran> => lacuna(args, dir.path, { DATABASE_URL: 'data/x.db' });
const ROOT = '990106000000';

beforeAll(async () => {
  dir = folder();
  const made = await run('sample', '--villages', '12', '--cameras', '200', '--seed', '5', '--out', 's');
  expect(made.status, made.err).toBe(0);
});
afterAll(() => dir.remove());

describe('lacuna sample', () => {
  it('writes the same bytes for the same options, and nothing unfinished', async () => {
    const again = await run('sample', '--villages', '12', '--cameras', '200', '--seed', '5', '--out', 's2');
    expect(again.status, again.err).toBe(0);
    const names = readdirSync(join(dir.path, 's')).sort();
    expect(names).toEqual(
      expect.arrayContaining(['cameras.csv', 'public-space.geojson', 'regions.geojson', 'targets.csv']),
    );
    for (const name of names) {
      expect(readFileSync(join(dir.path, 's2', name)).equals(readFileSync(join(dir.path, 's', name))), name).toBe(true);
    }
  });
});

describe('lacuna import', () => {
  it('--dry-run prints the receipt and makes no database', async () => {
    const ran = await run('import', 'regions', 's/regions.geojson', '--dry-run', '--json');
    expect(ran.status, ran.err).toBe(0);
    const receipt = JSON.parse(ran.out);
    expect(receipt).toMatchObject({ kind: 'regions', format: 'geojson', rejected: 0, questions: [] });
    expect(receipt.create).toBe(receipt.rows);
    expect(existsSync(join(dir.path, 'data'))).toBe(false);
  });
  it('a file with no good row changes nothing and ends with 2', async () => {
    dir.write('bad.csv', 'id,lon,lat\nA,east,27\n');
    const ran = await run('import', 'cameras', 'bad.csv');
    expect(ran.status).toBe(2);
    expect(ran.err).toMatch(/bad\.csv:2:lon east/);
  });
  it('takes regions, public space, cameras and targets, and measures', async () => {
    for (const [kind, file] of [
      ['regions', 's/regions.geojson'],
      ['public-space', 's/public-space.geojson'],
      ['cameras', 's/cameras.csv'],
      ['targets', 's/targets.csv'],
    ] as const) {
      const ran = await run('import', kind, file, '--json');
      expect([0, 3], ran.err).toContain(ran.status);
      expect(JSON.parse(ran.out)).toMatchObject({ kind, questions: [] });
    }
  });
  it('--dry-run writes nothing into a database that is there, not even a record of itself', async () => {
    const path = join(dir.path, 'data', 'x.db');
    const kept = (): Buffer[] =>
      readdirSync(join(dir.path, 'data'), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !/-(shm|wal)$/.test(entry.name))
        .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
    const before = kept();
    const ran = await run('import', 'cameras', 's/cameras.csv', '--dry-run', '--json');
    const receipt = JSON.parse(ran.out);
    expect(receipt).toMatchObject({ create: 0, update: 0, unchanged: receipt.usable });
    expect(existsSync(path)).toBe(true);
    const after = kept();
    expect(after.length).toBe(before.length);
    expect(after.every((bytes, i) => bytes.equals(before[i]!))).toBe(true);
  });
  it('a recipe says how a file is read; what is wrong with one is said', async () => {
    dir.write('odd.csv', '编,甲,乙\nA1,113.5,29.5\nA2,113.51,29.51\n');
    dir.write('recipe.json', JSON.stringify({ options: { mapping: { 编: 'id', 甲: 'longitude', 乙: 'latitude' } } }));
    dir.write('bad.json', '{"mapping": 3}');
    const dry = ['import', 'cameras', 'odd.csv', '--dry-run', '--json'];
    const [read, bad, none] = await Promise.all([
      run(...dry, '--recipe', 'recipe.json'),
      run(...dry, '--recipe', 'bad.json'),
      run(...dry, '--recipe', 'none.json'),
    ]);
    expect(JSON.parse(read.out)).toMatchObject({ rows: 2, usable: 2, questions: [] });
    expect([bad.status, none.status]).toEqual([2, 2]);
    expect(bad.err).toContain('mapping');
    expect(none.err).toContain('none.json');
  });
  it('what comes later is refused with a sentence', async () => {
    const ran = await run('figures', '--set', 'plan:a');
    expect(ran.status).toBe(2);
    expect(ran.err).toContain('not available in this version');
  });
});

describe('lacuna figures and gaps', () => {
  it('say the same as measure on the same files', async () => {
    const files = [
      '--regions',
      's/regions.geojson',
      '--cameras',
      's/cameras.csv',
      '--public-space',
      's/public-space.geojson',
    ];
    const [figures, measure] = await Promise.all([run('figures', '--json'), run('measure', ...files, '--json')]);
    expect(figures.status, figures.err).toBe(0);
    const measured = new Map(JSON.parse(measure.out).regions.map((r: { code: string }) => [r.code, r]));
    const { regions } = JSON.parse(figures.out);
    expect(regions.length).toBe(measured.size);
    const same = [
      'demandM2',
      'coveredM2',
      'likelyM2',
      'coveredHighM2',
      'cameras',
      'devices',
      'unaimed',
      'camerasSeeing',
      'gapCount',
      'assumptions',
      'basis',
    ];
    for (const region of regions) {
      const other = measured.get(region.code) as Record<string, unknown>;
      for (const key of same) expect([region.code, key, region[key]]).toEqual([region.code, key, other[key]]);
      expect(region.dataVersion).toBeGreaterThan(0);
    }
  });
  it("--region limits both; gaps are ranked by need and their count is the figure's", async () => {
    const [figures, gaps] = await Promise.all([
      run('figures', '--region', ROOT, '--json'),
      run('gaps', '--region', ROOT, '--json', '--out', 'gaps.geojson'),
    ]);
    const [root] = JSON.parse(figures.out).regions;
    const { items } = JSON.parse(gaps.out);
    expect(root.code).toBe(ROOT);
    expect(items).toHaveLength(root.gapCount);
    const needs = items.map((g: { need: number }) => g.need);
    expect(needs).toEqual(needs.toSorted((a: number, b: number) => b - a));
    expect(JSON.parse(readFileSync(join(dir.path, 'gaps.geojson'), 'utf8')).features).toHaveLength(items.length);
  });
  it('an unknown region or no database ends with 2', async () => {
    const [region, database] = await Promise.all([
      run('figures', '--region', 'nowhere'),
      run('figures', '--db', 'none.db'),
    ]);
    expect([region.status, database.status]).toEqual([2, 2]);
    expect(region.err).toContain('nowhere');
    expect(database.err).toMatch(/no database at .*none\.db/);
    expect(existsSync(join(dir.path, 'none.db'))).toBe(false);
  });
});

describe('lacuna report', () => {
  it('writes csv, xlsx and geojson of a subtree', async () => {
    for (const format of ['csv', 'xlsx', 'geojson']) {
      const ran = await run('report', '--region', ROOT, '--format', format, '--out', `r.${format}`, '--lang', 'zh+en');
      expect(ran.status, ran.err).toBe(0);
    }
    expect(readFileSync(join(dir.path, 'r.csv'), 'utf8')).toMatch(/^\ufeffcode,name,nameEn,/);
    expect(readdirSync(dir.path)).toEqual(
      expect.arrayContaining(['r.csv', 'r.gaps.csv', 'r.columns.csv', 'r.method.csv', 'r.xlsx']),
    );
    const { features, lacuna: about } = JSON.parse(readFileSync(join(dir.path, 'r.geojson'), 'utf8'));
    expect(features[0].properties).toMatchObject({ kind: 'region', code: ROOT, row: 'region' });
    expect(about.assumptions.used.length).toBeGreaterThan(0);
  });
  it('reading goes on beside a running server; writing says which process to stop', async () => {
    const release = takeLock(join(dir.path, 'data', 'x.db'));
    try {
      const reads = await Promise.all([
        run('report', '--region', ROOT, '--format', 'csv', '--out', 'beside.csv'),
        run('figures', '--json'),
        run('gaps', '--json'),
        run('import', 'cameras', 's/cameras.csv', '--dry-run'),
      ]);
      for (const ran of reads) expect([0, 3], ran.err).toContain(ran.status);
      const writes = await run('import', 'cameras', 's/cameras.csv');
      expect([writes.status, writes.out]).toEqual([2, '']);
      expect(writes.err).toContain(`process ${process.pid}`);
    } finally {
      release();
    }
  });
  it('a format of a later version, or a folder that is not there, ends with 2 and writes nothing', async () => {
    const [pdf, folderless] = await Promise.all([
      run('report', '--region', ROOT, '--format', 'pdf', '--out', 'r.pdf'),
      run('report', '--region', ROOT, '--format', 'xlsx', '--out', 'no/such/r.xlsx'),
    ]);
    expect([pdf.status, folderless.status]).toEqual([2, 2]);
    expect(pdf.err).toContain('not available in this version');
    expect(existsSync(join(dir.path, 'r.pdf'))).toBe(false);
  });
});

describe('lacuna doctor', () => {
  it('lists checks and no data', async () => {
    const ran = await run('doctor', '--json');
    expect(ran.status, ran.out + ran.err).toBe(0);
    const { ok, checks } = JSON.parse(ran.out);
    expect(ok).toBe(true);
    for (const name of ['node', 'sqlite', 'data folder', 'free disk']) {
      expect(checks).toContainEqual(expect.objectContaining({ name, ok: true }));
    }
    expect(ran.out).not.toContain('云湖');
  });
});

describe('a database that cannot be used', () => {
  it('ends with 2 and a sentence: a folder that refuses, a file that is no database, another kind of database', async () => {
    dir.write('plain.txt', 'not a database, only some text that is long enough to be read as one page or so');
    const rans = await Promise.all([
      run('import', 'regions', 's/regions.geojson', '--db', '/proc/lacuna/x.db'),
      run('import', 'regions', 's/regions.geojson', '--db', 'plain.txt'),
      run('figures', '--db', 'postgres://user:secret@host/x'),
    ]);
    for (const ran of rans) {
      expect([ran.status, ran.out], ran.err).toEqual([2, '']);
      expect(ran.err.trim().length).toBeGreaterThan(30);
      expect(ran.err).not.toMatch(/\bat .*\.ts:\d+/);
      expect(ran.err).not.toContain('secret');
    }
    expect(readFileSync(join(dir.path, 'plain.txt'), 'utf8')).toMatch(/^not a database/);
  });
});
