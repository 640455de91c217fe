// A figure: what is covered of one region, with everything needed to explain and repeat it. docs/model.md §3.
import { z } from 'zod';
import { PublicSpaceClass } from './layers.ts';

export const Basis = z.enum(['whole-area', 'public-space', 'mixed', 'not-applicable']);
export type Basis = z.infer<typeof Basis>;
export const CameraSet = z.enum(['installed', 'live', 'planned']);
export type CameraSet = z.infer<typeof CameraSet>;
/** Sets whose figures are measured with every change. */
export const StoredSet = CameraSet.exclude(['live']);
export type StoredSet = z.infer<typeof StoredSet>;

/** What is asked of the past is answered by what was known then, or by what is known today of that time. */
export const Knowledge = z.enum(['then', 'now']);
export type Knowledge = z.infer<typeof Knowledge>;

const m2 = z.number().min(0);
/** The additive part of a figure. Index k-1 of the three depth arrays is "seen by at least k". */
export const FigureAreas = z.object({
  demandM2: m2,
  coveredM2: m2,
  likelyM2: m2,
  coveredHighM2: m2,
  depthM2: z.array(m2),
  likelyDepthM2: z.array(m2),
  highDepthM2: z.array(m2),
  overM2: m2,
  smallGapsM2: m2,
});
export type FigureAreas = z.infer<typeof FigureAreas>;

export const FigurePart = FigureAreas.extend({ basis: Basis, leaves: z.number().int() });
export type FigurePart = z.infer<typeof FigurePart>;

/** What is seen of one class of public space, k = 1. */
export const ClassAreas = z.object({
  class: PublicSpaceClass,
  demandM2: m2,
  coveredM2: m2,
  likelyM2: m2,
  coveredHighM2: m2,
});
export type ClassAreas = z.infer<typeof ClassAreas>;

/** Key places that stand in the region and how many of them are covered: at least `minShare` of their ground at k = 1. */
export const KeyPlaceCounts = z.object({
  /** those with ground to be seen */
  total: z.number().int(),
  /** judged by likely, by low, by high */
  covered: z.number().int(),
  coveredLow: z.number().int(),
  coveredHigh: z.number().int(),
  minShare: z.number(),
});
export type KeyPlaceCounts = z.infer<typeof KeyPlaceCounts>;

const nullable = <T extends z.ZodTypeAny>(t: T) => t.nullable();
/** The area fields are null for a `mixed` parent (its two `parts` hold them) and for a region not yet measured. */
export const Figure = z.object({
  demandM2: nullable(m2),
  coveredM2: nullable(m2),
  likelyM2: nullable(m2),
  coveredHighM2: nullable(m2),
  depthM2: nullable(z.array(m2)),
  likelyDepthM2: nullable(z.array(m2)),
  highDepthM2: nullable(z.array(m2)),
  overM2: nullable(m2),
  smallGapsM2: nullable(m2),
  /** ground inside privacy zones that is seen; null where no zones are known */
  privateM2: nullable(m2),
  /** by class, in the order of the classes; empty where no public space is known */
  classes: z.array(ClassAreas),
  keyPlaces: KeyPlaceCounts,
  cameras: z.number().int(),
  camerasSeeing: z.number().int(),
  devices: z.number().int(),
  unaimed: z.number().int(),
  /** name of the assumption → number of records that used it */
  assumptions: z.record(z.string(), z.number().int()),
  gapCount: z.number().int(),
  basis: Basis,
  parts: z.array(FigurePart).nullable(),
  set: CameraSet,
  detail: z.string(),
  profile: z.string().nullable(),
  /** version of the assumption table that `assumptions` speak of */
  assumptionsVersion: z.string().optional(),
  k: z.number().int(),
  residualM: z.number(),
  /** names of the checks of docs/model.md §4 that failed; empty when all held */
  failedChecks: z.array(z.string()),
  /** leaves below (1 for a leaf) and how many of them are measured at this data version */
  leaves: z.number().int(),
  leavesMeasured: z.number().int(),
  dataVersion: z.number().int(),
  computedAt: z.string(),
  /** of a point in time: the instant, and whether by what was known then or by what is known today */
  at: z.string().optional(),
  known: Knowledge.optional(),
});
export type Figure = z.infer<typeof Figure>;
