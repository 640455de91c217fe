// npm run check:exports: writes the sample in every format and lets GDAL and LibreOffice open it (scripts/check-exports.py).
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ExportWhat } from '#contract/export';
import { contextFor } from '#services/ctx';
import { exportTo } from '#services/exports';
import { whenEnded } from '#services/jobs';
import { openWorkspace } from '#services/open-workspace';
import { addSample } from '#services/sample';
import { inlineRunner } from '#workers/runner';

const TOOLS = [
  ['ogrinfo', '--version', 'gdal-bin'],
  ['soffice', '--version', 'libreoffice-calc'],
  ['python3', '-c import openpyxl', 'python3-openpyxl'],
] as const;
const missing = TOOLS.filter(
  ([tool, args]) => spawnSync(tool, args.startsWith('-c') ? ['-c', args.slice(3)] : [args]).status !== 0,
);
if (missing.length > 0) {
  console.error(
    `not there: ${missing.map(([tool]) => tool).join(', ')}. apt-get install ${missing.map(([, , name]) => name).join(' ')}`,
  );
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'lacuna-exports-'));
const log = { debug() {}, info() {}, warn() {}, error: console.error };
const deps = await openWorkspace({
  databasePath: join(folder, 'db', 'x.db'),
  runner: inlineRunner,
  log,
  version: 'check',
});
const ctx = contextFor(deps, 'check');
const job = await addSample(ctx, { villages: 24, cameras: 900 });
await whenEnded(ctx, { id: job.id });
await deps.background.settled();
const expected: Record<string, number> = {};
for (const what of ExportWhat.options)
  for (const [format, ending] of [
    ['csv', 'csv'],
    ['xlsx', 'xlsx'],
    ['geojson', 'geojson'],
    ['gpkg', 'gpkg'],
    ['shp', 'zip'],
    ['kml', 'kml'],
  ] as const) {
    const { rows } = await exportTo(
      ctx,
      { what, format, includeRestricted: true },
      join(folder, `${what}.${ending}`),
      () => {},
    );
    expected[what] = rows;
  }
await deps.close();
writeFileSync(join(folder, 'expected.json'), JSON.stringify(expected));
const script = join(dirname(fileURLToPath(import.meta.url)), 'check-exports.py');
const { status } = spawnSync('python3', [script, folder], { stdio: 'inherit' });
rmSync(folder, { recursive: true, force: true });
process.exit(status ?? 1);
