// Outages as people see them: the list by what is lost, one with its cameras and neighbours, and who looks after it.
import type { Outage, OutageDetail, OutagePatch } from '#contract/status';
import { footprintOf, type Look } from '#rules/assumptions';
import { OUTAGE_ENDED, outageBegan, outageSet } from '#rules/outage-text';
import { appendAudit, auditOf } from '#storage/audit.repository';
import { type CameraRecord, findCameras } from '#storage/cameras.repository';
import {
  type Around,
  changeOutage,
  findOutage,
  lostKey,
  type OutageRecord,
  type OutageSort,
  type OutageState,
  openOutageLeaves,
  outagePage,
} from '#storage/outages.repository';
import { placesById } from '#storage/place-figures.repository';
import { codesOfPath, findRegion, leafCodes, regionRows } from '#storage/regions.repository';
import { EVERYTHING, type Scope } from '#storage/scope';
import type { Reader } from '#storage/storage';
import { type Ctx, nowIso } from './ctx.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { ServiceError } from './errors.ts';
import { lookAt } from './look.ts';
import { type Page, regionMissing } from './regions.ts';

export { type OutageNews, onOutage } from './outage-news.ts';

export const OUTAGE_SORTS = ['-lost', 'lost', '-since', 'since'] as const satisfies OutageSort[];
export interface ListOutages {
  /** it and everything below: outages with a camera there, or one that looks there */
  region?: string;
  state?: OutageState;
  sort?: OutageSort;
  limit?: number;
  cursor?: string;
}

/** Cameras and neighbours that are named in the detail of one outage; the counts are of all. */
const MOST_NAMED = 2_000;
const MOST_HISTORY = 500;

/** The most ground lost first. Errors: region.not_found, list.cursor_invalid. */
export async function listOutages(ctx: Ctx, input: ListOutages): Promise<Page<Outage>> {
  const { reader } = ctx.storage;
  const { state = 'open', sort = '-lost', limit = 100 } = input;
  const asked = await around(ctx, input.region);
  let after = (fromCursor(input.cursor, 2) as [string | number, string] | null) ?? null;
  const found: OutageRecord[] = [];
  const keyOf = (row: OutageRecord): [string | number, string] => [
    sort.endsWith('lost') ? lostKey(row) : row.startedAt,
    row.id,
  ];
  // those of a larger region may lie elsewhere in it: as many pages as it takes
  while (found.length <= limit) {
    const rows = await outagePage(reader, ctx.scope, { state, sort, around: asked?.around ?? null }, after, limit + 1);
    for (const row of rows) if (asked === null || touches(row, asked)) found.push(row);
    if (rows.length <= limit) break;
    after = keyOf(rows.at(-1)!);
  }
  const page = found.slice(0, limit);
  const nextCursor = found.length > limit ? toCursor(keyOf(page.at(-1)!)) : null;
  return { items: await shown(reader, ctx.scope, page), nextCursor };
}

/** Errors: region.not_found. */
export async function countOutages(ctx: Ctx, region: string | undefined): Promise<number> {
  const asked = await around(ctx, region);
  const rows = await openOutageLeaves(ctx.storage.reader, ctx.scope, asked?.around ?? null);
  return asked === null ? rows.length : rows.filter((row) => touches(row, asked)).length;
}

interface Asked {
  around: Around;
  leaves: Set<string>;
}
async function around(ctx: Ctx, code: string | undefined): Promise<Asked | null> {
  if (code === undefined) return null;
  const region = await findRegion(ctx.storage.reader, ctx.scope, code);
  if (region === null) throw regionMissing(code);
  return {
    around: { subtree: { kind: 'subtree', code }, above: codesOfPath(region.path).slice(0, -1) },
    leaves: new Set(await leafCodes(ctx.storage.reader, ctx.scope, [code])),
  };
}
const touches = ({ regionCode, leaves }: Pick<OutageRecord, 'regionCode' | 'leaves'>, asked: Asked): boolean =>
  (regionCode !== null && !asked.around.above.includes(regionCode)) || leaves.some((leaf) => asked.leaves.has(leaf));

async function shown(reader: Reader, scope: Scope, rows: OutageRecord[]): Promise<Outage[]> {
  const codes = [...new Set(rows.flatMap((row) => row.regionCode ?? []))];
  const regions = new Map((await regionRows(reader, scope, codes)).map((row) => [row.code, row]));
  const placeIds = [...new Set(rows.flatMap((row) => row.keyPlaces))];
  const places = new Map((await placesById(reader, scope, 'installed', placeIds)).map((row) => [row.placeId, row]));
  return rows.map(({ cameraIds, neighbours, recordedAt: _recorded, ...row }) => {
    const region = row.regionCode === null ? undefined : regions.get(row.regionCode);
    return {
      ...row,
      cameras: cameraIds.length,
      regionName: region?.name ?? null,
      regionNameEn: region?.nameEn ?? null,
      neighbours: neighbours.length,
      keyPlaces: row.keyPlaces.flatMap((id) => {
        const place = places.get(id);
        return place === undefined ? [] : [{ id, name: place.name, nameEn: place.nameEn, class: place.class }];
      }),
    };
  });
}

/** Errors: outage.not_found. */
export async function getOutage(ctx: Ctx, input: { id: string }): Promise<OutageDetail> {
  const { reader } = ctx.storage;
  const row = await findOutage(reader, ctx.scope, input.id);
  if (row === null) throw outageMissing(input.id);
  const [outage] = await shown(reader, ctx.scope, [row]);
  const cameraIds = row.cameraIds.slice(0, MOST_NAMED);
  const states = ctx.status.statesOf(cameraIds);
  const cameras = await findCameras(reader, ctx.scope, cameraIds);
  const look = await lookAt(reader);
  const near = await findCameras(reader, ctx.scope, row.neighbours.slice(0, MOST_NAMED));
  return {
    ...outage,
    cameraList: cameras.map((camera) => {
      const { id, name, longitude, latitude, regionCode } = camera;
      const { state, reason } = states.get(id) ?? { state: 'unknown' as const, reason: null };
      return { id, name, longitude, latitude, state, reason, regionCode, sight: sightOf(camera, look) };
    }),
    neighbourList: near.map(({ id, name, longitude, latitude }) => ({ id, name, longitude, latitude })),
    history: await historyOf(ctx, row),
  };
}
/** What a camera sees when it works, before anything stands in the way: for a picture, never for a figure. */
function sightOf(camera: CameraRecord, look: Look): OutageDetail['cameraList'][number]['sight'] {
  const footprint = footprintOf(camera, look);
  if ('empty' in footprint) return null;
  const { azimuthDeg, hfovDeg, nearM, reachM } = footprint;
  return { azimuthDeg: hfovDeg >= 360 ? null : azimuthDeg, hfovDeg, nearM, reachM };
}
const outageMissing = (id: string): ServiceError => new ServiceError('outage.not_found', 'not-found', { id });

/** What happened by itself, and what people did. */
async function historyOf(ctx: Ctx, row: OutageRecord): Promise<OutageDetail['history']> {
  const history: OutageDetail['history'] = [
    { at: row.startedAt, actor: 'system', ...outageBegan(row.cameraIds.length) },
  ];
  const deeds = await auditOf(ctx.storage.reader, EVERYTHING, row.id, MOST_HISTORY, 'outage.patch');
  for (const { at, actor, detail } of deeds) {
    const patch = (detail.patch ?? {}) as OutagePatch;
    for (const field of Object.keys(patch) as (keyof OutagePatch)[])
      history.push({ at, actor, ...outageSet(field, patch[field] ?? null) });
  }
  if (row.endedAt !== null) history.push({ at: row.endedAt, actor: 'system', ...OUTAGE_ENDED });
  return history.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** Who looks after it, why it is, until when, and whether it is quiet. Errors: outage.not_found, outage.revision_conflict. */
export async function patchOutage(
  ctx: Ctx,
  input: { id: string; patch: OutagePatch; revision?: number },
): Promise<OutageDetail> {
  const { id, patch, revision } = input;
  await ctx.storage.transaction(async (writer) => {
    const row = await findOutage(writer, ctx.scope, id);
    if (row === null) throw outageMissing(id);
    if (revision !== undefined && revision !== row.revision)
      throw new ServiceError('outage.revision_conflict', 'conflict', { id, revision, current: row.revision });
    const change = { ...patch };
    for (const field of ['dueAt', 'mutedUntil'] as const)
      if (typeof change[field] === 'string') change[field] = new Date(change[field]).toISOString();
    const differs = (Object.keys(change) as (keyof OutagePatch)[]).filter((field) => change[field] !== row[field]);
    if (differs.length === 0) return;
    const own = Object.fromEntries(differs.map((field) => [field, change[field]]));
    await changeOutage(writer, id, { ...own, revision: row.revision + 1 });
    const entry = { at: nowIso(ctx), actor: ctx.actor, action: 'outage.patch', subject: id };
    await appendAudit(writer, { ...entry, detail: { revision: row.revision + 1, patch: own } });
  });
  ctx.events.publish({ type: 'status', at: nowIso(ctx) });
  return getOutage(ctx, { id });
}
