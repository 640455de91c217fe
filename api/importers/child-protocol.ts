// What do the parent and the parsing child tell each other?
import type { ColumnMapping, ImportKind } from '#contract/import';
import type { ParseProgress, ParseRequest, ParseSummary } from './types.ts';

/** Sent once, right after the start. Paths are absolute. */
export interface ChildJob {
  path: string;
  bytes: number;
  /** rows, problems and rejected rows go here as NDJSON: see `OutLine` */
  outPath: string;
  /** cameras go here instead, as blocks: see `encodeBlock` */
  blocksPath: string;
  request: Pick<ParseRequest<ImportKind>, 'kind' | 'fileName' | 'options' | 'where' | 'limits' | 'recipes'>;
}
/** Where the child writes the grid of an elevation file. */
export const gridPathOf = (outPath: string): string => `${outPath}.grid`;

export type ChildMessage =
  | { type: 'ready' }
  | { type: 'mapping'; mapping: ColumnMapping[] }
  | { type: 'progress'; progress: ParseProgress }
  /** the file of blocks holds whole blocks up to here */
  | { type: 'blocks'; bytes: number }
  | { type: 'done'; summary: ParseSummary; withdrawn: number[] }
  | { type: 'failed'; message: string };

/** One line of the NDJSON: a row, a problem or a rejected row. */
export type OutLine = ['r', unknown] | ['p', unknown] | ['x', unknown];
