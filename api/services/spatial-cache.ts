// Which leaves lie at a point or under a box, and which public space? Built when first asked, kept until those change.
import Flatbush from 'flatbush';
import type { PublicSpaceClass } from '#contract/gap';
import type { PolygonSoup } from '#engine';
import { type InputPublicSpace, type PublicSpaceTable, publicSpaceTable } from '#rules/leaf-input';
import { type LeafLocator, leafLocator } from '#rules/standing';
import { type Box, decodeSoup } from '#storage/geometry-blob';
import { readMeta } from '#storage/meta.repository';
import { extentCodes, publicSpaceRecords } from '#storage/public-space.repository';
import { boxOfRow, outlines } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import type { Reader } from '#storage/storage';

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
}

export interface SpatialCache {
  /** for the regions as this reader sees them */
  leaves(reader: Reader): Promise<LeafIndex>;
  space(reader: Reader): Promise<SpaceIndex>;
}

export function createSpatialCache(): SpatialCache {
  let leaves: { version: number; index: Promise<LeafIndex> } | null = null;
  let space: { version: number; index: Promise<SpaceIndex> } | null = null;
  return {
    async leaves(reader) {
      const version = await readMeta(reader, 'regionsVersion');
      if (leaves?.version !== version) leaves = { version, index: readLeaves(reader) };
      return leaves.index;
    },
    async space(reader) {
      const version = await readMeta(reader, 'publicSpaceVersion');
      if (space?.version !== version) space = { version, index: readSpace(reader) };
      return space.index;
    },
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

async function readSpace(reader: Reader): Promise<SpaceIndex> {
  const records = await publicSpaceRecords(reader, EVERYTHING);
  const extents = new Set(await extentCodes(reader, EVERYTHING));
  const features: InputPublicSpace[] = records.map((record) => ({
    class: record.class as PublicSpaceClass,
    weight: record.weight,
    soup: decodeSoup(record.geometry),
  }));
  return {
    table: publicSpaceTable(features),
    names: records.map(({ name, nameEn }) => (name === null ? null : { zh: name, en: nameEn ?? name })),
    ids: records.map((record) => record.id),
    covers: (path) => path.some((code) => extents.has(code)),
  };
}
