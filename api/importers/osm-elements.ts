// What is an element of OpenStreetMap, and which ones does an import of a kind want?
import type { ImportKind } from '#contract/import';
import type { Path } from './osm-rings.ts';

export type Tags = Readonly<Record<string, string>>;
export interface NodePath {
  path: Path;
  /** places of it are not in the file */
  isCut: boolean;
}
export interface OsmMember {
  type: 'node' | 'way' | 'relation';
  ref: number;
  role: string;
  /** where the file says it beside the member */
  path?: NodePath;
}
export interface OsmElement {
  type: 'node' | 'way' | 'relation';
  id: number;
  tags: Tags;
  /** nodes, degrees; of a way its middle, NaN = not said */
  lon: number;
  lat: number;
  /** ways: ids of their nodes */
  refs: ArrayLike<number>;
  /** relations */
  members: readonly OsmMember[];
  /** ways, where the file says their places beside them */
  path?: NodePath;
}

export interface Walk {
  onBytes?: (read: number) => void;
  /** where every node is; nodes without tags then come only here */
  onPlace?: (id: number, lon: number, lat: number) => void;
}
/** Walks all elements; `types` says which of them are worth decoding. */
export type OsmElements = (types: ReadonlySet<OsmElement['type']>, walk: Walk) => AsyncGenerator<OsmElement[]>;
export interface OsmSource {
  elements: OsmElements;
  kind: ImportKind;
  /** see isWanted */
  isAnswer: boolean;
}

const AREA_KEYS = ['leisure', 'amenity', 'shop', 'place', 'landuse', 'tourism', 'public_transport', 'healthcare'];
const PLACES = new Set(['square', 'plaza']);

const WANTED: Record<ImportKind, { words: string; test(tags: Tags): boolean }> = {
  cameras: { words: 'man_made=surveillance', test: (tags) => tags.man_made === 'surveillance' },
  regions: { words: 'boundary=administrative', test: (tags) => tags.boundary === 'administrative' },
  obstacles: {
    words: 'building, barrier=wall',
    test: (tags) =>
      (tags.building !== undefined && tags.building !== 'no') ||
      tags.barrier === 'wall' ||
      tags.barrier === 'city_wall',
  },
  'public-space': {
    words: 'highway, leisure, amenity, shop …',
    test: (tags) =>
      tags.highway !== undefined ||
      AREA_KEYS.some((key) => (key === 'place' ? PLACES.has(tags[key] ?? '') : tags[key] !== undefined)),
  },
  'privacy-zones': {
    words: 'privacy',
    test: (tags) => tags.privacy !== undefined || tags['privacy:rule'] !== undefined,
  },
  targets: { words: 'targets', test: () => false },
  elevation: { words: 'elevation', test: () => false },
  status: { words: 'status', test: () => false },
};
/** `isAnswer`: somebody asked Overpass for these elements. What privacy zones are drawn around has no tag of its own. */
export const isWanted = (kind: ImportKind, tags: Tags, isAnswer = false): boolean =>
  isAnswer && kind === 'privacy-zones' ? Object.keys(tags).length > 0 : WANTED[kind].test(tags);
export const wantedWords = (kind: ImportKind): string => WANTED[kind].words;

/** Tags that make a closed way an area: what the wiki lists, for what is read here. */
export function isAreaWay(tags: Tags): boolean {
  if (tags.area === 'no') return false;
  if (tags.area === 'yes' || tags.building !== undefined) return true;
  if (tags.highway !== undefined || tags.barrier !== undefined) return false;
  return AREA_KEYS.some((key) => tags[key] !== undefined) || tags.boundary !== undefined;
}
