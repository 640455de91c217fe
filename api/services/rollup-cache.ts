// What summing parents needs of all leaves, kept in memory between edits: reading it anew costs more than measuring.

import type { Figure } from '#contract/figure';
import { addLeaf, addSum, emptySum, type FigureSum } from '#rules/rollup';
import {
  type FigureRecord,
  type FigureSet,
  leafFigureRecords,
  pairChanges,
  type SeesRow,
  seesRows,
} from '#storage/figures.repository';
import { readMeta } from '#storage/meta.repository';
import { allRegionRows, codesOfPath } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import type { Reader } from '#storage/storage';
import { KEPT_K } from './measure-input.ts';

export interface LeafState {
  /** leaf → codes of its path, root first; leaves in code order */
  pathOf: Map<string, string[]>;
  /** parent → codes right below it, ascending */
  childrenOf: Map<string, string[]>;
  figures: Record<FigureSet, Map<string, FigureRecord>>;
  pairs: Record<FigureSet, Map<string, SeesRow[]>>;
  /** parent → leaves below it with a planned figure of their own */
  plannedBelow: Map<string, number>;
  /** parents of which no planned figure is stored, for sure */
  noPlanned: Set<string>;
  /** what was summed for each set; made when it is first asked for */
  sums: Partial<Record<FigureSet, SetSums>>;
}

/** What a parent adds up: the sums of its children in code order. */
export interface RegionSum {
  figures: FigureSum;
  regionM2: number;
  gapNeed: number;
  /** greatest data version of a leaf */
  version: number;
}

export interface SetSums {
  /** of parents; absent = a leaf below was written since */
  of: Map<string, RegionSum>;
  /** camera → its pairs, of every leaf */
  pairsOf: Map<string, SeesRow[]>;
  /** parent → how often the plain sum over leaves counts a camera again that sees several of them */
  tooOften: Map<string, number>;
}

export interface RollupCache {
  /** The state at these versions: the kept one, else read through the reader. */
  at(reader: Reader): Promise<LeafState>;
  /** Says that the state was brought to this figures version; call in the transaction that did it. */
  moved(figuresVersion: number): void;
  forget(): void;
}

export function createRollupCache(): RollupCache {
  let kept: { regions: number; figures: number; state: LeafState } | null = null;
  return {
    async at(reader) {
      const regions = await readMeta(reader, 'regionsVersion');
      const figures = await readMeta(reader, 'figuresVersion');
      if (kept?.regions !== regions || kept.figures !== figures)
        kept = { regions, figures, state: await readState(reader) };
      return kept.state;
    },
    moved(figuresVersion) {
      if (kept !== null) kept.figures = figuresVersion;
    },
    forget() {
      kept = null;
    },
  };
}

async function readState(reader: Reader): Promise<LeafState> {
  const rows = await allRegionRows(reader, EVERYTHING);
  const paths = new Map(rows.filter((row) => row.isLeaf).map((row) => [row.code, codesOfPath(row.path)]));
  return leafState(
    paths,
    [
      ...(await leafFigureRecords(reader, EVERYTHING, 'installed')),
      ...(await leafFigureRecords(reader, EVERYTHING, 'planned')),
    ],
    [...(await seesRows(reader, EVERYTHING, 'installed')), ...(await seesRows(reader, EVERYTHING, 'planned'))],
  );
}

/** `pathOf`: leaf → codes of its path, root first; leaves in code order. */
export function leafState(
  pathOf: Map<string, string[]>,
  figures: Iterable<FigureRecord>,
  pairs: Iterable<SeesRow>,
): LeafState {
  const below = new Map<string, Set<string>>();
  for (const path of pathOf.values())
    for (let i = 0; i + 1 < path.length; i += 1) {
      const children = below.get(path[i]);
      if (children === undefined) below.set(path[i], new Set([path[i + 1]]));
      else children.add(path[i + 1]);
    }
  const state: LeafState = {
    pathOf,
    childrenOf: new Map([...below].map(([code, children]) => [code, [...children].sort()])),
    figures: { installed: new Map(), planned: new Map() },
    pairs: { installed: new Map(), planned: new Map() },
    plannedBelow: new Map(),
    noPlanned: new Set(),
    sums: {},
  };
  for (const row of figures) {
    state.figures[row.set].set(row.regionCode, row);
    if (row.set === 'planned') countPlanned(state, row.regionCode, 1);
  }
  for (const row of pairs) addPair(state.pairs[row.set], row.leafCode, row);
  return state;
}

function addPair(lists: Map<string, SeesRow[]>, key: string, row: SeesRow): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [row]);
  else list.push(row);
}

function countPlanned({ pathOf, plannedBelow }: LeafState, leaf: string, by: 1 | -1): void {
  for (const code of pathOf.get(leaf) ?? []) plannedBelow.set(code, (plannedBelow.get(code) ?? 0) + by);
}

/** Brings the state up to date with leaves that were just written. */
export function applyWritten(state: LeafState, codes: string[], figures: FigureRecord[], pairs: SeesRow[]): void {
  const kinds = Object.keys(state.sums) as FigureSet[];
  const before = kinds.map((set) => codes.map((code) => pairsAt(state, set, code)));
  for (const code of codes) {
    if (state.figures.planned.delete(code)) countPlanned(state, code, -1);
    state.pairs.installed.delete(code);
    state.pairs.planned.delete(code);
  }
  for (const row of figures) {
    state.figures[row.set].set(row.regionCode, row);
    if (row.set === 'planned') countPlanned(state, row.regionCode, 1);
  }
  for (const row of pairs) addPair(state.pairs[row.set], row.leafCode, row);
  kinds.forEach((set, k) => {
    const sums = state.sums[set]!;
    codes.forEach((code, i) => {
      for (const parent of state.pathOf.get(code) ?? []) sums.of.delete(parent);
      movePairs(state, sums, code, before[k][i], pairsAt(state, set, code));
    });
  });
}

/** Is this figure stored as it is, but for when and at which data version it was computed? */
export function isStored({ figures }: LeafState, row: FigureRecord): boolean {
  const known = figures[row.set].get(row.regionCode);
  if (known === undefined) return false;
  const { measuredVersion, computedAt } = known;
  return sameJson({ ...row, measuredVersion, computedAt }, known);
}

/** Both as JSON has them: 0 is −0, and what is undefined is not there. */
function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const key in left) if (!sameJson(left[key], right[key])) return false;
  for (const key in right) if (right[key] !== undefined && left[key] === undefined) return false;
  return true;
}

/** The record that stands for a leaf in a set: where no planned camera reaches, the planned figure is the installed one. */
const recordAt = ({ figures }: LeafState, set: FigureSet, leaf: string): FigureRecord | undefined =>
  figures[set].get(leaf) ?? figures.installed.get(leaf);
const NO_PAIRS: SeesRow[] = [];
const pairsAt = ({ figures, pairs }: LeafState, set: FigureSet, leaf: string): SeesRow[] =>
  pairs[set === 'planned' && figures.planned.has(leaf) ? 'planned' : 'installed'].get(leaf) ?? NO_PAIRS;

/** The sums of a set, complete for this parent. */
export function sumsAt(state: LeafState, set: FigureSet): SetSums {
  const known = state.sums[set];
  if (known !== undefined) return known;
  const sums: SetSums = { of: new Map(), pairsOf: new Map(), tooOften: new Map() };
  for (const leaf of state.pathOf.keys())
    for (const pair of pairsAt(state, set, leaf)) addPair(sums.pairsOf, pair.cameraId, pair);
  for (const pairs of sums.pairsOf.values()) countAgain(state, sums, pairs, 1);
  state.sums[set] = sums;
  return sums;
}

/** The sum of a parent; what was summed before and still holds serves again. */
export function sumOf(state: LeafState, set: FigureSet, parent: string): RegionSum {
  const { of } = sumsAt(state, set);
  const known = of.get(parent);
  if (known !== undefined) return known;
  const sum: RegionSum = { figures: emptySum(KEPT_K), regionM2: 0, gapNeed: 0, version: 0 };
  for (const code of state.childrenOf.get(parent) ?? []) {
    if (state.childrenOf.has(code)) {
      const child = sumOf(state, set, code);
      addSum(sum.figures, child.figures);
      sum.regionM2 += child.regionM2;
      sum.gapNeed += child.gapNeed;
      sum.version = Math.max(sum.version, child.version);
      continue;
    }
    const row = recordAt(state, set, code);
    // summing reads numbers only: set, version and time of a leaf do not matter
    addLeaf(sum.figures, row === undefined ? null : (row.figure as Figure));
    if (row === undefined) continue;
    sum.regionM2 += row.regionM2;
    sum.gapNeed += row.gapNeed;
    sum.version = Math.max(sum.version, row.measuredVersion);
  }
  of.set(parent, sum);
  return sum;
}

/** A leaf has other pairs than before: the cameras of those that changed are counted anew. */
function movePairs(state: LeafState, sums: SetSums, leaf: string, before: SeesRow[], after: SeesRow[]): void {
  const { gone, come } = pairChanges(before, after);
  const now = new Map(come.map((pair) => [pair.cameraId, pair]));
  const replace = (cameraId: string, pair: SeesRow | undefined): void => {
    const known = sums.pairsOf.get(cameraId) ?? NO_PAIRS;
    const next = known.filter((other) => other.leafCode !== leaf);
    if (pair !== undefined) next.push(pair);
    countAgain(state, sums, known, -1);
    countAgain(state, sums, next, 1);
    if (next.length > 0) sums.pairsOf.set(cameraId, next);
    else sums.pairsOf.delete(cameraId);
  };
  for (const was of gone) {
    replace(was.cameraId, now.get(was.cameraId));
    now.delete(was.cameraId);
  }
  for (const [cameraId, pair] of now) replace(cameraId, pair);
}

/** Adds or takes back what one camera is counted too often: it sees its home, unless it is blind there, and every other
 * leaf it has a pair with. */
function countAgain({ pathOf }: LeafState, { tooOften }: SetSums, pairs: readonly SeesRow[], by: 1 | -1): void {
  let home: string | null = null;
  const leaves = new Set<string>();
  for (const pair of pairs) {
    if (pair.blind) continue;
    home ??= pair.homeCode;
    leaves.add(pair.leafCode);
  }
  if (leaves.size === 0) return;
  if (home !== null) leaves.add(home);
  for (const pair of pairs) if (pair.blind) leaves.delete(pair.leafCode);
  if (leaves.size < 2) return;
  const times = new Map<string, number>();
  for (const leaf of leaves) {
    const path = pathOf.get(leaf) ?? [];
    for (let i = 0; i + 1 < path.length; i += 1) times.set(path[i], (times.get(path[i]) ?? 0) + 1);
  }
  for (const [code, n] of times) if (n > 1) tooOften.set(code, (tooOften.get(code) ?? 0) + by * (n - 1));
}
