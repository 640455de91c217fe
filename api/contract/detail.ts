// How well must something be seen (detail profiles), and what stands in for what a record lacks (assumption table)?
import { z } from 'zod';

const pxPerM = z.number().gt(0).max(100_000);
/** One word in any script; `range` is the detail without a profile. */
export const DetailName = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}_-]{0,39}$/u, 'one word, at most 40 characters')
  .refine((name) => name !== 'range');
export const ProfileId = z.string().regex(/^[a-z0-9][a-z0-9:._-]{0,63}$/, 'lower-case letters, digits, : . _ -');

/** Names with the pixel density they ask for, px per metre. */
export const DetailProfile = z.strictObject({
  id: ProfileId,
  details: z.record(DetailName, pxPerM).refine((all) => {
    const n = Object.keys(all).length;
    return n >= 1 && n <= 50;
  }),
});
export type DetailProfile = z.infer<typeof DetailProfile>;

export const ProfileList = z.strictObject({
  /** built-in ones first */
  profiles: z.array(DetailProfile.extend({ builtIn: z.boolean() })),
  /** details that are measured with every change, beside `range` */
  kept: z.array(z.strictObject({ detail: z.string(), profile: z.string() })),
  version: z.number().int(),
});
export type ProfileList = z.infer<typeof ProfileList>;
export const ProfilesPut = z.strictObject({
  /** the custom ones, all of them */
  profiles: z.array(DetailProfile).max(20).optional(),
  kept: z
    .array(z.strictObject({ detail: z.string().max(40), profile: ProfileId.optional() }))
    .max(4)
    .optional(),
});
export type ProfilesPut = z.infer<typeof ProfilesPut>;

const angleDeg = z.number().min(1e-3).max(360);
const metres = z.number().gt(0).max(20_000);
const row = z.strictObject({ hfovDeg: angleDeg, rangeM: metres });
/** By type; a ptz looks through one angle at a time, whatever ground it may turn to. */
export const AssumptionValues = z.strictObject({
  byType: z.strictObject({
    fixed: row,
    dome: row,
    ptz: row.extend({ lensHfovDeg: angleDeg }),
    panoramic: row,
  }),
  /** px across, for details that a profile defines */
  resolutionH: z.number().int().min(1).max(100_000),
});
export type AssumptionValues = z.infer<typeof AssumptionValues>;
export const AssumptionTable = AssumptionValues.extend({ version: z.string() });
export type AssumptionTable = z.infer<typeof AssumptionTable>;
