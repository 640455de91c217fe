// What the map draws, as one pure function: state in, style out. The adapter applies the difference.
import type { SourceSpecification, StyleSpecification } from 'maplibre-gl';
import { TILE_ZOOM, type TileSource } from '#contract/tile';
import { areaLayers, selectionLayers } from './areas.layers.ts';
import { cameraLayers, footprintLayers, gapLayers, publicSpaceLayers } from './details.layers.ts';
import { editGroundLayers, editSightLayers, editSources } from './edit.layers.ts';
import { buildingLayers, privacyLayers } from './ground.layers.ts';
import { gapNumbers, nameLayers, stackLabels } from './labels.layers.ts';
import type { MapState } from './map-state.ts';

function tileSource(state: MapState, source: TileSource, version: string): SourceSpecification {
  const { min, max } = TILE_ZOOM[source];
  const promoteId = source === 'regions' ? { regions: 'code', 'region-labels': 'code' } : undefined;
  return {
    type: 'vector',
    tiles: [`${state.origin}/api/tiles/${source}/{z}/{x}/{y}.mvt?v=${version}`],
    minzoom: min,
    maxzoom: max,
    ...(promoteId && { promoteId }),
  };
}

function sources(state: MapState): Record<string, SourceSpecification> {
  const version = String(state.dataVersion);
  return {
    regions: tileSource(state, 'regions', version),
    cameras: tileSource(state, 'cameras', state.cameraVersion),
    footprints: tileSource(state, 'footprints', version),
    gaps: tileSource(state, 'gaps', state.gapVersion),
    'public-space': tileSource(state, 'public-space', version),
    obstacles: tileSource(state, 'obstacles', version),
    privacy: tileSource(state, 'privacy', version),
    ...editSources(),
    'listed-gaps': {
      type: 'geojson',
      data: {
        type: 'FeatureCollection',
        features: state.gaps.map(({ id, n, lon, lat }) => ({
          type: 'Feature',
          properties: { id, n },
          geometry: { type: 'Point', coordinates: [lon, lat] },
        })),
      },
    },
  };
}
export function mapStyle(state: MapState): StyleSpecification {
  return {
    version: 8,
    sources: sources(state),
    transition: { duration: 160, delay: 0 },
    layers: [
      { id: 'paper', type: 'background', paint: { 'background-color': state.palette.paper } },
      ...areaLayers(state),
      ...publicSpaceLayers(state),
      ...privacyLayers(state),
      ...buildingLayers(state),
      ...gapLayers(state),
      ...editGroundLayers(state),
      ...footprintLayers(state),
      ...editSightLayers(state),
      ...selectionLayers(state),
      ...cameraLayers(state),
      ...nameLayers(state),
      ...stackLabels(state),
      ...gapNumbers(state),
    ],
  };
}
