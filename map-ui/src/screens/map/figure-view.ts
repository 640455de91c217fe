// What a figure says on screen: shares of what is to be seen, or why there is none.
import type { Figure, FigurePart } from '#contract/figure';

export interface FigureShares {
  low: number;
  likely: number;
  high: number;
}
export type FigureView =
  | { kind: 'shares'; shares: FigureShares }
  | { kind: 'not-measured' }
  | { kind: 'not-applicable' }
  | { kind: 'mixed' };

export function sharesOf(
  part: Pick<FigurePart, 'demandM2' | 'coveredM2' | 'likelyM2' | 'coveredHighM2'>,
): FigureShares | null {
  if (part.demandM2 <= 0) return null;
  return {
    low: part.coveredM2 / part.demandM2,
    likely: part.likelyM2 / part.demandM2,
    high: part.coveredHighM2 / part.demandM2,
  };
}

export function viewOf(figure: Figure | null): FigureView {
  if (figure === null || figure.leavesMeasured === 0) return { kind: 'not-measured' };
  if (figure.basis === 'not-applicable') return { kind: 'not-applicable' };
  if (figure.basis === 'mixed') return { kind: 'mixed' };
  const { demandM2, coveredM2, likelyM2, coveredHighM2 } = figure;
  if (demandM2 === null || coveredM2 === null || likelyM2 === null || coveredHighM2 === null)
    return { kind: 'not-measured' };
  const shares = sharesOf({ demandM2, coveredM2, likelyM2, coveredHighM2 });
  return shares ? { kind: 'shares', shares } : { kind: 'not-applicable' };
}

/** What the planned set adds to the reach of the installed one, as a share; null when it is not known. */
export function plannedShare(installed: Figure | null, planned: Figure | null | undefined): number | null {
  if (!installed?.demandM2 || !planned || installed.coveredHighM2 === null || planned.coveredHighM2 === null)
    return null;
  return Math.max(0, planned.coveredHighM2 - installed.coveredHighM2) / installed.demandM2;
}
