// Keeps what working cameras see of every leaf up to date, in the background and a few leaves at a time.
import type { StatusState } from '#contract/status';
import { leavesBeyond, measuredVersions } from '#storage/figures.repository';
import { dropLiveOfOthers, liveRecordPages, liveToMeasure, putLiveFigures } from '#storage/live-figures.repository';
import { leafCodes, touchedVersions } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import { type Ctx, nowIso } from './ctx.ts';
import { inLine } from './in-line.ts';
import { breathe } from './in-turns.ts';
import { takeLiveRows } from './live-figures.ts';
import { measureLiveLeaves } from './live-leaf.ts';
import type { StateChange } from './live-status.ts';

/** Leaves that are read, measured and written together. */
const BATCH_LEAVES = 8;
/** A leaf whose cameras come and go is measured this often, at most. */
export const LEAF_EVERY_MS = 10_000;
/** After a batch others have the workers for as long as it took, and at least so long. */
const LEAST_PAUSE_MS = 20;
const LOOK_AGAIN_MS = 1_000;
/** More regions than this that changed are looked for all over. */
const MOST_NAMED = 500;

export interface LiveFiguresKeeper {
  /** Measures a batch of what is due. */
  look(): Promise<void>;
  /** Measures what waits, without pauses and however short ago it was measured. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export function keepLiveFigures(ctx: Ctx): LiveFiguresKeeper {
  const { status, events, log } = ctx;
  const waiting = new Set<string>();
  /** leaf → when it was measured last (ms) */
  const measuredAt = new Map<string, number>();
  let changes: StateChange[] = [];
  let isHeard = false;
  /** regions that changed, or come or gone; null = any */
  let changed: string[] | null = null;
  let timer: NodeJS.Timeout | null = null;
  const line = inLine(log, 'live figures could not be brought up to date');
  /** the 1-s limit of events is the keeper of states' too: one more is not worth a word */
  let saidAt = 0;

  const wake = (afterMs: number): void => {
    if (line.isClosed || timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      void line.do(() => round(false));
    }, afterMs);
    timer.unref();
  };

  const stop = [
    status.onChanges((batch) => {
      for (const change of batch) changes.push(change);
      wake(LEAST_PAUSE_MS);
    }),
    events.subscribe((event) => {
      if (event.type !== 'data') return;
      if (event.regions === null || changed === null || changed.length > MOST_NAMED) changed = null;
      else changed.push(...event.regions);
      wake(LEAST_PAUSE_MS);
    }),
  ];

  /** Which leaves wait now. */
  async function gather(): Promise<void> {
    const { reader } = ctx.storage;
    if (!isHeard) {
      await status.ready();
      const heardOf = status.leavesChangedSince(0);
      if (heardOf.length === 0 && changes.length === 0) return;
      isHeard = true;
      await sinceThen(new Set(heardOf));
    }
    const since = changes;
    changes = [];
    const movers = since.filter((change) => change.from !== change.to);
    for (const { regionCode } of movers) if (regionCode !== null) waiting.add(regionCode);
    const ids = movers.map((change) => change.cameraId);
    for (const codes of (await leavesBeyond(reader, EVERYTHING, 'installed', ids)).values())
      for (const code of codes) waiting.add(code);
    const named = changed;
    changed = [];
    if (named?.length === 0) return;
    const codes =
      named === null
        ? await liveToMeasure(reader, EVERYTHING)
        : await leafCodes(reader, EVERYTHING, [...new Set(named)]);
    for (const code of codes) waiting.add(code);
    if (named === null) await ctx.storage.transaction(dropLiveOfOthers);
  }

  /** What changed since the figures that are kept from before the start. */
  async function sinceThen(heardOf: ReadonlySet<string>): Promise<void> {
    const movers: string[] = [];
    for await (const page of liveRecordPages(ctx.storage.reader, EVERYTHING)) {
      for (const { regionCode, statusAt, ...row } of page) {
        const counts = status.countsOf([regionCode]);
        const isSame = counts.online === row.online && counts.offline === row.offline;
        if (!heardOf.has(regionCode) && isSame) continue;
        const at = Date.parse(statusAt);
        const cameras = [...status.camerasOfLeaf(regionCode)];
        const moved = isSame ? cameras.filter(([, now]) => (now.since ?? 0) > at) : cameras;
        if (moved.length === 0) continue;
        waiting.add(regionCode);
        for (const [id] of moved) movers.push(id);
      }
      await breathe();
    }
    for (const codes of (await leavesBeyond(ctx.storage.reader, EVERYTHING, 'installed', movers)).values())
      for (const code of codes) waiting.add(code);
  }

  /** One batch. `isUrgent`: nobody is spared. */
  async function round(isUrgent: boolean): Promise<void> {
    await gather();
    if (!isHeard || waiting.size === 0) return;
    const now = ctx.clock();
    const due: string[] = [];
    for (const code of waiting) {
      if (!isUrgent && now - (measuredAt.get(code) ?? Number.NEGATIVE_INFINITY) < LEAF_EVERY_MS) continue;
      due.push(code);
      if (due.length === BATCH_LEAVES) break;
    }
    if (due.length === 0) return wake(LOOK_AGAIN_MS);
    for (const code of due) {
      waiting.delete(code);
      measuredAt.set(code, now);
    }
    const startedAt = performance.now();
    await measure(due.sort());
    if (waiting.size > 0) wake(Math.max(LEAST_PAUSE_MS, performance.now() - startedAt));
  }

  async function measure(codes: string[]): Promise<void> {
    const { reader } = ctx.storage;
    // a leaf whose installed figure is on its way is measured after that: its places are compared with it
    const touched = await touchedVersions(reader, EVERYTHING, codes);
    const measured = await measuredVersions(reader, EVERYTHING, codes);
    const clean = codes.filter((code) => (measured.get(code) ?? -1) >= (touched.get(code) ?? Number.POSITIVE_INFINITY));
    if (clean.length === 0) return;
    const statesOf = (ids: Iterable<string>): Map<string, { state: StatusState }> => status.statesOf(ids);
    const rows = await measureLiveLeaves(ctx, clean, statesOf);
    if (line.isClosed) return;
    await ctx.storage.transaction((writer) => putLiveFigures(writer, rows));
    await takeLiveRows(ctx, rows);
    if (ctx.clock() - saidAt < 1_000 && waiting.size > 0) return;
    saidAt = ctx.clock();
    events.publish({ type: 'status', at: nowIso(ctx) });
  }

  wake(LEAST_PAUSE_MS);
  return {
    look: () => line.do(() => round(false)),
    async settled() {
      do await line.do(() => round(true));
      while (!line.isClosed && (waiting.size > 0 || changes.length > 0));
    },
    async close() {
      const ended = line.close();
      for (const end of stop) end();
      if (timer !== null) clearTimeout(timer);
      await ended;
    },
  };
}
