// What the Start screen and the shell need to know at once.
import { z } from 'zod';
import { Job } from './job.ts';

export const Workspace = z.object({
  version: z.string(),
  dataVersion: z.number().int(),
  counts: z.object({
    regions: z.number().int(),
    leaves: z.number().int(),
    cameras: z.number().int(),
    publicSpace: z.number().int(),
    targets: z.number().int(),
    gaps: z.number().int(),
  }),
  levels: z.array(z.object({ level: z.string(), count: z.number().int(), depth: z.number().int() })),
  roots: z.array(z.string()),
  bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]).nullable(),
  sample: z.boolean(),
  readOnly: z.boolean(),
  runningJobs: z.array(Job),
});
export type Workspace = z.infer<typeof Workspace>;
