// What the sample generator is asked for, and what it gives back.
import type { CameraFields } from '#contract/camera';
import type { PublicSpaceClass } from '#contract/gap';
import type { PrivacyRule } from '#contract/layers';
import type { Bbox } from '#contract/region';
import type { TargetInput } from '#contract/target';

/** WGS-84 longitude, latitude in degrees, rounded to 1e-7. */
export type LonLat = [number, number];
/** Polygons → rings → positions. Rings are closed (first = last), outer counter-clockwise, holes clockwise. */
export type MultiPolygonCoordinates = LonLat[][][];

export interface SampleOptions {
  /** leaf regions; default 186 for a county, 29,000 for a province */
  villages?: number;
  /** camera records, duplicates included; default 6,412 for a county, 1,900,000 for a province */
  cameras?: number;
  /** any integer; the same options give the same bytes. Default 1 */
  seed?: number;
  /** a province (cities, counties, townships, villages; whole-area, no public space) instead of one county.
   * Default: true from 1,000 villages on */
  province?: boolean;
  /** the day the records speak of, YYYY-MM-DD; default 2026-10-31 */
  asOf?: string;
  /** about this share of records has no azimuth; default 1/3 for a county, 0 for a province (a plain load for measuring) */
  holes?: number;
}

export type SampleLevel = 'province' | 'city' | 'county' | 'township' | 'village';

export interface SampleRegion {
  /** 12 digits in the style of the statistical codes; 99 is no real province */
  code: string;
  name: string;
  nameEn: string;
  level: SampleLevel;
  parentCode: string | null;
  population: number;
  /** of a village: what it is in the statistics; null on upper levels */
  urbanRural: 'urban' | 'town' | 'rural' | null;
  geometry: MultiPolygonCoordinates;
  bbox: Bbox;
}

export interface CameraRow extends CameraFields {
  id: string;
}

export interface SamplePublicSpace {
  id: string;
  name: string;
  nameEn: string;
  class: PublicSpaceClass;
  weight: number;
  shape: 'area' | 'line' | 'point';
  /** OSM `highway` word of a line that has one */
  highway: string | null;
  /** half the width of a line, the radius of a point; null for an area */
  radiusM: number | null;
  /** a line is one entry, `[[positions]]`, a point `[[[position]]]` */
  geometry: MultiPolygonCoordinates;
  bbox: Bbox;
}

/** A centre line, for drawing only: what is to be seen is in `publicSpace`. */
export interface SampleRoad {
  name: string;
  nameEn: string;
  /** OSM `highway` word */
  highway: 'trunk' | 'secondary' | 'tertiary' | 'unclassified' | 'residential';
  widthM: number;
  coordinates: LonLat[];
}

/** A building, or a wall along a line. */
export interface SampleObstacle {
  shape: 'building' | 'wall';
  /** null = not known */
  heightM: number | null;
  /** a building: outline and courtyards; a wall: `[[positions]]` */
  geometry: MultiPolygonCoordinates;
  bbox: Bbox;
}

export interface SamplePrivacyZone {
  id: string;
  name: string;
  nameEn: string;
  rule: PrivacyRule;
  geometry: MultiPolygonCoordinates;
  bbox: Bbox;
}

export interface SampleMeta {
  seed: number;
  province: boolean;
  /** name of the root region */
  name: string;
  nameEn: string;
  rootCode: string;
  counts: Record<SampleLevel, number>;
  cameras: number;
  bbox: Bbox;
  /** the day the records speak of, YYYY-MM-DD: no stage is dated later */
  asOf: string;
}

/** Iterables may be walked again and again; each walk makes its items anew and keeps none of them. */
export interface Sample {
  meta: SampleMeta;
  /** parents before children */
  regions: Iterable<SampleRegion>;
  /** village by village */
  cameras: Iterable<CameraRow>;
  /** empty for a province */
  publicSpace: Iterable<SamplePublicSpace>;
  /** codes of the regions (subtrees) that these layers speak for; empty for a province */
  layerExtent: string[];
  targets: TargetInput[];
  roads: Iterable<SampleRoad>;
  rivers: Iterable<LonLat[]>;
  /** empty for a province, like the privacy zones */
  obstacles: Iterable<SampleObstacle>;
  privacyZones: Iterable<SamplePrivacyZone>;
}
