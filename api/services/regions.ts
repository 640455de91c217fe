// Which regions are there, and what is known of one?
import type { z } from 'zod';
import type { RegionDetail as RegionDetailSchema, RegionItem as RegionItemSchema } from '#contract/region';
import type { Ctx } from './ctx.ts';

export type RegionItem = z.infer<typeof RegionItemSchema>;
export type RegionDetail = z.infer<typeof RegionDetailSchema>;
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export const REGION_SORTS = [
  'code',
  'name',
  'coverage',
  '-coverage',
  'distance',
  '-distance',
  'gaps',
  '-gaps',
  'cameras',
  '-cameras',
] as const;
export type RegionSort = (typeof REGION_SORTS)[number];

export interface ListRegions {
  /** children of this region; '' = the roots */
  parent?: string;
  level?: string;
  /** part of a code or of a name in either language */
  q?: string;
  /** everything below this region */
  within?: string;
  sort?: RegionSort;
  limit?: number;
  cursor?: string;
}

/** Items carry the figure of the installed set and the attainment of today. */
export async function listRegions(_ctx: Ctx, _input: ListRegions): Promise<Page<RegionItem>> {
  return pending();
}

/** One region with its ancestors (root first). Errors: region.not_found. */
export async function getRegion(_ctx: Ctx, _input: { code: string; geometry?: boolean }): Promise<RegionDetail> {
  return pending();
}
const pending = (): never => {
  throw new Error('expected a landed service, got its signature');
};
