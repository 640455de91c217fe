// One vector tile: read what it needs, cut it, keep it as long as the data it shows does not change.
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip as gzipCallback, gzipSync } from 'node:zlib';
import type { PublicSpaceClass } from '#contract/gap';
import { CUT_ZOOM, TILE_ZOOM, type TileSource } from '#contract/tile';
import { reachBox } from '#engine';
import { footprintOf } from '#rules/assumptions';
import { inSet } from '#rules/leaf-input';
import { linesOfSoup, obstacleInput } from '#rules/leaf-layers';
import type { Detail } from '#rules/profiles';
import { type Box, decodeSoup } from '#storage/geometry-blob';
import { readMeta } from '#storage/meta.repository';
import { obstacleRecords } from '#storage/obstacles.repository';
import { zoneRecords } from '#storage/privacy-zones.repository';
import { publicSpaceRecords } from '#storage/public-space.repository';
import { allRegionRows } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import type { Storage } from '#storage/storage';
import { MAX_SYMBOLS } from '#tiles/cameras.tile';
import { footprintsTile, type TileFootprint } from '#tiles/footprints.tile';
import { TILE_BUFFER, type TileId, tileDegrees } from '#tiles/mercator';
import { obstaclesTile, type TileObstacle } from '#tiles/obstacles.tile';
import { privacyTile } from '#tiles/privacy.tile';
import { indexPublicSpaceInSteps, type PublicSpaceLayer, publicSpaceTile } from '#tiles/public-space.tile';
import { strokeOutlines } from '#tiles/stroke-outline';
import { camerasAround } from './cameras-around.ts';
import type { Ctx } from './ctx.ts';
import type { CameraSetName } from './figures.ts';
import { inTurns } from './in-turns.ts';
import { detailAsked, lookAt } from './look.ts';
import { cameraCells, cameraPoints, storedCells } from './tile-cameras.ts';
import { type GapTiles, gapTile } from './tile-gaps.ts';
import { noRegionTiles, type RegionTiles, regionTile } from './tile-regions.ts';
import { stateStamp } from './tile-states.ts';

export interface TileRequest extends TileId {
  source: TileSource;
  /** footprints and regions: `installed` where none is named; cameras: every stage but retired */
  set?: CameraSetName;
  /** footprints and regions: `range` where none is named */
  detail?: string;
  profile?: string;
  /** does the caller have the tile with this ETag already? */
  known: (etag: string) => boolean;
}
export type TileAnswer =
  | { same: true; etag: string }
  | { same: false; etag: string; bytes: Uint8Array<ArrayBuffer>; gzip: Uint8Array<ArrayBuffer> | null };

/** A tile is at most this large on the wire; a regions tile gives up its finest levels for it. */
export const MAX_TILE_GZIP_BYTES = 250_000;
const CACHE_BYTES = 64 * 1024 * 1024;
/** Ids and positions hardly shrink more with more effort; it is a third of the time of a tile. */
const POINTS_GZIP_LEVEL = 2;
const gzip = promisify(gzipCallback);
/** A smaller tile is packed here, in a millisecond at most: handing it to another thread takes longer. */
const PACKED_HERE_BYTES = 64 * 1024;

interface Kept {
  bytes: Uint8Array<ArrayBuffer>;
  gzip: Uint8Array<ArrayBuffer> | null;
}
/** What one open database has ready for its tiles. */
interface TileCache {
  tiles: Map<string, Kept>;
  making: Map<string, Promise<Kept>>;
  size: number;
  regions: RegionTiles;
  publicSpace: { version: number; layer: PublicSpaceLayer } | null;
  gaps: GapTiles;
}
const caches = new WeakMap<Storage, TileCache>();

function cacheOf(storage: Storage): TileCache {
  let cache = caches.get(storage);
  if (!cache) {
    cache = {
      tiles: new Map(),
      making: new Map(),
      size: 0,
      regions: noRegionTiles(),
      publicSpace: null,
      gaps: new Map(),
    };
    caches.set(storage, cache);
  }
  return cache;
}

/** Outside of the zooms of its source a tile is empty. The ETag is known before the tile is made. */
export async function tile(ctx: Ctx, request: TileRequest): Promise<TileAnswer> {
  const { source, z, x, y, set } = request;
  const cache = cacheOf(ctx.storage);
  const stamp = await stampOf(ctx, request);
  const detail = await detailAsked(ctx.storage.reader, request);
  const key = JSON.stringify([source, z, x, y, set ?? null, detail, ctx.scope, stamp]);
  const etag = `W/"${createHash('sha256').update(key).digest('base64url').slice(0, 22)}"`;
  if (request.known(etag)) return { same: true, etag };
  const kept = cache.tiles.get(key);
  if (kept) {
    cache.tiles.delete(key);
    cache.tiles.set(key, kept);
    return { same: false, etag, ...kept };
  }
  // several ask for the same at once: a screen that opens, many screens after a change
  let making = cache.making.get(key);
  if (making === undefined) {
    making = makeTile(ctx, cache, request, detail, stamp).finally(() => cache.making.delete(key));
    cache.making.set(key, making);
    making.then(
      (made) => keep(cache, key, made),
      () => {},
    );
  }
  return { same: false, etag, ...(await making) };
}

/** Layers that change with their own file only. */
const LAYER_VERSION: Partial<Record<TileSource, 'publicSpaceVersion' | 'obstaclesVersion' | 'privacyZonesVersion'>> = {
  'public-space': 'publicSpaceVersion',
  obstacles: 'obstaclesVersion',
  privacy: 'privacyZonesVersion',
};

/** Changes whenever the tile may change: data version, written figures, states of cameras, and for grades the day. */
async function stampOf(ctx: Ctx, request: TileId & { source: TileSource }): Promise<string> {
  const { source } = request;
  const { reader } = ctx.storage;
  const layer = LAYER_VERSION[source];
  if (layer) return `${layer}${await readMeta(reader, layer)}`;
  const data = await readMeta(reader, 'dataVersion');
  if (source === 'footprints') return `d${data}`;
  if (source === 'cameras') return `d${data}${await stateStamp(ctx, request)}`;
  const figures = `d${data}.f${await readMeta(reader, 'figuresVersion')}`;
  return source === 'regions' ? `${figures}.${new Date(ctx.clock()).toISOString().slice(0, 10)}` : figures;
}

const isSmall = ({ gzip: small }: Kept): boolean => (small?.length ?? 0) <= MAX_TILE_GZIP_BYTES;

/** Points where they fit, else counts. */
async function camerasOf(ctx: Ctx, id: TileId, set: CameraSetName | undefined): Promise<Kept> {
  const stored = await storedCells(ctx, id);
  const points = await cameraPoints(ctx, id, set, stored);
  const made = points === null ? null : await packed(points, POINTS_GZIP_LEVEL);
  if (made !== null && isSmall(made)) return made;
  return packed(await cameraCells(ctx, id, set, stored));
}

async function makeTile(
  ctx: Ctx,
  cache: TileCache,
  request: TileRequest,
  detail: Detail,
  stamp: string,
): Promise<Kept> {
  const { source, z } = request;
  const id: TileId = { z, x: request.x, y: request.y };
  if (z < TILE_ZOOM[source].min) return packed(new Uint8Array());
  switch (source) {
    case 'regions':
      return regionTile(ctx, cache.regions, id, { set: request.set, detail, stamp }, (bytes) => packed(bytes), isSmall);
    case 'cameras':
      return camerasOf(ctx, id, request.set);
    case 'footprints':
      return footprints(ctx, id, request.set ?? 'installed', detail);
    case 'gaps':
      return gapTile(ctx, cache, id, (bytes) => packed(bytes), isSmall);
    case 'public-space':
      return packed(publicSpaceTile(await publicSpace(ctx, cache), id));
    case 'obstacles': {
      const near = await obstaclesNear(ctx, [tileDegrees(id, TILE_BUFFER)]);
      return fitted(near.length, (most) => obstaclesTile(id, near, most));
    }
    case 'privacy': {
      const rows = await zoneRecords(ctx.storage.reader, ctx.scope, tileDegrees(id, TILE_BUFFER));
      const zones = rows.map(({ geometry, ...row }) => ({ ...row, soup: decodeSoup(geometry) }));
      return fitted(zones.length, (most) => privacyTile(id, zones, most));
    }
  }
}

/** Fewer features as long as the tile is too large. */
async function fitted(count: number, make: (most: number) => Uint8Array): Promise<Kept> {
  for (let most = Math.min(count, MAX_SYMBOLS); ; most = Math.floor(0.7 * most)) {
    const made = await packed(make(most));
    if ((made.gzip?.length ?? 0) <= MAX_TILE_GZIP_BYTES || most === 0) return made;
  }
}

async function footprints(ctx: Ctx, id: TileId, set: CameraSetName, detail: Detail): Promise<Kept> {
  const found = await footprintsIn(ctx, id, set, detail);
  if (id.z < CUT_ZOOM || found.length === 0) return packed(footprintsTile(id, found));
  const boxes = found.map((f) => reachBox(f.longitude, f.latitude, f.reachM));
  const box: Box = [
    Math.min(...boxes.map((b) => b[0])),
    Math.min(...boxes.map((b) => b[1])),
    Math.max(...boxes.map((b) => b[2])),
    Math.max(...boxes.map((b) => b[3])),
  ];
  const near = await obstaclesNear(ctx, [box]);
  return packed(footprintsTile(id, found, near.length > 0 ? obstacleInput(near) : null));
}

async function obstaclesNear(ctx: Ctx, boxes: Box[]): Promise<TileObstacle[]> {
  const { reader } = ctx.storage;
  const ids = (await ctx.spatial.obstacles(reader)).meeting(boxes);
  const rows = await obstacleRecords(reader, ctx.scope, ids);
  return rows.map(({ geometry, ...row }) => ({ ...row, soup: decodeSoup(geometry) }));
}

async function packed(bytes: Uint8Array, level?: number): Promise<Kept> {
  const own = new Uint8Array(bytes);
  if (own.length === 0) return { bytes: own, gzip: null };
  const small = own.length < PACKED_HERE_BYTES ? gzipSync(own, { level }) : await gzip(own, { level });
  return { bytes: own, gzip: new Uint8Array(small) };
}

function keep(cache: TileCache, key: string, made: Kept): void {
  const sizeOf = (entry: Kept) => entry.bytes.length + (entry.gzip?.length ?? 0) + 200;
  cache.tiles.set(key, made);
  cache.size += sizeOf(made);
  for (const [oldest, entry] of cache.tiles) {
    if (cache.size <= CACHE_BYTES || oldest === key) break;
    cache.tiles.delete(oldest);
    cache.size -= sizeOf(entry);
  }
}

async function footprintsIn(ctx: Ctx, id: TileId, set: CameraSetName, detail: Detail): Promise<TileFootprint[]> {
  const { reader } = ctx.storage;
  const look = await lookAt(reader, detail);
  const near = await camerasAround(reader, ctx.spatial, [tileDegrees(id, TILE_BUFFER)], look);
  const own =
    ctx.scope.kind === 'everything' ? null : new Set((await allRegionRows(reader, ctx.scope)).map((r) => r.code));
  const footprints: TileFootprint[] = [];
  for (const camera of near) {
    if (!inSet(camera.stage, set) || (own && !(camera.regionCode && own.has(camera.regionCode)))) continue;
    const seen = footprintOf(camera, look);
    if ('empty' in seen) continue;
    const { id: cameraId, longitude, latitude, stage, heightM } = camera;
    const { azimuthDeg, hfovDeg, nearM, reachM, unaimed } = seen;
    const type = camera.type ?? 'fixed';
    const shape = { longitude, latitude, azimuthDeg, hfovDeg, nearM, reachM, heightM };
    footprints.push({ id: cameraId, type, stage, certain: !unaimed, ...shape });
  }
  return footprints;
}

async function publicSpace(ctx: Ctx, cache: TileCache): Promise<PublicSpaceLayer> {
  const version = await readMeta(ctx.storage.reader, 'publicSpaceVersion');
  if (cache.publicSpace?.version !== version) {
    const rows = await publicSpaceRecords(ctx.storage.reader, EVERYTHING);
    const shapes = rows.map(({ id, name, geometry, shape, radiusM, ...row }) => ({
      id,
      name,
      class: row.class as PublicSpaceClass,
      geometry:
        shape === 'area' ? decodeSoup(geometry) : strokeOutlines(linesOfSoup(decodeSoup(geometry)), radiusM ?? 0),
    }));
    cache.publicSpace = { version, layer: await inTurns(indexPublicSpaceInSteps(shapes)) };
  }
  return cache.publicSpace.layer;
}
