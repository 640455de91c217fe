// Follows the states of cameras: opens, widens and ends outages, and prices them in the background.
import { type Change, type Group, type GroupNews, OutageBook } from '#rules/outage-groups';
import { findCameras } from '#storage/cameras.repository';
import { readMeta } from '#storage/meta.repository';
import {
  addOutages,
  changeOutage,
  type OutageRecord,
  outagesById,
  outagesDue,
  recentOutages,
  unpricedOutages,
} from '#storage/outages.repository';
import { allRegionRows, codesOfPath } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import { type Ctx, nowIso } from './ctx.ts';
import { inLine } from './in-line.ts';
import { breathe, inTurns } from './in-turns.ts';
import { tellOutage } from './outage-news.ts';
import { priceOf } from './outage-price.ts';

/** Outages that ended so long ago are taken up again by the same cameras. */
const TAKEN_UP_MS = 30 * 60_000;
const CHANGES_A_TURN = 2_000;
const SOON_MS = 20;
/** Due times are looked at this often. */
const REMIND_EVERY_MS = 60_000;
/** An outage that grows is priced anew this often, at most. */
const PRICE_EVERY_MS = 30_000;
const PRICED_A_ROUND = 4;

export interface OutageKeeper {
  /** Works on everything that is known now, prices included. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export function keepOutages(ctx: Ctx): OutageKeeper {
  const { status, events, log } = ctx;
  let heard: Change[] = [];
  let book: OutageBook | null = null;
  /** regions of the book: codes of the path by leaf, level by code */
  const paths = new Map<string, string[]>();
  const levels = new Map<string, string>();
  let regionsVersion = -1;
  /** id → when it was priced last (ms); those in `toPrice` wait */
  const pricedAt = new Map<string, number>();
  const toPrice = new Set<string>();
  let remindedAt = ctx.clock();
  let timer: NodeJS.Timeout | null = null;
  let timerAt = Number.POSITIVE_INFINITY;
  const line = inLine(log, 'outages could not be brought up to date');

  const wake = (afterMs: number): void => {
    const at = performance.now() + afterMs;
    if (line.isClosed || timerAt <= at) return;
    if (timer !== null) clearTimeout(timer);
    timerAt = at;
    timer = setTimeout(() => {
      timer = null;
      timerAt = Number.POSITIVE_INFINITY;
      void line.do(() => round(false));
    }, afterMs);
    timer.unref();
  };
  const stop = status.onChanges((changes) => {
    for (const change of changes) heard.push(change);
    wake(SOON_MS);
  });

  async function regionsNow(): Promise<void> {
    const version = await readMeta(ctx.storage.reader, 'regionsVersion');
    if (version === regionsVersion) return;
    paths.clear();
    levels.clear();
    for (const { code, path, level } of await allRegionRows(ctx.storage.reader, EVERYTHING)) {
      paths.set(code, codesOfPath(path));
      levels.set(code, level);
    }
    regionsVersion = version;
  }

  /** What was open before the start, and who went out while nobody watched. */
  async function begin(): Promise<OutageBook> {
    await status.ready();
    await regionsNow();
    const { reader } = ctx.storage;
    const made = new OutageBook(
      { pathOf: (leaf) => paths.get(leaf) ?? [], levelOf: (code) => levels.get(code) ?? null },
      ctx.ids,
    );
    const since = new Date(ctx.clock() - TAKEN_UP_MS).toISOString();
    for (const row of await recentOutages(reader, EVERYTHING, since)) {
      const states = status.statesOf(row.cameraIds);
      const down = row.cameraIds.filter((id) => isOut(states.get(id)));
      made.adopt({
        id: row.id,
        kind: row.kind,
        subject: row.subject,
        startedAt: Date.parse(row.startedAt),
        endedAt: row.endedAt === null ? null : Date.parse(row.endedAt),
        members: new Set(row.cameraIds),
        down: new Set(row.endedAt === null ? down : []),
        path: row.regionCode === null ? [] : (paths.get(row.regionCode) ?? []),
        joinedAt: Date.parse(row.recordedAt),
      });
    }
    await unheard(made);
    made.recount((group) => lastBack(group.members));
    return made;
  }

  /** When the last of some cameras that are all back came back. */
  function lastBack(members: ReadonlySet<string>): number {
    let at = 0;
    for (const { since } of status.statesOf(members).values()) at = Math.max(at, since ?? 0);
    return at === 0 ? ctx.clock() : Math.min(at, ctx.clock());
  }

  async function unheard(made: OutageBook): Promise<void> {
    let looked = 0;
    for (const leaf of paths.keys()) {
      looked += 1;
      if (looked % CHANGES_A_TURN === 0) await breathe();
      const counts = status.countsOf([leaf]);
      if (counts.offline + counts.unknown - counts.neverHeard <= 0) continue;
      const out = [...status.camerasOfLeaf(leaf)].filter(([id, now]) => isOut(now) && !made.has(id));
      const ids = out.map(([id]) => id);
      const parents = new Map(
        (await findCameras(ctx.storage.reader, EVERYTHING, ids)).map((row) => [row.id, row.parentId]),
      );
      for (const [cameraId, { state, since, reason, feed }] of out)
        made.hear({
          cameraId,
          from: 'online',
          to: state,
          at: since!,
          reason,
          feed,
          parentId: parents.get(cameraId) ?? null,
          regionCode: leaf,
        });
    }
  }

  async function round(isUrgent: boolean): Promise<void> {
    // nobody ever said anything: there is nothing to begin with
    if (book === null) {
      await status.ready();
      if (heard.length === 0 && status.leavesChangedSince(0).length === 0) return;
      // what was heard so far is in the states that are read now
      heard = [];
      book = await begin();
    }
    await regionsNow();
    const changes = heard;
    heard = [];
    for (let i = 0; i < changes.length; i += 1) {
      book.hear(changes[i]);
      if (i % CHANGES_A_TURN === CHANGES_A_TURN - 1) await breathe();
    }
    const now = ctx.clock();
    for (const [id, state] of status.statesOf(book.doubtful())) book.reconsider(id, state, now);
    const news = await inTurns(book.settle(now));
    if (news.size > 0) await write(news);
    await remind(now);
    await price(isUrgent);
    const next = book.nextAt(ctx.clock());
    if (heard.length > 0 || toPrice.size > 0) wake(SOON_MS);
    else wake(next === null ? REMIND_EVERY_MS : Math.min(REMIND_EVERY_MS, Math.max(SOON_MS, next - ctx.clock())));
  }

  async function write(news: Map<Group, GroupNews>): Promise<void> {
    const known = new Map(
      (
        await outagesById(
          ctx.storage.reader,
          EVERYTHING,
          Array.from(news.keys(), (g) => g.id),
        )
      ).map((row) => [row.id, row]),
    );
    await ctx.storage.transaction(async (writer) => {
      const fresh: OutageRecord[] = [];
      for (const group of news.keys()) {
        const row = known.get(group.id);
        if (row === undefined) fresh.push(newRow(group));
        else await changeOutage(writer, group.id, changeOf(row, group));
      }
      await addOutages(writer, fresh);
    });
    const rows = new Map(
      (
        await outagesById(
          ctx.storage.reader,
          EVERYTHING,
          Array.from(news.keys(), (g) => g.id),
        )
      ).map((row) => [row.id, row]),
    );
    for (const [group, what] of news) {
      const outage = rows.get(group.id);
      if (outage === undefined) continue;
      // who is back does not change what its loss was
      if (known.get(group.id)?.cameraIds.length !== outage.cameraIds.length) toPrice.add(group.id);
      if (what !== 'changed') tellOutage(ctx, { kind: what, outage });
    }
    events.publish({ type: 'status', at: nowIso(ctx) });
  }

  const newRow = (group: Group): OutageRecord => ({
    id: group.id,
    ...rowOf(group),
    startedAt: new Date(group.startedAt).toISOString(),
    cause: null,
    lostM2: null,
    beforeM2: null,
    demandM2: null,
    leaves: [],
    keyPlaces: [],
    neighbours: [],
    owner: null,
    note: null,
    dueAt: null,
    mutedUntil: null,
    revision: 1,
    recordedAt: nowIso(ctx),
  });

  async function remind(now: number): Promise<void> {
    if (now <= remindedAt) return;
    const [from, to] = [new Date(remindedAt).toISOString(), new Date(now).toISOString()];
    remindedAt = now;
    for (const outage of await outagesDue(ctx.storage.reader, EVERYTHING, from, to))
      if (outage.mutedUntil === null || outage.mutedUntil <= to) tellOutage(ctx, { kind: 'reminder-due', outage });
  }

  async function price(isUrgent: boolean): Promise<void> {
    const { reader } = ctx.storage;
    if (toPrice.size === 0) for (const id of await unpricedOutages(reader, EVERYTHING, PRICED_A_ROUND)) toPrice.add(id);
    let left = isUrgent ? Number.POSITIVE_INFINITY : PRICED_A_ROUND;
    for (const outage of await outagesById(reader, EVERYTHING, [...toPrice].slice(0, 500))) {
      const now = ctx.clock();
      if (!isUrgent && now - (pricedAt.get(outage.id) ?? Number.NEGATIVE_INFINITY) < PRICE_EVERY_MS) continue;
      if (left === 0 || line.isClosed) return;
      left -= 1;
      toPrice.delete(outage.id);
      pricedAt.set(outage.id, now);
      const price = await priceOf(ctx, new Set(outage.cameraIds));
      if (line.isClosed) return;
      await ctx.storage.transaction((writer) => changeOutage(writer, outage.id, price));
      tellOutage(ctx, { kind: 'priced', outage: { ...outage, ...price } });
      events.publish({ type: 'status', at: nowIso(ctx) });
    }
  }

  wake(SOON_MS);
  return {
    async settled() {
      do await line.do(() => round(true));
      while (!line.isClosed && (heard.length > 0 || toPrice.size > 0));
    },
    async close() {
      const ended = line.close();
      stop();
      if (timer !== null) clearTimeout(timer);
      await ended;
    },
  };
}

/** Out, and not only never heard of. */
const isOut = (now: { state: string; since: number | null; reason: string | null } | undefined): boolean =>
  now !== undefined && now.state !== 'online' && now.since !== null && now.reason !== 'planned-works';

const rowOf = (group: Group) => ({
  kind: group.kind,
  subject: group.subject,
  endedAt: group.endedAt === null ? null : new Date(group.endedAt).toISOString(),
  cameraIds: [...group.members].sort(),
  down: group.down.size,
  regionCode: group.path.at(-1) ?? null,
});

/** What differs; the list of cameras is long, and stays as it is when nobody joined. */
function changeOf(row: OutageRecord, group: Group): Partial<OutageRecord> {
  const { cameraIds, ...rest } = rowOf(group);
  return row.cameraIds.length === cameraIds.length ? rest : { ...rest, cameraIds };
}
