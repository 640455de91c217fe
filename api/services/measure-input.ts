// What does measuring a few leaves need? Read in one consistent look at the database, packed for the workers.
import type { MeasureOptions } from '#engine';
import type { Look } from '#rules/assumptions';
import {
  type CameraTable,
  cameraTable,
  demandOf,
  inSet,
  type LeafLayers,
  leafInput,
  placeBoxes,
  polygonBoxes,
  standingCounts,
} from '#rules/leaf-input';
import {
  type InputObstacle,
  type KeyPlace,
  obstacleInput,
  placeInput,
  sightBoxes,
  zoneInput,
} from '#rules/leaf-layers';
import { type Detail, RANGE_DETAIL } from '#rules/profiles';
import type { StandingCounts } from '#rules/rollup';
import type { SightRow } from '#storage/camera-sight.repository';
import type { FigureSet } from '#storage/figures.repository';
import { type Box, decodeSoup } from '#storage/geometry-blob';
import { obstacleRecords } from '#storage/obstacles.repository';
import { codesOfPath } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import type { Reader } from '#storage/storage';
import type { MeasureRequest } from '#workers/messages';
import { paddedBox } from './cameras-around.ts';
import { type Ground, presentGround } from './ground.ts';
import type { SpaceIndex, SpatialCache } from './spatial-cache.ts';
import { cutByTerrain, type Terrain } from './terrain.ts';

/** Depths that are kept with every figure. */
export const KEPT_K = 4;
export const MEASURE_OPTIONS: MeasureOptions = { k: KEPT_K, ceiling: 3, gaps: true };

/** What is remembered of a request until its reply is turned into rows. */
export interface LeafTask {
  code: string;
  set: FigureSet;
  look: Look;
  publicSpace: boolean;
  /** engine camera i → row of `cameras` */
  rows: Int32Array;
  cameras: Pick<CameraTable, 'ids'>;
  /** leaf each camera of the table stands in */
  homes: (string | null)[];
  /** rows of the cameras that stand in this leaf, ascending */
  standing: Int32Array;
  counts: StandingCounts;
  /** public-space features under the demand, most important first */
  features: Int32Array;
  /** key places in the order of the request */
  places: readonly KeyPlace[];
  space: SpaceIndex;
}
/** As it is read: what is said of each camera can be counted anew. */
export interface ReadTask extends LeafTask {
  cameras: Pick<CameraTable, 'ids' | 'devices' | 'unaimed' | 'assumptionSet' | 'assumptionSets'>;
}

export interface Batch {
  version: number;
  codes: string[];
  requests: MeasureRequest[];
  tasks: Map<string, ReadTask>;
  /** per leaf: obstacles are known within this box */
  boxes: Map<string, Box>;
}

/** A leaf that is opened for edits knows the obstacles this far (m) around it, whatever its cameras see today. */
export const OPEN_MARGIN_M = 300;

export const taskKey = (code: string, set: FigureSet): string => `${set} ${code}`;

/** Reads everything for these leaves (ascending codes). Call inside `storage.read`. With a margin also the obstacles
 * within that of a leaf, whether a camera looks there now or not. `ground`: as things are now, where none is given. */
export async function readBatch(
  reader: Reader,
  spatial: SpatialCache,
  codes: string[],
  detail: Detail = RANGE_DETAIL,
  marginM: number | null = null,
  ground: Ground = presentGround(spatial),
): Promise<Batch> {
  const version = await ground.version(reader);
  const look = await ground.look(reader, detail);
  const space = await ground.space(reader);
  // all outlines of a province are read for this: only where there are places
  const placesOf = space.hasPlaces ? space.placesOf(await ground.leaves(reader)) : new Map<string, KeyPlace[]>();
  const leaves = (await ground.outlines(reader, codes)).map(({ code, path, geometry, box }) => {
    const codesAbove = codesOfPath(path);
    const publicSpace = space.covers(codesAbove);
    const places = publicSpace ? (placesOf.get(code) ?? []) : [];
    return { code, path: codesAbove, soup: decodeSoup(geometry), box, publicSpace, places };
  });
  const near = await ground.cameras(
    reader,
    leaves.flatMap((leaf) => [leaf.box, ...placeBoxes(placeInput(space.table.features, leaf.places))]),
    look,
  );
  near.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const terrain = await ground.terrain(reader);
  const installed = await setOf(near, 'installed', look, terrain);
  const hasPlanned = near.some((camera) => inSet(camera.stage, 'planned') && !inSet(camera.stage, 'installed'));
  const planned = hasPlanned ? await setOf(near, 'planned', look, terrain) : null;
  const installedIds = hasPlanned ? new Set(installed.table.ids) : null;
  const isInstalled = (id: string): boolean => installedIds?.has(id) ?? false;
  const batch: Batch = {
    version,
    codes: leaves.map((leaf) => leaf.code),
    requests: [],
    tasks: new Map(),
    boxes: new Map(),
  };
  for (const leaf of leaves) batch.boxes.set(leaf.code, paddedBox(leaf.box, marginM ?? 0));
  const index = new Map(leaves.map((leaf, i) => [leaf.code, i]));
  const standingOf = (set: typeof installed): Standing => {
    const leafOf = Int32Array.from(set.homes, (home) => (home === null ? -1 : (index.get(home) ?? -1)));
    return { counts: standingCounts(set.table, leafOf, leaves.length), rows: rowsByLeaf(leafOf, leaves.length) };
  };
  const standing = { installed: standingOf(installed), planned: planned && standingOf(planned) };
  const zones = await ground.zones(reader);
  const obstacles = await obstaclesFor(reader, ground, () =>
    leaves.flatMap((leaf) => {
      const ground = leaf.places.length > 0 ? placeInput(space.table.features, leaf.places) : null;
      return [installed, ...(planned === null ? [] : [planned])].map((set) => ({
        key: taskKey(leaf.code, set === installed ? 'installed' : 'planned'),
        boxes: [
          ...sightBoxes(leaf.soup, ground, set.table),
          ...(marginM === null ? [] : [batch.boxes.get(leaf.code)!]),
        ],
      }));
    }),
  );
  leaves.forEach((leaf, i) => {
    const { publicSpace, places } = leaf;
    /** Every request has its own copies: they are handed over to the worker. */
    const layersFor = (set: FigureSet): LeafLayers => {
      const layers: LeafLayers = {};
      const found = zones.meeting(polygonBoxes(leaf.soup));
      if (found.length > 0 || zones.covers(leaf.path)) layers.zones = zoneInput(found.map((z) => zones.list[z]));
      if (places.length > 0) layers.places = placeInput(space.table.features, places);
      const hiding = obstacles?.get(taskKey(leaf.code, set));
      if (hiding !== undefined) layers.obstacles = obstacleInput(hiding);
      return layers;
    };
    const add = (set: FigureSet, cameras: SeenSet, own: Standing): void => {
      const demand = publicSpace ? demandOf(space.table, leaf.soup) : null;
      const { input, rows } = leafInput(leaf, cameras.table, demand?.demand ?? null, layersFor(set));
      const { table, homes } = cameras;
      const features = Int32Array.from(new Set(demand?.features ?? []));
      features.sort((a, b) => space.table.rank[a] - space.table.rank[b] || a - b);
      const key = taskKey(leaf.code, set);
      // the outline is handed over to the worker: each request has its own
      const request = { ...input, region: { ...copySoup(leaf.soup) } };
      batch.requests.push({ key, input: request, options: { ...MEASURE_OPTIONS, gaps: set === 'installed' } });
      batch.tasks.set(key, {
        code: leaf.code,
        set,
        look,
        publicSpace,
        rows,
        cameras: table,
        homes,
        standing: own.rows[i],
        counts: own.counts[i],
        features,
        places,
        space,
      });
    };
    add('installed', installed, standing.installed);
    if (planned !== null && standing.planned !== null && touchesPlanned(leaf, planned, i))
      add('planned', planned, standing.planned);
  });
  return batch;

  function touchesPlanned(leaf: (typeof leaves)[number], set: SeenSet, i: number): boolean {
    if (standing.planned!.counts[i].cameras !== standing.installed.counts[i].cameras) return true;
    const places = leaf.places.length > 0 ? { places: placeInput(space.table.features, leaf.places) } : {};
    const { rows } = leafInput(leaf, set.table, null, places);
    return rows.some((row) => !isInstalled(set.table.ids[row]));
  }
}

interface Standing {
  counts: StandingCounts[];
  rows: Int32Array[];
}

/** Rows by the leaf they stand in (−1 = none of these), ascending. */
function rowsByLeaf(leafOf: Int32Array, leaves: number): Int32Array[] {
  const lists: number[][] = Array.from({ length: leaves }, () => []);
  for (let row = 0; row < leafOf.length; row += 1) if (leafOf[row] >= 0) lists[leafOf[row]].push(row);
  return lists.map((rows) => Int32Array.from(rows));
}

/** The obstacles under the boxes of each request, read from the database once for all of them. null = there are none
 * at all. */
async function obstaclesFor(
  reader: Reader,
  ground: Ground,
  requests: () => { key: string; boxes: ReturnType<typeof sightBoxes> }[],
): Promise<Map<string, InputObstacle[]> | null> {
  const index = await ground.obstacles(reader);
  if (index.count === 0) return null;
  const found = requests().map(({ key, boxes }) => ({ key, ids: index.meeting(boxes) }));
  const wanted = [...new Set(found.flatMap(({ ids }) => ids))].sort((a, b) => a - b);
  const byId = new Map(
    (await obstacleRecords(reader, EVERYTHING, wanted)).map(({ id, shape, heightM, geometry }) => [
      id,
      { shape, heightM, soup: decodeSoup(geometry) },
    ]),
  );
  return new Map(found.map(({ key, ids }) => [key, ids.flatMap((id) => byId.get(id) ?? [])]));
}

const copySoup = (soup: { coords: Float64Array; ringEnd: Int32Array; polyEnd: Int32Array }) => ({
  coords: soup.coords.slice(),
  ringEnd: soup.ringEnd.slice(),
  polyEnd: soup.polyEnd.slice(),
});

interface SeenSet {
  table: CameraTable;
  homes: (string | null)[];
}
/** `near` in id order, as the table is. */
async function setOf(near: SightRow[], set: FigureSet, look: Look, terrain: Terrain): Promise<SeenSet> {
  const own = near.filter((camera) => inSet(camera.stage, set));
  const { table } = await cutByTerrain(cameraTable(own, set, look), own, terrain);
  return { table, homes: own.map((camera) => camera.regionCode) };
}
