// lacuna export: a layer as a file, a receipt, and the exit codes.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { collection, type Folder, folder, lacuna, polygon, started } from './lacuna.ts';

let here: Folder;
beforeAll(async () => {
  here = folder();
  const square = [
    [110, 30],
    [110.004, 30],
    [110.004, 30.004],
    [110, 30.004],
    [110, 30],
  ];
  here.write('r.geojson', collection([polygon({ code: 'V', name: '村' }, square)]));
  here.write(
    'c.csv',
    'id,name,longitude,latitude,restricted\n001,=1+1,110.001,30.001,false\n002,b,110.002,30.002,true\n',
  );
  for (const [kind, file] of [
    ['regions', 'r.geojson'],
    ['cameras', 'c.csv'],
  ] as const)
    expect((await lacuna(['import', kind, file, '--db', 'x.db', '--crs', 'wgs84'], here.path)).status).toBe(0);
});
afterAll(() => here.remove());
const run = (...args: string[]) => lacuna(['export', ...args, '--db', 'x.db'], here.path);

test('a file is written, and the receipt says what was left out', async () => {
  const ran = await run('cameras', '--format', 'csv', '--out', 'out.csv');
  expect(ran.err).toBe('');
  expect(ran.status).toBe(0);
  expect(ran.out).toContain('out.csv: 1 cameras, csv, coordinates wgs84');
  expect(ran.out).toContain('1 restricted cameras left out');
  expect(readFileSync(join(here.path, 'out.csv'), 'utf8')).toContain('\r\n"001",\'=1+1,110.001,30.001,');
});

test('what was exported changes nothing when it is imported', async () => {
  await run('cameras', '--format', 'xlsx', '--include-restricted', '--out', 'out.xlsx');
  const ran = await lacuna(
    ['import', 'cameras', 'out.xlsx', '--db', 'x.db', '--crs', 'wgs84', '--json', '--dry-run'],
    here.path,
  );
  expect(JSON.parse(ran.out)).toMatchObject({ rows: 2, unchanged: 2, create: 0, update: 0 });
});

test('what cannot be asked for ends with 2 and leaves nothing', async () => {
  for (const [args, said] of [
    [['cameras', '--format', 'dwg', '--out', 'no.dwg'], 'csv, xlsx'],
    [['people', '--format', 'csv', '--out', 'no.csv'], 'cameras, regions'],
    [['gaps', '--format', 'osm', '--out', 'no.osm'], 'Only cameras'],
    [['cameras', '--format', 'csv', '--region', 'W', '--out', 'no.csv'], 'W'],
    [['cameras', '--format', 'csv', '--out', 'nowhere/no.csv'], 'folder does not exist'],
  ] as const) {
    const ran = await run(...args);
    expect(ran.status, ran.err).toBe(2);
    expect(ran.err).toContain(said);
    expect(existsSync(join(here.path, args.at(-1)!))).toBe(false);
  }
});

test('what is interrupted ends with 130 and leaves nothing', async () => {
  const lines = Array.from({ length: 60_000 }, (_, i) => `p${i},retired,${110 + (i % 200) * 2e-5},${30 + i * 6e-8}`);
  here.write('many.csv', `id,stage,longitude,latitude\n${lines.join('\n')}\n`);
  const read = await lacuna(['import', 'cameras', 'many.csv', '--db', 'x.db', '--crs', 'wgs84'], here.path);
  expect(read.status, read.err).toBe(0);
  const { child, ended } = started(
    ['export', 'cameras', '--format', 'xlsx', '--out', 'big.xlsx', '--db', 'x.db'],
    here.path,
  );
  const parts = (): string[] => readdirSync(here.path).filter((name) => name.endsWith('.part'));
  let over = false;
  void ended.then(() => {
    over = true;
  });
  while (!over && parts().length === 0) await new Promise(setImmediate);
  child.kill('SIGINT');
  const { status, err } = await ended;
  expect(status, err).toBe(130);
  expect(err).toContain('nothing was written');
  expect(parts()).toEqual([]);
  expect(existsSync(join(here.path, 'big.xlsx'))).toBe(false);
});
