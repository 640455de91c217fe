// What is handed to a writer: a layer with its fields, and rows that come page by page.
import type { ExportWhat } from '#contract/export';

/** `date` = an ISO day, `time` = an ISO instant. */
export type FieldKind = 'text' | 'number' | 'integer' | 'flag' | 'date' | 'time';
export interface Field {
  key: string;
  kind: FieldKind;
  /** as it stands in a units row; '' = none */
  unit: string;
  /** at most ten characters of ASCII: a name in a dBASE table */
  short: string;
  /** meaning, both languages */
  zh: string;
  en: string;
  /** one of the two numbers of the position: formats with shapes leave it out */
  isPosition?: boolean;
}

export type Value = string | number | boolean | null;
type Ring = readonly (readonly number[])[];
export type Geometry =
  | { type: 'Point'; coordinates: readonly [number, number] }
  | { type: 'MultiPolygon'; coordinates: readonly (readonly Ring[])[] };

export interface ExportRow {
  id: string;
  name: string | null;
  /** in the order of the fields */
  values: readonly Value[];
  /** in the system of the layer; null = none */
  geometry: Geometry | null;
}

export interface LayerCrs {
  /** wgs84 | cgcs2000 | gcj02 | bd09 | epsg:N */
  name: string;
  projected: boolean;
  /** null = no authority has a number for it */
  epsg: number | null;
}

export interface About {
  dataVersion: number;
  writtenAt: string;
  productVersion: string;
  /** code of the region; null = everything that the writer may see */
  region: string | null;
  includesRestricted: boolean;
}

export interface Layer {
  what: ExportWhat;
  geometry: 'Point' | 'MultiPolygon';
  fields: readonly Field[];
  crs: LayerCrs;
  about: About;
  /** lines for its README; absent = what can be said of every layer */
  readme?: readonly string[];
}

/** May be walked more than once, with the same rows each time. */
export interface Rows {
  pages(): AsyncIterable<readonly ExportRow[]>;
}

/** What a writer had to leave out because its format has no room for it. */
export interface Lost {
  /** texts that were cut */
  textsCut: number;
  /** shapes that were left out */
  shapesLeftOut: number;
}
export const nothingLost = (): Lost => ({ textsCut: 0, shapesLeftOut: 0 });

/** Something that a format cannot do; the caller turns it into sentences. */
export class ExportFault extends Error {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
  constructor(code: string, params: Readonly<Record<string, string | number>> = {}) {
    super(code);
    this.name = 'ExportFault';
    this.code = code;
    this.params = params;
  }
}
