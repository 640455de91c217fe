// Targets and how far a region is from them. docs/model.md §5.
import { z } from 'zod';
import { Stage } from './camera.ts';
import { CameraSet } from './figure.ts';
import { PublicSpaceClass } from './layers.ts';

/** From best to worst, but for what cannot be judged. */
export const Grade = z.enum(['met', 'on-track', 'behind', 'notice', 'warning', 'veto', 'no-data']);
export type Grade = z.infer<typeof Grade>;

export const TargetMetric = z.enum([
  'coverage',
  'cameras',
  'keyPlaces',
  'onlineRate',
  'intactRate',
  'networkedRate',
  'filedRate',
  'villagesAtTarget',
]);
export type TargetMetric = z.infer<typeof TargetMetric>;
/** Metrics whose value is a number of cameras; all others are ratios 0..1. */
export const COUNTED: ReadonlySet<TargetMetric> = new Set(['cameras']);

/** Stages that a camera can have reached: retired ones count nowhere. */
export const StageReached = Stage.exclude(['retired']);
export type StageReached = z.infer<typeof StageReached>;
export const STAGES_REACHED: readonly StageReached[] = StageReached.options;

/** What exactly is counted. Absent = the first choice named. */
export const TargetMeasure = z.strictObject({
  /** coverage, keyPlaces: `installed` */
  set: CameraSet.optional(),
  /** coverage: `range`, or a detail of `profile` */
  detail: z.string().max(100).optional(),
  profile: z.string().max(100).optional(),
  /** coverage: 1 */
  k: z.number().int().min(1).max(4).optional(),
  /** coverage, keyPlaces: `likely` */
  judgedBy: z.enum(['likely', 'low']).optional(),
  /** cameras: `installed` */
  stage: StageReached.optional(),
  /** coverage of these classes of public space: all */
  classes: z.array(PublicSpaceClass).min(1).optional(),
  /** villagesAtTarget: `coverage`, and the minimum a leaf has to reach of it */
  of: z.enum(['coverage', 'cameras', 'keyPlaces']).optional(),
  ofMinimum: z.number().gt(0).optional(),
});
export type TargetMeasure = z.infer<typeof TargetMeasure>;

export const TargetMilestone = z.strictObject({
  date: z.iso.date(),
  value: z.number().min(0),
  name: z.string().trim().min(1).max(200).nullable().optional(),
});
export type TargetMilestone = z.infer<typeof TargetMilestone>;

/** A minimum for a region's subtree, or for every region of a level, by a date (YYYY-MM-DD). Ratios 0..1; cameras a count. */
export const Target = z.object({
  id: z.string(),
  scope: z.union([z.strictObject({ region: z.string() }), z.strictObject({ level: z.string() })]),
  metric: TargetMetric,
  measure: TargetMeasure,
  minimum: z.number().gt(0),
  ceiling: z.number().gt(0).nullable(),
  start: z.iso.date(),
  due: z.iso.date(),
  /** in the order of their dates */
  milestones: z.array(TargetMilestone).max(60),
  critical: z.boolean(),
  owner: z.string().max(300).nullable(),
  note: z.string().max(500).nullable(),
});
export type Target = z.infer<typeof Target>;
export const TargetInput = Target.extend({
  id: z.string().trim().min(1).max(100).optional(),
  measure: TargetMeasure.optional(),
  ceiling: z.number().gt(0).nullable().optional(),
  start: z.iso.date().optional(),
  milestones: z.array(TargetMilestone).max(60).optional(),
  critical: z.boolean().optional(),
  owner: z.string().trim().min(1).max(300).nullable().optional(),
  note: z.string().max(500).nullable().optional(),
});
export type TargetInput = z.infer<typeof TargetInput>;

/** One version of the whole list. */
export const TargetList = z.object({
  version: z.number().int(),
  recordedAt: z.string(),
  actor: z.string(),
  reason: z.string().nullable(),
  confirmedAt: z.string().nullable(),
  confirmedBy: z.string().nullable(),
  confirmedNote: z.string().nullable(),
  targets: z.array(Target),
});
export type TargetList = z.infer<typeof TargetList>;

/** What a region reached of a metric: a ratio is numerator ÷ denominator; a count has denominator null. */
export const MetricValue = z.object({
  value: z.number().nullable(),
  numerator: z.number().nullable(),
  denominator: z.number().nullable(),
  /** why value is null */
  reason: z.string().nullable(),
  reasonZh: z.string().nullable(),
});
export type MetricValue = z.infer<typeof MetricValue>;

export const Attainment = z.object({
  targetId: z.string(),
  /** `coverage` where absent */
  metric: TargetMetric.optional(),
  minimum: z.number(),
  ceiling: z.number().nullable().optional(),
  due: z.string(),
  /** expected on the day asked: ratio 0..1, or a count */
  expected: z.number(),
  /** the metric's value; null when there is none to judge */
  actual: z.number().nullable(),
  /** what `actual` was made of */
  numerator: z.number().nullable().optional(),
  denominator: z.number().nullable().optional(),
  attainment: z.number().nullable(),
  /** actual − minimum */
  distance: z.number().nullable(),
  /** actual is above the ceiling */
  over: z.boolean().optional(),
  grade: Grade,
  reason: z.string(),
  reasonZh: z.string(),
});
export type Attainment = z.infer<typeof Attainment>;

/** Rows that a preset makes of the regions of a workspace; nothing is stored before the list is put. */
export const PresetName = z.enum(['doc-996', 'rural-roll-out', 'share-of-villages']);
export type PresetName = z.infer<typeof PresetName>;
/** Which classes of public space are key public areas and which key industries, for *Doc 996*. */
export const PresetClasses = z.strictObject({
  keyAreas: z.array(PublicSpaceClass),
  keyIndustries: z.array(PublicSpaceClass),
});
export type PresetClasses = z.infer<typeof PresetClasses>;
