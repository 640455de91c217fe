// Who reports, how it is believed, and when cameras are expected to be out.
import type { FeedHealth, FeedPatch, Works, WorksInput } from '#contract/status';
import { appendAudit } from '#storage/audit.repository';
import { findCameras } from '#storage/cameras.repository';
import { regionRows } from '#storage/regions.repository';
import {
  addWorks,
  type FeedRecord,
  feedRecords,
  knownSubjects,
  setFeed,
  type WorksRecord,
  withdrawWorks,
  worksRecords,
} from '#storage/status-words.repository';
import { type Ctx, nowIso } from './ctx.ts';
import { ServiceError } from './errors.ts';

const DAY_MS = 86_400_000;
/** Works of so many days back are still listed. */
const LISTED_DAYS = 30;

export async function listFeeds(ctx: Ctx): Promise<FeedHealth[]> {
  const counts = ctx.statusKeeper.feedCounts();
  return (await feedRecords(ctx.storage.reader, ctx.scope)).map((row) => toHealth(ctx, row, counts));
}

function toHealth(ctx: Ctx, row: FeedRecord, counts: ReadonlyMap<number, number>): FeedHealth {
  const silent = ctx.statusKeeper.silentSince(row.no);
  return {
    id: row.id,
    intervalMs: row.intervalMs,
    staleAfterMs: row.staleAfterMs,
    holdForMs: row.holdForMs,
    lastBatchAt: row.lastBatchAt,
    cameras: counts.get(row.no) ?? 0,
    silentSince: silent === null ? null : new Date(silent).toISOString(),
  };
}

/** Errors: status.feed_not_found. */
export async function changeFeed(ctx: Ctx, { id, patch }: { id: string; patch: FeedPatch }): Promise<FeedHealth> {
  const known = (await feedRecords(ctx.storage.reader, ctx.scope)).find((row) => row.id === id);
  if (known === undefined) throw new ServiceError('status.feed_not_found', 'not-found', { id });
  await ctx.storage.transaction(async (writer) => {
    await setFeed(writer, id, patch);
    await appendAudit(writer, {
      at: nowIso(ctx),
      actor: ctx.actor,
      action: 'status.feed',
      subject: id,
      detail: { ...patch },
    });
  });
  await ctx.statusKeeper.reload();
  return (await listFeeds(ctx)).find((feed) => feed.id === id)!;
}

const toWorks = ({ fromAt, toAt, withdrawnAt: _withdrawn, ...row }: WorksRecord): Works => ({
  ...row,
  from: fromAt,
  to: toAt,
});

/** Those of the last month and to come, by their start. */
export async function listWorks(ctx: Ctx): Promise<Works[]> {
  const since = new Date(ctx.clock() - LISTED_DAYS * DAY_MS).toISOString();
  return (await worksRecords(ctx.storage.reader, ctx.scope, since)).map(toWorks);
}

const KIND_WORDS = { region: '区划', parent: '上级设备', camera: '点位', feed: '状态来源' } as const;

/** Errors: status.works_dates, status.works_subject. */
export async function planWorks(ctx: Ctx, input: WorksInput): Promise<Works> {
  const [fromAt, toAt] = [new Date(input.from).toISOString(), new Date(input.to).toISOString()];
  if (toAt <= fromAt) throw new ServiceError('status.works_dates', 'invalid');
  const { kind, subject } = input;
  if (!(await isThere(ctx, kind, subject)))
    throw new ServiceError('status.works_subject', 'invalid', { kind: `${KIND_WORDS[kind]} (${kind})`, subject });
  const row: WorksRecord = {
    id: ctx.ids(),
    kind,
    subject,
    fromAt,
    toAt,
    reason: input.reason,
    actor: ctx.actor,
    recordedAt: nowIso(ctx),
    withdrawnAt: null,
  };
  await ctx.storage.transaction(async (writer) => {
    await addWorks(writer, row);
    await appendAudit(writer, {
      at: row.recordedAt,
      actor: ctx.actor,
      action: 'status.works',
      subject: row.id,
      detail: { ...input },
    });
  });
  await ctx.statusKeeper.reload();
  return toWorks(row);
}

async function isThere(ctx: Ctx, kind: WorksInput['kind'], subject: string): Promise<boolean> {
  const { reader } = ctx.storage;
  if (kind === 'region') return (await regionRows(reader, ctx.scope, [subject])).length > 0;
  if (kind === 'camera') return (await findCameras(reader, ctx.scope, [subject])).length > 0;
  if (kind === 'feed') return (await feedRecords(reader, ctx.scope)).some(({ id }) => id === subject);
  return (await knownSubjects(reader, ctx.scope, [subject])).has(subject);
}

/** Errors: status.works_not_found. */
export async function takeBackWorks(ctx: Ctx, { id }: { id: string }): Promise<void> {
  await ctx.storage.transaction(async (writer) => {
    if (!(await withdrawWorks(writer, id, nowIso(ctx))))
      throw new ServiceError('status.works_not_found', 'not-found', { id });
    await appendAudit(writer, {
      at: nowIso(ctx),
      actor: ctx.actor,
      action: 'status.works_withdrawn',
      subject: id,
      detail: {},
    });
  });
  await ctx.statusKeeper.reload();
}
