// The map drawn by MapLibre: the only file that talks to it.
import type { Feature, FeatureCollection } from 'geojson';
import type { GeoJSONSource, MapGeoJSONFeature, StyleSpecification, VectorTileSource } from 'maplibre-gl';
import { Map as LibreMap, MercatorCoordinate, ScaleControl, setWorkerUrl } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import type { Bbox } from '#contract/region';
import type { MapView } from '../url-state.ts';
import type { MapAdapter, MapEvents, MapHit, RegionStates } from './adapter.ts';
import { EDIT_SOURCES, type EditSource } from './edit.layers.ts';
import { createEditPicture } from './edit-picture.ts';
import { IMAGE_RATIO, mapImages } from './images.ts';
import { MAP_FONT } from './map-state.ts';
import type { Palette } from './palette.ts';

setWorkerUrl(workerUrl);

/** The whole map at zoom 0. */
const TILE_PX = 512;
const HOVER_LAYERS = ['gap-number-focus', 'gap-number', 'camera'];
const AREA_LAYERS = ['area', 'area-coarser'];
const REGION_LAYERS = ['regions', 'region-labels'] as const;
const reducedMotion = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches;

function toHit(feature: MapGeoJSONFeature): MapHit | null {
  const { layer, properties } = feature;
  if (layer.id.startsWith('gap-number')) return { kind: 'gap', id: String(properties.id) };
  if (layer.id === 'camera') return { kind: 'camera', id: String(properties.id), stack: Number(properties.stack) };
  if (AREA_LAYERS.includes(layer.id)) return { kind: 'region', code: String(properties.code) };
  return null;
}

export interface LibreOptions {
  container: HTMLElement;
  style: StyleSpecification;
  palette: Palette;
  view: MapView | null;
  bbox: Bbox | null;
  events: MapEvents;
}
export interface LibreAdapter extends MapAdapter {
  setPalette(palette: Palette): void;
}

/** Throws when the browser gives no WebGL. */
export function createLibreMap({ container, style, palette, view, bbox, events }: LibreOptions): LibreAdapter {
  const map = new LibreMap({
    container,
    style,
    attributionControl: false,
    localIdeographFontFamily: MAP_FONT,
    fadeDuration: reducedMotion() ? 0 : 150,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    doubleClickZoom: false,
    keyboard: true,
    maxZoom: 20,
    minZoom: 2,
    ...(view
      ? { center: [view.lon, view.lat] as [number, number], zoom: view.zoom }
      : bbox
        ? { bounds: bbox, fitBoundsOptions: { padding: padding(container) } }
        : {}),
  });
  // north is at the top, however the map is moved
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new ScaleControl({ maxWidth: 90, unit: 'metric' }), 'bottom-right');

  let colours = palette;
  const addImages = () => {
    for (const [name, image] of mapImages(colours)) {
      if (map.hasImage(name)) map.updateImage(name, image);
      else map.addImage(name, image, { pixelRatio: IMAGE_RATIO });
    }
  };
  let current: RegionStates = { hovered: null, selected: null, classes: new Map() };
  const setState = (code: string, state: Record<string, unknown>) => {
    for (const sourceLayer of REGION_LAYERS) map.setFeatureState({ source: 'regions', sourceLayer, id: code }, state);
  };
  const clearState = (code: string, key: string) => {
    for (const sourceLayer of REGION_LAYERS) map.removeFeatureState({ source: 'regions', sourceLayer, id: code }, key);
  };
  // What an edit draws and what stays where it is while the camera moves. A new style must not take it away: it is told as
  // the source's own data.
  const edit: Record<EditSource, Feature[]> = { 'edit-buildings': [], 'edit-before': [] };
  const collection = (id: EditSource): FeatureCollection => ({ type: 'FeatureCollection', features: edit[id] });
  const setPolygons = (id: EditSource, coordinates: number[][][][]) => {
    edit[id] =
      coordinates.length > 0
        ? [{ type: 'Feature', id, properties: {}, geometry: { type: 'MultiPolygon', coordinates } }]
        : [];
    if (ready) void map.getSource<GeoJSONSource>(id)?.setData(collection(id));
  };
  const over = document.createElement('canvas');
  over.className = 'map-edit-picture';
  map.getCanvasContainer().after(over);
  const picture = createEditPicture(
    over,
    {
      toPlane: (lon, lat) => MercatorCoordinate.fromLngLat([lon, lat]),
      project: (lon, lat) => map.project([lon, lat]),
      worldPx: () => TILE_PX * 2 ** map.getZoom(),
      zoom: () => map.getZoom(),
    },
    palette,
  );
  map.on('move', picture.draw);
  map.on('resize', picture.resize);
  /** Tiles of another version come in where the old ones are, which stay until then: nothing flashes. */
  const exchangeTiles = (next: StyleSpecification) => {
    for (const [id, spec] of Object.entries(next.sources)) {
      if (spec.type !== 'vector' || spec.tiles === undefined) continue;
      const source = map.getSource<VectorTileSource>(id);
      // a source that has not loaded yet has no tiles; it is told as well
      if (source && source.tiles?.join() !== spec.tiles.join()) source.setTiles(spec.tiles);
    }
  };
  let regionTiles = '';
  const tilesOf = (s: StyleSpecification) => JSON.stringify(s.sources.regions);
  /** A source that is replaced forgets its states; all are told again. */
  const repeatStates = () => {
    const wanted = current;
    current = { hovered: null, selected: null, classes: new Map() };
    adapter.setRegionStates(wanted);
  };

  let ready = false;
  let pending: StyleSpecification | null = null;
  const whenReady = () => {
    if (ready) return;
    ready = true;
    addImages();
    regionTiles = tilesOf(style);
    repeatStates();
    if (pending) adapter.setStyle(pending);
    pending = null;
  };
  map.on('style.load', whenReady);

  const hitAt = (point: { x: number; y: number }): MapHit | null => {
    if (!ready) return null;
    const present = (ids: string[]) => ids.filter((id) => map.getLayer(id));
    const around: [[number, number], [number, number]] = [
      [point.x - 3, point.y - 3],
      [point.x + 3, point.y + 3],
    ];
    const near = map.queryRenderedFeatures(around, { layers: present(HOVER_LAYERS) });
    const feature = near[0] ?? map.queryRenderedFeatures([point.x, point.y], { layers: present(AREA_LAYERS) })[0];
    return feature ? toHit(feature) : null;
  };

  let hoverFrame = 0;
  map.on('mousemove', (event) => {
    cancelAnimationFrame(hoverFrame);
    hoverFrame = requestAnimationFrame(() => {
      const hit = hitAt(event.point);
      map.getCanvas().style.cursor = hit ? 'pointer' : '';
      events.hovered(hit, { x: event.point.x, y: event.point.y });
    });
  });
  map.on('mouseout', () => {
    cancelAnimationFrame(hoverFrame);
    events.hovered(null, null);
  });
  map.on('click', (event) => events.clicked(hitAt(event.point)));
  map.on('dblclick', (event) => {
    const hit = hitAt(event.point);
    if (hit) events.opened(hit);
  });
  const viewNow = (): MapView => {
    const centre = map.getCenter();
    return { zoom: map.getZoom(), lat: centre.lat, lon: centre.lng };
  };
  map.on('move', () => events.moving?.());
  map.on('moveend', (event) => events.moved(viewNow(), 'originalEvent' in event && event.originalEvent !== undefined));
  map.on('dataloading', () => events.loading());
  map.on('idle', () => events.settled());
  map.on('error', (event) => events.failed(event.error?.message ?? 'map error'));

  const adapter: LibreAdapter = {
    setStyle(next) {
      if (!ready) {
        pending = next;
        return;
      }
      exchangeTiles(next);
      const own = Object.fromEntries(
        EDIT_SOURCES.map((id) => [id, { type: 'geojson' as const, data: collection(id) }]),
      );
      map.setStyle({ ...next, sources: { ...next.sources, ...own } }, { diff: true });
      const tiles = tilesOf(next);
      if (tiles !== regionTiles) {
        regionTiles = tiles;
        repeatStates();
      }
    },
    setPalette(next) {
      colours = next;
      picture.setPalette(next);
      if (ready) addImages();
    },
    setRegionStates(states) {
      if (!ready) {
        current = states;
        return;
      }
      const before = current;
      current = states;
      if (before.hovered !== states.hovered) {
        if (before.hovered) clearState(before.hovered, 'hovered');
        if (states.hovered) setState(states.hovered, { hovered: true });
      }
      if (before.selected !== states.selected) {
        if (before.selected) clearState(before.selected, 'selected');
        if (states.selected) setState(states.selected, { selected: true });
      }
      if (before.classes !== states.classes) {
        for (const [code, cls] of states.classes) {
          if (before.classes.get(code) !== cls) setState(code, { cls });
        }
        for (const code of before.classes.keys()) {
          if (!states.classes.has(code)) clearState(code, 'cls');
        }
      }
    },
    fit(box, { animate = true, maxZoom = 16 } = {}) {
      map.fitBounds(box, {
        padding: padding(container),
        maxZoom,
        animate: animate && !reducedMotion(),
        duration: 700,
      });
    },
    setView({ zoom, lat, lon }) {
      map.jumpTo({ center: [lon, lat], zoom });
    },
    zoomBy(steps) {
      map.zoomTo(map.getZoom() + steps, { duration: reducedMotion() ? 0 : 200 });
    },
    view: viewNow,
    project(lon, lat) {
      const { x, y } = map.project([lon, lat]);
      return { x, y };
    },
    unproject(x, y) {
      const { lng, lat } = map.unproject([x, y]);
      return { lon: lng, lat };
    },
    beginEdit({ buildings, before }) {
      picture.clearGaps();
      setPolygons('edit-buildings', buildings);
      setPolygons('edit-before', before);
    },
    showEdit({ now, gaps }) {
      picture.showSight(now);
      picture.showGaps(gaps);
    },
    endEdit() {
      picture.clear();
      for (const id of EDIT_SOURCES) setPolygons(id, []);
    },
    codesInView() {
      if (!ready || !map.getLayer('area')) return [];
      const codes = new Set<string>();
      for (const feature of map.queryRenderedFeatures({ layers: ['area'] })) codes.add(String(feature.properties.code));
      return [...codes];
    },
    resize: () => void map.resize(),
    destroy() {
      cancelAnimationFrame(hoverFrame);
      picture.destroy();
      map.remove();
      over.remove();
    },
  };
  return adapter;
}

/** Room for what floats over the map. */
function padding(container: HTMLElement): { top: number; bottom: number; left: number; right: number } {
  const { clientWidth: w, clientHeight: h } = container;
  const small = w < 620;
  return {
    top: Math.min(small ? 90 : 28, h / 4),
    bottom: Math.min(24, h / 8),
    left: small ? 20 : Math.min(140, w / 6),
    right: small ? 20 : 56,
  };
}
