// How the roll-out goes: stages by month, what was reported, forecasts, the numbers of the monthly report. docs/model.md §5.
import { z } from 'zod';
import { Figure } from './figure.ts';
import { Attainment, Grade, StageReached, Target, TargetMetric } from './target.ts';

/** Cameras at a stage or a later one, not retired, at the end of a day. */
export const StageCounts = z.record(StageReached, z.number().int());
export type StageCounts = z.infer<typeof StageCounts>;
export const Funnel = z.object({
  region: z.string().nullable(),
  on: z.string(),
  cameras: StageCounts,
  devices: StageCounts,
  retired: z.number().int(),
  /** of the installed ones: filed with the police by that day */
  filed: z.number().int(),
  dataVersion: z.number().int(),
  /** of everything: cameras that stand in no region, which are in no other number here */
  outside: z
    .object({ cameras: StageCounts, devices: StageCounts, retired: z.number().int(), filed: z.number().int() })
    .optional(),
});
export type Funnel = z.infer<typeof Funnel>;
export const FunnelRow = Funnel.omit({ on: true, dataVersion: true, outside: true }).extend({
  region: z.string(),
  name: z.string(),
  nameEn: z.string().nullable(),
  level: z.string(),
});
export type FunnelRow = z.infer<typeof FunnelRow>;
/** GET /api/funnel?parent=&on= : of the region, or of everything, with its children (the topmost regions) by code. */
export const Funnels = Funnel.extend({ children: z.array(FunnelRow) });
export type Funnels = z.infer<typeof Funnels>;

export const BulkStage = z.strictObject({
  /** these cameras, or all of a region at `from` */
  cameraIds: z.array(z.string()).min(1).max(100_000).optional(),
  region: z.string().optional(),
  from: StageReached.optional(),
  to: z.enum([...StageReached.options, 'retired']),
  on: z.iso.date(),
  reason: z.string().trim().min(1).max(500),
});
export type BulkStage = z.infer<typeof BulkStage>;
export const BulkStageAnswer = z.object({
  changed: z.number().int(),
  unchanged: z.number().int(),
  /** the first 1,000 of them */
  problems: z.array(z.object({ cameraId: z.string(), code: z.string(), message: z.string(), messageZh: z.string() })),
  problemCount: z.number().int().optional(),
  /** of the changed ones: set to an earlier stage than they were at */
  backwards: z.number().int().optional(),
  measureJobId: z.string().nullable(),
  dataVersion: z.number().int(),
  /** more than 5,000 cameras: the work goes on as this job, whose result is an answer like this one */
  jobId: z.string().nullable().optional(),
});
export type BulkStageAnswer = z.infer<typeof BulkStageAnswer>;

/** Stage that a record states against what the status words show. */
export const StageEvidence = z.object({
  cameraId: z.string(),
  name: z.string().nullable(),
  regionCode: z.string().nullable(),
  stage: z.string(),
  finding: z.enum(['never-online', 'online-too-short', 'online-before-installed', 'retired-online']),
  /** days with an online word */
  onlineDays: z.number().int(),
  since: z.string().nullable(),
});
export type StageEvidence = z.infer<typeof StageEvidence>;

/** One month of a metric. `reported` = frozen for that month (the latest correction), `first` = what was reported first;
 * `known` = what is known today of the end of that month. Null = nothing was reported or can be said. */
export const MonthPoint = z.object({
  month: z.string(),
  known: z.number().nullable(),
  knownNumerator: z.number().nullable(),
  knownDenominator: z.number().nullable(),
  reported: z.number().nullable(),
  first: z.number().nullable(),
  /** why reported differs from first */
  reason: z.string().nullable(),
  expected: z.number().nullable(),
});
export type MonthPoint = z.infer<typeof MonthPoint>;

/** Theil–Sen on the last monthly points. Dates are the first day at which the line reaches the minimum. */
export const Forecast = z.object({
  points: z.number().int(),
  /** per month */
  slope: z.number(),
  slopeLow: z.number(),
  slopeHigh: z.number(),
  date: z.string().nullable(),
  dateEarly: z.string().nullable(),
  dateLate: z.string().nullable(),
  /** of each coming month */
  line: z.array(z.object({ month: z.string(), value: z.number(), low: z.number(), high: z.number() })),
});
export type Forecast = z.infer<typeof Forecast>;

export const MilestoneState = z.object({
  name: z.string().nullable(),
  date: z.string(),
  value: z.number(),
  actual: z.number().nullable(),
  state: z.enum(['done', 'on-plan', 'at-risk', 'missed', 'no-data']),
  /** the rule that held, in words */
  rule: z.string().optional(),
  ruleZh: z.string().optional(),
});
export type MilestoneState = z.infer<typeof MilestoneState>;

/** GET /api/progress?scope=&from=&to=&target= */
export const Progress = z.object({
  scope: z.string().nullable(),
  from: z.string(),
  to: z.string(),
  today: z.string(),
  /** targets that hold for the scope, the one that is drawn first */
  targets: z.array(Target),
  target: Target.nullable(),
  attainment: Attainment.nullable(),
  /** the metric of the target */
  points: z.array(MonthPoint),
  forecast: Forecast.nullable(),
  /** why there is no forecast */
  noForecast: z.string().nullable(),
  noForecastZh: z.string().nullable(),
  milestones: z.array(MilestoneState),
  /** days behind the plan (+) or before it (−): today − the day on which the plan expected what is there */
  lagDays: z.number().nullable(),
  /** cameras by stage at the end of each month, as known today; `online` = online on average, null = no status */
  stages: z.array(z.object({ month: z.string(), cameras: StageCounts, online: z.number().nullable() })),
  /** children of the scope by grade */
  grades: z.record(Grade, z.number().int()),
  /** budget and spending of the projects of the scope, running totals at the end of each month */
  money: z.array(z.object({ month: z.string(), committed: z.number(), spent: z.number() })),
  budget: z.number().nullable(),
  currency: z.string().nullable(),
  /** months whose end is not kept as it is known today: POST /api/progress/recompute computes them */
  staleMonths: z.array(z.string()).optional(),
  dataVersion: z.number().int(),
});
export type Progress = z.infer<typeof Progress>;

/** GET /api/regions/{code}/history?metric=&from=&to= */
export const History = z.object({
  region: z.string(),
  metric: TargetMetric,
  points: z.array(MonthPoint),
  dataVersion: z.number().int(),
});
export type History = z.infer<typeof History>;

export const MonthlyUnit = z.object({
  code: z.string(),
  name: z.string(),
  nameEn: z.string().nullable(),
  task: z.number(),
  standing: z.number().int(),
  procured: z.number().int(),
  share: z.number(),
});
export type MonthlyUnit = z.infer<typeof MonthlyUnit>;
/** GET /api/progress/monthly?scope=&on=&unit=&group=&stage= : the numbers of the monthly roll-out report. */
export const MonthlyReport = z.object({
  scope: z.string().nullable(),
  on: z.string(),
  /** level of the units that have a task, and of those that are named as leading and lagging */
  unitLevel: z.string(),
  groupLevel: z.string().nullable(),
  stage: StageReached,
  planned: z.number(),
  standing: z.number().int(),
  /** standing ÷ planned */
  share: z.number().nullable(),
  units: z.number().int(),
  unitsDone: z.number().int(),
  unitsDoneShare: z.number().nullable(),
  unitsProcured: z.number().int(),
  unitsProcuredShare: z.number().nullable(),
  /** of the group level, by share; ties by code */
  leading: z.array(MonthlyUnit),
  lagging: z.array(MonthlyUnit),
  groups: z.array(MonthlyUnit),
  unitList: z.array(MonthlyUnit),
  /** cameras of the scope at the stage in no unit with a task: not part of `standing` */
  elsewhere: z.number().int().optional(),
  dataVersion: z.number().int(),
});
export type MonthlyReport = z.infer<typeof MonthlyReport>;

export const Frozen = z.object({
  id: z.string(),
  month: z.string(),
  asOf: z.string(),
  takenAt: z.string(),
  actor: z.string(),
  reason: z.string().nullable(),
  correctionOf: z.string().nullable(),
  dataVersion: z.number().int(),
  regions: z.number().int(),
});
export type Frozen = z.infer<typeof Frozen>;
/** GET /api/progress/frozen/{id}?region=&level= : what was reported, always the same. */
export const FrozenMonth = Frozen.extend({
  leaves: z.number().int(),
  leavesMeasured: z.number().int(),
  /** in force when it was frozen */
  targets: z.array(Target),
  /** the region and its children as of then, or all of a level */
  items: z.array(
    z.object({
      code: z.string(),
      name: z.string(),
      nameEn: z.string().nullable(),
      level: z.string(),
      parentCode: z.string().nullable(),
      figure: Figure.nullable(),
      /** cameras at a stage or later, `filed` of the installed ones, `retired` */
      stages: z.record(z.string(), z.number().int()),
      /** camera seconds of the month by state */
      times: z.record(z.string(), z.number()),
    }),
  ),
});
export type FrozenMonth = z.infer<typeof FrozenMonth>;
/** A second freezing of a month is a correction and needs a reason. */
export const FreezeInput = z.strictObject({
  month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/),
  reason: z.string().trim().min(1).max(500).optional(),
});
export type FreezeInput = z.infer<typeof FreezeInput>;

/** GET /api/progress/league?scope=&level=&on= : one row a region. */
export const LeagueRow = z.object({
  code: z.string(),
  name: z.string(),
  nameEn: z.string().nullable(),
  level: z.string(),
  parentCode: z.string().nullable(),
  /** regions of like size and density: rank is among these */
  peers: z.string(),
  /** null = not ranked */
  rank: z.number().int().nullable(),
  /** others share it */
  tied: z.boolean(),
  /** intervals of the next ones overlap, so that the rank says little */
  rankMeaningful: z.boolean(),
  unranked: z.enum(['no-data', 'few-cameras', 'no-target']).nullable(),
  attainment: Attainment.nullable(),
  actual: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** last 12 months, oldest first; null = nothing known */
  trend: z.array(z.number().nullable()),
  cameras: z.number().int(),
  online: z.number().nullable(),
  overM2: z.number().nullable(),
});
export type LeagueRow = z.infer<typeof LeagueRow>;
export const League = z.object({
  scope: z.string().nullable(),
  level: z.string(),
  on: z.string(),
  metric: TargetMetric,
  rows: z.array(LeagueRow),
  /** what ranks go by: attainment, or where no region has a target the value itself */
  rankedBy: z.enum(['attainment', 'value']).optional(),
  /** what `peers` of a row means, in words */
  peerGroups: z
    .array(z.object({ id: z.string(), name: z.string(), nameZh: z.string(), regions: z.number().int() }))
    .optional(),
  /** months of the trends, oldest first */
  trendMonths: z.array(z.string()).optional(),
  /** children at their target, of those that can be judged */
  atTarget: z.number().int(),
  judged: z.number().int(),
  dataVersion: z.number().int(),
});
export type League = z.infer<typeof League>;

export const Project = z.object({
  id: z.string(),
  name: z.string(),
  regionCode: z.string().nullable(),
  owner: z.string().nullable(),
  budget: z.number().nullable(),
  currency: z.string(),
  startOn: z.string().nullable(),
  dueOn: z.string().nullable(),
  note: z.string().nullable(),
  cameras: z.number().int(),
  stages: StageCounts,
  committed: z.number(),
  spent: z.number(),
  revision: z.number().int(),
});
export type Project = z.infer<typeof Project>;
export const ProjectInput = z.strictObject({
  name: z.string().trim().min(1).max(200),
  regionCode: z.string().nullable().optional(),
  owner: z.string().trim().min(1).max(300).nullable().optional(),
  budget: z.number().min(0).nullable().optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  startOn: z.iso.date().nullable().optional(),
  dueOn: z.iso.date().nullable().optional(),
  note: z.string().max(1_000).nullable().optional(),
});
export type ProjectInput = z.infer<typeof ProjectInput>;
export const SpendInput = z.strictObject({
  kind: z.enum(['committed', 'spent']),
  day: z.iso.date(),
  amount: z.number(),
  note: z.string().trim().min(1).max(500).nullable().optional(),
});
export type SpendInput = z.infer<typeof SpendInput>;
export const ProjectPatch = ProjectInput.partial();
export type ProjectPatch = z.infer<typeof ProjectPatch>;
export const Spend = z.object({
  id: z.string(),
  kind: z.enum(['committed', 'spent']),
  day: z.string(),
  amount: z.number(),
  note: z.string().nullable(),
  actor: z.string(),
  recordedAt: z.string(),
});
export type Spend = z.infer<typeof Spend>;
/** POST /api/projects/{id}/cameras: cameras by id, or all of an import, or all that stand in a region. */
export const ProjectCamerasInput = z.strictObject({
  action: z.enum(['add', 'remove']),
  cameraIds: z.array(z.string()).min(1).max(100_000).optional(),
  importId: z.string().optional(),
  region: z.string().optional(),
  /** add: also those that belong to another project, which then lose them */
  move: z.boolean().optional(),
});
export type ProjectCamerasInput = z.infer<typeof ProjectCamerasInput>;
export const ProjectCamerasAnswer = z.object({
  /** added, or removed */
  changed: z.number().int(),
  /** were in the project already, or were not */
  unchanged: z.number().int(),
  /** belong to another project and stay there */
  taken: z.number().int(),
  /** no such camera */
  unknown: z.number().int(),
  project: Project,
});
export type ProjectCamerasAnswer = z.infer<typeof ProjectCamerasAnswer>;
export const ProjectCamera = z.object({
  id: z.string(),
  name: z.string().nullable(),
  stage: z.string(),
  regionCode: z.string().nullable(),
});
export type ProjectCamera = z.infer<typeof ProjectCamera>;
