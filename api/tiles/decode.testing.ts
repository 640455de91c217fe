// Reads a tile back, for tests.
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';

export interface Decoded {
  type: number;
  properties: Record<string, unknown>;
  geometry: [number, number][][];
}

export function decodeTile(bytes: Uint8Array): Record<string, Decoded[]> {
  const tile = new VectorTile(new PbfReader(bytes));
  const out: Record<string, Decoded[]> = {};
  for (const [name, layer] of Object.entries(tile.layers)) {
    out[name] = Array.from({ length: layer.length }, (_, i) => {
      const feature = layer.feature(i);
      return {
        type: feature.type,
        properties: { ...feature.properties },
        geometry: feature.loadGeometry().map((ring) => ring.map((p): [number, number] => [p.x, p.y])),
      };
    });
  }
  return out;
}
