// The committed good and hostile files, each with what must come of it.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImportKind, ImportOptions } from '#contract/import';
import { Problem } from '#contract/problem';
import { parseMemory } from './parse-memory.ts';
import { answered } from './questions.ts';

const folder = resolve(import.meta.dirname, '../../tests/files');
const parse = async <K extends ImportKind>(kind: K, file: string, options: ImportOptions = {}) => {
  const all = await parseMemory(readFileSync(resolve(folder, file)), { kind, fileName: file, options });
  for (const problem of all.problems) {
    expect(() => Problem.parse(problem), problem.code).not.toThrow();
    expect(`${problem.message}${problem.fix}${problem.messageZh}${problem.fixZh}`, problem.code).not.toMatch(/\{\w+\}/);
  }
  expect(all.summary.rows).toBe(all.summary.usable + all.summary.rejected);
  return all;
};
const said = (problems: Problem[]): string[] =>
  problems.filter(({ severity }) => severity !== 'note').map(({ row, code }) => `${row} ${code}`);

describe('good camera files', () => {
  it.each([
    ['good/cameras-utf8.csv', 'utf-8'],
    ['good/cameras-utf8-bom.csv', 'utf-8-bom'],
    ['good/cameras-gb18030.csv', 'gb18030'],
    ['good/cameras-utf16le.csv', 'utf-16le'],
    ['good/cameras-utf16be-no-bom.csv', 'utf-16be'],
  ])('%s reads the same whatever its encoding', async (file, encoding) => {
    const { summary, rows, problems } = await parse('cameras', file);
    expect(summary).toMatchObject({ encoding, rows: 3, usable: 3, questions: [] });
    expect(said(problems)).toEqual([]);
    expect(rows.map(({ id }) => id)).toEqual(['43052200001310000001', '43052200001310000002', '43052200001310000003']);
    expect(rows[0]!.fields).toMatchObject({
      name: '龙潭镇政府门前广场东侧路口',
      longitude: 111.458321,
      latitude: 27.320145,
      type: 'fixed',
      azimuthDeg: 45,
      hfovDeg: 60,
      rangeM: 30,
      heightM: 6,
      stage: 'installed',
      installedOn: '2021-05-03',
      owner: '龙潭镇人民政府',
    });
    expect(rows[1]!.fields).toMatchObject({
      type: 'ptz',
      azimuthDeg: null,
      heightM: 8,
      stage: 'networked',
      installedOn: '2021-06-01',
    });
    expect(rows[2]!.fields).toMatchObject({ type: 'dome', azimuthDeg: 180, stage: 'planned', installedOn: null });
  });
  it('Big5 is told from GB18030', async () => {
    const { summary, rows } = await parse('cameras', 'good/cameras-big5.csv');
    expect(summary).toMatchObject({ encoding: 'big5', usable: 3 });
    expect(rows[0]!.fields).toMatchObject({ name: '中山路與民生路口東側號誌桿', type: 'fixed', azimuthDeg: 90 });
  });
  it('semicolons, CRLF, decimal commas and quotes inside cells', async () => {
    const { rows, problems } = await parse('cameras', 'good/cameras-crlf-semicolon.csv');
    expect(rows.map(({ fields }) => [fields.name, fields.longitude])).toEqual([
      ['Market; north gate', 7.4155],
      ['Harbour "old" quay', 7.4194],
    ]);
    expect(problems.map(({ code }) => code)).toContain('position.decimal_comma');
  });
  it('tabs, latitude first, sixteen points', async () => {
    const { rows } = await parse('cameras', 'good/cameras-tab.csv');
    expect(rows[0]).toMatchObject({
      id: 'C-1',
      fields: { longitude: 7.4155, latitude: 43.7333, type: 'ptz', azimuthDeg: 22.5 },
    });
  });
  it('GB/T 28181: codes are read, secrets are dropped, an indoor camera stays out', async () => {
    const { summary, rows, problems, rejected } = await parse('cameras', 'good/cameras-gb28181.csv');
    expect(summary).toMatchObject({
      rows: 2,
      usable: 1,
      dropped: ['IPAddress', 'Port', 'Password', 'ContactInfo', 'MAC'],
    });
    expect(rows[0]!.fields).toMatchObject({
      type: 'fixed',
      azimuthDeg: 45,
      hfovDeg: 62.5,
      vfovDeg: 34,
      rangeM: 45,
      restricted: false,
      retentionDays: 30,
    });
    expect(said(problems)).toEqual(['3 camera.not_public']);
    expect(rejected).toHaveLength(1);
    expect(JSON.stringify({ rows, problems, rejected, summary })).not.toMatch(/abc123|10\.1\.2|13800000000|aa:bb/);
  });
  it('GCJ-02 is converted and the original pair is kept', async () => {
    const { rows } = await parse('cameras', 'good/cameras-gcj02.csv', { crs: 'gcj02' });
    expect(rows[0]).toMatchObject({ originalX: 116.39747, originalY: 39.908823, originalCrs: 'gcj02' });
    expect(rows[0]!.fields.longitude).toBeCloseTo(116.3912, 3);
    expect(rows[0]!.fields.latitude).toBeCloseTo(39.9074, 3);
  });
  it('Gauss-Krüger with its zone: asked when nothing is declared, read when it is', async () => {
    const open = await parse('cameras', 'good/cameras-cgcs2000-zone38.csv');
    expect(open.summary.questions[0]).toMatchObject({ code: 'crs.unclear', option: 'crs' });
    expect(open.summary.questions[0]!.choices[0]!.value).toBe('epsg:4526');
    const read = await parse(
      'cameras',
      'good/cameras-cgcs2000-zone38.csv',
      answered({}, open.summary.questions[0]!, 'epsg:4526'),
    );
    expect(read.rows[0]!.fields.longitude).toBeCloseTo(114, 9);
    expect(read.rows[0]!.originalX).toBe(38_500_000);
  });
  it('degrees, minutes and seconds', async () => {
    const { rows } = await parse('cameras', 'good/cameras-dms.csv');
    expect(rows[0]!.fields.longitude).toBeCloseTo(111 + 27 / 60 + 30 / 3600, 12);
    expect(rows[0]!.fields.latitude).toBeCloseTo(27 + 19 / 60 + 12 / 3600, 12);
  });
  it('Overpass: ranges, several directions, ways with a centre; corners of ways are no rows', async () => {
    const { summary, rows, problems } = await parse('cameras', 'good/overpass.json');
    expect(summary).toMatchObject({ format: 'osm-json', rows: 6, usable: 3, rejected: 3 });
    expect(rows.map(({ id }) => id)).toEqual(['1', '2', 'way-5', 'way-5~2', 'way-5~3']);
    expect(rows[0]!.fields).toMatchObject({ azimuthDeg: 325, hfovDeg: 270, tiltDeg: 15, heightM: 10 });
    expect(rows[1]!.fields).toMatchObject({ azimuthDeg: null, hfovDeg: 360 });
    expect(rows.slice(2).map(({ fields }) => [fields.azimuthDeg, fields.count])).toEqual([
      [90, 1],
      [160, 1],
      [270, 1],
    ]);
    expect(said(problems)).toEqual(['3 camera.not_public', '4 camera.not_a_camera', '7 camera.not_a_camera']);
  });
});

describe('good boundary files', () => {
  it('a tree keeps its explicit parents; parents do not overlap their children', async () => {
    const { rows, problems } = await parse('regions', 'good/regions-tree.geojson');
    expect(rows.map(({ code, parentCode, level }) => [code, parentCode, level])).toEqual([
      ['430522', null, 'county'],
      ['430522100', '430522', 'township'],
      ['430522101', '430522', 'township'],
    ]);
    expect(rows[0]!.nameEn).toBe('Xinshao');
    expect(rows[1]!.population).toBe(61_234);
    expect(said(problems)).toEqual([]);
  });
  it('heights are dropped, holes and parts stay', async () => {
    const { rows } = await parse('regions', 'good/regions-z-holes-multi.geojson');
    expect(rows[0]!.geometry[0]).toHaveLength(2);
    expect(rows[0]!.geometry[0]![0]![0]).toHaveLength(2);
    expect(rows[1]!.geometry).toHaveLength(2);
  });
  it('a region across the 180° meridian becomes two parts', async () => {
    const { rows } = await parse('regions', 'good/regions-antimeridian.geojson');
    expect(rows[0]!.geometry).toHaveLength(2);
  });
  it('the old crs member is honoured and said', async () => {
    const { summary, rows, problems } = await parse('regions', 'good/regions-old-crs.geojson');
    expect(summary.crs).toBe('epsg:27700');
    expect(rows[0]!.bbox[0]).toBeCloseTo(-1.475, 2);
    expect(rows[0]!.bbox[1]).toBeCloseTo(53.38, 2);
    expect(problems.map(({ code }) => code)).toEqual(expect.arrayContaining(['crs.declared_in_file', 'crs.accuracy']));
  });
  it('without any code the name is used, and said', async () => {
    const { rows, problems } = await parse('regions', 'good/regions-no-code.geojson');
    expect(rows.map(({ code }) => code)).toEqual(['Upper', 'Lower']);
    expect(problems.map(({ code }) => code)).toContain('region.code_made');
  });
  it('a column named by code-field wins', async () => {
    const { rows } = await parse('regions', 'good/regions-tree.geojson', { codeField: 'name' });
    expect(rows[0]!.code).toBe('新邵县');
    const { summary } = await parse('regions', 'good/regions-tree.geojson', { codeField: 'nope' });
    expect(summary.refused!.code).toBe('column.absent');
  });
});

describe('good public space and targets', () => {
  it('classes in both languages, a weight, and other where nothing is said', async () => {
    const { rows } = await parse('public-space', 'good/public-space.geojson');
    expect(rows.map((row) => [row.class, row.weight, row.name])).toEqual([
      ['square', 2, '广场'],
      ['school', 1, null],
      ['other', 1, null],
    ]);
  });
  it('targets for a region and for a level', async () => {
    const { rows } = await parse('targets', 'good/targets.csv');
    expect(rows.map(({ target }) => target)).toEqual([
      {
        scope: { region: '430522' },
        metric: 'coverage',
        minimum: 0.6,
        start: '2024-01-01',
        due: '2025-12-31',
        note: 'county plan',
      },
      { scope: { level: 'township' }, metric: 'coverage', minimum: 0.5, due: '2026-06-30', note: null },
    ]);
  });
});

describe('files that are refused as a whole, by name', () => {
  it.each<[ImportKind, string, string]>([
    ['cameras', 'hostile/empty.csv', 'file.empty'],
    ['cameras', 'hostile/blank.json', 'file.empty'],
    ['cameras', 'hostile/header-only.csv', 'file.header_only'],
    ['cameras', 'hostile/sign-in.json', 'file.html'],
    ['regions', 'hostile/layer.kml.json', 'file.no_features'],
    ['cameras', 'hostile/sheet.csv', 'zip.broken'],
    ['cameras', 'hostile/old-sheet.csv', 'file.spreadsheet'],
    ['cameras', 'hostile/packed.csv', 'zip.broken'],
    ['cameras', 'hostile/nul.csv', 'file.binary'],
    ['cameras', 'hostile/open-quote.csv', 'csv.quote'],
    ['cameras', 'hostile/mixed-encodings.csv', 'encoding.mixed'],
    ['cameras', 'hostile/mangled.csv', 'position.mangled_file'],
    ['regions', 'hostile/not-json.json', 'json.syntax'],
    ['regions', 'hostile/nan.geojson', 'json.syntax'],
    ['regions', 'hostile/topology.json', 'file.no_features'],
    ['regions', 'hostile/no-features.geojson', 'file.no_features'],
    ['regions', 'good/cameras-utf8.csv', 'file.kind'],
  ])('%s from %s: %s', async (kind, file, code) => {
    const { summary, problems } = await parse(kind, file);
    expect(summary.refused?.code).toBe(code);
    expect(summary.usable).toBe(0);
    expect(problems.map((problem) => problem.code)).toContain(code);
  });
  it('the row in which a quotation mark was opened is named', async () => {
    expect((await parse('cameras', 'hostile/open-quote.csv')).summary.refused).toMatchObject({ row: 3 });
  });
  it('a wrong declared encoding is found out', async () => {
    expect((await parse('cameras', 'good/cameras-gb18030.csv', { encoding: 'utf-8' })).summary.refused!.code).toBe(
      'encoding.wrong',
    );
    expect((await parse('cameras', 'good/cameras-utf8.csv', { encoding: 'gbk' })).summary.refused!.code).toBe(
      'encoding.wrong',
    );
    expect((await parse('cameras', 'good/cameras-utf8.csv', { encoding: 'klingon' })).summary.refused!.code).toBe(
      'encoding.unknown',
    );
    expect((await parse('cameras', 'good/cameras-gb18030.csv', { encoding: 'GBK' })).summary.usable).toBe(3);
  });
  it('an unknown coordinate system is refused with the known ones', async () => {
    const { refused } = (await parse('cameras', 'good/cameras-gcj02.csv', { crs: 'epsg:2437' })).summary;
    expect(refused).toMatchObject({ code: 'crs.unknown', fix: expect.stringContaining('gcj02') });
  });
});

describe('files that leave a question open', () => {
  it('Western text: which encoding?', async () => {
    const { summary } = await parse('cameras', 'hostile/latin1.csv');
    expect(summary.questions[0]).toMatchObject({ code: 'encoding.unclear', option: 'encoding' });
    const [first] = summary.questions[0]!.choices;
    expect(first!.value).toBe('windows-1252');
    const { rows } = await parse('cameras', 'hostile/latin1.csv', answered({}, summary.questions[0]!, first!.value));
    expect(rows[0]!.fields.name).toBe('Zürich Löwenplatz');
  });
  it('longitude and latitude exchanged in the whole file: in which order?', async () => {
    const { summary } = await parse('cameras', 'hostile/swapped-file.csv');
    expect(summary.questions[0]).toMatchObject({ code: 'position.swapped', option: 'axes' });
    const { rows, summary: after } = await parse(
      'cameras',
      'hostile/swapped-file.csv',
      answered({}, summary.questions[0]!, 'lat-lon'),
    );
    expect(after).toMatchObject({ usable: 8, questions: [] });
    expect(rows[0]!.fields.longitude).toBe(111.1);
  });
  it('metres without a declared system: which one? British grid is among the answers', async () => {
    const { summary } = await parse('cameras', 'hostile/projected-undeclared.csv');
    expect(summary.questions[0]!.choices.map(({ value }) => value)).toContain('epsg:27700');
    const { rows } = await parse('cameras', 'hostile/projected-undeclared.csv', { crs: 'epsg:27700' });
    expect(rows[0]!.fields.latitude).toBeCloseTo(53.38, 1);
  });
  it('degrees declared as metres do not land off Scilly', async () => {
    const { summary } = await parse('cameras', 'hostile/degrees-declared-metres.csv', { crs: 'epsg:27700' });
    expect(summary.questions[0]).toMatchObject({ code: 'crs.does_not_fit' });
    expect(summary.usable).toBe(0);
  });
  it('two columns of codes: never a silent choice', async () => {
    const { summary } = await parse('regions', 'hostile/regions-two-codes.geojson');
    expect(summary.questions[0]).toMatchObject({ code: 'region.code_unclear', option: 'codeField' });
    const { rows } = await parse(
      'regions',
      'hostile/regions-two-codes.geojson',
      answered({}, summary.questions[0]!, '统计代码'),
    );
    expect(rows.map(({ code }) => code)).toEqual(['11', '12']);
  });
  it('no column of positions: which?', async () => {
    const all = await parseMemory('id,px,py\n1,111.5,27.5\n', { kind: 'cameras' });
    expect(all.summary.questions.map(({ code }) => code)).toEqual(['column.longitude', 'column.latitude']);
    const [lon, lat] = all.summary.questions;
    const options = answered(answered({}, lon!, 'px=longitude'), lat!, 'py=latitude');
    expect((await parseMemory('id,px,py\n1,111.5,27.5\n', { kind: 'cameras', options })).summary).toMatchObject({
      usable: 1,
      questions: [],
    });
  });
});

describe('bad rows among good ones', () => {
  it('every fault has its row, column, value and code; the good rows go in', async () => {
    const { summary, rows, problems } = await parse('cameras', 'hostile/bad-rows.csv');
    expect(said(problems)).toEqual([
      '3 position.missing',
      '4 position.out_of_range',
      '5 position.zero',
      '6 position.swapped',
      '7 position.missing',
      '8 id.repeated',
      '9 camera.range',
      '9 camera.range',
      '9 camera.type.unknown',
      '9 camera.azimuth.unclear',
      '10 camera.stage.unknown',
      '11 row.too_many_cells',
      '12 position.number',
    ]);
    expect(rows.map(({ id }) => id)).toEqual(['1', '1~2', '8', '12', '13']);
    expect(summary).toMatchObject({ rows: 13, usable: 5, rejected: 8 });
    expect(problems.find(({ code }) => code === 'camera.stage.unknown')).toMatchObject({
      column: 'stage',
      value: 'maybe',
    });
    expect(rows[2]!.fields).toMatchObject({ azimuthDeg: null, hfovDeg: null, rangeM: null, type: null });
  });
  it('boundaries: each fault is named, the bow-tie is repaired, the overlap is said', async () => {
    const { rows, problems } = await parse('regions', 'hostile/regions-faults.geojson');
    expect(said(problems)).toEqual([
      '2 geometry.missing',
      '3 geometry.not_polygon',
      '4 polygon.collapsed',
      '5 polygon.repaired',
      '6 polygon.position',
      '7 region.code_repeated',
      '8 region.code_missing',
      '9 feature.invalid',
      '11 region.parent_unknown',
      '10 region.overlap',
    ]);
    expect(rows.map(({ code }) => code)).toEqual(['ok', 'bow', 'lap', 'orphan']);
  });
  it('regions on a circle of parents stay out', async () => {
    const { summary, rows } = await parse('regions', 'hostile/regions-circle.geojson');
    expect(rows.map(({ code }) => code)).toEqual(['e']);
    expect(summary).toMatchObject({
      rows: 5,
      usable: 1,
      rejected: 4,
      problemCounts: { 'region.parent_cycle': 3, 'region.parent_self': 1 },
    });
  });
  it('lines and points of public space get the usual width and radius, and it is said', async () => {
    const { rows, problems } = await parse('public-space', 'hostile/public-space-lines.geojson');
    expect(said(problems)).toEqual(['3 publicspace.weight', '3 publicspace.class_unknown']);
    expect(problems.filter(({ row }) => row === null).map(({ code }) => code)).toEqual([
      'crs.assumed',
      'publicspace.width_default',
      'publicspace.radius_default',
    ]);
    expect(rows).toMatchObject([
      { class: 'road', shape: 'line', radiusM: 4 },
      { class: 'school', shape: 'point', radiusM: 30 },
      { class: 'other', shape: 'area', radiusM: null, weight: 1 },
    ]);
  });
  it('targets', async () => {
    const { rows, problems } = await parse('targets', 'hostile/targets-faults.csv');
    expect(said(problems)).toEqual(['2 target.minimum', '3 target.scope', '4 target.scope_both', '5 target.due']);
    expect(rows[0]!.target.minimum).toBe(0.6);
  });
});

describe('hostile content does no harm', () => {
  it('headers named like object internals are columns', async () => {
    const { rows } = await parse('cameras', 'hostile/proto-headers.csv');
    expect(rows).toHaveLength(1);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
  it('formulas stay text and are no numbers', async () => {
    const { rows, problems } = await parse('cameras', 'hostile/formula-cells.csv');
    expect(rows[0]!.fields).toMatchObject({ name: expect.stringMatching(/^=HYPERLINK/), heightM: null });
    expect(rows[1]!.fields.name).toBe('@SUM(A1)');
    expect(said(problems)).toContain('2 camera.number');
  });
  it('half characters are replaced', async () => {
    expect((await parse('cameras', 'hostile/lone-surrogate.json')).rows[0]!.fields.name).toBe('x\ufffdy');
  });
  it('a stream address inside a name is taken out, and nowhere repeated', async () => {
    const all = await parse('cameras', 'hostile/streams-in-names.csv');
    expect(all.rows[0]!.fields.name).toBe('Gate');
    expect(JSON.stringify(all)).not.toContain('admin:pw');
  });
  it('JSON nested 100,000 deep is refused before it is parsed', async () => {
    const deep = `{"type":"FeatureCollection","features":[${'['.repeat(100_000)}${']'.repeat(100_000)}]}`;
    expect((await parseMemory(deep, { kind: 'regions' })).summary.refused!.code).toBe('json.too_deep');
  });
  it('a table of 10,000 columns is refused', async () => {
    const wide = `${Array.from({ length: 10_000 }, (_, k) => `c${k}`).join(',')}\n1\n`;
    expect((await parseMemory(wide, { kind: 'cameras' })).summary.refused!.code).toBe('csv.columns_too_many');
  });
  it('more rows than allowed are refused, and nothing is usable', async () => {
    const { summary, rows } = await parseMemory(`id,lon,lat\n${'1,2,3\n'.repeat(50)}`, {
      kind: 'cameras',
      limits: { rows: 20 },
    });
    expect(summary).toMatchObject({ usable: 0, refused: { code: 'file.too_many_rows' } });
    expect(rows).toEqual([]);
  });
  it('a code that fills the file is listed up to its limit and counted in full', async () => {
    const { summary, problems } = await parseMemory(`id,lon,lat\n${'a,0,0\n'.repeat(60)}`, {
      kind: 'cameras',
      limits: { problemsPerCode: 10 },
    });
    expect(problems.filter(({ code }) => code === 'position.zero')).toHaveLength(10);
    expect(summary.problemCounts['position.zero']).toBe(60);
  });
});
