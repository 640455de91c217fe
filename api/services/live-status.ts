// What is known of the state of every camera now: the shape that others rely on. Made by live-status-keeper.ts.
import type { StatusInterval, StatusState } from '#contract/status';
import type { Change } from '#rules/outage-groups';

export type { Change as StateChange } from '#rules/outage-groups';

export interface StateNow {
  state: StatusState;
  /** ms since 1970; null = no word ever came */
  since: number | null;
  reason: string | null;
  feed: string;
}

export interface RegionStates {
  installed: number;
  online: number;
  offline: number;
  unknown: number;
  neverHeard: number;
  reasons: Record<string, number>;
}

/** Installed cameras only: others are in nobody's state. */
export interface LiveStatus {
  /** resolves when the states of before the start are known */
  ready(): Promise<void>;
  /** ms since 1970 that the answers speak of */
  asOf(): number;
  /** a camera without any word is `unknown` with since null */
  statesOf(cameraIds: Iterable<string>): Map<string, StateNow>;
  /** of one leaf, in no order */
  camerasOfLeaf(leafCode: string): Map<string, StateNow>;
  /** sums over the leaves given */
  countsOf(leafCodes: Iterable<string>): RegionStates;
  /** leaves whose cameras changed state after the instant (ms) */
  leavesChangedSince(at: number): string[];
  /** Hears effective changes, in batches, at most a few times a second. Answers how to stop. */
  onChanges(listener: (changes: readonly Change[]) => void): () => void;
  /** Looks at clocks again (staleness, damping, works): called by a timer, and by tests. */
  tick(): Promise<void>;
  close(): void;
}

/** Effective intervals of some cameras in [from, to] (ms), oldest first; `knownAt` leaves out words that came later. */
export interface IntervalQuery {
  cameraIds: readonly string[];
  from: number;
  to: number;
  knownAt?: number;
}
export type IntervalsOf = (query: IntervalQuery) => Promise<Map<string, StatusInterval[]>>;
