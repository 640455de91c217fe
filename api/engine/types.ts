// What goes into the engine and what comes out of it. Everything here survives structuredClone.

/** Polygons in longitude and latitude (degrees), edges straight in longitude and latitude (RFC 7946).
 * Rings are implicitly closed (first vertex not repeated); a polygon is the even-odd inside of its rings. */
export interface PolygonSoup {
  /** lon, lat, lon, lat … */
  coords: Float64Array;
  /** ringEnd[r] = number of vertices up to and including ring r */
  ringEnd: Int32Array;
  /** polyEnd[p] = number of rings up to and including polygon p */
  polyEnd: Int32Array;
}

/** Polylines and points in longitude and latitude (degrees). */
export interface LineSoup {
  /** lon, lat, lon, lat … */
  coords: Float64Array;
  /** end[s] = number of vertices up to and including line s; a line of one vertex is a point */
  end: Int32Array;
}

/** Lines with a width and points with a radius: all ground within `radiusM` of them, with round ends and joints. */
export interface StrokeInput {
  lines: LineSoup;
  /** per line: half its width, or a point's radius */
  radiusM: Float64Array;
  label: Uint8Array;
  rank: Float64Array;
}

/** Public space inside one leaf: features that may overlap; ground under two belongs to the smaller `rank`. */
export interface DemandInput {
  soup: PolygonSoup;
  /** per polygon: label reported with its gap pieces (an index into the caller's class list), 0…250 */
  label: Uint8Array;
  /** per polygon: lower wins where two overlap (from weight, then class order; equal rank ⇒ polygons before strokes, then
   * the lower index) */
  rank: Float64Array;
  /** absent = none */
  strokes?: StrokeInput;
}

/** What cuts the view. Give all that stand within reach of a camera, also outside the leaf. */
export interface ObstacleInput {
  /** buildings: they block sight, and their ground is not demand */
  buildings: PolygonSoup;
  /** per building: its top above the ground (m); NaN = not known, taken as higher than every lens */
  buildingTopM: Float64Array;
  /** walls and fences: lines without a width */
  walls: LineSoup;
  /** per wall, like buildingTopM */
  wallTopM: Float64Array;
}

/** Privacy zones. */
export interface ZoneInput {
  soup: PolygonSoup;
  /** per polygon: 1 = forbid or mask (not demand, a view into it never counts), 0 = consent (demand as before) */
  excluded: Uint8Array;
}

/** Key places: each is measured on its own ground, wherever it overlaps other public space. */
export interface PlaceInput {
  soup: PolygonSoup;
  /** per polygon: number of the place it belongs to, 0 … count − 1 */
  place: Int32Array;
  /** points with a radius; absent = none */
  discs?: { lines: LineSoup; radiusM: Float64Array; place: Int32Array };
  count: number;
}

/** What terrain leaves of each camera's view, in polar terms about the camera. Camera i owns the quads
 * from[i] … from[i + 1] − 1, clockwise; no quad at all = terrain hides nothing of it. A quad lies between two compass
 * directions and between two straight edges, given by their distances on both rays. */
export interface TerrainInput {
  from: Int32Array;
  /** degrees clockwise from true north; az1 > az0, at most 5° apart */
  az0Deg: Float64Array;
  az1Deg: Float64Array;
  /** inner edge at az0 and az1, outer edge at az0 and az1 (m); an outer edge at or beyond the reach is the reach */
  in0M: Float64Array;
  in1M: Float64Array;
  out0M: Float64Array;
  out1M: Float64Array;
  /** per camera: 1 = terrain hides all of it */
  blind: Uint8Array;
}

/** Cameras that may touch the region, in ascending id order: that order breaks ties and orders sums. */
export interface CameraArrays {
  n: number;
  lon: Float64Array;
  lat: Float64Array;
  /** clockwise from true north, degrees; ignored where the footprint is a disc */
  azimuthDeg: Float64Array;
  /** 360 = disc */
  hfovDeg: Float64Array;
  nearM: Float64Array;
  reachM: Float64Array;
  /** 1 = certain; below 1 = sees any point of its footprint with this probability: a disc (360°) whose camera looks
   * somewhere within it, or a camera that may not work */
  p: Float64Array;
  /** lens above the ground (m), NaN or absent = not known: every obstacle is then higher */
  heightM?: Float64Array;
  terrain?: TerrainInput;
}

export interface LeafInput {
  region: PolygonSoup;
  /** null = the whole area is the demand */
  demand: DemandInput | null;
  cameras: CameraArrays;
  obstacles?: ObstacleInput;
  zones?: ZoneInput;
  places?: PlaceInput;
}

export interface MeasureOptions {
  /** depths wanted, default 4 */
  k?: number;
  /** cameras on one spot above which it counts as over-coverage, default 3 */
  ceiling?: number;
  /** cut and outline gap pieces, default false */
  gaps?: boolean;
  /** what each camera alone sees, default false */
  unique?: boolean;
  /** what each camera sees, default false */
  seen?: boolean;
  /** how much of its own sector obstacles hide from each camera, default false */
  hidden?: boolean;
}

/** One class of public space inside a leaf; k = 1. */
export interface LabelSums {
  label: number;
  demandM2: number;
  lowM2: number;
  likelyM2: number;
  highM2: number;
}

/** One key place: its own ground without obstacles and excluded zones, cut to the region's planes. */
export interface PlaceSums {
  demandM2: number;
  /** index k − 1 */
  lowM2: Float64Array;
  likelyM2: Float64Array;
  highM2: Float64Array;
  /** cameras (indices) that see it, with the likely area of it lost without each */
  seeing: Int32Array;
  uniqueM2: Float64Array;
}

/** One gap piece: ground of the demand outside `high`, inside one grid cell and one label, connected. */
export interface GapPiece {
  /** quadkey of the cell: zoom 18 for public space, 16 for whole-area */
  cell: string;
  label: number;
  /** quadkey (26 digits) of the westernmost, then southernmost vertex */
  anchor: string;
  areaM2: number;
  /** pieces with the same component are connected on the ground */
  component: number;
  /** a point inside, lon lat */
  labelPoint: [number, number];
  bbox: [number, number, number, number];
  /** rings in lon lat as bytes (gap-outline.ts), outer counter-clockwise first, then holes; within 0.05 m of the true
   * outline; empty where rounding leaves nothing */
  outline: Uint8Array;
  /** index into `cameras` and distance from labelPoint of the nearest footprint apex; −1 when there is none */
  nearest: number;
  nearestM: number;
}

/** A connected gap: the pieces that name its number. Its outline is theirs without the inner edges (gap-merge.ts). */
export interface GapComponent {
  areaM2: number;
  bbox: [number, number, number, number];
}

/** Names of the four checks of docs/model.md §4, plus what the remeasurement says. */
export type CheckName = 'closure' | 'depth-sum' | 'bounds' | 'direct-count';

export interface LeafResult {
  regionM2: number;
  demandM2: number;
  /** index k−1: demand seen by at least k certain cameras */
  depthM2: Float64Array;
  /** index k−1: expected area seen by at least k */
  likelyM2: Float64Array;
  /** index k−1: within reach of at least k */
  highM2: Float64Array;
  /** seen by more than `ceiling` certain cameras */
  overM2: number;
  residualM: number;
  failedChecks: CheckName[];
  /** the figure comes from the slower way because a check failed */
  slow: boolean;
  /** cameras (indices) whose footprint touches the region */
  seeing: Int32Array;
  /** demand by label, ascending; one entry (label 0) where the whole area is the demand */
  labels: LabelSums[];
  /** union of all footprints inside privacy zones; null where no zones were given */
  privateM2: number | null;
  /** per camera: its own footprint inside privacy zones; null where no zones were given */
  privateOf: Float64Array | null;
  /** per camera: likely area of the demand lost without it; null unless asked for */
  uniqueM2: Float64Array | null;
  /** per camera: area of the demand inside its own footprint, whoever else sees it; null unless asked for */
  seenM2: Float64Array | null;
  /** per camera: share of its whole sector, inside the leaf or not, that obstacles hide; terrain does not count. NaN where
   * it has no footprint, looks nobody knows where (p < 1), or stands beside the box of the leaf: not all that stands around
   * it may have been given. null unless asked for */
  hiddenOf: Float64Array | null;
  /** one per key place given */
  places: PlaceSums[];
  /** empty unless asked for; all pieces; those under 25 m² come without nearest camera */
  gaps: GapPiece[];
  components: GapComponent[];
  /** cells whose pieces, or whose pieces' nearest cameras, are not those of the result before; at first all */
  changedCells: string[];
  /** ends of gap outlines that met nothing: 0 unless the sweep went wrong */
  openEnds: number;
}
