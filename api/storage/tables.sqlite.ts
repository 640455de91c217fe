// The tables in SQLite's columns: what drizzle-kit reads and what every repository imports.
import { sqliteColumns } from './columns.sqlite.ts';
import { defineTables } from './tables.ts';

export const tables = defineTables(sqliteColumns);
export const {
  regions,
  cameras,
  cameraCells,
  cameraHistory,
  regionHistory,
  publicSpace,
  publicSpaceExtents,
  obstacles,
  elevations,
  privacyZones,
  layerExtents,
  placeFigures,
  targets,
  figures,
  detailFigures,
  sees,
  gapCells,
  gapLeaves,
  gapLinks,
  snapshots,
  imports,
  importRows,
  importProblems,
  importRejected,
  jobs,
  audit,
  idempotency,
  settings,
  meta,
} = tables;
