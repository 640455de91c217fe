// What hides the view, what must not be viewed, and which key places go into the measuring of one leaf?
import type Flatbush from 'flatbush';
import type { PrivacyRule } from '#contract/layers';
import {
  type LineSoup,
  type ObstacleInput,
  type PlaceInput,
  type PolygonSoup,
  reachBox,
  type ZoneInput,
} from '#engine';
import { labelPoint } from './label-point.ts';
import {
  type BboxDeg,
  type CameraTable,
  type InputPublicSpace,
  indexBoxes,
  joinLines,
  joinSoups,
  placeBoxes,
  polygonBoxes,
  rowsMeeting,
  searchAround,
  soupBox,
} from './leaf-input.ts';
import { KEY_PLACE_CLASSES } from './public-space.ts';

export interface InputObstacle {
  shape: 'building' | 'wall';
  /** null = not known: higher than every lens */
  heightM: number | null;
  /** walls: one polygon of one open ring a line, as stored */
  soup: PolygonSoup;
}
export interface InputZone {
  rule: PrivacyRule;
  soup: PolygonSoup;
}

/** Where obstacles matter to a leaf: on its own ground and that of its key places, and within reach of every camera that
 * may see into these. */
export function sightBoxes(leaf: PolygonSoup, places: PlaceInput | null, cameras: CameraTable): BboxDeg[] {
  const { lon, lat, reachM } = cameras.columns;
  const ground = [...polygonBoxes(leaf), ...(places === null ? [] : placeBoxes(places))];
  const reach = Array.from(rowsMeeting(cameras, ground), (row) => reachBox(lon[row]!, lat[row]!, reachM[row]!));
  return [...ground, ...reach];
}

/** Entries of an index that meet one of the boxes, ascending, each once. */
export function entriesMeeting(index: Flatbush | null, boxes: Iterable<BboxDeg>): number[] {
  const found = new Set<number>();
  for (const box of boxes) for (const i of searchAround(index, box)) found.add(i);
  return [...found].sort((a, b) => a - b);
}

export const indexSoups = (soups: readonly PolygonSoup[]): Flatbush | null =>
  indexBoxes(Int32Array.from(soups.keys()), (i) => soupBox(soups[i]!));

/** A stored line layer read as lines: every ring is one line. */
export const linesOfSoup = (soup: PolygonSoup): LineSoup => ({ coords: soup.coords, end: soup.ringEnd });

export function obstacleInput(obstacles: readonly InputObstacle[]): ObstacleInput {
  const buildings = obstacles.filter((o) => o.shape === 'building');
  const walls = obstacles.filter((o) => o.shape === 'wall');
  const tops = (list: InputObstacle[], partsOf: (o: InputObstacle) => number): Float64Array =>
    Float64Array.from(list.flatMap((o) => new Array<number>(partsOf(o)).fill(o.heightM ?? Number.NaN)));
  return {
    buildings: joinSoups(buildings.map((o) => o.soup)),
    buildingTopM: tops(buildings, (o) => o.soup.polyEnd.length),
    walls: joinLines(walls.map((o) => linesOfSoup(o.soup))),
    wallTopM: tops(walls, (o) => o.soup.ringEnd.length),
  };
}

export function zoneInput(zones: readonly InputZone[]): ZoneInput {
  const excluded = zones.flatMap((z) => new Array<number>(z.soup.polyEnd.length).fill(z.rule === 'consent' ? 0 : 1));
  return { soup: joinSoups(zones.map((z) => z.soup)), excluded: Uint8Array.from(excluded) };
}

/** A feature that is judged by itself, and where it is counted. */
export interface KeyPlace {
  /** index of the feature */
  feature: number;
  longitude: number;
  latitude: number;
}

/** Areas and points of the key classes; a line is no place. */
export function keyPlaces(features: readonly InputPublicSpace[]): KeyPlace[] {
  return features.flatMap((f, feature) => {
    if (!KEY_PLACE_CLASSES.includes(f.class)) return [];
    if (f.strokes === undefined) {
      const [longitude, latitude] = labelPoint(f.soup);
      return [{ feature, longitude, latitude }];
    }
    const { coords, end } = f.strokes.lines;
    return isPoints(end) ? [{ feature, longitude: coords[0]!, latitude: coords[1]! }] : [];
  });
}
const isPoints = (end: Int32Array): boolean => end.every((e, i) => e === i + 1);

export function placeInput(features: readonly InputPublicSpace[], places: readonly KeyPlace[]): PlaceInput {
  const areas = places.flatMap(({ feature }, place) => {
    const { soup, strokes } = features[feature]!;
    return strokes === undefined ? [{ place, soup }] : [];
  });
  const points = places.flatMap(({ feature }, place) => {
    const { strokes } = features[feature]!;
    return strokes === undefined ? [] : [{ place, ...strokes }];
  });
  const input: PlaceInput = {
    soup: joinSoups(areas.map(({ soup }) => soup)),
    place: Int32Array.from(areas.flatMap(({ place, soup }) => new Array<number>(soup.polyEnd.length).fill(place))),
    count: places.length,
  };
  if (points.length > 0) {
    const each = <T>(pick: (point: (typeof points)[number]) => T): T[] =>
      points.flatMap((point) => Array.from(point.lines.end, () => pick(point)));
    input.discs = {
      lines: joinLines(points.map(({ lines }) => lines)),
      radiusM: Float64Array.from(each(({ radiusM }) => radiusM)),
      place: Int32Array.from(each(({ place }) => place)),
    };
  }
  return input;
}
