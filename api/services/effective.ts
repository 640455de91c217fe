// What do the cameras that work see, against those that were installed?
import type { StatusSummary } from '#contract/status';
import type { Ctx } from './ctx.ts';

export type Effective = Pick<
  StatusSummary,
  | 'nominal'
  | 'effective'
  | 'leaves'
  | 'leavesComputed'
  | 'reason'
  | 'reasonZh'
  | 'belowMinimum'
  | 'darkPlaces'
  | 'openOutages'
>;

export async function effectiveOf(_ctx: Ctx, _region: string | undefined): Promise<Effective> {
  return {
    nominal: null,
    effective: null,
    leaves: 0,
    leavesComputed: 0,
    reason: 'not computed yet',
    reasonZh: '尚未计算',
    belowMinimum: [],
    darkPlaces: [],
    openOutages: 0,
  };
}
