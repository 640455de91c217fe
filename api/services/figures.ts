// What is covered: the figure of one region, and the figures of all regions in columns.
import type { Figure } from '#contract/figure';
import type { Grade } from '#contract/target';
import type { Ctx } from './ctx.ts';

export type CameraSetName = 'installed' | 'planned';

/** A region that was never measured has null areas and leavesMeasured 0.
 * Errors: region.not_found, figure.k_out_of_range. */
export async function regionFigure(
  _ctx: Ctx,
  _input: { code: string; set?: CameraSetName; k?: number },
): Promise<Figure> {
  return pending();
}

/** Index i of every array is one region; null = no figure, or (share, areas) a mixed parent. In code order. */
export interface FigureColumns {
  dataVersion: number;
  codes: string[];
  names: string[];
  namesEn: (string | null)[];
  levels: string[];
  parentCodes: (string | null)[];
  basis: (Figure['basis'] | null)[];
  demandM2: (number | null)[];
  coveredM2: (number | null)[];
  likelyM2: (number | null)[];
  coveredHighM2: (number | null)[];
  cameras: number[];
  gapCount: number[];
  /** Σ area × weight of its gaps */
  gapNeed: number[];
  measured: boolean[];
  actual: (number | null)[];
  expected: (number | null)[];
  minimum: (number | null)[];
  distance: (number | null)[];
  attainment: (number | null)[];
  grade: (Grade | null)[];
}

export async function figuresColumnar(
  _ctx: Ctx,
  _input: { scope?: string; level?: string; set?: CameraSetName },
): Promise<FigureColumns> {
  return pending();
}
const pending = (): never => {
  throw new Error('expected a landed service, got its signature');
};
