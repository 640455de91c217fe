// What is measured from: the state of the country that leaves are read out of. Today's, or that of an instant (past.ts).
import type { Look } from '#rules/assumptions';
import type { BboxDeg } from '#rules/leaf-input';
import type { Detail } from '#rules/profiles';
import type { SightRow } from '#storage/camera-sight.repository';
import type { Box } from '#storage/geometry-blob';
import { readMeta } from '#storage/meta.repository';
import { leafOutlines } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import type { Reader } from '#storage/storage';
import { camerasAround } from './cameras-around.ts';
import { lookAt } from './look.ts';
import type { LeafIndex, ObstacleIndex, SpaceIndex, SpatialCache, ZoneIndex } from './spatial-cache.ts';
import type { Terrain } from './terrain.ts';

export interface LeafOutline {
  code: string;
  /** '/root/…/code/' */
  path: string;
  geometry: Uint8Array;
  box: Box;
}

export interface Ground {
  /** data version */
  version(reader: Reader): Promise<number>;
  look(reader: Reader, detail: Detail): Promise<Look>;
  leaves(reader: Reader): Promise<LeafIndex>;
  /** of these leaves, in code order */
  outlines(reader: Reader, codes: string[]): Promise<LeafOutline[]>;
  space(reader: Reader): Promise<SpaceIndex>;
  obstacles(reader: Reader): Promise<ObstacleIndex>;
  zones(reader: Reader): Promise<ZoneIndex>;
  terrain(reader: Reader): Promise<Terrain>;
  /** all that may see into one of the boxes; some that do not */
  cameras(reader: Reader, boxes: readonly BboxDeg[], look: Look): Promise<SightRow[]>;
}

export const presentGround = (spatial: SpatialCache): Ground => ({
  version: (reader) => readMeta(reader, 'dataVersion'),
  look: lookAt,
  leaves: spatial.leaves,
  outlines: (reader, codes) => leafOutlines(reader, EVERYTHING, codes),
  space: spatial.space,
  obstacles: spatial.obstacles,
  zones: spatial.zones,
  terrain: (reader) => spatial.terrain.at(reader),
  cameras: (reader, boxes, look) => camerasAround(reader, spatial, boxes, look),
});
