// Every real file of the shared data set goes through the child, with the counts its README states.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImportKind, ImportOptions } from '#contract/import';
import { parseAll } from '#importers/run';

const root = resolve(import.meta.dirname, '../../../shared/data');
const there = existsSync(root);
if (!there) console.warn('importers-real: ../shared/data is absent, its real files are NOT tested');

const parse = <K extends ImportKind>(
  kind: K,
  file: string,
  options: ImportOptions = {},
  where?: { field: string; value: string },
) => parseAll(resolve(root, file), { kind, fileName: file, options, where });

describe.skipIf(!there)('real camera lists', () => {
  it('Sheffield: all 212 are usable, repeated numbers get a suffix, "C182\\r\\n" is cleaned', async () => {
    const { summary, rows } = await parse('cameras', 'sheffield/cameras.geojson');
    expect(summary).toMatchObject({
      rows: 212,
      usable: 212,
      rejected: 0,
      questions: [],
      refused: null,
      format: 'geojson',
      crs: 'wgs84',
    });
    expect(new Set(rows.map(({ id }) => id)).size).toBe(212);
    // 146 distinct numbers, of which "C182" and "C182\r\n" are one more pair
    expect(summary.problemCounts['id.repeated']).toBe(66);
    expect(summary.problemCounts['text.cleaned']).toBe(1);
    expect(rows.some(({ id }) => id === 'C182')).toBe(true);
    expect(rows.every(({ id }) => id === id.trim() && !/\s/.test(id))).toBe(true);
    expect(
      rows.every(({ fields }) => fields.azimuthDeg === null && fields.stage === 'installed' && fields.name !== null),
    ).toBe(true);
  });

  it('Monaco: 16 from OSM tags, three with a direction', async () => {
    const { summary, rows } = await parse('cameras', 'monaco/cameras.geojson');
    expect(summary).toMatchObject({ rows: 16, usable: 16, rejected: 0 });
    expect(
      rows
        .map(({ fields }) => fields.azimuthDeg)
        .filter((deg) => deg !== null)
        .sort((a, b) => a - b),
    ).toEqual([0, 160, 240]);
    const types = rows.map(({ fields }) => fields.type);
    expect(['dome', 'fixed', 'ptz', null].map((type) => types.filter((t) => t === type).length)).toEqual([9, 3, 3, 1]);
  });

  it('Switzerland: rows that watch no outdoor public space stay out; directions are read, never guessed', async () => {
    const { summary, rows } = await parse('cameras', 'imports/ch_osm_surveillance_2023.json');
    expect(summary).toMatchObject({ format: 'osm-json', rows: 1_920, usable: 1_729, rejected: 191 });
    expect(summary.problemCounts).toMatchObject({
      'camera.not_public': 183,
      'camera.not_a_camera': 8,
      'camera.split': 2,
      'camera.plates': 2,
    });
    // "180, 270" and "90;160;270" become two and three cameras
    expect(rows).toHaveLength(1_729 + 3);
    expect(rows.filter(({ id }) => id.includes('~'))).toHaveLength(3);
    // 360 on a dome is all round, not north
    const domes = rows.filter(({ fields }) => fields.type === 'dome' && fields.hfovDeg === 360);
    expect(domes.length).toBe(summary.problemCounts['camera.azimuth.all_round']);
    expect(domes.every(({ fields }) => fields.azimuthDeg === null)).toBe(true);
    expect(summary.dropped).toContain('contact:webcam');
  });

  it('Baltimore: the latitude and longitude columns count, not the POINT text with its axes exchanged', async () => {
    const { summary, rows } = await parse('cameras', 'imports/baltimore_citiwatch.csv');
    expect(summary).toMatchObject({ format: 'csv', rows: 614, usable: 614, rejected: 0 });
    expect(rows[0]).toMatchObject({ id: '277', originalX: -76.640704, originalY: 39.310861 });
    expect(rows.every(({ fields }) => fields.longitude < -76 && fields.latitude > 39)).toBe(true);
    expect(rows.every(({ fields }) => !fields.name?.startsWith('POINT'))).toBe(true);
    expect(new Set(rows.map(({ fields }) => `${fields.longitude},${fields.latitude}`)).size).toBe(590);
  });

  it('Tainan: 328 directions come out of the names, the corner of the pole does not', async () => {
    const { summary, rows } = await parse('cameras', 'imports/tainan_road_cctv.json');
    expect(summary).toMatchObject({ format: 'json-table', rows: 362, usable: 362 });
    expect(rows.filter(({ fields }) => fields.azimuthDeg !== null)).toHaveLength(328);
    expect(rows[0]!.fields).toMatchObject({ name: '大同路一段與法華街口西桿(向西)-廣角', azimuthDeg: 270 });
    expect(rows.find(({ fields }) => fields.name === '大同路二段與健康路一段口(北桿)')!.fields.azimuthDeg).toBeNull();
  });

  it('Keelung: compass letters, and "A" sees all round', async () => {
    const { summary, rows } = await parse('cameras', 'imports/keelung_road_cctv.json');
    expect(summary).toMatchObject({ rows: 60, usable: 60 });
    const count = (deg: number): number => rows.filter(({ fields }) => fields.azimuthDeg === deg).length;
    expect([0, 45, 90, 135, 180, 225, 270, 315].map(count)).toEqual([5, 8, 8, 6, 5, 9, 9, 9]);
    expect(rows.filter(({ fields }) => fields.azimuthDeg === null).map(({ fields }) => fields.hfovDeg)).toEqual([360]);
  });

  it('Geneva: stopped, with every ruined row named; nothing is guessed', async () => {
    const { summary, rows, problems, rejected } = await parse(
      'cameras',
      'imports/geneva_osm_cameras_excel_mangled.csv',
    );
    expect(summary).toMatchObject({ rows: 622, usable: 0, rejected: 622 });
    expect(summary.refused).toMatchObject({ code: 'position.mangled_file', severity: 'error' });
    expect(rows).toEqual([]);
    expect(rejected).toHaveLength(622);
    expect(summary.problemCounts).toMatchObject({
      'position.mangled': 609,
      'position.missing': 7,
      'position.out_of_range': 6,
    });
    expect(problems.find(({ row }) => row === 2)).toMatchObject({
      column: 'lon',
      value: '61.418.784',
      code: 'position.mangled',
    });
  });
});

describe.skipIf(!there)('real boundaries', () => {
  it.each([
    ['sheffield/wards_2013.geojson', 28, 'WD13CD'],
    ['sheffield/msoa_2011.geojson', 70, 'MSOA11CD'],
    ['sheffield/lsoa_2011.geojson', 345, 'LSOA11CD'],
    ['sheffield/oa_2011.geojson', 1_817, 'OA11CD'],
  ])('%s: %d regions with codes from %s, no overlap', async (file, n, column) => {
    const { summary, rows, problems } = await parse('regions', file);
    expect(summary).toMatchObject({ rows: n, usable: n, rejected: 0, questions: [], refused: null });
    expect(rows.every(({ codeFrom }) => codeFrom === column)).toBe(true);
    expect(problems.find(({ code }) => code === 'region.code_from')!.message).toContain(column);
    expect(summary.problemCounts['region.overlap']).toBeUndefined();
  });

  it('one output area of Sheffield needs repair and gets it', async () => {
    const { summary } = await parse('regions', 'sheffield/oa_2011.geojson');
    expect(summary.problemCounts['polygon.repaired']).toBe(1);
  });

  it('Monaco: nine quarters with admin_level=10; without it the levels overlap and that is said', async () => {
    const quarters = await parse('regions', 'monaco/admin.geojson', {}, { field: 'admin_level', value: '10' });
    expect(quarters.summary).toMatchObject({ rows: 9, usable: 9, rejected: 0 });
    expect(quarters.rows.map(({ name }) => name)).toContain('Ravin de Sainte-Dévote');
    expect(quarters.summary.problemCounts['region.overlap']).toBeUndefined();
    const all = await parse('regions', 'monaco/admin.geojson');
    expect(all.summary).toMatchObject({ rows: 11, usable: 11 });
    expect(all.summary.problemCounts['region.overlap']).toBeGreaterThanOrEqual(10);
  });

  it.each([
    ['imports/sheffield_wards_collapsed.geojson', 28],
    ['imports/sheffield_boundary_collapsed.geojson', 1],
  ])('%s: all %d collapsed outlines are refused by name', async (file, n) => {
    const { summary, rows } = await parse('regions', file);
    expect(summary).toMatchObject({ rows: n, usable: 0, rejected: n });
    expect(summary.problemCounts['polygon.collapsed']).toBe(n);
    expect(rows).toEqual([]);
  });

  it('a table of divisions without outlines is no boundary file, and the message says what is', async () => {
    const { summary } = await parse('regions', 'admin/hunan_divisions_l1_l4.csv');
    expect(summary.refused).toMatchObject({ code: 'file.kind', fix: expect.stringContaining('GeoJSON') });
  });
});

describe.skipIf(!there)('an OSM extract in PBF', () => {
  it('gives the cameras that were taken out of it', async () => {
    const { summary, rows } = await parse('cameras', 'monaco/monaco-2025-02.osm.pbf');
    expect(summary).toMatchObject({ format: 'osm-pbf', refused: null, rows: 16, usable: 16 });
    const taken = (await parse('cameras', 'monaco/cameras.geojson')).rows;
    const places = (some: typeof rows): string[] =>
      some
        .map(({ fields }) => `${fields.longitude.toFixed(6)} ${fields.latitude.toFixed(6)} ${fields.azimuthDeg}`)
        .sort();
    expect(places(rows)).toEqual(places(taken));
  });
  it('gives the buildings that were taken out of it, beside the walls', async () => {
    const { summary, rows, problems } = await parse('obstacles', 'monaco/monaco-2025-02.osm.pbf');
    expect(summary).toMatchObject({ format: 'osm-pbf', refused: null });
    const taken = (await parse('obstacles', 'monaco/buildings.geojson')).rows;
    const key = ({ bbox, heightM }: (typeof rows)[number]): string =>
      `${bbox.map((side) => side.toFixed(6)).join(' ')} ${heightM}`;
    const buildings = rows.filter(({ shape }) => shape === 'building').map(key);
    const there = new Set(buildings);
    const missing = taken.map(key).filter((building) => !there.has(building));
    // one is a relation whose parts the extract does not hold whole; GDAL makes of it what there is
    expect(problems.filter(({ code }) => code === 'osm.open_ring')).toHaveLength(1);
    expect(missing.length).toBeLessThanOrEqual(1);
    expect(buildings).toHaveLength(taken.length - missing.length);
  });
  it('gives the regions that were taken out of it; those that it holds in part are named', async () => {
    const { summary, rows } = await parse('regions', 'monaco/monaco-2025-02.osm.pbf');
    const taken = (await parse('regions', 'monaco/admin.geojson')).rows;
    const key = ({ name, bbox }: (typeof rows)[number]): string =>
      `${name} ${bbox.map((side) => side.toFixed(6)).join(' ')}`;
    expect(rows.map(key).sort()).toEqual(taken.map(key).sort());
    expect(rows).toHaveLength(11);
    expect(summary.problemCounts['osm.open_ring']).toBe(9);
  });
  it('gives the streets that were taken out of it', async () => {
    const { rows } = await parse('public-space', 'monaco/monaco-2025-02.osm.pbf');
    const taken = (await parse('public-space', 'monaco/roads.geojson')).rows;
    const key = ({ name, bbox }: (typeof rows)[number]): string =>
      `${name} ${bbox.map((side) => side.toFixed(6)).join(' ')}`;
    const there = new Set(rows.map(key));
    expect(taken.filter((row) => !there.has(key(row)))).toEqual([]);
  });
});

describe.skipIf(!there)('layers', () => {
  it('Monaco: roads get the width of their highway, tunnels stay out, bridges do not', async () => {
    const { summary, rows } = await parse('public-space', 'monaco/roads.geojson');
    // 242 tunnels; of the rest 5 corridors and one road under construction are no streets
    expect(summary).toMatchObject({ rows: 3_311, usable: 3_063, rejected: 248 });
    expect(summary.problemCounts).toMatchObject({ 'publicspace.tunnel': 242, 'publicspace.no_street': 6 });
    expect(new Set(rows.map((row) => row.shape))).toEqual(new Set(['line']));
    expect(new Set(rows.map((row) => row.class))).toEqual(new Set(['road', 'transport']));
    const wide = (m: number) => rows.filter((row) => row.radiusM === m / 2).length;
    expect([wide(16), wide(12), wide(10), wide(5), wide(3)].every((n) => n > 50)).toBe(true);
  });
  it('Monaco: schools, hospitals and marketplaces become key places of the usual radius', async () => {
    const { summary, rows } = await parse('public-space', 'monaco/places.geojson');
    expect(summary).toMatchObject({ rows: 181, usable: 181 });
    const count = (name: string) => rows.filter((row) => row.class === name).length;
    // schools, kindergartens and the university; hospitals and the clinic; marketplaces, supermarkets and the mall
    expect([count('school'), count('hospital'), count('market')]).toEqual([13, 7, 15]);
    expect(new Set(rows.map((row) => row.radiusM))).toEqual(new Set([30]));
  });
  it('Monaco: heights come from height, else from the storeys; “RDC” and 0 storeys are said and not known', async () => {
    const { summary, rows, problems } = await parse('obstacles', 'monaco/buildings.geojson');
    expect(summary).toMatchObject({ rows: 1_605, usable: 1_605 });
    const odd = problems.filter(({ code }) => code === 'obstacle.height').map(({ value }) => value);
    expect(odd.sort()).toEqual(['0', 'RDC']);
    expect(rows.filter((row) => row.heightM === 111)).toHaveLength(2);
    expect(rows.filter((row) => row.heightM === null).length).toBeGreaterThan(1_000);
  });
  it('Sheffield: every building has its height', async () => {
    const { summary, rows } = await parse('obstacles', 'sheffield/buildings.geojson');
    expect(summary).toMatchObject({ rows: 12_423, usable: 12_423 });
    expect(rows.filter((row) => row.heightM === 8)).toHaveLength(9_773);
    expect(rows.every((row) => row.heightM !== null && row.shape === 'building')).toBe(true);
  });
});
