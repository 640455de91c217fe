// The `footprints` tile: outlines of what cameras see, for the eye (figures come from the engine's arcs, not from these).
import { type FootprintTileProps, TILE_ZOOM } from '#contract/tile';
import { type CameraArrays, cutFootprintPolygons, footprintPolygon, type ObstacleInput } from '#engine';
import { clipRing } from './clip.ts';
import { encodeTile, type TileFeature } from './encode.ts';
import { type Box, pixelSize, TILE_BUFFER, type TileId, tileBox, worldX, worldY } from './mercator.ts';
import { tileRing } from './polygon-index.ts';
import { FLAT_M, sectorRings } from './sector-rings.ts';

export interface TileFootprint {
  id: string;
  type: string;
  stage: string;
  /** false = looks somewhere within its disc */
  certain: boolean;
  longitude: number;
  latitude: number;
  azimuthDeg: number;
  hfovDeg: number;
  nearM: number;
  reachM: number;
  /** the lens above the ground, m; null = not known */
  heightM: number | null;
}

/** Most footprints one tile draws; the widest are kept, since they hide least. */
const MAX_FOOTPRINTS = 5_000;

/** Uncertain ones come first, so that certain ones are drawn above them. With `obstacles` each is cut by them. */
export function footprintsTile(
  tile: TileId,
  footprints: TileFootprint[],
  obstacles: ObstacleInput | null = null,
): Uint8Array {
  const shown = footprints.length > MAX_FOOTPRINTS ? widest(footprints) : [...footprints];
  shown.sort((a, b) => Number(a.certain) - Number(b.certain) || (a.id < b.id ? -1 : 1));
  const sagM = shown.length > 0 ? sagOf(tile, shown[0]) : 0;
  const cut = obstacles && shown.length > 0 ? cutFootprintPolygons(arraysOf(shown), obstacles, sagM) : null;
  const box = tileBox(tile, TILE_BUFFER);
  const features: TileFeature[] = [];
  shown.forEach((footprint, i) => {
    const { id, type, stage, certain } = footprint;
    const polygons = cut === null ? [whole(footprint, sagM)] : cut[i].map((polygon) => polygon.map(inWorld));
    const geometry = polygons.flatMap((polygon) => ringsInTile(polygon, tile, box));
    if (geometry.length === 0) return;
    const tags: FootprintTileProps = { id, type, stage, certain };
    features.push({ type: 3, geometry, tags: { ...tags } });
  });
  return encodeTile({ footprints: features });
}

/** Rings in the world; far ones over the engine's plane. */
function whole(f: TileFootprint, sagM: number): number[][] {
  if (!(f.reachM > f.nearM)) return [];
  const [azimuthDeg, hfovDeg] = f.certain ? [f.azimuthDeg, f.hfovDeg] : [0, 360];
  if (f.reachM <= FLAT_M) return sectorRings({ ...f, azimuthDeg, hfovDeg }, sagM);
  return footprintPolygon(f.longitude, f.latitude, azimuthDeg, hfovDeg, f.nearM, f.reachM).map(inWorld);
}

/** A closed ring in degrees as a flat one in the world, not closed. */
function inWorld(ring: number[][]): number[] {
  const world: number[] = [];
  for (let k = 0; k + 1 < ring.length; k++) world.push(worldX(ring[k][0]), worldY(ring[k][1]));
  return world;
}

/** A chord leaves its arc by less than the eye sees on a screen of two pixels a point. */
const SAG_PX = 0.15;
/** Tiles of the deepest zoom are looked at from nearer still, m. */
const DEEPEST_SAG_M = 0.05;
const EQUATOR_M = 40_075_017;

function sagOf({ z }: TileId, { latitude }: TileFootprint): number {
  if (z >= TILE_ZOOM.footprints.max) return DEEPEST_SAG_M;
  return SAG_PX * pixelSize(z) * EQUATOR_M * Math.cos((latitude * Math.PI) / 180);
}

function arraysOf(footprints: TileFootprint[]): CameraArrays {
  const column = (value: (f: TileFootprint) => number): Float64Array => Float64Array.from(footprints, value);
  return {
    n: footprints.length,
    lon: column((f) => f.longitude),
    lat: column((f) => f.latitude),
    azimuthDeg: column((f) => (f.certain ? f.azimuthDeg : 0)),
    hfovDeg: column((f) => (f.certain ? f.hfovDeg : 360)),
    nearM: column((f) => f.nearM),
    reachM: column((f) => f.reachM),
    p: column(() => 1),
    heightM: column((f) => f.heightM ?? Number.NaN),
  };
}

/** Rings in the world, the outer one first, as closed rings in tile units. */
function ringsInTile(polygon: number[][], tile: TileId, box: Box): [number, number][][] {
  const rings: [number, number][][] = [];
  for (let i = 0; i < polygon.length; i++) {
    const cut = tileRing(clipRing(polygon[i], box), tile, i === 0);
    if (cut) rings.push(cut);
    else if (i === 0) break;
  }
  return rings;
}

function widest(footprints: TileFootprint[]): TileFootprint[] {
  return footprints.toSorted((a, b) => b.reachM - a.reachM || (a.id < b.id ? -1 : 1)).slice(0, MAX_FOOTPRINTS);
}
