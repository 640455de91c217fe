// What is wrong with a row, a file or a request, in words a planner can act on.
import { z } from 'zod';

/** One fault in an input. `row` counts from 1 with the header as row 1 in tables, and is the 1-based feature or
 * element number in GeoJSON and OSM JSON. `code` is stable and dotted lower case. */
export const Problem = z.object({
  file: z.string(),
  row: z.number().int().nullable(),
  column: z.string().nullable(),
  value: z.string().nullable(),
  code: z.string(),
  message: z.string(),
  fix: z.string(),
  messageZh: z.string(),
  fixZh: z.string(),
  /** `error` rejects the row, `warning` keeps it and wants a look, `note` says what was done. */
  severity: z.enum(['error', 'warning', 'note']),
  /** what `column` would hold if it were repaired; absent = a person has to say */
  proposal: z.string().optional(),
});
export type Problem = z.infer<typeof Problem>;

/** application/problem+json (RFC 9457). */
export const HttpProblem = z.object({
  type: z.string(),
  status: z.number().int(),
  code: z.string(),
  title: z.string(),
  detail: z.string(),
  fix: z.string(),
  titleZh: z.string(),
  detailZh: z.string(),
  fixZh: z.string(),
  requestId: z.string().optional(),
  errors: z
    .array(
      z.object({
        path: z.string(),
        code: z.string(),
        message: z.string(),
        got: z.string().optional(),
        fix: z.string().optional(),
        messageZh: z.string().optional(),
        fixZh: z.string().optional(),
      }),
    )
    .optional(),
  /** of a gap or region that is gone: those in its place, and the part of it that each covers (0..1) */
  links: z.array(z.object({ id: z.string(), share: z.number() })).optional(),
});
export type HttpProblem = z.infer<typeof HttpProblem>;
