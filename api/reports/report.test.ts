import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Figure, FigurePart } from '#contract/figure';
import { DEFAULT_ASSUMPTIONS } from '#rules/assumptions';
import { qualityCounts } from '#rules/quality';
import { attainmentOf } from '#rules/targets';
import { GAP_COLUMNS, regionColumns } from './columns.ts';
import { csvCell, csvText } from './csv.ts';
import { CLASS_COLUMNS, LEAST_MISSED_COLUMNS, PLACE_COLUMNS } from './layer-columns.ts';
import { inTreeOrder, type ReportGap, type ReportModel, type ReportRegion } from './model.ts';
import { unzipSync } from './unzip.fixture.ts';
import { writeReport } from './write.ts';

const figure = (demandM2: number, low: number, high: number, more: Partial<Figure> = {}): Figure => ({
  demandM2,
  coveredM2: low,
  likelyM2: (low + high) / 2,
  coveredHighM2: high,
  depthM2: [low, low / 2],
  likelyDepthM2: [(low + high) / 2, low / 2],
  highDepthM2: [high, low],
  overM2: 0,
  smallGapsM2: 4,
  privateM2: null,
  classes: [],
  keyPlaces: { total: 0, covered: 0, coveredLow: 0, coveredHigh: 0, minShare: 0.5 },
  cameras: 3,
  camerasSeeing: 4,
  devices: 5,
  unaimed: 1,
  assumptions: { 'dome.rangeM=25': 2 },
  gapCount: 1,
  basis: 'whole-area',
  parts: null,
  set: 'installed',
  detail: 'range',
  profile: null,
  k: 2,
  residualM: 1e-10,
  failedChecks: [],
  leaves: 1,
  leavesMeasured: 1,
  dataVersion: 7,
  computedAt: '2026-11-22T00:00:00.000Z',
  ...more,
});
const region = (code: string, parentCode: string | null, f: Figure | null): ReportRegion => ({
  code,
  name: `村${code}`,
  nameEn: `=cmd|' /C calc'!${code}`,
  level: 'village',
  parentCode,
  population: null,
  urbanRural: null,
  childCount: 0,
  leafCount: 1,
  areaM2: 1000,
  bbox: [0, 0, 1, 1],
  labelPoint: [0.5, 0.5],
  figure: f,
  attainment: null,
  geometry: [
    [
      [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 0],
      ],
    ],
  ],
});
const areas = { demandM2: null, coveredM2: null, likelyM2: null, coveredHighM2: null, depthM2: null };
const none = { ...areas, likelyDepthM2: null, highDepthM2: null, overM2: null, smallGapsM2: null };
const part = (basis: 'whole-area' | 'public-space', demand: number) => ({
  ...(figure(demand, 10, 20) as FigurePart),
  basis,
  leaves: 1,
});
const target = {
  id: 't',
  scope: { region: 'a' },
  metric: 'coverage' as const,
  measure: {},
  ceiling: null,
  milestones: [],
  critical: false,
  owner: null,
  minimum: 0.6,
  start: '2026-01-01',
  due: '2026-12-31',
  note: null,
};
const gap: ReportGap = {
  id: 'g1',
  regionCode: 'b',
  regionName: '村b',
  regionNameEn: null,
  cell: '0123',
  class: 'market',
  areaM2: 420.5,
  need: 841,
  componentId: 'c1',
  componentM2: 500,
  labelPoint: [0.5, 0.25],
  bbox: [0, 0, 1, 1],
  nearestCamera: null,
  places: ['北市场'],
  placesEn: ['North Market'],
  reason: 'out of reach',
  reasonZh: '超出可视距离',
};
const model = (language: ReportModel['language']): ReportModel => ({
  language,
  root: 'a',
  regions: inTreeOrder(
    [
      region('c', 'a', null),
      {
        ...region(
          'a',
          null,
          figure(0, 0, 0, { ...none, basis: 'mixed', parts: [part('public-space', 40), part('whole-area', 60)] }),
        ),
        childCount: 2,
      },
      {
        ...region(
          'b',
          'a',
          figure(1000, 200, 400, {
            classes: [{ class: 'road', demandM2: 800, coveredM2: 200, likelyM2: 300, coveredHighM2: 400 }],
          }),
        ),
        attainment: attainmentOf(figure(1000, 200, 400), target, '2026-06-01'),
      },
    ],
    'a',
  ),
  gaps: [gap],
  places: [
    {
      id: 'p1',
      name: '=一小',
      nameEn: null,
      class: 'school',
      regionCode: 'b',
      labelPoint: [0.5, 0.5],
      demandM2: 1_000,
      depthM2: [200],
      likelyDepthM2: [600],
      highDepthM2: [700],
      covered: true,
      k: 1,
      minShare: 0.5,
      by: 'likely',
      seeing: [{ id: 'c1', uniqueM2: 300 }],
      singlePoints: ['c1'],
    },
  ],
  leastMissed: [
    { id: 'c1', name: null, regionCode: 'b', purpose: null, reviewOn: null, uniqueM2: 12.5, privateM2: null },
  ],
  targets: [target],
  assumptions: DEFAULT_ASSUMPTIONS,
  quality: qualityCounts([]),
  importProblems: [{ code: 'camera.number', count: 2, message: 'not a number', messageZh: '不是数字' }],
  dataVersion: 7,
  writtenAt: '2026-11-22T00:00:00.000Z',
  productVersion: '0.1.0',
});
const main = async (format: 'csv' | 'geojson', language: ReportModel['language']) =>
  (await writeReport(model(language), format, 'r'))[0]!.content as string;

describe('report as CSV', () => {
  it('starts with a BOM and has the column keys as header, one row per region and two per mixed one', async () => {
    const content = await main('csv', 'zh');
    expect(content.charCodeAt(0)).toBe(0xfeff);
    const rows = parse(content, { bom: true, columns: true }) as Record<string, string>[];
    expect(Object.keys(rows[0]!)).toEqual(regionColumns(2).map((c) => c.key));
    expect(rows.map((r) => `${r.code}:${r.row}:${r.basis}`)).toEqual([
      'a:region:混合口径',
      'a:part:公共区域',
      'a:part:全域',
      'b:region:全域',
      'c:region:未计算:尚未测算',
    ]);
  });
  it('a missing figure says "not computed" with its reason, never zero', async () => {
    const rows = parse(await main('csv', 'en'), { bom: true, columns: true }) as Record<string, string>[];
    expect(rows[4]!.coveredM2).toBe('not computed: not measured yet');
    expect(rows[0]!.likelyShare).toMatch(/^not computed: part of it is measured by whole area/);
    expect(rows[3]!.privateM2).toBe('not computed: no privacy zones are loaded');
    expect(rows[3]).toMatchObject({
      lowShare: '0.2',
      likelyShare: '0.3',
      highShare: '0.4',
      openM2: '600',
      grade: 'warning',
    });
    expect(rows[3]!.distance).toBe('-0.3');
  });
  it('no text cell runs in a spreadsheet, and every text comes back as it was behind the apostrophe', () => {
    const nasty = fc.oneof(
      fc.string(),
      fc.constantFrom('=1+1', '+1', '-8', '@x', ' =1', '\t=1', '"=1"', '＝1', 'a,b', 'a\r\nb', '\r'),
    );
    fc.assert(
      fc.property(fc.array(nasty, { minLength: 2, maxLength: 4 }), (row) => {
        const back = (parse(csvText([row]), { bom: true, skip_empty_lines: false }) as string[][])[0]!;
        back.forEach((value, i) => {
          expect(value).not.toMatch(/^\s*[=+\-@＝＋－＠]/);
          expect([row[i], `'${row[i]}`]).toContain(value);
        });
      }),
    );
    expect(csvCell(-0.3)).toBe('-0.3');
  });
  it('comes with the gaps, a column dictionary, and method, assumptions and quality', async () => {
    const files = await writeReport(model('zh+en'), 'csv', 'r');
    expect(files.map((f) => f.name)).toEqual([
      'r.csv',
      'r.gaps.csv',
      'r.classes.csv',
      'r.places.csv',
      'r.least-missed.csv',
      'r.columns.csv',
      'r.method.csv',
    ]);
    const [, gaps, , , , columns, method] = files.map((f) => parse(f.content as string, { bom: true }) as string[][]);
    expect(gaps![1]!.slice(0, 5)).toEqual(['g1', 'b', '村b', '集市 market', '420.5']);
    expect(columns!.slice(1).map((r) => r[1])).toEqual(
      [regionColumns(2), GAP_COLUMNS, CLASS_COLUMNS, PLACE_COLUMNS, LEAST_MISSED_COLUMNS].flatMap((table) =>
        table.map((c) => c.key),
      ),
    );
    for (const section of ['summary', 'method', 'assumptions', 'quality']) {
      expect(method!.some((r) => r[0] === section)).toBe(true);
    }
    expect(method!.find((r) => r[1] === 'camera.number')!.slice(2, 5)).toEqual(['不是数字', 'not a number', '2']);
  });
});

describe('report as GeoJSON', () => {
  it('carries the same keys; a missing figure is null with its reason', async () => {
    const doc = JSON.parse(await main('geojson', 'en'));
    const props = doc.features.map((f: { properties: object }) => f.properties);
    for (const c of regionColumns(2)) expect(props[3]).toHaveProperty(c.key);
    expect(props[4]).toMatchObject({ coveredM2: null, notComputed: { coveredM2: 'not measured yet' } });
    expect(doc.features.at(-1).properties).toMatchObject({ kind: 'gap', areaM2: 420.5, places: '北市场' });
    expect(doc.features[0].geometry.type).toBe('MultiPolygon');
    expect(doc.lacuna.method.length).toBeGreaterThan(5);
  });
});

describe('tables of classes, places and cameras', () => {
  it('say in m² and as a share what is seen, and what cannot be said with its reason', async () => {
    const files = await writeReport(model('en'), 'csv', 'r');
    const rows = (name: string) =>
      parse(files.find((f) => f.name === name)!.content as string, { bom: true, columns: true }) as Record<
        string,
        string
      >[];
    expect(rows('r.classes.csv')).toMatchObject([{ code: 'b', class: 'road', likelyShare: '0.375', demandM2: '800' }]);
    expect(rows('r.places.csv')).toMatchObject([
      { name: "'=一小", covered: 'yes', likelyShare: '0.6', singlePoints: 'c1', cameras: '1' },
    ]);
    expect(rows('r.least-missed.csv')).toMatchObject([
      { id: 'c1', uniqueM2: '12.5', privateM2: 'not computed: no privacy zones are loaded' },
    ]);
  });
});

describe('report as a workbook', () => {
  it('opens as a zip with its sheets, real numbers and a filter', async () => {
    const [file] = await writeReport(model('zh+en'), 'xlsx', 'r');
    const bytes = file!.content as Uint8Array;
    expect(String.fromCharCode(bytes[0]!, bytes[1]!)).toBe('PK');

    const parts = unzipSync(bytes);
    const workbook = parts.get('xl/workbook.xml')!;
    const names = [...workbook.matchAll(/<sheet [^>]*name="([^"]+)"/g)].map((m) => m[1]);
    expect(names).toEqual([
      'summary',
      'regions',
      'gaps',
      'classes',
      'places',
      'least-missed',
      'method',
      'assumptions',
      'quality',
      'columns',
    ]);
    const regions = parts.get('xl/worksheets/sheet2.xml')!;
    expect(regions).toContain('<autoFilter');
    expect(regions).toMatch(/<pane [^>]*ySplit="4"/);
    expect(regions).toMatch(/<v>0\.3<\/v>/);
    expect(regions).not.toContain('<f>');
  });
});
