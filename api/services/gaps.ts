// Where are the gaps, greatest need first?
import type { z } from 'zod';
import type { GapItem as GapItemSchema } from '#contract/gap';
import type { Ctx } from './ctx.ts';
import type { Page } from './regions.ts';

export type GapItem = z.infer<typeof GapItemSchema>;

/** Pieces of 25 m² or more in a region's subtree, ranked by need. Errors: region.not_found. */
export async function listGaps(
  _ctx: Ctx,
  _input: { region: string; class?: string; limit?: number; cursor?: string },
): Promise<Page<GapItem>> {
  return pending();
}

/** The same pieces as one GeoJSON text, in parts, for streaming. */
export async function* gapsGeojson(_ctx: Ctx, _input: { region: string }): AsyncGenerator<string> {
  yield pending();
}
const pending = (): never => {
  throw new Error('expected a landed service, got its signature');
};
