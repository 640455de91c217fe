// The stored figures of parents, summed anew from their leaves after some of those were measured.
import type { Figure } from '#contract/figure';
import { RANGE_DETAIL } from '#rules/profiles';
import { rollUp } from '#rules/rollup';
import {
  deleteFigures,
  type FigureRecord,
  type FigureSet,
  putFigures,
  type SeesRow,
} from '#storage/figures.repository';
import type { Writer } from '#storage/storage';
import { KEPT_K } from './measure-input.ts';
import type { LeafState } from './rollup-cache.ts';

/** A stored row as the API shows it. */
export function toFigure(row: FigureRecord): Figure {
  return { ...row.figure, set: row.set, dataVersion: row.measuredVersion, computedAt: row.computedAt };
}

/** Parents of the leaves that were measured. `state` holds all leaves as they are now. */
export async function rollUpParents(
  writer: Writer,
  leafCodes: string[],
  state: LeafState,
  computedAt: string,
): Promise<void> {
  const parents = [...new Set(leafCodes.flatMap((code) => state.pathOf.get(code)?.slice(0, -1) ?? []))].sort();
  if (parents.length === 0) return;
  const { pathOf, figures, pairs } = state;
  await putFigures(writer, sumOf('installed', parents, pathOf, figures.installed, [pairs.installed], computedAt));
  // where no planned camera reaches, the planned figure is the installed one
  const withPlanned = new Set([...figures.planned.keys()].flatMap((code) => pathOf.get(code) ?? []));
  const affected = parents.filter((code) => withPlanned.has(code));
  await deleteFigures(
    writer,
    parents.filter((code) => !withPlanned.has(code)),
    'planned',
  );
  if (affected.length === 0) return;
  const planned = new Map([...figures.installed, ...figures.planned]);
  const unplanned = new Map([...pairs.installed].filter(([code]) => !figures.planned.has(code)));
  await putFigures(writer, sumOf('planned', affected, pathOf, planned, [unplanned, pairs.planned], computedAt));
}

/** Figures of parents, by set, from those of all leaves. Where no planned camera reaches, the planned figure is the
 * installed one. */
export function sumParents(
  set: FigureSet,
  parents: string[],
  { pathOf, figures, pairs }: LeafState,
  computedAt: string,
  detail: { name: string; profile: string | null },
): FigureRecord[] {
  if (set === 'installed') return sumOf(set, parents, pathOf, figures.installed, [pairs.installed], computedAt, detail);
  const planned = new Map([...figures.installed, ...figures.planned]);
  const unplanned = new Map([...pairs.installed].filter(([code]) => !figures.planned.has(code)));
  return sumOf(set, parents, pathOf, planned, [unplanned, pairs.planned], computedAt, detail);
}

function sumOf(
  set: FigureSet,
  parents: string[],
  pathOf: Map<string, string[]>,
  recordOf: Map<string, FigureRecord>,
  pairs: Map<string, SeesRow[]>[],
  computedAt: string,
  detail: { name: string; profile: string | null } = RANGE_DETAIL,
): FigureRecord[] {
  const wanted = new Set(parents);
  const below = new Map<string, (FigureRecord | null)[]>(parents.map((code) => [code, []]));
  for (const [code, path] of pathOf) {
    for (const parent of path) if (wanted.has(parent)) below.get(parent)!.push(recordOf.get(code) ?? null);
  }
  const counted = timesCountedTooOften(
    pairs.flatMap((byLeaf) => [...byLeaf.values()].flat()),
    pathOf,
  );
  return parents.map((code) => {
    const leaves = below.get(code)!;
    const measured = leaves.filter((row) => row !== null);
    const version = measured.reduce((greatest, row) => Math.max(greatest, row.measuredVersion), 0);
    const seeing = measured.reduce((sum, row) => sum + row.figure.camerasSeeing, 0) - (counted.get(code) ?? 0);
    const { name, profile } = detail;
    const meta = { set, detail: name, profile, k: KEPT_K, dataVersion: version, computedAt };
    const {
      dataVersion: _v,
      computedAt: _t,
      set: _s,
      ...figure
    } = rollUp(
      // rollUp reads numbers only: set, version and time come from `meta`
      leaves.map((row) => (row === null ? null : (row.figure as Figure))),
      seeing,
      meta,
    );
    const judged = figure.basis === 'mixed' || figure.basis === 'not-applicable';
    return {
      regionCode: code,
      set,
      figure,
      demandM2: judged ? null : figure.demandM2,
      likelyM2: judged ? null : figure.likelyM2,
      ownSeeing: 0,
      regionM2: measured.reduce((sum, row) => sum + row.regionM2, 0),
      gapNeed: measured.reduce((sum, row) => sum + row.gapNeed, 0),
      measuredVersion: version,
      computedAt,
    };
  });
}

/** Per parent: how often the plain sum over leaves counts a camera again that sees several of them. */
function timesCountedTooOften(pairs: SeesRow[], pathOf: Map<string, string[]>): Map<string, number> {
  const leavesOf = new Map<string, Set<string>>();
  for (const pair of pairs) {
    if (pair.blind) continue;
    const known = leavesOf.get(pair.cameraId) ?? new Set(pair.homeCode === null ? [] : [pair.homeCode]);
    leavesOf.set(pair.cameraId, known.add(pair.leafCode));
  }
  for (const pair of pairs) if (pair.blind) leavesOf.get(pair.cameraId)?.delete(pair.leafCode);
  const tooOften = new Map<string, number>();
  for (const leaves of leavesOf.values()) {
    const times = new Map<string, number>();
    for (const leaf of leaves)
      for (const code of pathOf.get(leaf)?.slice(0, -1) ?? []) times.set(code, (times.get(code) ?? 0) + 1);
    for (const [code, n] of times) if (n > 1) tooOften.set(code, (tooOften.get(code) ?? 0) + n - 1);
  }
  return tooOften;
}
