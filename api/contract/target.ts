// Targets and how far a region is from them. docs/model.md §5.
import { z } from 'zod';

export const Grade = z.enum(['met', 'on-track', 'behind', 'notice', 'warning', 'veto', 'no-data']);
export type Grade = z.infer<typeof Grade>;

/** A minimum coverage (ratio 0..1) for a region's subtree or for every region of a level, by a date (YYYY-MM-DD). */
export const Target = z.object({
  id: z.string(),
  scope: z.union([z.strictObject({ region: z.string() }), z.strictObject({ level: z.string() })]),
  metric: z.literal('coverage'),
  minimum: z.number().gt(0).max(1),
  start: z.iso.date(),
  due: z.iso.date(),
  note: z.string().max(500).nullable(),
});
export type Target = z.infer<typeof Target>;
export const TargetInput = Target.extend({
  id: z.string().trim().min(1).max(100).optional(),
  start: z.iso.date().optional(),
  note: z.string().max(500).nullable().optional(),
});
export type TargetInput = z.infer<typeof TargetInput>;

export const Attainment = z.object({
  targetId: z.string(),
  minimum: z.number(),
  due: z.string(),
  /** expected on the day asked, ratio 0..1 */
  expected: z.number(),
  /** likely coverage, ratio 0..1; null when there is none to judge */
  actual: z.number().nullable(),
  attainment: z.number().nullable(),
  /** actual − minimum, ratio */
  distance: z.number().nullable(),
  grade: Grade,
  reason: z.string(),
  reasonZh: z.string(),
});
export type Attainment = z.infer<typeof Attainment>;
