// What do the parent and the parsing child tell each other?
import { CAMERA_DEFAULTS } from '#contract/camera';
import type { ImportKind } from '#contract/import';
import type { CameraRow, ParseProgress, ParseRequest, ParseSummary } from './types.ts';

/** Sent once, right after the start. Paths are absolute. */
export interface ChildJob {
  path: string;
  bytes: number;
  /** rows, problems and rejected rows go here as NDJSON: see `OutLine` */
  outPath: string;
  request: Pick<ParseRequest<ImportKind>, 'kind' | 'fileName' | 'options' | 'where' | 'limits'>;
}
/** Where the child writes the grid of an elevation file. */
export const gridPathOf = (outPath: string): string => `${outPath}.grid`;

export type ChildMessage =
  | { type: 'ready' }
  | { type: 'progress'; progress: ParseProgress }
  | { type: 'done'; summary: ParseSummary; withdrawn: number[] }
  | { type: 'failed'; message: string };

/** Camera fields that differ from the defaults: most are empty, and a line is a third as long. */
export function packCamera(row: CameraRow): PackedCamera {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row.fields)) if (value !== DEFAULTS[name]) fields[name] = value;
  return { ...row, fields };
}
export type PackedCamera = Omit<CameraRow, 'fields'> & { fields: Record<string, unknown> };
export const unpackCamera = (row: PackedCamera): CameraRow => ({
  ...row,
  fields: { ...CAMERA_DEFAULTS, ...row.fields } as CameraRow['fields'],
});
const DEFAULTS: Record<string, unknown> = CAMERA_DEFAULTS;

/** One line of the NDJSON: a row, a problem or a rejected row. */
export type OutLine = ['r', unknown] | ['p', unknown] | ['x', unknown];
