// The `footprints` tile: outlines of what cameras see, for the eye (figures come from the engine's arcs, not from these).
import type { FootprintTileProps } from '#contract/tile';
import { footprintPolygon } from '#engine';
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
}

/** Most footprints one tile draws; the widest are kept, since they hide least. */
const MAX_FOOTPRINTS = 5_000;

/** Uncertain ones come first, so that certain ones are drawn above them. */
export function footprintsTile(tile: TileId, footprints: TileFootprint[]): Uint8Array {
  const box = tileBox(tile, TILE_BUFFER);
  const shown = footprints.length > MAX_FOOTPRINTS ? widest(footprints) : [...footprints];
  shown.sort((a, b) => Number(a.certain) - Number(b.certain) || (a.id < b.id ? -1 : 1));
  const features: TileFeature[] = [];
  for (const f of shown) {
    if (!(f.reachM > f.nearM)) continue;
    const outline = f.certain
      ? footprintPolygon(f.longitude, f.latitude, f.azimuthDeg, f.hfovDeg, f.nearM, f.reachM)
      : footprintPolygon(f.longitude, f.latitude, 0, 360, f.nearM, f.reachM);
    const rings: [number, number][][] = [];
    outline.forEach((ring, i) => {
      const world = ring.slice(0, -1).flatMap(([lon, lat]) => [worldX(lon), worldY(lat)]);
      const cut = i > 0 && rings.length === 0 ? null : tileRing(clipRing(world, box), tile, i === 0);
      if (cut) rings.push(cut);
    });
    if (rings.length === 0) continue;
    const tags: FootprintTileProps = { id: f.id, type: f.type, stage: f.stage, certain: f.certain };
    features.push({ type: 3, geometry: rings, tags: { ...tags } });
  }
  return encodeTile({ footprints: features });
}

function widest(footprints: TileFootprint[]): TileFootprint[] {
  return footprints.toSorted((a, b) => b.reachM - a.reachM || (a.id < b.id ? -1 : 1)).slice(0, MAX_FOOTPRINTS);
}
