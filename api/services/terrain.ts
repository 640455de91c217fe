// Relief for measuring: which grids are in force, kept open, with the views that were cast over them.
import { join } from 'node:path';
import type { Problem } from '#contract/problem';
import type { TerrainView } from '#engine';
import { type ElevationGrid, openGrid } from '#importers/elevation-grid';
import type { ParseSummary } from '#importers/types';
import type { Look } from '#rules/assumptions';
import { type CameraTable, cameraTable, type InputCamera } from '#rules/leaf-input';
import { problem } from '#rules/messages';
import { type TerrainRun, terrainRun, type UnknownTerrain, type ViewCache, withTerrain } from '#rules/terrain-input';
import { type ElevationRecord, elevationRecords } from '#storage/elevations.repository';
import { readMeta } from '#storage/meta.repository';
import { EVERYTHING } from '#storage/scope';
import type { Reader } from '#storage/storage';
import { ServiceError } from './errors.ts';
import type { ImportRunner } from './import-runner.ts';
import type { FileInput } from './measure-files.ts';
import { breathe } from './region-refresh.ts';

/** Views cast between two breaths: about 20 ms. */
const STEP_CAMERAS = 64;
/** Views kept, the least recently used forgotten first: about 9 kB each where all of a disc is cut. */
const KEPT_VIEWS = 10_000;

/** The table with what relief leaves of each view; other work of this process goes on in between. */
export async function cutByTerrain(
  table: CameraTable,
  cameras: Parameters<typeof terrainRun>[1],
  terrain: { grids: readonly ElevationGrid[]; views?: ViewCache },
  signal?: AbortSignal,
): Promise<ReturnType<TerrainRun['result']>> {
  if (terrain.grids.length === 0) return { table, unknown: [] };
  const run = terrainRun(table, cameras, terrain.grids, terrain.views);
  while (run.step(STEP_CAMERAS)) {
    await breathe();
    signal?.throwIfAborted();
  }
  return run.result();
}

/** One camera over the relief: what is left of its view (null = nothing is hidden), and all that was assumed for it. */
export interface OverRelief {
  view: TerrainView | null;
  assumptions: string[];
}
export function overRelief(camera: InputCamera, look: Look, terrain: Terrain): OverRelief | null {
  const one = cameraTable([camera], 'planned', look);
  if (one.n === 0) return null;
  const { table } = withTerrain(one, [camera], terrain.grids, terrain.views);
  return { view: table.terrain?.[0] ?? null, assumptions: [...table.assumptionSets[table.assumptionSet[0]]] };
}

export interface Terrain {
  grids: readonly ElevationGrid[];
  views: ViewCache;
}
export interface TerrainCache {
  /** for the grids as this reader sees them */
  at(reader: Reader): Promise<Terrain>;
  /** for those that were in force at an instant */
  atInstant(reader: Reader, at: string): Promise<Terrain>;
  close(): void;
}

/** Opens the grids of a data folder when they are first asked for, and again after they changed. */
export function createTerrainCache(dataDir: string): TerrainCache {
  let kept: { version: number; terrain: Promise<Terrain> } | null = null;
  const open = new Map<string, ElevationGrid>();
  async function read(reader: Reader, at: string | null = null): Promise<Terrain> {
    const records = await elevationRecords(reader, EVERYTHING, at);
    // a grid no longer in force stays open: a measuring that began before may still read it
    return { grids: records.map(gridOf), views: createViewCache() };
  }
  function gridOf({ gridPath, fileName }: ElevationRecord): ElevationGrid {
    const known = open.get(gridPath);
    if (known) return known;
    try {
      const grid = openGrid(join(dataDir, gridPath));
      open.set(gridPath, grid);
      return grid;
    } catch (error) {
      // figures without the relief would look like figures with it
      const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
      throw new ServiceError('terrain.grid_missing', 'conflict', { path: gridPath, file: fileName, reason });
    }
  }
  return {
    async at(reader) {
      const version = await readMeta(reader, 'elevationsVersion');
      if (kept?.version === version) return kept.terrain;
      const terrain = read(reader);
      kept = { version, terrain };
      // asked for again next time: the file may be back
      terrain.catch(() => {
        if (kept?.terrain === terrain) kept = null;
      });
      return terrain;
    },
    atInstant: read,
    close() {
      for (const grid of open.values()) grid.close();
      open.clear();
      kept = null;
    },
  };
}

function createViewCache(): ViewCache {
  const views = new Map<string, TerrainView>();
  return {
    get(key) {
      const view = views.get(key);
      if (view !== undefined) {
        views.delete(key);
        views.set(key, view);
      }
      return view;
    },
    set(key, view) {
      views.set(key, view);
      if (views.size > KEPT_VIEWS) views.delete(views.keys().next().value!);
    },
  };
}

/** A grid file of `measure`, open until `close()`. Without grids where it cannot be used; `summary` says why. */
export interface ReadElevation {
  summary: ParseSummary;
  problems: Problem[];
  grids: ElevationGrid[];
  close(): Promise<void>;
}
export async function readElevationFile(
  deps: { importRunner: ImportRunner; signal?: AbortSignal; onProgress?: (done: number, total: number) => void },
  file: FileInput,
): Promise<ReadElevation> {
  const { signal } = deps;
  const result = await deps.importRunner.parse(file.path, {
    kind: 'elevation',
    fileName: file.name,
    options: file.options,
    signal,
    onProgress: (p) => deps.onProgress?.(p.bytesRead, p.bytesTotal),
  });
  const { summary } = result;
  const problems = summary.refused ? [summary.refused] : [];
  const grids: ElevationGrid[] = [];
  const close = async (): Promise<void> => {
    for (const grid of grids) grid.close();
    await result.close();
  };
  try {
    for await (const batch of result.batches) {
      for (const fault of batch.problems) if (fault.code !== summary.refused?.code) problems.push(fault);
      for (const row of batch.rows) grids.push(openGrid(row.gridPath));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { summary, problems, grids, close };
}

/** One a camera: what the grid does not know is said, with the camera's id. One in all where the grid is elsewhere. */
export function terrainProblems(file: string, table: CameraTable, unknown: readonly UnknownTerrain[]): Problem[] {
  if (table.terrain?.every((view) => view === null))
    return [problem(file, null, null, null, 'terrain.nowhere', {}, 'warning')];
  return unknown.map(({ id, share }) => {
    const percent = share >= 1 ? 100 : Number((100 * share).toPrecision(2));
    return problem(file, null, null, null, 'terrain.unknown', { id, percent }, 'warning');
  });
}
