// Do other programs read what we write? GDAL opens every layer, LibreOffice saves tables again; `npm run check:exports`.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { ExportFormat, ExportWhat } from '#contract/export';
import {
  CAMERA_EXPORT_FIELDS,
  FOOTPRINT_EXPORT_FIELDS,
  GAP_EXPORT_FIELDS,
  REGION_EXPORT_FIELDS,
} from '#exports/fields';
import { DEFAULT_LIMITS } from '#importers/limits';
import { memorySource } from '#importers/memory-source';
import { openTable } from '#importers/source';
import { guardedGuard } from '#rules/formula-guard';
import { createCamera } from '#services/cameras';
import { contextFor } from '#services/ctx';
import { type ExportReceipt, writeExport } from '#services/exports';
import { whenEnded } from '#services/jobs';
import { openWorkspace } from '#services/open-workspace';
import { addSample } from '#services/sample';
import { workspace as glance } from '#services/workspace';

const TOOLS = [
  { command: 'ogrinfo', install: 'gdal-bin' },
  { command: 'soffice', install: 'libreoffice-calc' },
];
/** A Python that has openpyxl; the first one found need not be the system's. */
const python = ['python3', '/usr/bin/python3'].find(
  (command) => spawnSync(command, ['-c', 'import openpyxl'], { stdio: 'ignore' }).status === 0,
);
const missing = TOOLS.filter(({ command }) => spawnSync(command, ['--version'], { stdio: 'ignore' }).error);
if (python === undefined) missing.push({ command: 'openpyxl', install: 'python3-openpyxl' });
if (missing.length > 0) {
  for (const { command, install } of missing)
    process.stderr.write(`${command} is not there: install ${install} (Debian: apt-get install ${install})\n`);
  process.exit(2);
}

/** What other programs like to change. LibreOffice writes numbers with 15 digits, so no position here has more. */
const NAMES = [
  '00123',
  '1e5',
  '=1+1',
  "'=2+2",
  '-5',
  '＝全角',
  'a "quoted", name',
  '两行\n名称',
  '🎥 𠮷',
  'TRUE',
  '2024-05-06',
  '1/2',
];
const KINDS = new Map(
  [...CAMERA_EXPORT_FIELDS, ...REGION_EXPORT_FIELDS, ...GAP_EXPORT_FIELDS, ...FOOTPRINT_EXPORT_FIELDS].map((f) => [
    f.key,
    f.kind,
  ]),
);
/** Colours and what turns, dashes or shines through, as they stand in a style of QGIS. */
const STYLED: Readonly<Record<ExportWhat, readonly string[]>> = {
  cameras: ['azimuthDeg', 'angle'],
  regions: ['230,239,242,255', '169,203,216,255', '95,157,185,255', '42,106,147,255', '14,51,87,255'],
  gaps: ['194,96,42,255', 'dash'],
  footprints: ['47,141,227,64'],
};
/** What openpyxl reads in a workbook: our own reader would not see what it shares with the writer. */
const READ = `
import datetime, json, sys, openpyxl
sheet = openpyxl.load_workbook(sys.argv[1])[sys.argv[2]]
def text(v):
    if isinstance(v, datetime.datetime): return v.date().isoformat()
    if isinstance(v, bool): return 'true' if v else 'false'
    return '' if v is None else str(v)
rows = list(sheet.iter_rows())
kinds = {rows[0][i].value: sorted({row[i].data_type for row in rows[2:] if row[i].value is not None}) for i in range(len(rows[0]))}
print(json.dumps({'freeze': sheet.freeze_panes, 'filter': sheet.auto_filter.ref, 'mark': rows[1][0].value, 'kinds': kinds,
  'rows': [[text(cell.value) for cell in row] for i, row in enumerate(rows) if i != 1]}))`;
/** An index keeps 32 bits of a degree, rounded outwards. */
const INDEX_DEG = 2e-5;
/** Types of cells: number, text, date, value of logic. */
const CELL_KINDS = { number: 'n', integer: 'n', text: 's', time: 's', date: 'd', flag: 'b' } as const;

const lines: string[] = [];
let faults = 0;
function check(what: string, found: unknown, expected: unknown): void {
  const same = JSON.stringify(found) === JSON.stringify(expected);
  if (!same) faults++;
  lines.push(
    `${same ? 'ok  ' : 'DIFF'}  ${what}${same ? `: ${found}` : `: ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`}`,
  );
}

const dir = mkdtempSync(join(tmpdir(), 'lacuna-check-exports-'));
const open = await openWorkspace({ databasePath: join(dir, 'data', 'check.db') });
try {
  const ctx = contextFor(open, 'local');
  const sample = await whenEnded(ctx, await addSample(ctx, { villages: 30, cameras: 600, months: 1 }));
  const { measureJobId } = sample.result as { measureJobId: string };
  await whenEnded(ctx, { id: measureJobId });
  const { roots } = await glance(ctx);
  const [west, south, east, north] = (await openRegion(roots[0]!)).bbox;
  for (const [i, name] of NAMES.entries())
    await createCamera(ctx, {
      camera: {
        id: `00${i}`,
        name,
        longitude: Number((west + ((east - west) * (i + 1)) / 20).toFixed(10)),
        latitude: Number((south + ((north - south) * (i + 1)) / 20).toFixed(11)),
        installedOn: '2024-02-29',
        owner: `=${name}`,
        signage: i % 2 === 0,
      },
    });
  const write = async (
    what: ExportWhat,
    format: ExportFormat,
    extension: string,
    crs?: string,
  ): Promise<ExportReceipt & { path: string }> => {
    const path = join(dir, `${what}${crs ? `-${crs.replace(':', '')}` : ''}.${extension}`);
    return { ...(await writeExport(ctx, { what, format, crs, includeRestricted: true }, path)), path };
  };

  for (const what of ['cameras', 'regions', 'gaps', 'footprints'] as const)
    for (const [format, extension] of [
      ['gpkg', 'gpkg'],
      ['shp', 'shp.zip'],
      ['kml', 'kml'],
      ['geojson', 'geojson'],
      ['geojsonl', 'geojsonl'],
    ] as const) {
      const { path, rows } = await write(what, format, extension);
      ogr(`${what} ${format}`, path, what, rows, format);
    }
  const osm = await write('cameras', 'osm', 'osm');
  // its driver counts nothing ahead
  const nodes = ogrinfo(['-q', osm.path, 'points']).match(/man_made \(String\) = surveillance/g) ?? [];
  check('cameras osm: nodes', nodes.length, osm.rows);
  for (const crs of ['cgcs2000', 'epsg:4546', 'epsg:32649', 'epsg:3857']) {
    const { path } = await write('cameras', 'gpkg', 'gpkg', crs);
    const wanted = crs === 'cgcs2000' ? 4490 : Number(crs.slice(5));
    check(`cameras gpkg ${crs}: system`, epsgIn(ogrinfo(['-al', '-so', path, 'cameras'])), wanted);
  }
  for (const what of ['cameras', 'regions', 'gaps', 'footprints'] as const)
    for (const format of ['csv', 'xlsx'] as const) {
      const { path, rows } = await write(what, format, format);
      const again = resaved(path, format);
      const [before, after] = [await cells(path, what), await cells(again, what)];
      check(`${what} ${format}: rows`, before.length - 1, rows);
      check(`${what} ${format}: saved again by LibreOffice, cells changed`, changed(before, after), []);
      if (format === 'xlsx') checkOtherReader(what, path, before);
    }

  async function openRegion(code: string) {
    const { getRegion } = await import('#services/regions');
    return getRegion(ctx, { code });
  }
} finally {
  await open.close();
  rmSync(dir, { recursive: true, force: true });
}
process.stdout.write(`${lines.join('\n')}\n${lines.length - faults} of ${lines.length} hold\n`);
process.exit(faults > 0 ? 1 : 0);

function ogrinfo(args: string[]): string {
  const done = spawnSync('ogrinfo', ['-ro', '--config', 'OSM_USE_CUSTOM_INDEXING', 'NO', ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (done.status !== 0) return `failed: ${done.stderr}`;
  const said = done.stderr.split('\n').filter((line) => /warning|error/i.test(line));
  if (said.length > 0) check(`ogrinfo ${basename(args.at(-2)!)}: complaints`, said.slice(0, 3), []);
  return done.stdout;
}

function epsgIn(text: string): number | null {
  const all = [...text.matchAll(/ID\["EPSG",(\d+)\]\]\n/g)];
  return all.length === 0 ? null : Number(all.at(-1)![1]);
}

function ogr(title: string, path: string, what: string, rows: number, format: string): void {
  const layer = format === 'geojsonl' || format === 'geojson' ? [] : [what];
  const text = ogrinfo(['-al', '-so', format === 'shp' ? `/vsizip/${path}` : path, ...layer]);
  check(`${title}: count`, Number(/Feature Count: (\d+)/.exec(text)?.[1] ?? -1), rows);
  check(`${title}: system`, /GEOGCRS\["WGS 84"/.test(text) || /GEOGCRS\["GCS_WGS_1984"/.test(text), true);
  if (format === 'kml') check(`${title}: shapes`, shapesOf(path), rows);
  else check(`${title}: shapes`, /Geometry: (?:3D )?(Point|Multi Polygon|Polygon)/.test(text), true);
  if (format !== 'gpkg') return;
  spatial(title, path, what);
  const asked = `SELECT useAsDefault, styleQML FROM layer_styles WHERE f_table_name = '${what}'`;
  const style = ogrinfo(['-q', path, '-sql', asked]);
  check(`${title}: style that opens by itself`, /useAsDefault \(.*\) = 1/.test(style), true);
  const lacking = STYLED[what as ExportWhat].filter((part) => !style.includes(part));
  check(`${title}: what the style lacks`, lacking, []);
}

/** A quarter of the layer: as many as without the index, and by way of it. */
function spatial(title: string, path: string, what: string): void {
  const count = (args: string[]): number =>
    Number(/Feature Count: (\d+)/.exec(ogrinfo(['-so', ...args, path, what]))?.[1] ?? -1);
  const extent = /Extent: \(([-\d.]+), ([-\d.]+)\) - \(([-\d.]+), ([-\d.]+)\)/.exec(ogrinfo(['-so', path, what]));
  const [west, south, east, north] = (extent ?? []).slice(1).map(Number);
  const box = [west!, south!, (west! + east!) / 2, (south! + north!) / 2];
  const found = count(['-spat', ...box.map(String)]);
  const [least, most] = [0, INDEX_DEG].map((byDeg) => Number(oneOf(path, inBox(what, box, byDeg))));
  check(`${title}: in a quarter, some and not all`, found > 0 && found < count([]), true);
  check(`${title}: in a quarter, as many as without the index`, found >= least! && found <= most!, true);
  check(`${title}: index`, oneOf(path, `SELECT HasSpatialIndex('${what}', 'geom')`), '1');
  check(`${title}: index is sound`, oneOf(path, `SELECT rtreecheck('main', 'rtree_${what}_geom')`), 'ok');
  const plan = ogrinfo(['-q', path, '-sql', `EXPLAIN QUERY PLAN ${byIndex(what, box)}`]);
  check(`${title}: index is used`, /VIRTUAL TABLE INDEX/.test(plan), true);
}
function inBox(what: string, [w, s, e, n]: number[], byDeg: number): string {
  return `SELECT count(*) FROM ${what} WHERE ST_MaxX(geom) >= ${w! - byDeg} AND ST_MinX(geom) <= ${e! + byDeg} AND ST_MaxY(geom) >= ${s! - byDeg} AND ST_MinY(geom) <= ${n! + byDeg}`;
}
function byIndex(what: string, [w, s, e, n]: number[]): string {
  return `SELECT fid FROM ${what} JOIN rtree_${what}_geom r ON r.id = fid WHERE maxx >= ${w} AND minx <= ${e} AND maxy >= ${s} AND miny <= ${n}`;
}
/** The one value that a statement answers. */
function oneOf(path: string, sql: string): string | undefined {
  return /^ {2}\S.* \(\w+(?:\([^)]*\))?\) = (.*)$/m.exec(ogrinfo(['-q', path, '-sql', sql]))?.[1];
}

/** A layer of KML names no kind of shape: its features are looked at. */
function shapesOf(path: string): number {
  return ogrinfo(['-al', '-geom=SUMMARY', path]).match(/^ {2}(?:POINT|POLYGON|MULTIPOLYGON)\b/gm)?.length ?? 0;
}

/** With texts in quotes taken as texts and numbers written in full. */
function resaved(path: string, format: 'csv' | 'xlsx'): string {
  const out = join(dir, 'again');
  mkdirSync(out, { recursive: true });
  const filter = '44,34,76,1,,0,true,false';
  const args =
    format === 'csv'
      ? [`--infilter=CSV:${filter}`, '--convert-to', `csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,false`]
      : ['--convert-to', 'xlsx:Calc MS Excel 2007 XML'];
  execFileSync(
    'soffice',
    [`-env:UserInstallation=file://${join(dir, 'profile')}`, '--headless', ...args, '--outdir', out, path],
    { stdio: 'pipe' },
  );
  return join(out, basename(path));
}

function checkOtherReader(what: string, path: string, ours: string[][]): void {
  const out = execFileSync(python!, ['-c', READ, path, what], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const read = JSON.parse(out) as {
    freeze: string;
    filter: string;
    mark: string;
    kinds: Record<string, string[]>;
    rows: string[][];
  };
  // what reading takes for a guard stands guarded in the file
  const written = ours.map((row) => row.map(guardedGuard));
  check(`${what} xlsx: read by openpyxl, cells different`, changed(read.rows, written), []);
  const odd = Object.entries(read.kinds).filter(([key, kinds]) => {
    const kind = KINDS.get(key);
    return kinds.some((found) => found !== CELL_KINDS[kind ?? 'text']);
  });
  check(`${what} xlsx: columns with cells of another type`, odd, []);
  check(`${what} xlsx: frozen, marked`, [read.freeze, read.mark], ['B3', '#']);
  check(`${what} xlsx: filter`, new RegExp(`^A1:[A-Z]+${read.rows.length + 1}$`).test(read.filter), true);
}

/** Names of the columns, then rows; numbers in one spelling. */
async function cells(path: string, layer: string): Promise<string[][]> {
  const opened = await openTable(memorySource(readFileSync(path)), { layer }, DEFAULT_LIMITS, 'cameras');
  if (opened.kind !== 'table') throw new Error(`expected a table in ${path}, got ${opened.kind}`);
  const { table } = opened;
  const found = [[...table.columns]];
  for await (const rows of table.rows())
    for (const row of rows) found.push(table.columns.map((_, i) => row.get(i) ?? ''));
  await table.close?.();
  return found;
}

function changed(before: string[][], after: string[][]): string[] {
  const found: string[] = [];
  if (before.length !== after.length) found.push(`${before.length} rows → ${after.length}`);
  before.forEach((row, i) => {
    row.forEach((cell, k) => {
      const now = after[i]?.[k] ?? '';
      if (cell !== now && !isSameValue(before[0]![k]!, cell, now) && found.length < 10)
        found.push(`${i}:${before[0]![k]}: ${cell} → ${now}`);
    });
  });
  return found;
}
/** Only where a number or a value of logic is meant: `1e5` is a name among names. */
function isSameValue(key: string, a: string, b: string): boolean {
  const kind = KINDS.get(key);
  if (kind === 'number' || kind === 'integer') return a !== '' && b !== '' && Number(a) === Number(b);
  return kind === 'flag' && a !== '' && a === b.toLowerCase();
}
