// One transaction that makes a staged layer true: public space, obstacles or privacy zones, replaced inside its extent.
import type { ImportOptions } from '#contract/import';
import { reachBox } from '#engine';
import { footprintOf, type Look } from '#rules/assumptions';
import { indexBoxes } from '#rules/leaf-input';
import { type Box, boxOf, decodeSoup } from '#storage/geometry-blob';
import type { ImportRow } from '#storage/imports.repository';
import { type ExtentLayer, layerExtentCodes, replaceLayerExtents } from '#storage/layer-extents.repository';
import { writeMeta } from '#storage/meta.repository';
import {
  addObstacles,
  type BoxColumns,
  greatestObstacleId,
  obstacleBoxes,
  retireObstacles,
} from '#storage/obstacles.repository';
import { addZones, retireZones, zoneRecords } from '#storage/privacy-zones.repository';
import {
  addExtents,
  addPublicSpace,
  extentCodes,
  publicSpaceRecords,
  retirePublicSpace,
} from '#storage/public-space.repository';
import { allRegionRows, codesOfPath, regionTotals, touchLeaves } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import type { Writer } from '#storage/storage';
import { leavesTouched } from './camera-touch.ts';
import { camerasAround } from './cameras-around.ts';
import type { Ctx } from './ctx.ts';
import { ServiceError } from './errors.ts';
import { type StagedObstacle, type StagedSpace, type StagedZone, staged } from './import-stage.ts';
import { looksInUse } from './look.ts';
import type { LeafIndex } from './spatial-cache.ts';

/** The region codes a layer speaks for: those given, else every root. */
async function extentOf(writer: Writer, options: ImportOptions): Promise<string[]> {
  const { roots } = await regionTotals(writer, EVERYTHING);
  if (roots.length === 0) throw new ServiceError('import.no_regions', 'invalid');
  if (options.extent === undefined || options.extent.length === 0) return roots;
  const known = new Set((await allRegionRows(writer, EVERYTHING)).map((region) => region.code));
  const unknown = options.extent.find((code) => !known.has(code));
  if (unknown !== undefined) throw new ServiceError('import.extent_unknown', 'invalid', { code: unknown });
  return [...new Set(options.extent)].sort();
}

interface Extent {
  codes: string[];
  leaves: Set<string>;
  /** does a layer that stood there before, or a box, lie inside? */
  replaces(box: Box): boolean;
  covers(code: string): boolean;
}

async function extentFor(ctx: Ctx, writer: Writer, options: ImportOptions): Promise<Extent> {
  const codes = await extentOf(writer, options);
  const index = await ctx.spatial.leaves(writer);
  const pathOf = new Map((await allRegionRows(writer, EVERYTHING)).map((region) => [region.code, region]));
  const inside = new Set(codes);
  const covers = (code: string): boolean => {
    const region = pathOf.get(code);
    return region !== undefined && codesOfPath(region.path).some((part) => inside.has(part));
  };
  const leaves = new Set(index.leaves.map((leaf) => leaf.code).filter(covers));
  const everywhere = leaves.size === index.leaves.length;
  return {
    codes,
    leaves,
    covers,
    replaces([minLon, minLat, maxLon, maxLat]) {
      if (everywhere) return true;
      const home = index.at((minLon + maxLon) / 2, (minLat + maxLat) / 2);
      return home !== null && leaves.has(home);
    },
  };
}

const sidesOf = (row: { minLon: number; minLat: number; maxLon: number; maxLat: number }): Box => [
  row.minLon,
  row.minLat,
  row.maxLon,
  row.maxLat,
];
const named = ([minLon, minLat, maxLon, maxLat]: Box) => ({ minLon, minLat, maxLon, maxLat });

export async function commitPublicSpace(ctx: Ctx, writer: Writer, row: ImportRow, version: number): Promise<void> {
  const extent = await extentFor(ctx, writer, row.options);
  const replaced = (await publicSpaceRecords(writer, EVERYTHING)).filter((feature) =>
    extent.replaces(sidesOf(feature)),
  );
  // a layer whose whole extent is described anew is no longer needed to say that its ground is known
  const extents = (await extentCodes(writer, EVERYTHING)).filter(extent.covers);
  await retirePublicSpace(writer, row.id, { features: replaced.map((feature) => feature.id), extents });
  await addExtents(writer, row.id, extent.codes);
  let seq = 0;
  for await (const page of staged(writer, row.id)) {
    const features = page.map((item) => {
      const { class: kind, weight, name, nameEn, shape, radiusM } = item.data as StagedSpace;
      return {
        id: numbered(row.id, (seq += 1)),
        class: kind,
        weight,
        name,
        nameEn,
        shape,
        radiusM,
        geometry: item.geometry!,
        ...named(boxOf(decodeSoup(item.geometry!))),
        source: row.id,
      };
    });
    await addPublicSpace(writer, features);
  }
  await touchLeaves(writer, [...extent.leaves], version);
  await writeMeta(writer, 'publicSpaceVersion', version);
}

const numbered = (source: string, seq: number): string => `${source}:${String(seq).padStart(7, '0')}`;

/** Those that stood inside the extent go out of force, whatever the file was called. */
export async function commitObstacles(ctx: Ctx, writer: Writer, row: ImportRow, version: number): Promise<void> {
  const extent = await extentFor(ctx, writer, row.options);
  const before = await obstacleBoxes(writer, EVERYTHING);
  const replaced = [...before.ids.keys()].filter((i) => extent.replaces(boxAt(before, i)));
  const all = replaced.length === before.ids.length;
  await retireObstacles(writer, row.id, all ? 'all' : replaced.map((i) => before.ids[i]));
  await takeExtent(writer, 'obstacles', row.id, extent);
  let id = await greatestObstacleId(writer, EVERYTHING);
  for await (const page of staged(writer, row.id)) {
    const rows = page.map((item) => {
      const { shape, heightM } = item.data as StagedObstacle;
      const box = boxOf(decodeSoup(item.geometry!));
      return { id: (id += 1), shape, heightM, geometry: item.geometry!, ...named(box), source: row.id };
    });
    await addObstacles(writer, rows);
  }
  await touchObstacleChange(ctx, writer, row.id, version);
}

/** After a layer came in, or before it is taken back: touches every leaf whose sight its obstacles may change. */
export async function touchObstacleChange(ctx: Ctx, writer: Writer, importId: string, version: number): Promise<void> {
  const own = await obstacleBoxes(writer, EVERYTHING, { source: importId });
  const replaced = await obstacleBoxes(writer, EVERYTHING, { removedBy: importId });
  const index = await ctx.spatial.sight(writer);
  const looks = await looksInUse(writer);
  await touchLeaves(writer, await leavesSeenPast(ctx, writer, index, looks, [own, replaced]), version);
  await writeMeta(writer, 'obstaclesVersion', version);
}

const boxAt = ({ boxes }: BoxColumns, i: number): Box => [...boxes.subarray(4 * i, 4 * i + 4)] as Box;

export async function commitZones(ctx: Ctx, writer: Writer, row: ImportRow, version: number): Promise<void> {
  const extent = await extentFor(ctx, writer, row.options);
  const replaced = (await zoneRecords(writer, EVERYTHING)).filter((zone) => extent.replaces(sidesOf(zone)));
  await retireZones(
    writer,
    row.id,
    replaced.map((zone) => zone.id),
  );
  await takeExtent(writer, 'privacy-zones', row.id, extent);
  const boxes = replaced.map(sidesOf);
  let seq = 0;
  for await (const page of staged(writer, row.id)) {
    const rows = page.map((item) => {
      const { rule, name, nameEn } = item.data as StagedZone;
      const box = boxOf(decodeSoup(item.geometry!));
      boxes.push(box);
      const id = numbered(row.id, (seq += 1));
      return { id, rule, name, nameEn, geometry: item.geometry!, ...named(box), source: row.id };
    });
    await addZones(writer, rows);
  }
  // a leaf inside the extent without any zone has none: that, too, is now known
  const touched = new Set(extent.leaves);
  const index = await ctx.spatial.sight(writer);
  for (const box of boxes) for (const code of index.meeting(box)) touched.add(code);
  await touchLeaves(writer, [...touched], version);
  await writeMeta(writer, 'privacyZonesVersion', version);
}

async function takeExtent(writer: Writer, layer: ExtentLayer, importId: string, extent: Extent): Promise<void> {
  const retire = (await layerExtentCodes(writer, EVERYTHING, layer)).filter(extent.covers);
  await replaceLayerExtents(writer, layer, importId, { add: extent.codes, retire });
}

/** Side of the cells in which obstacles are looked at together (degrees, about 2 km). */
const CELL_DEG = 0.02;
/** With more cells than this the change concerns a whole county or more: all leaves are measured again. */
const MAX_CELLS = 500;

/** Leaves that a building may lie in, or that a camera sees whose view it may cut. Some more are taken, none is missed. */
async function leavesSeenPast(
  ctx: Ctx,
  writer: Writer,
  index: LeafIndex,
  looks: readonly Look[],
  changes: readonly BoxColumns[],
): Promise<'all' | string[]> {
  const cells = new Map<string, Box>();
  for (const change of changes)
    for (let i = 0; i < change.ids.length; i += 1) {
      const [west, south, east, north] = boxAt(change, i);
      const key = `${Math.floor(west / CELL_DEG)} ${Math.floor(south / CELL_DEG)}`;
      const cell = cells.get(key) ?? [west, south, east, north];
      cells.set(key, [
        Math.min(cell[0], west),
        Math.min(cell[1], south),
        Math.max(cell[2], east),
        Math.max(cell[3], north),
      ]);
      if (cells.size > MAX_CELLS) return 'all';
    }
  const boxes = [...cells.values()];
  const touched = new Set(boxes.flatMap((box) => index.meeting(box)));
  const near = indexBoxes(Int32Array.from(boxes.keys()), (i) => boxes[i]);
  if (near === null) return [];
  for (const look of looks)
    for (const camera of await camerasAround(writer, ctx.spatial, boxes, look)) {
      const reach = reachBox(camera.longitude, camera.latitude, footprintOf(camera, look).reachM);
      if (near.search(...reach).length > 0) for (const code of leavesTouched(index, camera, [look])) touched.add(code);
    }
  return [...touched].sort();
}
