// A camera record: docs/model.md §1. The same schema guards the API and the importers.
import { z } from 'zod';

export const CameraType = z.enum(['fixed', 'dome', 'ptz', 'panoramic']);
export type CameraType = z.infer<typeof CameraType>;
export const Stage = z.enum(['planned', 'approved', 'procured', 'installed', 'networked', 'accepted', 'retired']);
export type Stage = z.infer<typeof Stage>;

const text = (max: number) => z.string().trim().min(1).max(max);
const date = z.iso.date();

/** Everything about a camera that a planner states. Absent = null = not known. */
export const CameraFields = z.object({
  name: text(300).nullable(),
  longitude: z.number().min(-180).max(180),
  latitude: z.number().min(-90).max(90),
  type: CameraType.nullable(),
  azimuthDeg: z.number().min(0).lt(360).nullable(),
  hfovDeg: z.number().gt(0).max(360).nullable(),
  rangeM: z.number().gt(0).max(20_000).nullable(),
  nearM: z.number().min(0).max(20_000).nullable(),
  heightM: z.number().min(-50).max(1_000).nullable(),
  tiltDeg: z.number().min(-90).max(90).nullable(),
  vfovDeg: z.number().gt(0).max(360).nullable(),
  lensHfovDeg: z.number().gt(0).max(360).nullable(),
  resolutionH: z.number().int().min(1).max(100_000).nullable(),
  stage: Stage,
  plannedOn: date.nullable(),
  approvedOn: date.nullable(),
  procuredOn: date.nullable(),
  installedOn: date.nullable(),
  networkedOn: date.nullable(),
  acceptedOn: date.nullable(),
  retiredOn: date.nullable(),
  owner: text(300).nullable(),
  purpose: text(1_000).nullable(),
  legalBasis: text(1_000).nullable(),
  reviewOn: date.nullable(),
  retentionDays: z.number().int().min(0).max(36_500).nullable(),
  filingNo: text(100).nullable(),
  filedOn: date.nullable(),
  signage: z.boolean().nullable(),
  restricted: z.boolean(),
  count: z.number().int().min(1).max(1_000),
  /** id of the device it hangs on (recorder, gateway) */
  parentId: text(100).nullable(),
});
export type CameraFields = z.infer<typeof CameraFields>;

export const CAMERA_DEFAULTS: Omit<CameraFields, 'longitude' | 'latitude'> = {
  name: null,
  type: null,
  azimuthDeg: null,
  hfovDeg: null,
  rangeM: null,
  nearM: null,
  heightM: null,
  tiltDeg: null,
  vfovDeg: null,
  lensHfovDeg: null,
  resolutionH: null,
  stage: 'installed',
  plannedOn: null,
  approvedOn: null,
  procuredOn: null,
  installedOn: null,
  networkedOn: null,
  acceptedOn: null,
  retiredOn: null,
  owner: null,
  purpose: null,
  legalBasis: null,
  reviewOn: null,
  retentionDays: null,
  filingNo: null,
  filedOn: null,
  signage: null,
  restricted: false,
  count: 1,
  parentId: null,
};

/** What is added to the fields once a camera is kept. */
export const Camera = CameraFields.extend({
  id: z.string(),
  /** the pair as it stood in its source, and the system it was declared in */
  originalX: z.number().nullable(),
  originalY: z.number().nullable(),
  originalCrs: z.string(),
  /** leaf region it stands in (on a border: the lower code); null when it stands in none */
  regionCode: z.string().nullable(),
  source: z.string().nullable(),
  revision: z.number().int(),
  validFrom: z.string(),
  recordedAt: z.string(),
});
export type Camera = z.infer<typeof Camera>;

/** One line of text. A step of a path (`.`, `..`) could not be asked for under /api/cameras/. */
export const CameraId = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^(?!\.{1,2}$)[^\p{Cc}]*$/u, 'one line of text');
/** POST /api/cameras. Unknown keys are refused: there is no room for streams, passwords or people. */
export const CameraCreate = CameraFields.partial()
  .required({ longitude: true, latitude: true })
  .extend({ id: CameraId.optional(), crs: z.string().optional() })
  .strict();
export type CameraCreate = z.infer<typeof CameraCreate>;
export const CameraPatch = CameraFields.partial().extend({ validFrom: z.iso.datetime().optional() }).strict();
export type CameraPatch = z.infer<typeof CameraPatch>;
