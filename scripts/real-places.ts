// Which real places are measured for the golden figures and drawn for the documents, and with which cameras?
// The open data lies beside the project (../shared/data) and is never part of it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { FileInput, MeasureFiles } from '#services/measure-files';

export const DATA = resolve(import.meta.dirname, '../../shared/data');
export const realDataThere = (): boolean => existsSync(join(DATA, 'sheffield/buildings.geojson'));

export const ATTRIBUTION: Readonly<Record<City, string>> = {
  monaco: '© OpenStreetMap contributors, ODbL 1.0',
  sheffield:
    '© OpenStreetMap contributors, ODbL 1.0 · Contains National Statistics data and OS data © Crown copyright and database right · ' +
    'Contains Sheffield City Council information, OGL v3.0',
};

export type City = 'monaco' | 'sheffield';
type Position = [number, number];
type Props = Record<string, unknown>;
export interface Feature {
  type: 'Feature';
  properties: Props;
  geometry: { type: string; coordinates: unknown };
}
export const readFeatures = (file: string): Feature[] => JSON.parse(readFileSync(join(DATA, file), 'utf8')).features;

/** Uniform numbers in [0, 1): mulberry32 (Tommy Ettinger, public domain). */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The seeded rule. Camera n (from 1) draws from mulberry32(n), in this order:
 * 1. kind: below 0.6 fixed, below 0.8 dome, below 0.9 ptz, else panoramic;
 * 2. aimed: below 0.7;        3. azimuth: whole degrees 0…359 (given where aimed);
 * 4. angle: 40…110 whole degrees (a panoramic one has none: it sees 360);
 * 5. range: 20…80 m, tenths;  6. lens: 3…9 m, tenths. */
export function assignedView(n: number): Props {
  const next = mulberry32(n);
  const kind = next();
  const type = kind < 0.6 ? 'fixed' : kind < 0.8 ? 'dome' : kind < 0.9 ? 'ptz' : 'panoramic';
  const aimed = next() < 0.7;
  const azimuthDeg = Math.floor(360 * next());
  const hfovDeg = 40 + Math.floor(71 * next());
  const rangeM = (200 + Math.floor(601 * next())) / 10;
  const heightM = (30 + Math.floor(61 * next())) / 10;
  if (type === 'panoramic') return { type, rangeM, heightM };
  return { type, ...(aimed ? { azimuthDeg } : {}), hfovDeg, rangeM, heightM };
}

const cameraAt = (position: Position, index: number): Feature => ({
  type: 'Feature',
  properties: { id: `R${String(index + 1).padStart(4, '0')}`, ...assignedView(index + 1) },
  geometry: { type: 'Point', coordinates: position },
});

/** Every so many positions carry a pole of so many cameras, so that there is ground seen by more than three. */
const [POLE_EVERY, POLE_CAMERAS] = [20, 12];

/** One camera at every position of a city's own list, Monaco's 16 joined by its 181 places; a pole at every 20th. */
export function realCameras(city: City): Feature[] {
  const files = city === 'monaco' ? ['monaco/cameras.geojson', 'monaco/places.geojson'] : ['sheffield/cameras.geojson'];
  return files
    .flatMap(readFeatures)
    .flatMap((f, i) => new Array<Feature>((i + 1) % POLE_EVERY === 0 ? POLE_CAMERAS : 1).fill(f))
    .map((f, i) => cameraAt(f.geometry.coordinates as Position, i));
}

/** Roads with the width of their highway, and places as points. */
const monacoSpace = (): Feature[] => [
  ...readFeatures('monaco/roads.geojson'),
  ...readFeatures('monaco/places.geojson'),
];

/** Yards that nobody may watch, invented: every 25th building's box, 8 m wider on each side, with each rule in turn. */
export function inventedZones(buildings: readonly Feature[]): Feature[] {
  const rules = ['forbid', 'mask', 'consent'];
  return buildings
    .filter((_, i) => i % 25 === 0)
    .map((f, i) => {
      const corners = outerRing(f);
      const lons = corners.map(([lon]) => lon);
      const lats = corners.map(([, lat]) => lat);
      // about 8 m in the latitude of Monaco
      const [w, e] = [Math.min(...lons) - 1e-4, Math.max(...lons) + 1e-4];
      const [s, n] = [Math.min(...lats) - 7.2e-5, Math.max(...lats) + 7.2e-5];
      const ring = [[w, s], [e, s], [e, n], [w, n], [w, s]]; // biome-ignore format: a box
      const properties = { id: `Z${i + 1}`, rule: rules[i % 3] };
      return { type: 'Feature', properties, geometry: { type: 'Polygon', coordinates: [ring] } };
    });
}
export function outerRing(f: Feature): Position[] {
  const { type, coordinates } = f.geometry;
  return (type === 'MultiPolygon' ? (coordinates as Position[][][])[0]![0]! : (coordinates as Position[][])[0]!) ?? [];
}

/** Regions in which at least one building begins. */
function builtUp(regions: Feature[], buildings: readonly Feature[]): Feature[] {
  const starts = buildings.map((f) => outerRing(f)[0]!);
  return regions.filter((region) => {
    const { type, coordinates } = region.geometry;
    const polygons = (type === 'MultiPolygon' ? coordinates : [coordinates]) as Position[][][];
    return starts.some((at) => polygons.some((rings) => rings.filter((ring) => holds(ring, at)).length % 2 === 1));
  });
}
function holds(ring: Position[], [x, y]: Position): boolean {
  let odd = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [ax, ay] = ring[i]!;
    const [bx, by] = ring[j]!;
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd;
  }
  return odd;
}

export type Division = 'quarters' | 'wards' | 'lsoa';
export interface RealScene {
  name: string;
  city: City;
  division: Division;
  built: boolean;
}
const DIVISIONS: readonly (readonly [City, Division])[] = [
  ['monaco', 'quarters'],
  ['sheffield', 'wards'],
  ['sheffield', 'lsoa'],
];
export const REAL_SCENES: readonly RealScene[] = DIVISIONS.flatMap(([city, division]) =>
  [false, true].map((built) => ({ name: `${city}-${division}-${built ? 'built' : 'open'}`, city, division, built })),
);

/** Regions of a scene: all quarters, and those wards and statistical areas that hold buildings. */
export function realRegions(division: Division): Feature[] {
  if (division === 'quarters')
    return readFeatures('monaco/admin.geojson').filter((f) => f.properties.admin_level === '10');
  const file = division === 'wards' ? 'sheffield/wards_2013.geojson' : 'sheffield/lsoa_2011.geojson';
  return builtUp(readFeatures(file), readFeatures('sheffield/buildings.geojson'));
}

/** Writes the files of a scene into a folder, one that scenes may share, and says how `lacuna measure` is asked. */
export function sceneFiles({ city, division, built }: RealScene, folder: string): MeasureFiles {
  const written = (name: string, features: () => Feature[], options: FileInput['options'] = {}): FileInput => {
    const path = join(folder, `${city}-${name}`);
    if (!existsSync(path)) writeFileSync(path, JSON.stringify({ type: 'FeatureCollection', features: features() }));
    return { path, name, options };
  };
  const buildings = `${city}/buildings.geojson`;
  const codeField = { quarters: 'osm_id', wards: 'WD13CD', lsoa: 'LSOA11CD' }[division];
  return {
    regions: written(`${division}.geojson`, () => realRegions(division), { codeField }),
    cameras: written('cameras.geojson', () => realCameras(city)),
    ...(city === 'monaco' && {
      publicSpace: written('space.geojson', monacoSpace),
      privacyZones: written('zones.geojson', () => inventedZones(readFeatures(buildings))),
    }),
    ...(built && { obstacles: { path: join(DATA, buildings), name: 'buildings.geojson', options: {} } }),
    k: 4,
    gaps: false,
  };
}
