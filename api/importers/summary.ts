// What is known of a file before anything of it has been read.
import type { ImportKind, ImportProbe } from '#contract/import';
import type { ParseSummary } from './types.ts';

const blankProbe = (bytes: number): ImportProbe => ({
  format: 'unknown',
  encoding: null,
  separator: null,
  bytes,
  layers: [],
  layer: null,
  rows: 0,
  columns: 0,
  declaredCrs: null,
  extent: null,
});

export const blankSummary = (kind: ImportKind, bytes: number): ParseSummary => ({
  kind,
  format: 'unknown',
  encoding: null,
  crs: 'wgs84',
  axes: 'lon-lat',
  rows: 0,
  usable: 0,
  rejected: 0,
  columns: [],
  mapping: [],
  dropped: [],
  questions: [],
  refused: null,
  problemCounts: {},
  recipe: null,
  probe: blankProbe(bytes),
  positions: [],
});
