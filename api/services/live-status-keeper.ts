// Keeps the states of all cameras in memory, true to the words in the database and to the clock.
import { compareWords, merged, type Span, staleAfter, staleAt, type Word } from '#rules/status-intervals';
import { readMeta } from '#storage/meta.repository';
import { allRegionRows } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import {
  type FeedRecord,
  feedRecords,
  installedCounts,
  type RunRecord,
  reasonTexts,
  runRecords,
  type SubjectRow,
  seenRun,
  subjectPage,
  type WordRow,
  type WorksRecord,
  wordRows,
  worksRecords,
} from '#storage/status-words.repository';
import type { Ctx } from './ctx.ts';
import { breathe, takingTurns } from './in-turns.ts';
import type { LiveStatus, RegionStates, StateChange, StateNow } from './live-status.ts';
import { ShownStates } from './shown-states.ts';
import { createStatusTable, STATES } from './status-table.ts';

/** Subjects that are read together, and looked at between two turns of others. */
const PAGE = 5_000;
const LOOKED_AT = 50_000;
/** Leaves whose cameras are counted together. */
const LEAVES = 200;
const TICK_MS = 5_000;
/** With so many subjects it is not asked after every edit who is who, but this often. */
const MANY = 50_000;
const LEARN_AGAIN_MS = 60_000;
const PUBLISH_MS = 1_000;
/** Less than this between two runs is no downtime. */
const OWN_DOWN_MS = 60_000;
/** A feed is silent when more than this share of its cameras falls silent within a minute. */
const SILENT_SHARE = 0.3;
const SILENT_MS = 60_000;
const SILENT_LEAST = 10;
const NEVER: StateNow = { state: 'unknown', since: null, reason: null, feed: '' };
const INSTALLED = new Set(['installed', 'networked', 'accepted']);

/** A word as the intake hands it on, after it is committed. */
export interface TakenWord {
  no: number;
  id: string;
  at: number;
  state: number;
  feedNo: number;
  reason: string | null;
}

export interface StatusKeeper extends LiveStatus {
  /** words that were committed just now */
  took(words: readonly TakenWord[], newFeeds: boolean): Promise<void>;
  /** feeds, works or the words themselves were changed otherwise: everything is read anew */
  reload(): Promise<void>;
  silentSince(feedNo: number): number | null;
  /** installed cameras by the feed that speaks of them */
  feedCounts(): ReadonlyMap<number, number>;
  ownDown(): Span[];
  feeds(): readonly FeedRecord[];
}

interface Subject {
  id: string;
  leaf: string | null;
  parentId: string | null;
  isCamera: boolean;
}

export function createStatusKeeper(ctxOf: () => Ctx, { timer }: { timer: boolean }): StatusKeeper {
  let subjects: (Subject | undefined)[] = [];
  let noOf = new Map<string, number>();
  let feeds = new Map<number, FeedRecord>();
  let heardAt = new Map<number, number>();
  let camerasOf = new Map<number, number>();
  let works: WorksRecord[] = [];
  let pathsOf = new Map<string, string>();
  let runs: RunRecord[] = [];
  let own: Span[] = [];
  let silent = new Map<number, number>();
  let shown = new ShownStates();
  /** what is answered while everything is read anew: nobody is unknown because of that */
  let before: typeof shown | null = null;
  let ofLeaf = new Map<string, number[]>();
  /** installed cameras of each leaf, also those that nobody ever spoke of */
  let installedIn = new Map<string, number>();
  let children = new Map<string, number[]>();
  const changedAt = new Map<string, number>();
  const listeners = new Set<(changes: readonly StateChange[]) => void>();
  let loadedVersion = -1;
  let loading: Promise<void> | null = null;
  let isLoaded = false;
  let isClosed = false;
  let now = 0;
  let publishedAt = 0;
  let clock: NodeJS.Timeout | null = null;
  let learnedAt = 0;

  const table = createStatusTable({
    rulesOf: (no) => {
      const feed = feeds.get(no);
      return { staleAfterMs: feed ? staleAfter(feed) : 0, holdForMs: feed?.holdForMs ?? 0 };
    },
    staleAt: (at, no) => {
      const feed = feeds.get(no);
      return feed === undefined ? Number.POSITIVE_INFINITY : staleAt(at, staleAfter(feed), own);
    },
  });

  /** Everything anew: feeds, works, who is who, and all words. */
  async function load(): Promise<void> {
    const ctx = ctxOf();
    const { reader } = ctx.storage;
    now = ctx.clock();
    const rows = await feedRecords(reader, EVERYTHING);
    feeds = new Map(rows.map((row) => [row.no, row]));
    heardAt = new Map(rows.map((row) => [row.no, row.lastBatchAt === null ? 0 : Date.parse(row.lastBatchAt)]));
    works = await worksRecords(reader, EVERYTHING, new Date(now).toISOString());
    runs = await runRecords(reader, EVERYTHING);
    own = downtime(runs);
    if (isLoaded) before ??= shown;
    shown = new ShownStates();
    await learn();
    const reasons = await reasonTexts(reader, EVERYTHING);
    for (let from = 1; from < subjects.length; from += PAGE) {
      const below = Math.min(subjects.length, from + PAGE);
      for (let no = from; no < below; no++) table.clear(no);
      fold(await wordRows(reader, EVERYTHING, from, below), reasons);
      await breathe();
      if (isClosed) return;
    }
    await look(false);
    isLoaded = true;
    before = null;
  }

  /** Who is who: which subjects are installed cameras, where they stand and what they hang on. */
  async function learn(): Promise<void> {
    const { reader } = ctxOf().storage;
    loadedVersion = await readMeta(reader, 'dataVersion');
    learnedAt = now;
    const leaves = (await allRegionRows(reader, EVERYTHING)).filter((row) => row.isLeaf);
    pathsOf = new Map(works.some(({ kind }) => kind === 'region') ? leaves.map((row) => [row.code, row.path]) : []);
    const standing = new Map<string, number>();
    for (let i = 0; i < leaves.length && !isClosed; i += LEAVES) {
      const codes = leaves.slice(i, i + LEAVES).map(({ code }) => code);
      for (const [code, n] of await installedCounts(reader, EVERYTHING, codes)) standing.set(code, n);
      await breathe();
    }
    installedIn = standing;
    const met: typeof subjects = [];
    const fresh = {
      noOf: new Map<string, number>(),
      ofLeaf: new Map<string, number[]>(),
      children: new Map<string, number[]>(),
    };
    for (let after = 0; ; ) {
      const page = await subjectPage(reader, EVERYTHING, after, PAGE);
      for (const row of page) meetOne(row, met, fresh);
      if (page.length < PAGE || isClosed) break;
      after = page[page.length - 1]!.no;
      await breathe();
    }
    subjects = met;
    ({ noOf, ofLeaf, children } = fresh);
  }

  function fold(rows: readonly WordRow[], reasons: ReadonlyMap<number, string>): void {
    const wordOf = ([, at, feedNo, state, reasonNo]: WordRow): Word => ({
      at,
      feed: feeds.get(feedNo)?.id ?? '',
      state: STATES[state]!,
      reason: reasons.get(reasonNo) ?? null,
    });
    for (let i = 0; i < rows.length; i++) {
      let row = rows[i]!;
      // of one instant the word that counts
      while (rows[i + 1]?.[0] === row[0] && rows[i + 1]![1] === row[1]) {
        i += 1;
        if (compareWords(wordOf(rows[i]!), wordOf(row)) < 0) row = rows[i]!;
      }
      const [no, at, feedNo, state, reasonNo, until] = row;
      if (table.apply(no, at, state, feedNo, reasons.get(reasonNo) ?? null) && until !== null) table.extend(no, until);
    }
  }

  /** Of one subject, from all its words. */
  async function foldAnew(nos: readonly number[]): Promise<void> {
    const { reader } = ctxOf().storage;
    const reasons = await reasonTexts(reader, EVERYTHING);
    for (const no of nos) {
      table.clear(no);
      fold(await wordRows(reader, EVERYTHING, no, no + 1), reasons);
    }
  }

  const worksNow = (subject: Subject, feedNo: number): WorksRecord | undefined =>
    works.find(
      (row) =>
        Date.parse(row.fromAt) <= now &&
        Date.parse(row.toAt) > now &&
        (row.kind === 'camera'
          ? row.subject === subject.id
          : row.kind === 'parent'
            ? row.subject === subject.parentId
            : row.kind === 'feed'
              ? row.subject === feeds.get(feedNo)?.id
              : subject.leaf !== null && (pathsOf.get(subject.leaf) ?? '').includes(`/${row.subject}/`)),
    );

  /** Effective state of a subject now, with what lies over its own words. */
  function effective(no: number, subject: Subject): { state: number; reason: string | null } {
    const feedNo = table.feed(no);
    let state = table.state(no);
    let reason = table.reason(no);
    if (reason === 'stale' && silent.has(feedNo)) reason = 'feed-silent';
    if (table.isFlapping(no, now)) reason = 'flapping';
    const parentNo = subject.parentId === null ? undefined : noOf.get(subject.parentId);
    if (parentNo !== undefined && STATES[table.state(parentNo)] === 'offline') [state, reason] = [0, 'parent-down'];
    if (STATES[state] !== 'online' && works.length > 0 && worksNow(subject, feedNo)) reason = 'planned-works';
    return { state, reason };
  }

  /** What changed since it was shown last. `tells`: whether listeners hear of it. */
  function compare(no: number, changes: StateChange[]): void {
    const subject = subjects[no];
    if (subject === undefined || !table.heard(no)) return;
    table.settle(no, now);
    const { state, reason } = effective(no, subject);
    const before = shown.get(no);
    if (before?.state === state && before.reason === reason) return;
    shown.set(no, { state, reason });
    if (!subject.isCamera) {
      // what hangs on it is looked at, too
      for (const child of children.get(subject.id) ?? []) compare(child, changes);
      return;
    }
    if (before?.state === state) return;
    if ((before?.state ?? 0) === state) return;
    changes.push(changeOf(no, subject, before?.state ?? 0, state, reason));
  }

  function changeOf(no: number, subject: Subject, from: number, to: number, reason: string | null): StateChange {
    const parentNo = reason === 'parent-down' && subject.parentId !== null ? noOf.get(subject.parentId) : undefined;
    const at = parentNo === undefined ? Math.min(now, table.since(no)) : table.since(parentNo);
    const feed = feeds.get(table.feed(no))?.id ?? '';
    if (subject.leaf !== null) changedAt.set(subject.leaf, Math.max(now, changedAt.get(subject.leaf) ?? 0));
    return {
      cameraId: subject.id,
      from: STATES[from]!,
      to: STATES[to]!,
      at,
      reason,
      feed,
      parentId: subject.parentId,
      regionCode: subject.leaf,
    };
  }

  /** Looks at every subject with the clock as it stands. */
  async function look(tells: boolean): Promise<void> {
    countCameras();
    await findSilent();
    const changes: StateChange[] = [];
    for (let no = 0; no < subjects.length; no++) {
      if (subjects[no] !== undefined) compare(no, changes);
      if (no % LOOKED_AT === LOOKED_AT - 1) await breathe();
    }
    if (tells) tell(changes);
  }

  function countCameras(): void {
    camerasOf = new Map();
    for (let no = 0; no < subjects.length; no++)
      if (subjects[no]?.isCamera && table.heard(no))
        camerasOf.set(table.feed(no), (camerasOf.get(table.feed(no)) ?? 0) + 1);
  }

  async function findSilent(): Promise<void> {
    const fresh = new Map<number, number>();
    for (const [no, feed] of feeds) {
      const at = heardAt.get(no) ?? 0;
      if (at === 0) continue;
      const deadline = staleAt(at, staleAfter(feed), own);
      if (now > deadline) fresh.set(no, silent.get(no) ?? deadline);
    }
    const falling = new Map<number, number>();
    for (let no = 0; no < subjects.length; no++) {
      if (!subjects[no]?.isCamera || !table.heard(no)) continue;
      const feedNo = table.feed(no);
      const feed = feeds.get(feedNo);
      if (feed === undefined || fresh.has(feedNo)) continue;
      const deadline = staleAt(table.last(no), staleAfter(feed), own);
      if (now > deadline && now - deadline <= SILENT_MS) falling.set(feedNo, (falling.get(feedNo) ?? 0) + 1);
      if (no % LOOKED_AT === LOOKED_AT - 1) await breathe();
    }
    for (const [feedNo, count] of falling)
      if (count >= SILENT_LEAST && count > SILENT_SHARE * (camerasOf.get(feedNo) ?? 0)) fresh.set(feedNo, now);
    // once silent it stays so until it is heard again
    for (const [no, since] of silent) if (!fresh.has(no) && (heardAt.get(no) ?? 0) < since) fresh.set(no, since);
    silent = fresh;
  }

  function tell(changes: readonly StateChange[]): void {
    if (changes.length === 0) return;
    const ctx = ctxOf();
    for (const listener of listeners) {
      try {
        listener(changes);
      } catch (error) {
        ctx.log.error({ error: String(error) }, 'a listener of states failed');
      }
    }
    if (now - publishedAt < PUBLISH_MS) return;
    publishedAt = now;
    ctx.events.publish({ type: 'status', at: new Date(now).toISOString() });
  }

  async function beat(): Promise<void> {
    const { storage } = ctxOf();
    if (storage.readOnly) return;
    const lastSeenAt = new Date(now).toISOString();
    const run = runs[runs.length - 1];
    if (run === undefined) return;
    run.lastSeenAt = lastSeenAt;
    await storage.transaction((writer) => seenRun(writer, run));
  }

  const keeper: StatusKeeper = {
    async ready() {
      if (isLoaded) return;
      loading ??= begin();
      await loading;
    },
    asOf: () => now,
    statesOf(cameraIds) {
      const found = new Map<string, StateNow>();
      for (const id of cameraIds) found.set(id, stateNow(noOf.get(id)));
      return found;
    },
    camerasOfLeaf(leafCode) {
      return new Map((ofLeaf.get(leafCode) ?? []).map((no) => [subjects[no]!.id, stateNow(no)]));
    },
    countsOf(leafCodes) {
      const sum: RegionStates = { installed: 0, online: 0, offline: 0, unknown: 0, neverHeard: 0, reasons: {} };
      for (const code of leafCodes) {
        const known = ofLeaf.get(code) ?? [];
        let heard = 0;
        for (const no of known) {
          const now = (before ?? shown).get(no);
          if (now === undefined) continue;
          heard += 1;
          const state = STATES[now.state]!;
          sum[state] += 1;
          if (state !== 'online') sum.reasons[now.reason ?? ''] = (sum.reasons[now.reason ?? ''] ?? 0) + 1;
        }
        const installed = Math.max(installedIn.get(code) ?? 0, known.length);
        sum.installed += installed;
        sum.neverHeard += installed - heard;
        sum.unknown += installed - heard;
      }
      return sum;
    },
    leavesChangedSince: (at) => [...changedAt].filter(([, changed]) => changed > at).map(([code]) => code),
    onChanges(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async tick() {
      const ctx = ctxOf();
      await keeper.ready();
      now = ctx.clock();
      const isOther = (await readMeta(ctx.storage.reader, 'dataVersion')) !== loadedVersion;
      if (isOther && (subjects.length < MANY || now - learnedAt >= LEARN_AGAIN_MS)) await learn();
      await look(true);
      await beat();
    },
    async took(words, newFeeds) {
      if (!isLoaded) return;
      const ctx = ctxOf();
      now = ctx.clock();
      if (newFeeds) {
        const rows = await feedRecords(ctx.storage.reader, EVERYTHING);
        feeds = new Map(rows.map((row) => [row.no, row]));
      }
      const strangers = words.filter(({ no }) => subjects[no] === undefined);
      if (strangers.length > 0) await meet(Math.min(...strangers.map(({ no }) => no)));
      const anew = new Set<number>();
      const turn = takingTurns();
      for (const [i, { no, at, state, feedNo, reason }] of words.entries()) {
        if (i % 500 === 499) await turn();
        heardAt.set(feedNo, now);
        silent.delete(feedNo);
        if (!table.apply(no, at, state, feedNo, reason)) anew.add(no);
      }
      await foldAnew([...anew]);
      const changes: StateChange[] = [];
      let compared = 0;
      for (const no of new Set(words.map((word) => word.no))) {
        compare(no, changes);
        if (++compared % 500 === 0) await turn();
      }
      tell(changes);
    },
    async reload() {
      if (!isLoaded) return;
      const was = shown;
      await load();
      const changes: StateChange[] = [];
      for (const [no, { state, reason }] of shown) {
        const subject = subjects[no];
        if (!subject?.isCamera || (was.get(no)?.state ?? 0) === state) continue;
        changes.push(changeOf(no, subject, was.get(no)?.state ?? 0, state, reason));
      }
      tell(changes);
    },
    feedCounts: () => camerasOf,
    silentSince: (feedNo) => silent.get(feedNo) ?? null,
    ownDown: () => own,
    feeds: () => [...feeds.values()],
    close() {
      isClosed = true;
      if (clock !== null) clearInterval(clock);
    },
  };
  return keeper;

  function stateNow(no: number | undefined): StateNow {
    const known = no === undefined ? undefined : (before ?? shown).get(no);
    const isHeard = no !== undefined && table.heard(no);
    if (no === undefined || (before === null ? !isHeard : known === undefined)) return NEVER;
    const { state, reason } = known ?? { state: 0, reason: null };
    return {
      state: STATES[state]!,
      since: isHeard ? table.since(no) : now,
      reason,
      feed: feeds.get(table.feed(no))?.id ?? '',
    };
  }

  /** Subjects that were numbered since they were read. */
  async function meet(from: number): Promise<void> {
    const { reader } = ctxOf().storage;
    for (let after = from - 1; ; ) {
      const page = await subjectPage(reader, EVERYTHING, after, PAGE);
      for (const row of page) if (subjects[row.no] === undefined) meetOne(row, subjects, { noOf, ofLeaf, children });
      if (page.length < PAGE) return;
      after = page[page.length - 1]!.no;
    }
  }

  async function begin(): Promise<void> {
    const ctx = ctxOf();
    if (!ctx.storage.readOnly) {
      const at = new Date(ctx.clock()).toISOString();
      await ctx.storage.transaction((writer) => seenRun(writer, { startedAt: at, lastSeenAt: at }));
    }
    await load();
    if (timer && !isClosed) {
      let isBusy = false;
      clock = setInterval(() => {
        if (isBusy) return;
        isBusy = true;
        keeper
          .tick()
          .catch((error) => ctxOf().log.error({ error: String(error) }, 'looking at states failed'))
          .finally(() => (isBusy = false));
      }, TICK_MS);
      clock.unref();
    }
  }
}

interface Books {
  noOf: Map<string, number>;
  ofLeaf: Map<string, number[]>;
  children: Map<string, number[]>;
}
function meetOne(row: SubjectRow, subjects: (Subject | undefined)[], { noOf, ofLeaf, children }: Books): void {
  noOf.set(row.id, row.no);
  const isCamera = row.stage !== null && INSTALLED.has(row.stage);
  subjects[row.no] = { id: row.id, leaf: row.regionCode, parentId: row.parentId, isCamera };
  if (isCamera && row.regionCode !== null) push(ofLeaf, row.regionCode, row.no);
  if (row.parentId !== null) push(children, row.parentId, row.no);
}

function push<K>(map: Map<K, number[]>, key: K, no: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [no]);
  else list.push(no);
}

function downtime(runs: readonly RunRecord[]): Span[] {
  const spans: Span[] = [];
  for (let i = 1; i < runs.length; i++) {
    const [from, to] = [Date.parse(runs[i - 1]!.lastSeenAt), Date.parse(runs[i]!.startedAt)];
    if (to - from >= OWN_DOWN_MS) spans.push({ from, to });
  }
  return merged(spans);
}
