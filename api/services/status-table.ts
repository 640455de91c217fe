// The states of all subjects in memory: columns of numbers, one row a subject. Folds words as they come; what comes late is
// folded anew from all words (status-intervals.ts is the rule, this is its short cut for what comes in order).

import type { StatusState } from '#contract/status';
import { type FeedRules, FLAPPING, RANK } from '#rules/status-intervals';

export const STATES: readonly StatusState[] = ['unknown', 'online', 'offline'];
const UNKNOWN = 0;
const NONE = 255;
/** When fewer than two of the changes lie within the last hour. */
const calmAt = (times: readonly number[]): number => times[times.length - FLAPPING.below]! + FLAPPING.hourMs;

/** What is known of a subject besides its words. */
export const ROOM = 4_096;

export interface StatusTable {
  readonly size: number;
  /** Takes a word that is not older than the last one. False: it is, or it contradicts the last one: fold anew. */
  apply(no: number, at: number, state: number, feedNo: number, reason: string | null): boolean;
  /** The last word stands for a run that ended then. */
  extend(no: number, until: number): void;
  /** Forgets what was folded of a subject. */
  clear(no: number): void;
  /** Lets time pass for one subject: staleness, changes that have held. */
  settle(no: number, now: number): void;
  heard(no: number): boolean;
  state(no: number): number;
  since(no: number): number;
  last(no: number): number;
  feed(no: number): number;
  reason(no: number): string | null;
  /** it changes too often now */
  isFlapping(no: number, now: number): boolean;
}

export interface TableRules {
  rulesOf(feedNo: number): FeedRules;
  /** the instant from which silence since `at` is too long */
  staleAt(at: number, feedNo: number): number;
}

export function createStatusTable(rules: TableRules): StatusTable {
  let room = ROOM;
  let size = 0;
  let raw = new Uint8Array(room).fill(NONE);
  let rawSince = new Float64Array(room);
  let rawReason = new Uint32Array(room);
  let eff = new Uint8Array(room).fill(NONE);
  let effSince = new Float64Array(room);
  let effReason = new Uint32Array(room);
  let last = new Float64Array(room);
  let feeds = new Uint16Array(room);
  /** who said first what holds now: that one's rule says how long it has to hold */
  let rawFeed = new Uint16Array(room);
  const reasons: (string | null)[] = [null];
  const reasonNo = new Map<string, number>();
  /** times of the latest changes, of those that changed within the hour */
  const changes = new Map<number, { times: number[]; flaps: boolean }>();

  const grow = (no: number): void => {
    size = Math.max(size, no + 1);
    if (no < room) return;
    while (room <= no) room *= 2;
    const wider = <T extends Uint8Array | Float64Array | Uint32Array | Uint16Array>(old: T, fill = 0): T => {
      const next = new (old.constructor as new (n: number) => T)(room);
      if (fill !== 0) next.fill(fill);
      next.set(old);
      return next;
    };
    raw = wider(raw, NONE);
    eff = wider(eff, NONE);
    rawSince = wider(rawSince);
    rawReason = wider(rawReason);
    effSince = wider(effSince);
    effReason = wider(effReason);
    last = wider(last);
    feeds = wider(feeds);
    rawFeed = wider(rawFeed);
  };
  const numberOf = (reason: string | null): number => {
    if (reason === null) return 0;
    const known = reasonNo.get(reason);
    if (known !== undefined) return known;
    reasonNo.set(reason, reasons.length);
    reasons.push(reason);
    return reasons.length - 1;
  };

  /** A raw change that has held until `at` counts, from when it happened. */
  const promote = (no: number, at: number): void => {
    if (raw[no] === NONE) return;
    // back in the state that never ceased to hold, perhaps for another reason
    if (raw[no] === eff[no]) {
      effReason[no] = rawReason[no];
      return;
    }
    if (eff[no] !== NONE && at - rawSince[no] < rules.rulesOf(rawFeed[no]).holdForMs) return;
    eff[no] = raw[no];
    effSince[no] = rawSince[no];
    effReason[no] = rawReason[no];
  };
  const change = (no: number, state: number, at: number, reason: number, feedNo: number): void => {
    promote(no, at);
    const isFirst = raw[no] === NONE;
    raw[no] = state;
    rawSince[no] = at;
    rawReason[no] = reason;
    rawFeed[no] = feedNo;
    if (!isFirst) {
      const known = changes.get(no) ?? { times: [], flaps: false };
      const { times } = known;
      if (known.flaps && calmAt(times) <= at) known.flaps = false;
      times.push(at);
      if (times.length > FLAPPING.from) times.shift();
      known.flaps ||= times.length === FLAPPING.from && at - times[0]! < FLAPPING.hourMs;
      changes.set(no, known);
    }
    promote(no, at);
  };
  const stale = (no: number, now: number): void => {
    if (raw[no] === NONE) return;
    const at = rules.staleAt(last[no], feeds[no]);
    if (at >= now || (raw[no] === UNKNOWN && reasons[rawReason[no]] === 'stale')) return;
    if (raw[no] === UNKNOWN) rawReason[no] = numberOf('stale');
    else change(no, UNKNOWN, at, numberOf('stale'), feeds[no]);
  };

  return {
    get size() {
      return size;
    },
    apply(no, at, state, feedNo, reason) {
      grow(no);
      if (raw[no] !== NONE) {
        if (at < last[no]) return false;
        if (at === last[no]) return state === raw[no] || RANK[STATES[state]!] < RANK[STATES[raw[no]!]!];
        stale(no, at);
      }
      feeds[no] = feedNo;
      if (state !== raw[no]) change(no, state, at, numberOf(reason), feedNo);
      else {
        promote(no, at);
        // the same state for another reason
        rawReason[no] = numberOf(reason);
        if (eff[no] === state) effReason[no] = rawReason[no];
      }
      last[no] = at;
      return true;
    },
    extend(no, until) {
      last[no] = Math.max(last[no], until);
    },
    clear(no) {
      grow(no);
      raw[no] = NONE;
      eff[no] = NONE;
      last[no] = 0;
      changes.delete(no);
    },
    settle(no, now) {
      stale(no, now);
      promote(no, now);
    },
    heard: (no) => no < size && raw[no] !== NONE,
    state: (no) => (no < size && eff[no] !== NONE ? eff[no]! : UNKNOWN),
    since: (no) => effSince[no] ?? 0,
    last: (no) => last[no] ?? 0,
    feed: (no) => feeds[no] ?? 0,
    reason: (no) => reasons[effReason[no] ?? 0] ?? null,
    isFlapping(no, now) {
      const known = changes.get(no);
      if (known === undefined) return false;
      const isOn = known.flaps && calmAt(known.times) > now;
      if (!isOn && now - known.times[known.times.length - 1]! >= FLAPPING.hourMs) changes.delete(no);
      return isOn;
    },
  };
}
