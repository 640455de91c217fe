// Data quality as the API shows it: rules, issues, marks, fixes and the field sheet.
import { z } from 'zod';
import { CameraType } from './camera.ts';

const Sentence = z.object({ title: z.string(), why: z.string(), fix: z.string() });

export const QualityRuleItem = z.object({
  id: z.string(),
  severity: z.enum(['error', 'warning', 'note']),
  /** `settles`: ground that only a missing value leaves open; `doubts`: ground whose coverage may be wrong; `none` */
  effect: z.enum(['settles', 'doubts', 'none']),
  fields: z.array(z.string()),
  quickFix: z.enum(['azimuth-from-name', 'type-from-angle']).nullable(),
  /** the layer it needs; null = none */
  needs: z.string().nullable(),
  en: Sentence,
  zh: Sentence,
});
export type QualityRuleItem = z.infer<typeof QualityRuleItem>;

export const QualityRunState = z.enum(['ran', 'failed', 'never', 'not-runnable']);
export const QualityRuleStanding = QualityRuleItem.extend({
  /** `failed`: it broke in the last run and its issues are those of an earlier one; `not-runnable`: what it needs is not
   * loaded, or cannot be computed yet */
  state: QualityRunState,
  ranAt: z.string().nullable(),
  failure: z.string().nullable(),
  open: z.number().int(),
  ignored: z.number().int(),
  /** when the oldest open issue was found first */
  since: z.string().nullable(),
  /** ground of all its open issues (m²): a bound, cameras may share some */
  effectM2: z.number(),
  /** how far it may move likely coverage, as shares of the demand; null = not at all, or nothing is measured */
  effectShare: z.object({ from: z.number(), to: z.number() }).nullable(),
  owners: z.array(z.object({ owner: z.string(), count: z.number().int() })),
  /** how often somebody said that the rule itself is wrong */
  feedback: z.number().int(),
});
export type QualityRuleStanding = z.infer<typeof QualityRuleStanding>;

export const QualityGrade = z.object({
  grade: z.enum(['A', 'B', 'C', 'D']),
  /** 100 × (1 − unsettled ÷ demand − doubtful ÷ demand) */
  score: z.number(),
  demandM2: z.number(),
  unsettledM2: z.number(),
  doubtfulM2: z.number(),
  /** half of high − low, as a share of the demand */
  plusMinus: z.number(),
});

export const QualitySummary = z.object({
  region: z.string().nullable(),
  grade: QualityGrade.nullable(),
  rules: z.array(QualityRuleStanding),
  /** rule with the greatest effect among those with open issues */
  lever: z.string().nullable(),
  open: z.number().int(),
  ignored: z.number().int(),
  dataVersion: z.number().int(),
  /** data version of the last run; null = never run */
  checkedVersion: z.number().int().nullable(),
  ranAt: z.string().nullable(),
  isStale: z.boolean(),
  /** a run that waits or goes on */
  jobId: z.string().nullable(),
});
export type QualitySummary = z.infer<typeof QualitySummary>;

const IssueRegion = z.object({ code: z.string(), name: z.string(), nameEn: z.string().nullable() });
export const QualityIssue = z.object({
  /** `rule/camera` */
  id: z.string(),
  rule: z.string(),
  camera: z.object({ id: z.string(), name: z.string().nullable(), longitude: z.number(), latitude: z.number() }),
  region: IssueRegion.nullable(),
  effectM2: z.number(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  firstSeenAt: z.string(),
  /** of the camera now */
  revision: z.number().int(),
  /** the record changed after it was checked */
  isChanged: z.boolean(),
  owner: z.string().nullable(),
  ignored: z.object({ reason: z.string(), actor: z.string(), at: z.string() }).nullable(),
});
export type QualityIssue = z.infer<typeof QualityIssue>;

/** Where issues are: columns, so that two thousand of them are small. */
export const QualityPositions = z.object({
  /** issues that the filter finds; the columns hold the first of them by effect */
  total: z.number().int(),
  cameras: z.array(z.string()),
  /** longitude, latitude */
  positions: z.array(z.tuple([z.number(), z.number()])),
  effectM2: z.array(z.number()),
});
export type QualityPositions = z.infer<typeof QualityPositions>;

export const QualityState = z.enum(['open', 'ignored']);
const text = (max: number) => z.string().trim().min(1).max(max);
/** What a mark or a fix is about: issues by the ids of their cameras, or all that a filter finds. */
export const QualityWhich = z.strictObject({
  rule: text(100),
  cameras: z.array(text(100)).min(1).max(2_000).optional(),
  region: text(200).optional(),
  state: QualityState.optional(),
  owner: text(300).optional(),
});
export type QualityWhich = z.infer<typeof QualityWhich>;

export const QualityMarkInput = z.strictObject({
  which: QualityWhich,
  action: z.enum(['ignore', 'unignore', 'assign', 'unassign']),
  /** the reason to ignore it, or the owner */
  text: text(500).optional(),
});
export type QualityMarkInput = z.infer<typeof QualityMarkInput>;

/** That a rule itself is wrong. */
export const QualityFeedbackInput = z.strictObject({
  text: text(500).optional(),
  /** the region it was looked at in; none = everything */
  region: text(200).optional(),
});
export type QualityFeedbackInput = z.infer<typeof QualityFeedbackInput>;
export const QualityFeedback = z.object({
  id: z.string(),
  rule: z.string(),
  /** where it was said; null = of everything */
  region: IssueRegion.nullable(),
  text: z.string().nullable(),
  actor: z.string(),
  at: z.string(),
});
export type QualityFeedback = z.infer<typeof QualityFeedback>;

/** Fields that many records may be given at once. */
export const QualityFixSet = z
  .strictObject({
    azimuthDeg: z.number().min(0).lt(360).optional(),
    hfovDeg: z.number().gt(0).max(360).optional(),
    rangeM: z.number().gt(0).max(20_000).optional(),
    nearM: z.number().min(0).max(20_000).optional(),
    heightM: z.number().min(-50).max(1_000).optional(),
    tiltDeg: z.number().min(-90).max(90).optional(),
    type: CameraType.optional(),
    purpose: text(1_000).optional(),
    legalBasis: text(1_000).optional(),
    reviewOn: z.iso.date().optional(),
    retentionDays: z.number().int().min(0).max(36_500).optional(),
    filingNo: text(100).optional(),
    filedOn: z.iso.date().optional(),
    signage: z.boolean().optional(),
  })
  .refine((set) => Object.keys(set).length > 0, 'name at least one field');
export type QualityFixSet = z.infer<typeof QualityFixSet>;

export const QualityFixInput = z.strictObject({
  which: QualityWhich,
  /** one of the two */
  set: QualityFixSet.optional(),
  quick: z.enum(['azimuth-from-name', 'type-from-angle']).optional(),
});
export type QualityFixInput = z.infer<typeof QualityFixInput>;

export const QualityFixed = z.object({
  /** undo it as an import of this id; null = no record was changed */
  importId: z.string().nullable(),
  changed: z.number().int(),
  /** records for which there was nothing to set, or that had it already */
  left: z.number().int(),
  measureJobId: z.string().nullable(),
});
export type QualityFixed = z.infer<typeof QualityFixed>;

export const FieldCheck = z.object({
  /** 1 = first stop of the route */
  stop: z.number().int(),
  camera: z.string(),
  name: z.string().nullable(),
  region: z.string().nullable(),
  regionEn: z.string().nullable(),
  longitude: z.number(),
  latitude: z.number(),
  note: z.array(z.enum(['azimuthDeg', 'hfovDeg', 'rangeM', 'heightM', 'type'])),
  effectM2: z.number(),
});
export const FieldSheet = z.object({
  region: z.string().nullable(),
  checks: z.array(FieldCheck),
  /** high − low now, and what is left of it at most when all are settled (m²) */
  unsettledM2: z.number().nullable(),
  narrowsM2: z.number(),
  /** the same as a share of the demand */
  narrowsShare: z.number().nullable(),
  routeM: z.number(),
  dataVersion: z.number().int(),
  writtenAt: z.string(),
});
export type FieldSheet = z.infer<typeof FieldSheet>;
