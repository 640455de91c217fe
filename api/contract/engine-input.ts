// What a browser needs to measure one leaf by itself, with the very input that the server measures from.
import { z } from 'zod';
import { AssumptionTable } from './detail.ts';
import { CameraSet } from './figure.ts';

export const EngineInput = z.object({
  regionCode: z.string(),
  set: CameraSet,
  detail: z.string(),
  profile: z.string().nullable(),
  /** px per metre that the detail asks for; null for `range` */
  pxPerM: z.number().nullable(),
  assumptions: AssumptionTable,
  publicSpace: z.boolean(),
  dataVersion: z.number().int(),
  /** id of the engine's camera i, ascending */
  cameraIds: z.array(z.string()),
  /** cameras that see into the leaf from where the caller may not look: they are left out, and figures are lower by them */
  hiddenCameras: z.number().int(),
  /** the engine's LeafInput; typed arrays as `{ f8 | i4 | u1: […] }` (api/rules/array-json.ts) */
  input: z.looseObject({}),
});
export type EngineInput = z.infer<typeof EngineInput>;
