// Where are the issues? Positions by effect, as few as a small map can show, and how many there are in all.
import type { QualityPositions } from '#contract/quality';
import { type IssueFilter, issueCount, positionsOfIssues } from '#storage/quality.repository';
import type { Ctx } from './ctx.ts';
import { mustKnow, scopeOf } from './quality.ts';

/** More marks than this are a carpet, not a map. */
export const MOST_POSITIONS = 2_000;

/** Errors: region.not_found, quality.rule_unknown. */
export async function issuePositions(
  ctx: Ctx,
  input: Pick<IssueFilter, 'rule' | 'state' | 'owner'> & { region?: string; limit?: number },
): Promise<QualityPositions> {
  const { region, limit = MOST_POSITIONS, ...filter } = input;
  if (filter.rule !== undefined) mustKnow(filter.rule);
  const scope = await scopeOf(ctx, region);
  return ctx.storage.read(async (reader) => {
    const rows = await positionsOfIssues(reader, scope, filter, limit);
    return {
      total: rows.length < limit ? rows.length : await issueCount(reader, scope, filter),
      cameras: rows.map((row) => row.subject),
      positions: rows.map((row): [number, number] => [row.longitude, row.latitude]),
      effectM2: rows.map((row) => row.effectM2),
    };
  });
}
