// When did the state of a camera in a tile change last? Tiles of cameras are kept until it does.
import Flatbush from 'flatbush';
import { CAMERA_POINT_ZOOM } from '#contract/tile';
import { searchAround } from '#rules/leaf-input';
import { readMeta } from '#storage/meta.repository';
import { allRegionRows } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import type { Storage } from '#storage/storage';
import { type TileId, tileDegrees } from '#tiles/mercator';
import type { Ctx } from './ctx.ts';

interface Stamps {
  /** tells apart what was said before a restart */
  start: string;
  isHeard: boolean;
  /** changes so far of cameras in no region */
  elsewhere: number;
  /** changes so far by leaf */
  ofLeaf: Map<string, number>;
  leaves: { version: number; codes: string[]; boxes: Flatbush | null };
}
const kept = new WeakMap<Storage, Stamps>();

function stampsOf(ctx: Ctx): Stamps {
  let stamps = kept.get(ctx.storage);
  if (stamps === undefined) {
    const made: Stamps = {
      start: ctx.ids(),
      isHeard: false,
      elsewhere: 0,
      ofLeaf: new Map(),
      leaves: { version: -1, codes: [], boxes: null },
    };
    ctx.status.onChanges((changes) => {
      made.isHeard = true;
      for (const { regionCode } of changes)
        if (regionCode === null) made.elsewhere += 1;
        else made.ofLeaf.set(regionCode, (made.ofLeaf.get(regionCode) ?? 0) + 1);
    });
    kept.set(ctx.storage, made);
    stamps = made;
  }
  return stamps;
}

/** Did anybody ever say a word? Before that cameras have no state to show. */
export function areStatesKnown(ctx: Ctx): boolean {
  const stamps = stampsOf(ctx);
  stamps.isHeard ||= ctx.status.leavesChangedSince(0).length > 0;
  return stamps.isHeard;
}

/** Changes when the state of a camera in the tile does; '' where no state is shown. */
export async function stateStamp(ctx: Ctx, tile: TileId): Promise<string> {
  if (tile.z < CAMERA_POINT_ZOOM || !areStatesKnown(ctx)) return '';
  const stamps = stampsOf(ctx);
  const { codes, boxes } = await leafBoxes(ctx, stamps);
  let changes = stamps.elsewhere;
  for (const i of searchAround(boxes, tileDegrees(tile, 0))) changes += stamps.ofLeaf.get(codes[i]) ?? 0;
  return `.s${stamps.start}.${changes}`;
}

async function leafBoxes(ctx: Ctx, stamps: Stamps): Promise<Stamps['leaves']> {
  const { reader } = ctx.storage;
  const version = await readMeta(reader, 'regionsVersion');
  if (stamps.leaves.version === version) return stamps.leaves;
  const codes: string[] = [];
  const found: [number, number, number, number][] = [];
  for (const { code, isLeaf, minLon, minLat, maxLon, maxLat } of await allRegionRows(reader, EVERYTHING)) {
    if (!isLeaf || minLon === null || minLat === null || maxLon === null || maxLat === null) continue;
    codes.push(code);
    found.push([minLon, minLat, maxLon, maxLat]);
  }
  const boxes = found.length === 0 ? null : new Flatbush(found.length);
  for (const box of found) boxes?.add(...box);
  boxes?.finish();
  stamps.leaves = { version, codes, boxes };
  return stamps.leaves;
}
