// How do features become the bytes of a vector tile? (Mapbox Vector Tile 2.1)
import { type Feature, fromVectorTileJs, GeoJSONWrapper } from '@maplibre/vt-pbf';
import { TILE_EXTENT } from './mercator.ts';

export type TileTags = Record<string, string | number | boolean | null>;
/** Geometry in tile units: points as [x, y]; lines as lists of them; polygons as closed rings, outer ones clockwise on screen. */
export type TileFeature =
  | { type: 1; geometry: [number, number][]; tags: TileTags }
  | { type: 2; geometry: [number, number][][]; tags: TileTags }
  | { type: 3; geometry: [number, number][][]; tags: TileTags };

/** Null properties are left out; an empty layer is left out; no layer at all gives zero bytes. */
export function encodeTile(layers: Record<string, TileFeature[]>): Uint8Array {
  const out: Record<string, GeoJSONWrapper> = {};
  for (const [name, features] of Object.entries(layers)) {
    if (features.length === 0) continue;
    const layer = new GeoJSONWrapper(features as Feature[], { version: 2, extent: TILE_EXTENT });
    layer.name = name;
    out[name] = layer;
  }
  return fromVectorTileJs({ layers: out });
}
