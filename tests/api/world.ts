// A small real workspace for tests: a migrated database in a folder of its own, filled through real imports.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImportKind, ImportOptions } from '#contract/import';
import { type Ctx, contextFor, type Log } from '#services/ctx';
import { commitImport, type ImportRecord, startImport, whenRead } from '#services/imports';
import { whenEnded } from '#services/jobs';
import { type OpenWorkspace, openWorkspace, type Workspace } from '#services/open-workspace';
import type { Scope } from '#storage/scope';
import { inlineRunner } from '#workers/runner';

export interface World {
  dir: string;
  databasePath: string;
  workspace: Workspace;
  ctx: Ctx;
  as(scope: Scope): Ctx;
  close(): Promise<void>;
}

/** Faults that nobody expects end up on stderr instead of in silence. */
const loud: Log = {
  debug() {},
  info() {},
  warn() {},
  error: (fields, message) => console.error(message, fields),
};

export async function openWorld(options: Partial<OpenWorkspace> & { dir?: string } = {}): Promise<World> {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'lacuna-api-'));
  const databasePath = options.databasePath ?? join(dir, 'data', 'lacuna.db');
  const workspace = await openWorkspace({ runner: inlineRunner, log: loud, ...options, databasePath });
  return {
    dir,
    databasePath,
    workspace,
    ctx: contextFor(workspace, 'local'),
    as: (scope) => contextFor(workspace, 'local', scope),
    async close() {
      await workspace.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export async function readText(
  world: World,
  kind: ImportKind,
  text: string,
  fileName: string,
  options: ImportOptions = {},
): Promise<ImportRecord> {
  const path = join(world.dir, `upload-${Math.abs(hash(text))}-${fileName}`);
  writeFileSync(path, text);
  const started = await startImport(world.ctx, { path, fileName, kind, options });
  return whenRead(world.ctx, { id: started.id });
}

/** Reads, commits and measures. */
export async function importText(
  world: World,
  kind: ImportKind,
  text: string,
  fileName: string,
  options: ImportOptions = {},
): Promise<ImportRecord> {
  const read = await readText(world, kind, text, fileName, options);
  if (read.state !== 'ready')
    throw new Error(
      `expected a file that reads well, got ${read.state}: ${JSON.stringify(read.receipt ?? read.reason)}`,
    );
  const committed = await commitImport(world.ctx, { id: read.id, vanish: read.receipt?.vanish });
  if (committed.measureJobId !== null) await whenEnded(world.ctx, { id: committed.measureJobId });
  return committed;
}

const hash = (text: string): number =>
  [...text.slice(0, 2_000)].reduce((h, c) => (h * 31 + c.charCodeAt(0)) | 0, text.length);

/** Degrees per metre near 30° N, 110° E, good enough to place things. */
export const LAT0 = 30;
export const LON0 = 110;
const M_LAT = 1 / 110_850;
const M_LON = 1 / 96_486;
export const at = (eastM: number, northM: number): [number, number] => [LON0 + eastM * M_LON, LAT0 + northM * M_LAT];

/** A county `C` with two townships `CA`, `CB`, each a row of villages (`CA1` …) of `sideM` × `sideM`. */
export function countyGeojson(sideM = 400, villages = 3): string {
  const square = (x: number, y: number, w: number, h: number) => ({
    type: 'Polygon',
    coordinates: [[at(x, y), at(x + w, y), at(x + w, y + h), at(x, y + h), at(x, y)]],
  });
  const feature = (code: string, name: string, parentCode: string | null, level: string, geometry: object) => ({
    type: 'Feature',
    properties: { code, name, parentCode, level },
    geometry,
  });
  const s = sideM;
  const features = [
    feature('C', '石桥县', null, 'county', square(0, 0, villages * s, 2 * s)),
    feature('CA', '东山乡', 'C', 'township', square(0, 0, villages * s, s)),
    feature('CB', '西河乡', 'C', 'township', square(0, s, villages * s, s)),
  ];
  for (const [row, parent] of ['CA', 'CB'].entries())
    for (let i = 0; i < villages; i += 1)
      features.push(
        feature(`${parent}${i + 1}`, `${parent}村${i + 1}`, parent, 'village', square(i * s, row * s, s, s)),
      );
  return JSON.stringify({ type: 'FeatureCollection', features });
}

export interface CameraLine {
  id: string;
  eastM: number;
  northM: number;
  azimuthDeg?: number;
  hfovDeg?: number;
  rangeM?: number;
  type?: string;
  stage?: string;
}

export function camerasCsv(lines: CameraLine[]): string {
  const rows = lines.map((line) => {
    const [lon, lat] = at(line.eastM, line.northM);
    const cells = [
      line.id,
      lon.toFixed(8),
      lat.toFixed(8),
      line.type,
      line.azimuthDeg,
      line.hfovDeg,
      line.rangeM,
      line.stage,
    ];
    return cells.map((cell) => cell ?? '').join(',');
  });
  return `id,longitude,latitude,type,azimuthDeg,hfovDeg,rangeM,stage\n${rows.join('\n')}\n`;
}

/** A seeded sequence of numbers in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
