// What a parsed file gives back: rows, problems, and a summary that says whether it may be committed.
import type { CameraFields } from '#contract/camera';
import type { PublicSpaceClass } from '#contract/gap';
import type { ColumnMapping, ImportKind, ImportOptions, ImportProbe, ImportQuestion } from '#contract/import';
import type { PrivacyRule } from '#contract/layers';
import type { Problem } from '#contract/problem';
import type { TargetInput } from '#contract/target';
import type { CameraBlock } from './camera-block.ts';

/** WGS-84 longitude, latitude in degrees. */
export type LonLat = [number, number];
/** Polygons → rings → positions. Rings are closed (first = last), outer rings counter-clockwise, holes clockwise,
 * no repeated neighbours, free of self-crossings; nothing crosses the antimeridian. */
export type MultiPolygonCoordinates = LonLat[][][];
export type BboxDeg = [west: number, south: number, east: number, north: number];

export interface RegionRow {
  /** where it stood in the file: see Problem.row */
  row: number;
  code: string;
  /** what `code` was taken from: a column, or `feature id`, `name`, `position` */
  codeFrom: string;
  name: string;
  nameEn: string | null;
  /** null = the file does not say */
  parentCode: string | null;
  level: string | null;
  population: number | null;
  urbanRural: string | null;
  geometry: MultiPolygonCoordinates;
  bbox: BboxDeg;
}

export interface CameraRow {
  row: number;
  /** unique inside the file: repeated ids got a suffix `~2`, `~3` … and a problem */
  id: string;
  /** false = the file gave none and it was made from the position */
  idGiven: boolean;
  /** position already in WGS-84 */
  fields: CameraFields;
  originalX: number;
  originalY: number;
  originalCrs: string;
  /** the region that the row names, code or name: the position is checked with it */
  place: string | null;
}

export interface PublicSpaceRow {
  row: number;
  /** feature id, or null */
  id: string | null;
  name: string | null;
  nameEn: string | null;
  class: PublicSpaceClass;
  weight: number;
  shape: SpaceShape;
  /** half the width of a line, the radius of a point; null for an area */
  radiusM: number | null;
  /** an area: polygons. A line: one entry a line, `[[positions]]`, as it runs. A point: one entry a point, `[[position]]` */
  geometry: MultiPolygonCoordinates;
  bbox: BboxDeg;
}

export type SpaceShape = 'area' | 'line' | 'point';

export interface ObstacleRow {
  row: number;
  shape: 'building' | 'wall';
  /** its top above the ground (m); null = not known */
  heightM: number | null;
  /** buildings: rings as the file has them, even-odd; walls: one entry a line, `[[positions]]` */
  geometry: MultiPolygonCoordinates;
  bbox: BboxDeg;
}

export interface PrivacyZoneRow {
  row: number;
  id: string | null;
  name: string | null;
  nameEn: string | null;
  rule: PrivacyRule;
  geometry: MultiPolygonCoordinates;
  bbox: BboxDeg;
}

export interface TargetRow {
  row: number;
  target: TargetInput;
}

/** An elevation file is one row: its cells stand in the grid file. */
export interface ElevationRow {
  row: number;
  /** lies in the folder of the result: move it before `close()` */
  gridPath: string;
  crs: string;
  width: number;
  height: number;
  bbox: BboxDeg;
  /** side of a square as large as the middle cell */
  cellM: number;
  /** share of cells without an elevation */
  unknownShare: number;
}

/** One word about the state of a camera. */
export interface StatusRow {
  row: number;
  cameraId: string;
  state: 'online' | 'offline' | 'unknown';
  /** UTC, ISO 8601; null = as of when the file came in */
  at: string | null;
  source: string | null;
  reason: string | null;
}

export interface RowOf {
  regions: RegionRow;
  cameras: CameraRow;
  'public-space': PublicSpaceRow;
  obstacles: ObstacleRow;
  'privacy-zones': PrivacyZoneRow;
  targets: TargetRow;
  elevation: ElevationRow;
  status: StatusRow;
}

/** A row that stayed out; `cells` in the order of `ParseSummary.columns`, then the geometry as GeoJSON where the format has
 * one (`null` where it is huge). Dropped columns never appear. */
export interface RejectedRow {
  row: number;
  cells: string[];
}

export interface ParseBatch<K extends ImportKind = ImportKind> {
  rows: RowOf[K][];
  problems: Problem[];
  rejected: RejectedRow[];
}

export interface ParseSummary {
  kind: ImportKind;
  /** csv | geojson | osm-json | json-table | geotiff */
  format: string;
  /** utf-8 | utf-8-bom | gb18030 | big5 | utf-16le | utf-16be; null before it is known */
  encoding: string | null;
  /** system the positions were read in: wgs84 | cgcs2000 | gcj02 | bd09 | epsg:N */
  crs: string;
  /** order in which the two numbers of a position were read */
  axes: 'lon-lat' | 'lat-lon';
  /** rows found (after `where`), usable ones, and ones left out */
  rows: number;
  usable: number;
  rejected: number;
  /** columns of the file that may be shown again (dropped ones are missing) */
  columns: string[];
  mapping: ColumnMapping[];
  /** columns that are never kept by design */
  dropped: string[];
  /** open questions: while there is one, nothing of this file may be committed */
  questions: ImportQuestion[];
  /** set when the file as a whole could not be used; then there are no rows */
  refused: Problem | null;
  /** full counts per code; `problems` in the batches stop at `limits.problemsPerCode` each */
  problemCounts: Record<string, number>;
  /** the recipe whose options were used; null = none */
  recipe: string | null;
  probe: ImportProbe;
  /** positions as the file has them, for the truth test: usable or not, spread over the whole file */
  positions: SampledPosition[];
}

/** How files with such columns were read before. */
export interface RememberedRecipe {
  id: string;
  columns: string[];
  options: ImportOptions;
}

/** x, y in the order of the file; `place` = the region that its row names (code or name), null = none. */
export type SampledPosition = [x: number, y: number, place: string | null];

export interface ParseProgress {
  phase: 'reading' | 'checking';
  bytesRead: number;
  bytesTotal: number;
  rows: number;
}

export interface ParseLimits {
  /** heap of the child process, MB (default 512) */
  memoryMb: number;
  /** processor time, s, and half of the wall time (default 120, and half a second for every MB above 64) */
  seconds: number;
  /** largest file accepted, bytes (default 2 GB) */
  fileBytes: number;
  /** rows accepted (default 5,000,000) */
  rows: number;
  /** columns accepted (default 2,000) */
  columns: number;
  /** characters in one cell or one JSON feature (default 64 M; a CSV line 16 M) */
  itemChars: number;
  /** nesting of JSON (default 64) */
  jsonDepth: number;
  /** problems listed per code (default 20,000); the rest is only counted */
  problemsPerCode: number;
}

export interface ParseRequest<K extends ImportKind = ImportKind> {
  kind: K;
  /** the name people know the file by; appears in every problem */
  fileName: string;
  options: ImportOptions;
  /** keep only rows whose property equals the value */
  where?: { field: string; value: string };
  limits?: Partial<ParseLimits>;
  /** tried on the columns of the file unless `options.recipe` names one; best first */
  recipes?: RememberedRecipe[];
  onProgress?: (progress: ParseProgress) => void;
  /** the child's program: `source` or the path of a bundle; default the built bundle where it is fresh, else the source */
  childEntry?: string;
  /** cameras only: takes the rows over in blocks, in the order of the file, while the rest is still being read. They are
   * then missing from the batches; whether they may be used shows in the summary. */
  onCameras?: (block: CameraBlock, mapping: ColumnMapping[]) => Promise<void>;
  /** aborting ends the child and rejects with the signal's reason */
  signal?: AbortSignal;
}

/** The summary is known first; the rows then stream from a temporary file. Always `close()` it. */
export interface ParseResult<K extends ImportKind = ImportKind> {
  summary: ParseSummary;
  /** about 2,000 rows each; may be walked again */
  batches: AsyncIterable<ParseBatch<K>>;
  close(): Promise<void>;
}

/** Everything at once, for small files. */
export interface ParsedAll<K extends ImportKind = ImportKind> {
  summary: ParseSummary;
  rows: RowOf[K][];
  problems: Problem[];
  rejected: RejectedRow[];
}
