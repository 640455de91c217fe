// How are cameras looked at: with which detail, and which table for what records lack? Read from the settings.
import type { AssumptionTable, DetailProfile } from '#contract/detail';
import { DEFAULT_ASSUMPTIONS, footprintOf, greatestAssumedRangeM, type Look } from '#rules/assumptions';
import { type Detail, detailOf, RANGE_DETAIL } from '#rules/profiles';
import { unstatedViews } from '#storage/camera-sight.repository';
import type { DetailKey } from '#storage/detail-figures.repository';
import { readMeta } from '#storage/meta.repository';
import { EVERYTHING } from '#storage/scope';
import { findSetting } from '#storage/settings.repository';
import type { Reader } from '#storage/storage';
import { ServiceError } from './errors.ts';
import type { SpatialCache } from './spatial-cache.ts';

/** What a caller names. */
export interface AskedDetail {
  detail?: string;
  profile?: string;
}

export async function assumptionTable(reader: Reader): Promise<AssumptionTable> {
  const kept = await findSetting(reader, EVERYTHING, 'assumptions');
  return (kept?.value as AssumptionTable | undefined) ?? DEFAULT_ASSUMPTIONS;
}
export async function customProfiles(reader: Reader): Promise<DetailProfile[]> {
  return ((await findSetting(reader, EVERYTHING, 'profiles'))?.value as DetailProfile[] | undefined) ?? [];
}
/** Details, beside `range`, that are measured with every change. */
export async function keptDetails(reader: Reader): Promise<DetailKey[]> {
  return ((await findSetting(reader, EVERYTHING, 'keptDetails'))?.value as DetailKey[] | undefined) ?? [];
}

/** Errors: detail.unknown, detail.profile_unknown, detail.needed. */
export async function detailAsked(reader: Reader, asked: AskedDetail): Promise<Detail> {
  if (asked.profile === undefined && (asked.detail ?? RANGE_DETAIL.name) === RANGE_DETAIL.name) return RANGE_DETAIL;
  const found = detailOf(asked, await customProfiles(reader));
  if ('code' in found) throw new ServiceError(found.code, 'invalid', found.params);
  return found;
}

export async function lookAt(reader: Reader, detail: Detail = RANGE_DETAIL): Promise<Look> {
  return { detail, table: await assumptionTable(reader) };
}

/** The greatest reach of a camera that states no range, metres. At `range` the table alone says it; at another detail
 * optics do, so every combination that occurs is looked at once per data version. */
export async function greatestUnstatedM(reader: Reader, owner: SpatialCache, { detail, table }: Look): Promise<number> {
  if (detail.pxPerM === null) return greatestAssumedRangeM(table);
  const key = JSON.stringify([await readMeta(reader, 'dataVersion'), table.version, detail]);
  const known = unstated.get(owner);
  if (known?.key === key) return known.reachM;
  let reachM = 0;
  for (const view of await unstatedViews(reader, EVERYTHING)) {
    const seen = footprintOf({ ...view, azimuthDeg: 0, rangeM: null, nearM: null }, { detail, table });
    if (!('empty' in seen)) reachM = Math.max(reachM, seen.reachM);
  }
  unstated.set(owner, { key, reachM });
  return reachM;
}
/** per open database */
const unstated = new WeakMap<SpatialCache, { key: string; reachM: number }>();

/** All looks for which figures are kept: what a change of a camera may make untrue. */
export async function looksInUse(reader: Reader): Promise<Look[]> {
  const table = await assumptionTable(reader);
  const looks: Look[] = [{ detail: RANGE_DETAIL, table }];
  const used = await readMeta(reader, 'details');
  if (used.length === 0) return looks;
  const custom = await customProfiles(reader);
  for (const key of used) {
    const detail = detailOf(key, custom);
    if (!('code' in detail)) looks.push({ detail, table });
  }
  return looks;
}

/** The same text for the same looks: kept beside what was looked up with them. */
export const looksKey = (looks: readonly Look[]): string =>
  JSON.stringify(looks.map(({ detail, table }) => [detail, table]));
