// The `privacy` tile: whose ground it is, and under which rule it may be viewed.
import type { PrivacyRule } from '#contract/layers';
import type { PrivacyTileProps } from '#contract/tile';
import type { PolygonSoup } from '#engine';
import { MAX_SYMBOLS } from './cameras.tile.ts';
import { encodeTile, type TileFeature } from './encode.ts';
import type { TileId } from './mercator.ts';
import { largest, soupRings } from './soup-rings.ts';

export interface TileZone {
  id: string;
  rule: PrivacyRule;
  name: string | null;
  soup: PolygonSoup;
}

/** Of too many the largest are kept; `most` may ask for fewer still. */
export function privacyTile(tile: TileId, zones: TileZone[], most = MAX_SYMBOLS): Uint8Array {
  const features: TileFeature[] = [];
  for (const { soup, ...rest } of largest(zones, most)) {
    const props: PrivacyTileProps = rest;
    const geometry = soupRings(soup, tile);
    if (geometry.length > 0) features.push({ type: 3, geometry, tags: { ...props } });
  }
  return encodeTile({ privacy: features });
}
