// What leaves as files, page by page: cameras in id order, whichever way is the shorter one to them.
import { and, asc, gt, sql } from 'drizzle-orm';
import type { CameraRecord } from './cameras.repository.ts';
import { areFew } from './few-cameras.ts';
import { codesWithin, type Scope } from './scope.ts';
import type { CopiedTable, Reader } from './storage.ts';
import { cameras, figures, gapCells, gapLeaves, meta, obstacles, regions, settings, targets } from './tables.sqlite.ts';

/** All that is read for the rows of each layer. */
export const TABLES_OF: Readonly<Record<'cameras' | 'regions' | 'gaps' | 'footprints', readonly CopiedTable[]>> = {
  cameras: [meta, regions, cameras],
  regions: [meta, regions, figures, targets],
  gaps: [meta, regions, settings, gapLeaves, gapCells, cameras],
  footprints: [meta, regions, settings, obstacles, cameras],
};
const PAGE = 500;

const columns = {
  id: cameras.id,
  name: cameras.name,
  longitude: cameras.longitude,
  latitude: cameras.latitude,
  type: cameras.type,
  azimuthDeg: cameras.azimuthDeg,
  hfovDeg: cameras.hfovDeg,
  rangeM: cameras.rangeM,
  nearM: cameras.nearM,
  heightM: cameras.heightM,
  tiltDeg: cameras.tiltDeg,
  vfovDeg: cameras.vfovDeg,
  lensHfovDeg: cameras.lensHfovDeg,
  resolutionH: cameras.resolutionH,
  stage: cameras.stage,
  plannedOn: cameras.plannedOn,
  approvedOn: cameras.approvedOn,
  procuredOn: cameras.procuredOn,
  installedOn: cameras.installedOn,
  networkedOn: cameras.networkedOn,
  acceptedOn: cameras.acceptedOn,
  retiredOn: cameras.retiredOn,
  owner: cameras.owner,
  purpose: cameras.purpose,
  legalBasis: cameras.legalBasis,
  reviewOn: cameras.reviewOn,
  retentionDays: cameras.retentionDays,
  filingNo: cameras.filingNo,
  filedOn: cameras.filedOn,
  signage: cameras.signage,
  restricted: cameras.restricted,
  count: cameras.count,
  parentId: cameras.parentId,
  regionCode: cameras.regionCode,
};
export type ExportedCamera = Pick<CameraRecord, keyof typeof columns>;
const NAMES = Object.keys(columns) as (keyof ExportedCamera)[];

function toCamera(row: unknown[]): ExportedCamera {
  const camera: Record<string, unknown> = {};
  for (let i = 0; i < NAMES.length; i++) camera[NAMES[i]] = row[i];
  camera.signage = row[SIGNAGE] === null ? null : row[SIGNAGE] === 1;
  camera.restricted = row[RESTRICTED] === 1;
  return camera as ExportedCamera;
}
const SIGNAGE = NAMES.indexOf('signage');
const RESTRICTED = NAMES.indexOf('restricted');

/** All cameras of the scope in id order; memory does not grow with their number. */
export async function* exportedCameras(reader: Reader, scope: Scope): AsyncGenerator<ExportedCamera[]> {
  const inside = await codesWithin(reader, scope, cameras.regionCode);
  if (inside !== undefined && (await areFew(reader, inside))) {
    // a plus keeps SQLite from walking along this column's index
    const query = reader.select(columns).from(cameras).where(inside).orderBy(sql`+${cameras.id}`);
    const rows = await reader.rawRows(query, {});
    for (let i = 0; i < rows.length; i += PAGE) yield rows.slice(i, i + PAGE).map(toCamera);
    return;
  }
  const query = reader
    .select(columns)
    .from(cameras)
    .where(and(inside, gt(cameras.id, sql.placeholder('after'))))
    .orderBy(asc(cameras.id))
    .limit(PAGE);
  for (let after = ''; ; ) {
    const rows = await reader.rawRows(query, { after });
    if (rows.length === 0) return;
    yield rows.map(toCamera);
    after = rows.at(-1)![0] as string;
  }
}
