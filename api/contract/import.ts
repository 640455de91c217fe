// What an import found, asks and did.
import { z } from 'zod';
import { Problem } from './problem.ts';

export const ImportKind = z.enum([
  'regions',
  'cameras',
  'public-space',
  'obstacles',
  'privacy-zones',
  'targets',
  'elevation',
]);
export type ImportKind = z.infer<typeof ImportKind>;

export const ImportQuestion = z.object({
  code: z.string(),
  message: z.string(),
  messageZh: z.string(),
  /** the option that answers it, e.g. `crs`, `codeField`, `encoding`, and the values it may take */
  option: z.string(),
  choices: z.array(z.object({ value: z.string(), label: z.string(), labelZh: z.string() })),
});
export type ImportQuestion = z.infer<typeof ImportQuestion>;

/** How a column of the file is read. `field` null = kept out; `dropped` says it is never kept by design. */
export const ColumnMapping = z.object({
  column: z.string(),
  sample: z.string().nullable(),
  field: z.string().nullable(),
  sure: z.enum(['exact', 'synonym', 'guess', 'none']),
  dropped: z.boolean(),
});
export type ColumnMapping = z.infer<typeof ColumnMapping>;

export const ImportReceipt = z.object({
  kind: ImportKind,
  format: z.string(),
  encoding: z.string().nullable(),
  crs: z.string(),
  rows: z.number().int(),
  usable: z.number().int(),
  rejected: z.number().int(),
  create: z.number().int(),
  update: z.number().int(),
  unchanged: z.number().int(),
  vanish: z.number().int(),
  dropped: z.array(z.string()),
  questions: z.array(ImportQuestion),
  problems: z.array(Problem),
});
export type ImportReceipt = z.infer<typeof ImportReceipt>;

export const ImportState = z.enum(['parsing', 'ready', 'needs-answer', 'committing', 'committed', 'undone', 'failed']);
/** Options of an import; every one can also be the answer to a question. */
export const ImportOptions = z.object({
  crs: z.string().optional(),
  encoding: z.string().optional(),
  codeField: z.string().optional(),
  /** order of the two numbers of a position, where the file has them the other way round */
  axes: z.enum(['lon-lat', 'lat-lon']).optional(),
  /** column → field; '' keeps a column out */
  mapping: z.record(z.string(), z.string()).optional(),
  /** what becomes of records of an earlier import of the same file that are missing now; default keep */
  vanish: z.enum(['keep', 'remove']).optional(),
  /** region codes whose subtrees a layer (public space, obstacles, privacy zones) describes; default all */
  extent: z.array(z.string()).optional(),
});
export type ImportOptions = z.infer<typeof ImportOptions>;

export const ImportRecord = z.object({
  id: z.string(),
  fileName: z.string(),
  state: ImportState,
  options: ImportOptions,
  mapping: z.array(ColumnMapping),
  /** problems are summarised here by code; the rows come from …/problems */
  receipt: ImportReceipt.nullable(),
  problemGroups: z.array(
    z.object({
      code: z.string(),
      severity: z.enum(['error', 'warning', 'note']),
      count: z.number().int(),
      message: z.string(),
      messageZh: z.string(),
      fix: z.string(),
      fixZh: z.string(),
    }),
  ),
  jobId: z.string().nullable(),
  measureJobId: z.string().nullable(),
  reason: z.string().nullable(),
  reasonZh: z.string().nullable(),
  createdAt: z.string(),
  committedAt: z.string().nullable(),
  undoable: z.boolean(),
});
export type ImportRecord = z.infer<typeof ImportRecord>;
