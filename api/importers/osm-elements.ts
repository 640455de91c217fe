// What is an element of OpenStreetMap, and which ones does an import of a kind want?
import type { ImportKind } from '#contract/import';

export type Tags = Readonly<Record<string, string>>;
export interface OsmMember {
  type: 'node' | 'way' | 'relation';
  ref: number;
  role: string;
}
export interface OsmElement {
  type: 'node' | 'way' | 'relation';
  id: number;
  tags: Tags;
  /** nodes, degrees */
  lon: number;
  lat: number;
  /** ways: ids of their nodes */
  refs: ArrayLike<number>;
  /** relations */
  members: readonly OsmMember[];
}

/** Walks all elements; `types` says which of them are worth decoding. */
export type OsmElements = (
  types: ReadonlySet<OsmElement['type']>,
  onBytes?: (read: number) => void,
) => AsyncGenerator<OsmElement[]>;

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
  targets: { words: '—', test: () => false },
  elevation: { words: '—', test: () => false },
  status: { words: '—', test: () => false },
};
export const isWanted = (kind: ImportKind, tags: Tags): boolean => WANTED[kind].test(tags);
export const wantedWords = (kind: ImportKind): string => WANTED[kind].words;

/** Tags that make a closed way an area: what the wiki lists, for what is read here. */
export function isAreaWay(tags: Tags): boolean {
  if (tags.area === 'no') return false;
  if (tags.area === 'yes' || tags.building !== undefined) return true;
  if (tags.highway !== undefined || tags.barrier !== undefined) return false;
  return AREA_KEYS.some((key) => tags[key] !== undefined) || tags.boundary !== undefined;
}
