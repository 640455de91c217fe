// The value of a metric now.
import { NO_VALUE, type NodeValue } from '#rules/region-sums';
import type { Ctx } from './ctx.ts';
import { regionFigure } from './figures.ts';
import type { Measured } from './snapshot-metrics.ts';

export async function valueNow(
  ctx: Ctx,
  { region, metric, measure }: Measured & { region: string | null },
): Promise<NodeValue> {
  if (region === null || metric !== 'coverage') return NO_VALUE;
  const figure = await regionFigure(ctx, { code: region, k: measure.k });
  if (figure.likelyM2 === null || !figure.demandM2 || figure.leavesMeasured < figure.leaves) return NO_VALUE;
  const numerator = measure.judgedBy === 'low' ? figure.coveredM2! : figure.likelyM2;
  return { value: numerator / figure.demandM2, numerator, denominator: figure.demandM2, why: null };
}
