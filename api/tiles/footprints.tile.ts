// The `footprints` tile: outlines of what cameras see, for the eye (figures come from the engine's arcs, not from these).
import type { FootprintTileProps } from '#contract/tile';
import { type CameraArrays, cutFootprintPolygons, footprintPolygon, type ObstacleInput } from '#engine';
import { clipRing } from './clip.ts';
import { encodeTile, type TileFeature } from './encode.ts';
import { TILE_BUFFER, type TileId, tileBox, worldX, worldY } from './mercator.ts';
import { tileRing } from './polygon-index.ts';

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
  const outlines = obstacles ? cutFootprintPolygons(arraysOf(shown), obstacles) : shown.map(whole);
  const features: TileFeature[] = [];
  shown.forEach(({ id, type, stage, certain }, i) => {
    const geometry = outlines[i].flatMap((polygon) => ringsInTile(polygon, tile));
    if (geometry.length === 0) return;
    const tags: FootprintTileProps = { id, type, stage, certain };
    features.push({ type: 3, geometry, tags: { ...tags } });
  });
  return encodeTile({ footprints: features });
}

function whole(f: TileFootprint): number[][][][] {
  if (!(f.reachM > f.nearM)) return [];
  const [azimuthDeg, hfovDeg] = f.certain ? [f.azimuthDeg, f.hfovDeg] : [0, 360];
  return [footprintPolygon(f.longitude, f.latitude, azimuthDeg, hfovDeg, f.nearM, f.reachM)];
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

/** Closed rings in degrees, the outer one first, as rings in tile units. */
function ringsInTile(polygon: number[][][], tile: TileId): [number, number][][] {
  const box = tileBox(tile, TILE_BUFFER);
  const rings: [number, number][][] = [];
  for (const [i, ring] of polygon.entries()) {
    const world = ring.slice(0, -1).flatMap(([lon, lat]) => [worldX(lon), worldY(lat)]);
    const cut = tileRing(clipRing(world, box), tile, i === 0);
    if (cut) rings.push(cut);
    else if (i === 0) break;
  }
  return rings;
}

function widest(footprints: TileFootprint[]): TileFootprint[] {
  return footprints.toSorted((a, b) => b.reachM - a.reachM || (a.id < b.id ? -1 : 1)).slice(0, MAX_FOOTPRINTS);
}
