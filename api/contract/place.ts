// A key place: a school, hospital or market judged by itself, on its own ground. docs/model.md §3.
import { z } from 'zod';
import { PublicSpaceClass } from './layers.ts';
import { Position } from './region.ts';

const m2 = z.number().min(0);
export const PlaceItem = z.object({
  id: z.string(),
  name: z.string().nullable(),
  nameEn: z.string().nullable(),
  class: PublicSpaceClass,
  /** the leaf its representative point lies in */
  regionCode: z.string(),
  labelPoint: Position,
  /** its ground without what is built over or must not be viewed */
  demandM2: m2,
  /** index k−1: seen by at least k, as of a figure */
  depthM2: z.array(m2),
  likelyDepthM2: z.array(m2),
  highDepthM2: z.array(m2),
  /** at least `minShare` of its ground is seen by k; null = there is nothing to be seen */
  covered: z.boolean().nullable(),
  k: z.number().int(),
  minShare: z.number(),
  by: z.enum(['likely', 'low']),
  /** cameras that see it, with the likely area of it that is lost without each */
  seeing: z.array(z.object({ id: z.string(), uniqueM2: m2 })),
  /** cameras without any one of which it would not be covered; null for k above 1 or by low, where it is not known */
  singlePoints: z.array(z.string()).nullable(),
});
export type PlaceItem = z.infer<typeof PlaceItem>;
