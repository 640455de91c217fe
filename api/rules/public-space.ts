// How wide is a road that states no width, how far does a point of public space go, which classes are key places?
import type { PublicSpaceClass } from '#contract/gap';

export interface SpaceDefaults {
  version: string;
  /** metres across, by OSM `highway`; `*_link` is as wide as the road it belongs to */
  widthByHighwayM: Readonly<Record<string, number>>;
  /** metres across, for a line that says neither width nor highway */
  widthM: number;
  /** metres around a point */
  radiusM: number;
}

/** docs/model.md §1. What OSM has beside those of the table: tracks as service roads, bridleways as paths. */
export const SPACE_DEFAULTS: SpaceDefaults = {
  version: '2026-11',
  widthByHighwayM: {
    motorway: 25,
    trunk: 20,
    primary: 16,
    secondary: 12,
    tertiary: 10,
    residential: 8,
    unclassified: 8,
    living_street: 8,
    pedestrian: 8,
    road: 8,
    service: 5,
    track: 5,
    footway: 3,
    path: 3,
    cycleway: 3,
    steps: 3,
    bridleway: 3,
  },
  widthM: 8,
  radiusM: 30,
};

/** null = the table does not know this highway. */
export const highwayWidthM = (highway: string, defaults: SpaceDefaults = SPACE_DEFAULTS): number | null =>
  defaults.widthByHighwayM[highway.replace(/_link$/, '')] ?? null;

/** Wider or farther-reaching ones are slips of the unit, not streets (m). */
export const MAX_WIDTH_M = 500;
export const MAX_RADIUS_M = 1_000;

/** Classes whose features are key places: each is judged by itself, on its own ground. */
export const KEY_PLACE_CLASSES: readonly PublicSpaceClass[] = ['school', 'hospital', 'market'];
/** A key place is covered when at least this share of its ground is seen, unless a target says otherwise. */
export const KEY_PLACE_MIN_SHARE = 0.5;
