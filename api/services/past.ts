// The country as it was known at an instant: what leaves are measured from when they are asked for with `at`.
import type { AssumptionTable } from '#contract/detail';
import type { Knowledge } from '#contract/figure';
import { DEFAULT_ASSUMPTIONS, type Look } from '#rules/assumptions';
import { dayAt } from '#rules/instant';
import type { BboxDeg } from '#rules/leaf-input';
import type { Detail } from '#rules/profiles';
import { stageBy, stateTrueAt } from '#rules/record-then';
import { regionTree } from '#rules/region-tree';
import { needsHistory } from '#rules/stage-steps';
import type { SightRow } from '#storage/camera-sight.repository';
import { type CameraRecord, findCameras } from '#storage/cameras.repository';
import { decodeSoup } from '#storage/geometry-blob';
import { undoneImports } from '#storage/imports.repository';
import { readMeta, type VersionAt, versionAt } from '#storage/meta.repository';
import {
  formerStates,
  greatestRangeEver,
  idsEverNear,
  type SightThen,
  sightRowsThen,
} from '#storage/point-cameras.repository';
import { formerOutlines, type RegionThen, regionRowsThen } from '#storage/region-history.repository';
import { allRegionRows, boxOfRow, leafOutlines, outlines, pathStep } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import { settingThen } from '#storage/settings.repository';
import type { Reader, Storage } from '#storage/storage';
import { inRings } from './cameras-around.ts';
import { type Ground, type LeafOutline, presentGround } from './ground.ts';
import { breathe } from './in-turns.ts';
import { placeAll } from './leaf-batch.ts';
import { greatestUnstatedM } from './look.ts';
import {
  type LeafIndex,
  leafIndex,
  type ObstacleIndex,
  readObstacles,
  readSpace,
  readZones,
  type SpaceIndex,
  type SpatialCache,
  type ZoneIndex,
} from './spatial-cache.ts';
import type { Terrain } from './terrain.ts';

/** A region with the tree columns that it had then. */
export interface PastRegion extends RegionThen {
  /** codes of its path, root first, itself last */
  codes: string[];
}

/** In code order. */
export interface PastTree {
  regions: PastRegion[];
  byCode: Map<string, PastRegion>;
}

export interface Past {
  at: string;
  version: VersionAt;
  tree(reader: Reader): Promise<PastTree>;
  ground: Ground;
}

/** Indexes of a province take memory: so many instants are kept. */
const KEPT = 2;
const kept = new WeakMap<Storage, Map<string, Past>>();

/** What was known at the instant, or is known today of it. Imports that were taken back since count as never made. */
export async function pastAt(
  { storage, spatial }: { storage: Storage; spatial: SpatialCache },
  at: string,
  known: Knowledge,
): Promise<Past> {
  const { reader } = storage;
  const undone = await undoneImports(reader, EVERYTHING);
  if (known === 'now') return hindsight(spatial, at, await readMeta(reader, 'dataVersion'), new Set(undone));
  const version = await versionAt(reader, at);
  const key = JSON.stringify([at, version, undone.length]);
  const cache = kept.get(storage) ?? new Map<string, Past>();
  kept.set(storage, cache);
  const found = cache.get(key);
  if (found !== undefined) return found;
  const made = buildPast(spatial, at, version, new Set(undone));
  for (const oldest of cache.keys()) if (cache.size >= KEPT) cache.delete(oldest);
  cache.set(key, made);
  return made;
}

type Counter =
  | 'regionsVersion'
  | 'publicSpaceVersion'
  | 'obstaclesVersion'
  | 'privacyZonesVersion'
  | 'elevationsVersion';

function buildPast(spatial: SpatialCache, at: string, version: VersionAt, undone: ReadonlySet<string>): Past {
  /** What has not changed since is what it is today, and that is in memory already. */
  const isAsToday = async (reader: Reader, counter: Counter): Promise<boolean> =>
    version.isSure && (await readMeta(reader, counter)) <= version.version;
  const once = <T>(build: (reader: Reader) => Promise<T>): ((reader: Reader) => Promise<T>) => {
    let made: Promise<T> | null = null;
    return (reader) => {
      if (made === null) {
        const built = build(reader);
        made = built;
        built.catch(() => {
          made = null;
        });
      }
      return made;
    };
  };
  const either =
    <T>(counter: Counter, today: (reader: Reader) => Promise<T>, then: (reader: Reader) => Promise<T>) =>
    async (reader: Reader): Promise<T> =>
      (await isAsToday(reader, counter)) ? today(reader) : then(reader);

  const treeThen = once(async (reader) => treeOf(await regionRowsThen(reader, EVERYTHING, at, undone)));
  const tree = either('regionsVersion', (reader) => treeToday(reader, spatial), treeThen);
  const outlinesThen = async (reader: Reader, codes: readonly string[]): Promise<LeafOutline[]> => {
    const { byCode } = await treeThen(reader);
    const rows = codes.flatMap((code) => byCode.get(code) ?? []);
    const present = rows.filter((row) => row.historyId === null).map((row) => row.code);
    const geometryOf = new Map<string, Uint8Array>();
    for (let i = 0; i < present.length; i += OUTLINES)
      for (const { code, geometry } of await outlines(reader, EVERYTHING, { codes: present.slice(i, i + OUTLINES) }))
        geometryOf.set(code, geometry!);
    const former = await formerOutlines(
      reader,
      EVERYTHING,
      rows.flatMap((row) => row.historyId ?? []),
    );
    return rows.flatMap((row) => {
      const geometry = row.historyId === null ? geometryOf.get(row.code) : former.get(row.historyId);
      return geometry === undefined ? [] : [{ code: row.code, path: row.path, geometry, box: boxOfRow(row) }];
    });
  };
  const leavesThen = once(async (reader): Promise<LeafIndex> => {
    const codes = (await treeThen(reader)).regions.filter((row) => row.isLeaf).map((row) => row.code);
    const shapes = (await outlinesThen(reader, codes)).map(({ code, geometry, box }) => ({
      code,
      soup: decodeSoup(geometry),
      box,
    }));
    return leafIndex(shapes);
  });
  const leaves = either('regionsVersion', spatial.leaves, leavesThen);
  const today = presentGround(spatial);
  const lookThen = async (reader: Reader, detail: Detail): Promise<Look> => {
    const value = (await settingThen(reader, EVERYTHING, 'assumptions', at))?.value;
    return { detail, table: (value as AssumptionTable | undefined) ?? DEFAULT_ASSUMPTIONS };
  };
  async function camerasThen(reader: Reader, boxes: readonly BboxDeg[], look: Look): Promise<SightRow[]> {
    const reach = await greatestReaches(reader, spatial, look);
    const found = await inRings(boxes, reach, (ranges, ring) => sightRowsThen(reader, EVERYTHING, ranges, ring, at));
    const states = lastStates(found, undone);
    await breathe();
    return placed(states, await leaves(reader));
  }
  return {
    at,
    version,
    tree,
    ground: {
      version: async () => version.version,
      look: lookThen,
      leaves,
      async outlines(reader, codes) {
        if (await isAsToday(reader, 'regionsVersion')) return leafOutlines(reader, EVERYTHING, codes);
        return outlinesThen(reader, [...codes].sort());
      },
      space: either<SpaceIndex>(
        'publicSpaceVersion',
        today.space,
        once((reader) => readSpace(reader, at)),
      ),
      obstacles: either<ObstacleIndex>(
        'obstaclesVersion',
        today.obstacles,
        once((reader) => readObstacles(reader, at)),
      ),
      zones: either<ZoneIndex>(
        'privacyZonesVersion',
        today.zones,
        once((reader) => readZones(reader, at)),
      ),
      terrain: either<Terrain>(
        'elevationsVersion',
        today.terrain,
        once((reader) => spatial.terrain.atInstant(reader, at)),
      ),
      cameras: camerasThen,
    },
  };
}
const greatestReaches = async (reader: Reader, spatial: SpatialCache, look: Look) => ({
  greatestM: await greatestRangeEver(reader, EVERYTHING),
  unstatedM: await greatestUnstatedM(reader, spatial, look),
});

/** What is known today of the instant: today's regions, layers and assumptions, the cameras of today's inventory as they
 * stood then, each at the stage that its dates say. */
function hindsight(spatial: SpatialCache, at: string, version: number, undone: ReadonlySet<string>): Past {
  const today = presentGround(spatial);
  const day = dayAt(Date.parse(at));
  return {
    at,
    version: { version, isSure: false },
    tree: (reader) => treeToday(reader, spatial),
    ground: {
      ...today,
      async cameras(reader, boxes, look) {
        const reach = await greatestReaches(reader, spatial, look);
        const ids = await inRings(boxes, reach, (ranges, ring) => idsEverNear(reader, EVERYTHING, ranges, ring));
        const unique = [...new Set(ids)];
        const former = await formerStates(reader, EVERYTHING, unique);
        const states: CameraRecord[] = [];
        for (const present of await findCameras(reader, EVERYTHING, unique)) {
          const all = former.get(present.id) ?? [];
          const stage = stageBy(needsHistory(present) ? { ...present, former: [...all].reverse() } : present, day);
          if (stage === null) continue;
          const before = all.filter(({ source }) => source === null || !undone.has(source));
          states.push({ ...stateTrueAt(present, before, at), id: present.id, stage });
        }
        await breathe();
        return placed(states, await today.leaves(reader));
      },
    },
  };
}
/** Outlines read at once. */
const OUTLINES = 500;

/** One state of each camera: the last that was known. What an undone import brought was never there. */
function lastStates(found: readonly SightThen[], undone: ReadonlySet<string>): SightThen[] {
  const last = new Map<string, SightThen>();
  for (const row of found) {
    if (row.source !== null && undone.has(row.source)) continue;
    const known = last.get(row.id);
    if (known === undefined || known.recordedAt < row.recordedAt) last.set(row.id, row);
  }
  return [...last.values()];
}

/** Regions may have been cut anew since a state was kept: where a camera stands follows from the outlines of then. */
export function placed<T extends SightRow>(rows: readonly T[], leaves: LeafIndex): T[] {
  const codes = placeAll(
    leaves,
    rows.map((row) => row.longitude),
    rows.map((row) => row.latitude),
  );
  return rows.map((row, i) => ({ ...row, regionCode: codes[i] }));
}

/** Today's tree, made once for a version of the regions. */
async function treeToday(reader: Reader, owner: SpatialCache): Promise<PastTree> {
  const version = await readMeta(reader, 'regionsVersion');
  const known = trees.get(owner);
  if (known?.version === version) return known.tree;
  const rows = await allRegionRows(reader, EVERYTHING);
  await breathe();
  const tree = treeOf(rows.map((row) => ({ ...row, historyId: null })));
  trees.set(owner, { version, tree });
  return tree;
}
/** per open database */
const trees = new WeakMap<SpatialCache, { version: number; tree: PastTree }>();

function treeOf(rows: RegionThen[]): PastTree {
  const tree = regionTree(rows);
  const leafCount = new Map<string, number>();
  const codesOf = (code: string): string[] => [
    ...[...tree.ancestorsOf(code)].reverse().map((region) => region.code),
    code,
  ];
  for (const leaf of tree.leaves)
    for (const code of codesOf(leaf.code)) leafCount.set(code, (leafCount.get(code) ?? 0) + 1);
  const regions = rows.map((row): PastRegion => {
    const codes = codesOf(row.code);
    const childCount = tree.childrenOf(row.code).length;
    return {
      ...row,
      codes,
      path: `/${codes.map(pathStep).join('')}`,
      depth: codes.length - 1,
      isLeaf: childCount === 0,
      childCount,
      leafCount: leafCount.get(row.code) ?? 1,
    };
  });
  return { regions, byCode: new Map(regions.map((region) => [region.code, region])) };
}
