// Which key places are there, which are covered, and which hang on one camera?
import type { CameraSet } from '#contract/figure';
import type { PublicSpaceClass } from '#contract/layers';
import type { PlaceItem } from '#contract/place';
import { coversPlace, singlePoints } from '#rules/places';
import { KEY_PLACE_MIN_SHARE } from '#rules/public-space';
import { type PlaceRecord, placeRecords } from '#storage/place-figures.repository';
import { narrow } from '#storage/scope';
import type { Ctx } from './ctx.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { ServiceError } from './errors.ts';
import { KEPT_K } from './measure-input.ts';
import { type Page, regionMissing } from './regions.ts';

export interface ListPlaces {
  /** its subtree */
  region: string;
  set?: CameraSet;
  k?: number;
  minShare?: number;
  /** which figure decides, default likely */
  by?: 'likely' | 'low';
  /** only these; a place without ground to be seen is neither */
  covered?: boolean;
  limit?: number;
  cursor?: string;
}

/** In id order. Errors: region.not_found, figure.k_out_of_range, list.cursor_invalid. */
export async function listPlaces(ctx: Ctx, input: ListPlaces): Promise<Page<PlaceItem>> {
  const { reader } = ctx.storage;
  const { set = 'installed', k = 1, minShare = KEY_PLACE_MIN_SHARE, by = 'likely', limit = 100 } = input;
  if (!Number.isInteger(k) || k < 1 || k > KEPT_K)
    throw new ServiceError('figure.k_out_of_range', 'invalid', { k, max: KEPT_K });
  const scope = await narrow(reader, ctx.scope, input.region);
  if (scope === null) throw regionMissing(input.region);
  const after = String(fromCursor(input.cursor, 1)?.[0] ?? '');
  const records = new Map((await placeRecords(reader, scope, 'installed')).map((row) => [row.placeId, row]));
  // where no planned camera reaches, the planned figure is the installed one
  if (set === 'planned') for (const row of await placeRecords(reader, scope, 'planned')) records.set(row.placeId, row);
  const found: PlaceItem[] = [];
  for (const row of records.values()) {
    if (row.placeId <= after) continue;
    const item = placeItem(row, { k, minShare, by });
    if (input.covered !== undefined && item.covered !== input.covered) continue;
    if (found.push(item) > limit) break;
  }
  const items = found.slice(0, limit);
  return { items, nextCursor: found.length > limit ? toCursor([items.at(-1)!.id]) : null };
}

export function placeItem(
  row: PlaceRecord,
  { k, minShare, by }: { k: number; minShare: number; by: 'likely' | 'low' },
): PlaceItem {
  const seenM2 = (by === 'likely' ? row.likelyM2 : row.lowM2)[k - 1] ?? 0;
  const known = k === 1 && by === 'likely';
  return {
    id: row.placeId,
    name: row.name,
    nameEn: row.nameEn,
    class: row.class as PublicSpaceClass,
    regionCode: row.regionCode,
    labelPoint: [row.longitude, row.latitude],
    demandM2: row.demandM2,
    depthM2: row.lowM2,
    likelyDepthM2: row.likelyM2,
    highDepthM2: row.highM2,
    covered: row.demandM2 > 0 ? coversPlace(seenM2, row.demandM2, minShare) : null,
    k,
    minShare,
    by,
    seeing: row.seeing,
    singlePoints: known ? singlePoints(row.seeing, seenM2, row.demandM2, minShare).map((camera) => camera.id) : null,
  };
}
