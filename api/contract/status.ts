// Does it work: words about the state of cameras, intervals made of them, feeds, planned works, outages. docs/model.md §6.
import { z } from 'zod';

export const StatusState = z.enum(['online', 'offline', 'unknown']);
export type StatusState = z.infer<typeof StatusState>;

/** Most rows of one POST /api/status: more of them come as several batches, or as a file. */
export const MOST_STATUS_ROWS = 20_000;

/** A row as it comes in. Every field is looked at by itself, so that one bad row refuses only itself. */
export const StatusInput = z.object({
  rows: z.array(z.unknown()).max(1_000_000),
  /** of the feed: a batch with a number that was seen already is answered and not taken again */
  sequence: z.number().int().min(0).optional(),
});
export type StatusInput = z.infer<typeof StatusInput>;
export const StatusRowInput = z.strictObject({
  cameraId: z.string().trim().min(1).max(100),
  state: z.string(),
  at: z.string(),
  source: z.string().trim().max(200).nullish(),
  reason: z.string().trim().max(300).nullish(),
});
export type StatusRowInput = z.infer<typeof StatusRowInput>;

export const StatusProblem = z.object({
  /** index in `rows`, from 0 */
  row: z.number().int(),
  cameraId: z.string().nullable(),
  code: z.string(),
  message: z.string(),
  messageZh: z.string(),
  fix: z.string(),
  fixZh: z.string(),
});
export type StatusProblem = z.infer<typeof StatusProblem>;
export const StatusAnswer = z.object({
  /** rows that are kept now: new ones and those that were there already */
  accepted: z.number().int(),
  /** of those, how many were there already */
  repeated: z.number().int(),
  problems: z.array(StatusProblem),
});
export type StatusAnswer = z.infer<typeof StatusAnswer>;

/** [from, to): `to` null = it still holds. `stale`, `flapping`, `planned-works`, `parent-down`, `feed-silent` are reasons. */
export const StatusInterval = z.object({
  state: StatusState,
  from: z.string(),
  to: z.string().nullable(),
  source: z.string().nullable(),
  reason: z.string().nullable(),
});
export type StatusInterval = z.infer<typeof StatusInterval>;
/** GET /api/cameras/{id}/status */
export const CameraStatus = z.object({
  cameraId: z.string(),
  now: StatusInterval.nullable(),
  intervals: z.array(StatusInterval),
});
export type CameraStatus = z.infer<typeof CameraStatus>;

export const Feed = z.object({
  id: z.string(),
  intervalMs: z
    .number()
    .int()
    .min(1_000)
    .max(90 * 86_400_000),
  /** null = 2.5 intervals */
  staleAfterMs: z
    .number()
    .int()
    .min(1_000)
    .max(400 * 86_400_000)
    .nullable(),
  holdForMs: z.number().int().min(0).max(86_400_000),
});
export type Feed = z.infer<typeof Feed>;
export const FeedPatch = Feed.omit({ id: true }).partial().strict();
export type FeedPatch = z.infer<typeof FeedPatch>;
export const FeedHealth = Feed.extend({
  lastBatchAt: z.string().nullable(),
  cameras: z.number().int(),
  /** null = it speaks */
  silentSince: z.string().nullable(),
});
export type FeedHealth = z.infer<typeof FeedHealth>;

export const Works = z.object({
  id: z.string(),
  kind: z.enum(['region', 'parent', 'camera', 'feed']),
  subject: z.string(),
  from: z.string(),
  to: z.string(),
  reason: z.string(),
  actor: z.string(),
  recordedAt: z.string(),
});
export type Works = z.infer<typeof Works>;
export const WorksInput = z.strictObject({
  kind: Works.shape.kind,
  subject: z.string().trim().min(1).max(200),
  from: z.iso.datetime({ offset: true }),
  to: z.iso.datetime({ offset: true }),
  reason: z.string().trim().min(1).max(500),
});
export type WorksInput = z.infer<typeof WorksInput>;

/** Camera time of a span by state, seconds; the rates are null where nothing is expected. */
export const StatusTimes = z.object({
  from: z.string(),
  to: z.string(),
  cameras: z.number().int(),
  onlineS: z.number(),
  offlineS: z.number(),
  unknownS: z.number(),
  plannedS: z.number(),
  ownS: z.number(),
  /** online ÷ (online + offline) */
  onlineRate: z.number().nullable(),
  /** online ÷ expected: unknown is not intact, planned works and our own downtime are not expected */
  intactRate: z.number().nullable(),
  reason: z.string().nullable(),
  reasonZh: z.string().nullable(),
});
export type StatusTimes = z.infer<typeof StatusTimes>;

/** GET /api/status/summary?region= (absent = everything) */
export const StatusSummary = z.object({
  region: z.string().nullable(),
  asOf: z.string(),
  /** installed cameras by state now */
  installed: z.number().int(),
  online: z.number().int(),
  offline: z.number().int(),
  unknown: z.number().int(),
  /** no word ever came of them; counted in `unknown` too */
  neverHeard: z.number().int(),
  /** cameras that are not online, by reason ('' = none given) */
  reasons: z.record(z.string(), z.number().int()),
  /** installed and live figure beside each other, m²; null with the reason where it is not computed */
  nominal: z.object({ likelyM2: z.number(), demandM2: z.number() }).nullable(),
  effective: z
    .object({ likelyM2: z.number(), coveredM2: z.number(), coveredHighM2: z.number(), demandM2: z.number() })
    .nullable(),
  /** the installed figure of those leaves alone that `effective` speaks of: what it is compared with */
  comparable: z.object({ likelyM2: z.number(), demandM2: z.number() }).nullable().optional(),
  /** leaves with a live figure, of all leaves */
  leaves: z.number().int(),
  leavesComputed: z.number().int(),
  reason: z.string().nullable(),
  reasonZh: z.string().nullable(),
  /** leaves whose nominal figure reaches the minimum of their target and whose effective one does not */
  belowMinimum: z.array(
    z.object({
      code: z.string(),
      name: z.string(),
      nameEn: z.string().nullable(),
      nominal: z.number(),
      effective: z.number(),
      minimum: z.number(),
    }),
  ),
  /** key places covered by installed cameras and dark now */
  darkPlaces: z.array(
    z.object({
      id: z.string(),
      name: z.string().nullable(),
      nameEn: z.string().nullable(),
      class: z.string(),
      regionCode: z.string(),
    }),
  ),
  openOutages: z.number().int(),
  feeds: z.array(FeedHealth),
  /** per day, oldest first; a day without any word has times of 0 */
  days: z.array(StatusTimes),
});
export type StatusSummary = z.infer<typeof StatusSummary>;

export const Outage = z.object({
  id: z.string(),
  kind: z.enum(['feed', 'parent', 'region', 'camera']),
  /** feed id, id of the parent device, region code, or camera id */
  subject: z.string(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  cause: z.string().nullable(),
  cameras: z.number().int(),
  /** out now */
  down: z.number().int(),
  regionCode: z.string().nullable(),
  regionName: z.string().nullable(),
  regionNameEn: z.string().nullable(),
  /** likely area before − likely with all its cameras taken out; null = not computed yet */
  lostM2: z.number().nullable(),
  beforeM2: z.number().nullable(),
  demandM2: z.number().nullable(),
  leaves: z.array(z.string()),
  keyPlaces: z.array(
    z.object({ id: z.string(), name: z.string().nullable(), nameEn: z.string().nullable(), class: z.string() }),
  ),
  /** cameras that still see part of what its cameras saw */
  neighbours: z.number().int(),
  owner: z.string().nullable(),
  note: z.string().nullable(),
  dueAt: z.string().nullable(),
  mutedUntil: z.string().nullable(),
  revision: z.number().int(),
});
export type Outage = z.infer<typeof Outage>;
/** GET /api/outages/{id}: with the cameras. */
export const OutageDetail = Outage.extend({
  cameraList: z.array(
    z.object({
      id: z.string(),
      name: z.string().nullable(),
      longitude: z.number(),
      latitude: z.number(),
      state: StatusState,
      /** of the state it is in now */
      reason: z.string().nullable().optional(),
      regionCode: z.string().nullable(),
      /** what it sees when it works, for a picture: a sector, or the disc it looks somewhere within */
      sight: z
        .object({
          azimuthDeg: z.number().nullable(),
          hfovDeg: z.number(),
          nearM: z.number(),
          reachM: z.number(),
        })
        .nullable()
        .optional(),
    }),
  ),
  neighbourList: z.array(
    z.object({ id: z.string(), name: z.string().nullable(), longitude: z.number(), latitude: z.number() }),
  ),
  /** who did what when, oldest first */
  history: z.array(z.object({ at: z.string(), actor: z.string(), text: z.string(), textZh: z.string() })),
});
export type OutageDetail = z.infer<typeof OutageDetail>;
export const OutagePatch = z.strictObject({
  owner: z.string().trim().min(1).max(300).nullable().optional(),
  note: z.string().trim().min(1).max(2_000).nullable().optional(),
  cause: z.string().trim().min(1).max(300).nullable().optional(),
  dueAt: z.iso.datetime({ offset: true }).nullable().optional(),
  mutedUntil: z.iso.datetime({ offset: true }).nullable().optional(),
});
export type OutagePatch = z.infer<typeof OutagePatch>;

/** GET /api/status/positions?region= : where installed cameras that are not online stand, offline ones first, columns. */
export const StatusPositions = z.object({
  asOf: z.string(),
  /** not online; more of them than are given where a map could not show them all */
  total: z.number().int(),
  cameras: z.array(z.string()),
  /** longitude, latitude */
  positions: z.array(z.tuple([z.number(), z.number()])),
  states: z.array(StatusState),
  reasons: z.array(z.string().nullable()),
});
export type StatusPositions = z.infer<typeof StatusPositions>;
