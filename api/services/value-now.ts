// The value of a metric now.
import { NO_VALUE, type NodeValue } from '#rules/region-sums';
import type { Ctx } from './ctx.ts';
import { valuesNow } from './region-facts.ts';
import type { Measured } from './snapshot-metrics.ts';

export async function valueNow(
  ctx: Ctx,
  { region, metric, measure }: Measured & { region: string | null },
): Promise<NodeValue> {
  if (region === null) return NO_VALUE;
  const { value, numerator, denominator } = (await valuesNow(ctx, { scope: region, measured: { metric, measure } }))(
    region,
  );
  return value === null ? NO_VALUE : { value, numerator, denominator, why: null };
}
