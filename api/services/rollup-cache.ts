// What summing parents needs of all leaves, kept in memory between edits: reading it anew costs more than measuring.
import {
  type FigureRecord,
  type FigureSet,
  leafFigureRecords,
  type SeesRow,
  seesRows,
} from '#storage/figures.repository';
import { readMeta } from '#storage/meta.repository';
import { allRegionRows, codesOfPath } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import type { Reader } from '#storage/storage';

export interface LeafState {
  /** leaf → codes of its path, root first; leaves in code order */
  pathOf: Map<string, string[]>;
  figures: Record<FigureSet, Map<string, FigureRecord>>;
  pairs: Record<FigureSet, Map<string, SeesRow[]>>;
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
  const figuresOf = async (set: FigureSet): Promise<Map<string, FigureRecord>> =>
    new Map((await leafFigureRecords(reader, EVERYTHING, set)).map((row) => [row.regionCode, row]));
  const pairsOf = async (set: FigureSet): Promise<Map<string, SeesRow[]>> => {
    const byLeaf = new Map<string, SeesRow[]>();
    for (const row of await seesRows(reader, EVERYTHING, set)) {
      const list = byLeaf.get(row.leafCode);
      if (list === undefined) byLeaf.set(row.leafCode, [row]);
      else list.push(row);
    }
    return byLeaf;
  };
  return {
    pathOf: new Map(rows.filter((row) => row.isLeaf).map((row) => [row.code, codesOfPath(row.path)])),
    figures: { installed: await figuresOf('installed'), planned: await figuresOf('planned') },
    pairs: { installed: await pairsOf('installed'), planned: await pairsOf('planned') },
  };
}

/** Brings the state up to date with leaves that were just written. */
export function applyWritten(state: LeafState, codes: string[], figures: FigureRecord[], pairs: SeesRow[]): void {
  for (const code of codes) {
    state.figures.planned.delete(code);
    state.pairs.installed.delete(code);
    state.pairs.planned.delete(code);
  }
  for (const row of figures) state.figures[row.set].set(row.regionCode, row);
  for (const row of pairs) {
    const byLeaf = state.pairs[row.set];
    const list = byLeaf.get(row.leafCode);
    if (list === undefined) byLeaf.set(row.leafCode, [row]);
    else list.push(row);
  }
}
