// What the vector tiles hold: source layers and the properties of their features. Areas are whole square metres.
import type { Basis } from './figure.ts';
import type { GapClass, PublicSpaceClass } from './gap.ts';
import type { PrivacyRule } from './layers.ts';
import type { StatusState } from './status.ts';
import type { Grade } from './target.ts';

/** Tile sources of GET /api/tiles/{source}/{z}/{x}/{y}.mvt and the source layers inside each. */
export const TILE_LAYERS = {
  regions: ['regions', 'region-labels'],
  cameras: ['cameras', 'camera-cells'],
  footprints: ['footprints'],
  gaps: ['gaps', 'gap-labels', 'gap-sums'],
  'public-space': ['public-space'],
  obstacles: ['buildings', 'walls'],
  privacy: ['privacy'],
} as const;
export type TileSource = keyof typeof TILE_LAYERS;

/** Zooms (512 px tiles) at which a source holds something; ask for no tile outside of them (overzoom above `max`). */
export const TILE_ZOOM: Record<TileSource, { min: number; max: number }> = {
  regions: { min: 0, max: 16 },
  cameras: { min: 0, max: 16 },
  footprints: { min: 13, max: 16 },
  gaps: { min: 9, max: 16 },
  'public-space': { min: 8, max: 16 },
  obstacles: { min: 14, max: 16 },
  privacy: { min: 11, max: 16 },
};
/** From this zoom on the `cameras` layer holds single cameras; below it `camera-cells` holds counts. */
export const CAMERA_POINT_ZOOM = 12;

/** Layers `regions` (polygons) and `region-labels` (one point each). A property that is not known is absent. */
export interface RegionTileProps {
  code: string;
  name: string;
  nameEn: string | null;
  level: string;
  parentCode: string | null;
  /** 0 for a root */
  depth: number;
  isLeaf: boolean;
  /** absent as long as the region is not measured */
  basis: Basis | null;
  demandM2: number | null;
  coveredM2: number | null;
  likelyM2: number | null;
  coveredHighM2: number | null;
  cameras: number | null;
  gapCount: number | null;
  /** likely − minimum of the target, ratio; absent without a target or without a figure to judge */
  targetDistance: number | null;
  targetMinimum: number | null;
  grade: Grade | null;
}

/** Layer `cameras`: one point per camera. */
export interface CameraTileProps {
  id: string;
  type: string;
  stage: string;
  azimuthDeg: number | null;
  aimed: boolean;
  /** cameras at exactly this position, and which of them this is (0 first, by id) */
  stack: number;
  stackIndex: number;
  /** of an installed camera; absent as long as no word about any camera is known */
  state: StatusState | null;
}

/** Layer `camera-cells`: one point per grid cell, at the mean position of its cameras. `live` and `offline` are reserved:
 * they will split `installed` once a camera has a status, and are absent as long as none has. */
export interface CameraCellTileProps {
  cell: string;
  /** cameras of the set asked for; without a set, all that are not retired */
  count: number;
  /** of them installed, networked or accepted */
  installed: number;
  /** of them planned, approved or procured */
  planned: number;
}

/** From this zoom on footprints are cut by what stands in the way; further out it would not be seen. */
export const CUT_ZOOM = 14;

/** Layer `footprints`: the outline of what one camera sees; `certain` false = it looks somewhere within it. */
export interface FootprintTileProps {
  id: string;
  type: string;
  stage: string;
  certain: boolean;
}

/** Layer `gap-sums`, below zoom 12 instead of the others: all gaps of one leaf region, at its label point. */
export interface GapSumTileProps {
  regionCode: string;
  areaM2: number;
  need: number;
  /** pieces of the ranked list */
  count: number;
}
/** Layer `gaps`, from zoom 12 on: a connected gap. */
export interface GapTileProps {
  id: string;
  regionCode: string;
  areaM2: number;
}
/** Layer `gap-labels`: one point per gap piece of the ranked list; `rank` 1 = the greatest need of its leaf region. */
export interface GapLabelTileProps {
  id: string;
  componentId: string;
  regionCode: string;
  class: GapClass;
  areaM2: number;
  need: number;
  rank: number;
}

/** Layer `public-space`. */
export interface PublicSpaceTileProps {
  id: string;
  class: PublicSpaceClass;
  name: string | null;
}

/** Layers `buildings` (polygons) and `walls` (lines). */
export interface ObstacleTileProps {
  id: number;
  /** absent where it is not known */
  heightM: number | null;
}

/** Layer `privacy`: ground that must not be viewed, or only with a mask or a written reason. */
export interface PrivacyTileProps {
  id: string;
  rule: PrivacyRule;
  name: string | null;
}
