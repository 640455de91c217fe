// What lies at a point or under a box: leaves, public space, obstacles, zones? Built when first asked, kept until it changes.
import Flatbush from 'flatbush';
import type { PublicSpaceClass } from '#contract/gap';
import type { PolygonSoup } from '#engine';
import {
  type BboxDeg,
  EMPTY_SOUP,
  type InputPublicSpace,
  type PublicSpaceTable,
  placeBoxes,
  publicSpaceTable,
  searchAround,
} from '#rules/leaf-input';
import {
  entriesMeeting,
  type InputZone,
  indexSoups,
  type KeyPlace,
  keyPlaces,
  linesOfSoup,
  placeInput,
} from '#rules/leaf-layers';
import { type LeafLocator, leafLocator } from '#rules/standing';
import { type Box, decodeSoup } from '#storage/geometry-blob';
import { layerExtentCodes } from '#storage/layer-extents.repository';
import { readMeta } from '#storage/meta.repository';
import { obstacleBoxes } from '#storage/obstacles.repository';
import { zoneRecords } from '#storage/privacy-zones.repository';
import { extentCodes, publicSpaceRecords } from '#storage/public-space.repository';
import { boxOfRow, outlines } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import type { Reader } from '#storage/storage';
import { createTerrainCache, type TerrainCache } from './terrain.ts';

export interface LeafShape {
  code: string;
  soup: PolygonSoup;
  box: Box;
}

export interface LeafIndex {
  readonly leaves: readonly LeafShape[];
  /** the leaves whose box meets the box, in code order */
  near(box: readonly [number, number, number, number]): LeafShape[];
  /** their codes, ascending */
  meeting(box: readonly [number, number, number, number]): string[];
  /** the leaf a point stands in; on a border the lower code; null outside all */
  at(longitude: number, latitude: number): string | null;
}

export interface SpaceIndex {
  table: PublicSpaceTable;
  /** name and id of table.features[i] */
  names: ({ zh: string; en: string } | null)[];
  ids: string[];
  /** is a leaf with this path inside the extent of a layer? */
  covers(path: string[]): boolean;
  /** are there key places at all? */
  hasPlaces: boolean;
  /** key places by the leaf they are counted in */
  placesOf(leaves: LeafIndex): ReadonlyMap<string, KeyPlace[]>;
}

/** Obstacles may be millions: their boxes are in memory, their outlines stay in the database. */
export interface ObstacleIndex {
  count: number;
  /** ids of those whose box meets one of the boxes, ascending */
  meeting(boxes: Iterable<BboxDeg>): number[];
}

export interface ZoneIndex {
  list: InputZone[];
  /** indices of the zones whose box meets one of the boxes, ascending */
  meeting(boxes: Iterable<BboxDeg>): number[];
  /** is a leaf with this path inside the extent of a layer? */
  covers(path: string[]): boolean;
}

export interface SpatialCache {
  /** for the regions as this reader sees them */
  leaves(reader: Reader): Promise<LeafIndex>;
  /** the same leaves; `meeting` also finds those whose key places lie under the box */
  sight(reader: Reader): Promise<LeafIndex>;
  space(reader: Reader): Promise<SpaceIndex>;
  obstacles(reader: Reader): Promise<ObstacleIndex>;
  zones(reader: Reader): Promise<ZoneIndex>;
  /** grids of elevations */
  terrain: TerrainCache;
}

/** Keeps what was built for the present version of one layer. */
function keptAt<T>(
  key: 'regionsVersion' | 'publicSpaceVersion' | 'obstaclesVersion' | 'privacyZonesVersion',
  build: (reader: Reader) => Promise<T>,
): (reader: Reader) => Promise<T> {
  let kept: { version: number; built: Promise<T> } | null = null;
  return async (reader) => {
    const version = await readMeta(reader, key);
    if (kept?.version !== version) {
      const built = build(reader);
      kept = { version, built };
      // what failed once may succeed the next time
      built.catch(() => {
        if (kept?.built === built) kept = null;
      });
    }
    return kept.built;
  };
}

export function createSpatialCache(dataDir: string): SpatialCache {
  const leaves = keptAt('regionsVersion', readLeaves);
  const space = keptAt('publicSpaceVersion', readSpace);
  let sight: { leaves: LeafIndex; space: SpaceIndex; index: LeafIndex } | null = null;
  return {
    leaves,
    space,
    obstacles: keptAt('obstaclesVersion', readObstacles),
    zones: keptAt('privacyZonesVersion', readZones),
    async sight(reader) {
      const [index, known] = [await leaves(reader), await space(reader)];
      if (sight?.leaves !== index || sight.space !== known)
        sight = { leaves: index, space: known, index: withPlaces(index, known) };
      return sight.index;
    },
    terrain: createTerrainCache(dataDir),
  };
}

async function readLeaves(reader: Reader): Promise<LeafIndex> {
  const rows = await outlines(reader, EVERYTHING, { leaves: true });
  return leafIndex(rows.map((row) => ({ code: row.code, soup: decodeSoup(row.geometry!), box: boxOfRow(row) })));
}

/** `leaves` in code order. */
export function leafIndex(leaves: LeafShape[]): LeafIndex {
  let boxes: Flatbush | null = null;
  let locator: LeafLocator | null = null;
  const near = (box: readonly [number, number, number, number]): LeafShape[] => {
    if (leaves.length === 0) return [];
    if (boxes === null) {
      boxes = new Flatbush(leaves.length);
      for (const leaf of leaves) boxes.add(...leaf.box);
      boxes.finish();
    }
    const found = boxes.search(...(box as [number, number, number, number]));
    return found.sort((a, b) => a - b).map((i) => leaves[i]);
  };
  return {
    leaves,
    near,
    meeting: (box) => near(box).map((leaf) => leaf.code),
    at(longitude, latitude) {
      locator ??= leafLocator(leaves);
      const i = locator.find(longitude, latitude);
      return i < 0 ? null : leaves[i].code;
    },
  };
}

/** A key place may reach over the border of its leaf: what changes there changes its figure. */
function withPlaces(leaves: LeafIndex, space: SpaceIndex): LeafIndex {
  if (!space.hasPlaces) return leaves;
  const homes: string[] = [];
  const grounds: BboxDeg[] = [];
  for (const [code, places] of space.placesOf(leaves))
    for (const place of places)
      for (const box of placeBoxes(placeInput(space.table.features, [place]))) {
        homes.push(code);
        grounds.push(box);
      }
  if (homes.length === 0) return leaves;
  const boxes = new Flatbush(homes.length);
  for (const box of grounds) boxes.add(...box);
  boxes.finish();
  return {
    ...leaves,
    meeting: (box) => [...new Set([...leaves.meeting(box), ...searchAround(boxes, box).map((i) => homes[i])])].sort(),
  };
}

/** As it is now, or was known at an instant; so the next two. */
export async function readSpace(reader: Reader, at: string | null = null): Promise<SpaceIndex> {
  const records = await publicSpaceRecords(reader, EVERYTHING, undefined, at);
  const extents = new Set(await extentCodes(reader, EVERYTHING, at));
  const features = records.map((record): InputPublicSpace => {
    const common = { class: record.class as PublicSpaceClass, weight: record.weight };
    const soup = decodeSoup(record.geometry);
    if (record.shape === 'area') return { ...common, soup };
    return { ...common, soup: EMPTY_SOUP, strokes: { lines: linesOfSoup(soup), radiusM: record.radiusM ?? 0 } };
  });
  const allPlaces = keyPlaces(features);
  let places: { leaves: LeafIndex; byLeaf: Map<string, KeyPlace[]> } | null = null;
  return {
    table: publicSpaceTable(features),
    names: records.map(({ name, nameEn }) => (name === null ? null : { zh: name, en: nameEn ?? name })),
    ids: records.map((record) => record.id),
    covers: (path) => path.some((code) => extents.has(code)),
    hasPlaces: allPlaces.length > 0,
    placesOf(leaves) {
      if (places?.leaves === leaves) return places.byLeaf;
      const byLeaf = new Map<string, KeyPlace[]>();
      for (const place of allPlaces) {
        const home = leaves.at(place.longitude, place.latitude);
        if (home !== null) byLeaf.set(home, [...(byLeaf.get(home) ?? []), place]);
      }
      places = { leaves, byLeaf };
      return byLeaf;
    },
  };
}

export async function readObstacles(reader: Reader, at: string | null = null): Promise<ObstacleIndex> {
  const { ids, boxes } = await obstacleBoxes(reader, EVERYTHING, { at });
  if (ids.length === 0) return { count: 0, meeting: () => [] };
  const index = new Flatbush(ids.length);
  for (let i = 0; i < ids.length; i += 1) index.add(boxes[4 * i], boxes[4 * i + 1], boxes[4 * i + 2], boxes[4 * i + 3]);
  index.finish();
  return { count: ids.length, meeting: (wanted) => entriesMeeting(index, wanted).map((i) => ids[i]) };
}

export async function readZones(reader: Reader, at: string | null = null): Promise<ZoneIndex> {
  const list = (await zoneRecords(reader, EVERYTHING, undefined, at)).map(({ rule, geometry }) => ({
    rule,
    soup: decodeSoup(geometry),
  }));
  const extents = new Set(await layerExtentCodes(reader, EVERYTHING, 'privacy-zones', at));
  const index = indexSoups(list.map((zone) => zone.soup));
  return {
    list,
    meeting: (wanted) => entriesMeeting(index, wanted),
    covers: (path) => path.some((code) => extents.has(code)),
  };
}
