// The stored figures of parents, summed anew from few terms after some of their leaves were measured.
import type { Figure } from '#contract/figure';
import { RANGE_DETAIL } from '#rules/profiles';
import { figureOfSum } from '#rules/rollup';
import { deleteFigures, type FigureRecord, type FigureSet, putFigures } from '#storage/figures.repository';
import type { Writer } from '#storage/storage';
import { KEPT_K } from './measure-input.ts';
import { type LeafState, sumOf, sumsAt } from './rollup-cache.ts';

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
  await putFigures(writer, sumParents('installed', parents, state, computedAt));
  const { plannedBelow, noPlanned } = state;
  const affected = parents.filter((code) => (plannedBelow.get(code) ?? 0) > 0);
  const cleared = parents.filter((code) => (plannedBelow.get(code) ?? 0) === 0 && !noPlanned.has(code));
  await deleteFigures(writer, cleared, 'planned');
  for (const code of cleared) noPlanned.add(code);
  for (const code of affected) noPlanned.delete(code);
  if (affected.length > 0) await putFigures(writer, sumParents('planned', affected, state, computedAt));
}

/** Figures of parents, by set, from those of all leaves. Where no planned camera reaches, the planned figure is the
 * installed one. */
export function sumParents(
  set: FigureSet,
  parents: string[],
  state: LeafState,
  computedAt: string,
  { name: detail, profile }: { name: string; profile: string | null } = RANGE_DETAIL,
): FigureRecord[] {
  const { tooOften } = sumsAt(state, set);
  return parents.map((code) => {
    const { figures, regionM2, gapNeed, version } = sumOf(state, set, code);
    const seeing = figures.seeingOfLeaves - (tooOften.get(code) ?? 0);
    const meta = { set, detail, profile, k: KEPT_K, dataVersion: version, computedAt };
    const { dataVersion: _v, computedAt: _t, set: _s, ...figure } = figureOfSum(figures, seeing, meta);
    const judged = figure.basis === 'mixed' || figure.basis === 'not-applicable';
    return {
      regionCode: code,
      set,
      figure,
      demandM2: judged ? null : figure.demandM2,
      likelyM2: judged ? null : figure.likelyM2,
      ownSeeing: 0,
      regionM2,
      gapNeed,
      measuredVersion: version,
      computedAt,
    };
  });
}
