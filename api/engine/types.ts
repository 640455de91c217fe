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

/** Public space inside one leaf: polygons that may overlap; ground under two belongs to the smaller `rank`. */
export interface DemandInput {
  soup: PolygonSoup;
  /** per polygon: label reported with its gap pieces (an index into the caller's class list), 0…250 */
  label: Uint8Array;
  /** per polygon: lower wins where two overlap (from weight, then class order; equal rank ⇒ lower index) */
  rank: Float64Array;
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
  /** 1 = certain; below 1 = looks somewhere within its disc with this probability at any point of it */
  p: Float64Array;
}

export interface LeafInput {
  region: PolygonSoup;
  /** null = the whole area is the demand */
  demand: DemandInput | null;
  cameras: CameraArrays;
}

export interface MeasureOptions {
  /** depths wanted, default 4 */
  k?: number;
  /** cameras on one spot above which it counts as over-coverage, default 3 */
  ceiling?: number;
  /** cut and outline gap pieces, default false */
  gaps?: boolean;
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
  /** rings in lon lat, outer counter-clockwise first, then holes; closed (first = last); within 0.05 m of the true outline */
  rings: number[][][];
  /** index into `cameras` and distance from labelPoint of the nearest footprint apex; −1 when there is none */
  nearest: number;
  nearestM: number;
}

export interface GapComponent {
  areaM2: number;
  bbox: [number, number, number, number];
  /** polygons (outer ring, holes) */
  polygons: number[][][][];
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
  /** empty unless asked for; all pieces; those under 25 m² come without rings and without nearest camera */
  gaps: GapPiece[];
  components: GapComponent[];
}
