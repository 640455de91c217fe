// What does a tile of gaps hold: outlines close by, sums per leaf region far away?
import { mergeOutlines, type Outline, readOutline } from '#engine';
import { figureRecords, measuredVersions } from '#storage/figures.repository';
import { type GapRecord, gapAreas, gapsOfLeaves, LISTED_M2 } from '#storage/gaps.repository';
import { type GapShape, type GapSum, gapSumsTile, gapsTile, indexGaps, type LeafGaps } from '#tiles/gaps.tile';
import type { TileId } from '#tiles/mercator';
import type { Ctx } from './ctx.ts';
import { breathe } from './in-turns.ts';
import { leavesNear, type RegionTiles } from './tile-regions.ts';

/** From here on gaps have outlines; a tile farther away would hold those of hundreds of villages. */
const OUTLINE_ZOOM = 12;
const KEPT_LEAVES = 5_000;
/** Leaves read between two turns of others. */
const LEAVES_A_TURN = 4;
const SUMS_A_TURN = 200;
/** Each try leaves out gaps four times as large as the one before. */
const MOST_TRIES = 8;

export type GapTiles = Map<string, { version: number; leaf: LeafGaps }>;

/** Leaves out the smallest gaps until `fits` is content. */
export async function gapTile<T>(
  ctx: Ctx,
  kept: { regions: RegionTiles; gaps: GapTiles },
  id: TileId,
  pack: (bytes: Uint8Array) => Promise<T>,
  fits: (packed: T) => boolean,
): Promise<T> {
  const near = await leavesNear(ctx, kept.regions, id);
  if (id.z < OUTLINE_ZOOM) return pack(gapSumsTile(id, await sumsOf(ctx, near)));
  const leaves = await gapsOf(
    ctx,
    kept.gaps,
    near.map((leaf) => leaf.code),
  );
  for (let coarser = 0; ; coarser++) {
    const made = await pack(gapsTile(id, leaves, 4 ** coarser));
    if (fits(made) || coarser >= MOST_TRIES) return made;
  }
}

async function sumsOf(ctx: Ctx, near: { code: string; labelPoint: readonly [number, number] }[]): Promise<GapSum[]> {
  const { reader } = ctx.storage;
  const sums: GapSum[] = [];
  for (let i = 0; i < near.length; i += SUMS_A_TURN) {
    const some = near.slice(i, i + SUMS_A_TURN);
    const codes = some.map((leaf) => leaf.code);
    const areas = await gapAreas(reader, ctx.scope, codes);
    const figures = new Map((await figureRecords(reader, ctx.scope, 'installed', codes)).map((f) => [f.regionCode, f]));
    for (const { code, labelPoint } of some) {
      const own = figures.get(code);
      const areaM2 = areas.get(code) ?? 0;
      if (own === undefined || areaM2 === 0) continue;
      sums.push({ regionCode: code, labelPoint, areaM2, need: own.gapNeed, count: own.figure.gapCount });
    }
    await breathe();
  }
  return sums;
}

async function gapsOf(ctx: Ctx, kept: GapTiles, near: string[]): Promise<LeafGaps[]> {
  const { reader } = ctx.storage;
  const versions = await measuredVersions(reader, ctx.scope, near);
  const codes = near.filter((code) => versions.has(code));
  const missing = codes.filter((code) => kept.get(code)?.version !== versions.get(code));
  for (let i = 0; i < missing.length; i += LEAVES_A_TURN) {
    const some = missing.slice(i, i + LEAVES_A_TURN);
    const pieces = await gapsOfLeaves(reader, ctx.scope, some, true);
    for (const code of some) {
      const own = pieces.filter((piece) => piece.regionCode === code);
      const listed = own.filter((row) => row.areaM2 >= LISTED_M2);
      const points = listed.map((row, k) => ({
        id: row.id,
        componentId: row.componentId,
        class: row.class,
        areaM2: row.areaM2,
        need: row.need,
        rank: k + 1,
        labelPoint: row.labelPoint,
      }));
      kept.delete(code);
      kept.set(code, { version: versions.get(code)!, leaf: indexGaps(code, gapShapes(own), points) });
    }
    await breathe();
  }
  const found = codes.flatMap((code) => kept.get(code)?.leaf ?? []);
  for (const oldest of kept.keys()) {
    if (kept.size <= Math.max(KEPT_LEAVES, codes.length)) break;
    kept.delete(oldest);
  }
  return found;
}

/** Connected gaps, drawn whole: their pieces without the edges that they share. */
function gapShapes(pieces: GapRecord[]): GapShape[] {
  const byComponent = new Map<string, { areaM2: number; outlines: Outline[] }>();
  for (const { componentId, componentM2, outline } of pieces) {
    const known = byComponent.get(componentId);
    if (known) known.outlines.push(readOutline(outline));
    else byComponent.set(componentId, { areaM2: componentM2, outlines: [readOutline(outline)] });
  }
  return [...byComponent].map(([id, { areaM2, outlines }]) => ({ id, areaM2, geometry: mergeOutlines(outlines) }));
}
