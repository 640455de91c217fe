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
  'status',
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
  /** share of the cells looked at that the field can read, 0..1; null = any text will do */
  fits: z.number().nullable(),
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
/** Hours and minutes east of Greenwich. */
export const FIXED_ZONE = /^([+-])(0\d|1[0-4]):([0-5]\d)$/;
/** Is this a time zone that can be named, such as Asia/Shanghai or +08:00? */
export function isZone(name: string): boolean {
  if (FIXED_ZONE.test(name)) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Options of an import; every one can also be the answer to a question. */
export const ImportOptions = z.object({
  crs: z.string().max(100).optional(),
  encoding: z.string().max(100).optional(),
  codeField: z.string().max(1_000).optional(),
  /** order of the two numbers of a position, where the file has them the other way round */
  axes: z.enum(['lon-lat', 'lat-lon']).optional(),
  /** of times that name none: Asia/Shanghai, Europe/Berlin, +08:00 … (default +08:00) */
  zone: z.string().max(100).refine(isZone).optional(),
  /** column → field; '' keeps a column out */
  mapping: z.record(z.string(), z.string()).optional(),
  /** what becomes of records of an earlier import of the same file that are missing now; default keep */
  vanish: z.enum(['keep', 'remove']).optional(),
  /** region codes whose subtrees a layer (public space, obstacles, privacy zones) describes; default all */
  extent: z.array(z.string()).optional(),
  /** sheet of a workbook, layer of a GeoPackage, shapefile of an archive */
  layer: z.string().max(1_000).optional(),
  /** column → (cell as it stands → what is read instead; '' = blank), wherever that cell occurs */
  values: z.record(z.string(), z.record(z.string(), z.string())).optional(),
  /** row (see Problem.row) → (column → what is read instead; '' = blank) */
  fixes: z.record(z.string().regex(/^\d{1,9}$/), z.record(z.string(), z.string())).optional(),
  /** codes of problems whose proposal is taken for every row that has one */
  repairs: z.array(z.string().max(100)).max(1_000).optional(),
  /** id of the recipe to read with; '' = none, absent = the one whose columns are those of the file */
  recipe: z.string().max(100).optional(),
  /** how rows find the records they are about; `position` = the nearest one, where a new list gave all ids anew */
  match: z.enum(['id', 'position']).optional(),
  /** farthest a record may lie from its row with `match: position`, m (default 15) */
  matchM: z.number().positive().max(10_000).optional(),
  /** a record that lies farther from its row than this has moved, m (default 5) */
  movedM: z.number().min(0).max(100_000).optional(),
});
export type ImportOptions = z.infer<typeof ImportOptions>;

/** What the bytes are, before anything is asked. */
export const ImportProbe = z.object({
  format: z.string(),
  encoding: z.string().nullable(),
  separator: z.string().nullable(),
  bytes: z.number().int(),
  /** sheets, layers or shapefiles inside; empty where the format has one table only */
  layers: z.array(z.object({ name: z.string(), rows: z.number().int().nullable(), geometry: z.string().nullable() })),
  /** the one that was read */
  layer: z.string().nullable(),
  rows: z.number().int(),
  columns: z.number().int(),
  /** the system that the file itself names */
  declaredCrs: z.string().nullable(),
  /** of the usable rows, WGS-84 degrees: west, south, east, north */
  extent: z.tuple([z.number(), z.number(), z.number(), z.number()]).nullable(),
});
export type ImportProbe = z.infer<typeof ImportProbe>;

/** The positions of the file, read in one system and axis order. */
export const CrsHypothesis = z.object({
  crs: z.string(),
  axes: z.enum(['lon-lat', 'lat-lon']),
  /** sampled positions that lie in the region they name (basis `named`), on or beside public space (`space`), or in any
   * region (`any`), of `of` */
  inside: z.number().int(),
  of: z.number().int(),
  /** median distance to where the file's own reading puts them, m; null where one of the two cannot be */
  shiftM: z.number().nullable(),
});
export type CrsHypothesis = z.infer<typeof CrsHypothesis>;
/** The coordinate truth test. */
export const TruthTest = z.object({
  basis: z.enum(['named', 'space', 'any']),
  /** positions looked at */
  sampled: z.number().int(),
  /** how the file was read: index into `hypotheses` */
  current: z.number().int(),
  /** the likeliest, index; null = none stands out */
  likely: z.number().int().nullable(),
  hypotheses: z.array(CrsHypothesis),
});
export type TruthTest = z.infer<typeof TruthTest>;

const lonLat = z.tuple([z.number(), z.number()]);
/** WGS-84 degrees; the outlines are thinned for small maps. */
export const TruthMaps = z.object({
  box: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  outlines: z.array(z.array(lonLat)),
  /** one for each hypothesis, in its order */
  maps: z.array(
    z.object({
      crs: z.string(),
      axes: z.enum(['lon-lat', 'lat-lon']),
      /** longitude, latitude, 1 = inside */
      points: z.array(z.tuple([z.number(), z.number(), z.union([z.literal(0), z.literal(1)])])),
    }),
  ),
});
export type TruthMaps = z.infer<typeof TruthMaps>;

/** What a commit would change, against what stands. */
export const ImportDiff = z.object({
  matchedBy: z.enum(['id', 'position']),
  added: z.number().int(),
  moved: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  vanished: z.number().int(),
  movedM: z.number(),
  /** by position, when the ids fit badly: how many rows lie within `withinM` of a record that no row names */
  proposal: z
    .object({ matched: z.number().int(), of: z.number().int(), withinM: z.number(), medianM: z.number() })
    .nullable(),
});
export type ImportDiff = z.infer<typeof ImportDiff>;

/** One row of the diff, for lists and for the map. */
export const ImportChange = z.object({
  action: z.enum(['added', 'moved', 'changed', 'unchanged', 'vanished']),
  /** id or code of the record */
  id: z.string(),
  /** null for what vanished */
  row: z.number().int().nullable(),
  name: z.string().nullable(),
  /** null where the kind has no position */
  before: z.tuple([z.number(), z.number()]).nullable(),
  after: z.tuple([z.number(), z.number()]).nullable(),
  /** a few corners of a new shape, to be drawn small: rings are closed, lines are not; null where there is only a position */
  outline: z.array(z.array(z.tuple([z.number(), z.number()]))).nullable(),
  movedM: z.number().nullable(),
  /** fields that change, with the old and the new value */
  fields: z.array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })),
});
export type ImportChange = z.infer<typeof ImportChange>;

/** How files of one owner are read: remembered, found again by their columns. */
export const Recipe = z.object({
  id: z.string(),
  name: z.string(),
  kind: ImportKind,
  columns: z.array(z.string()),
  options: ImportOptions,
  createdAt: z.string(),
  usedAt: z.string().nullable(),
});
export type Recipe = z.infer<typeof Recipe>;

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
      /** how many of them have a proposal: `repairs` takes it for all */
      repairable: z.number().int(),
      /** cells that occur most among them, each with its column; at most 50 */
      values: z.array(
        z.object({
          column: z.string().nullable(),
          value: z.string(),
          count: z.number().int(),
          proposal: z.string().nullable(),
        }),
      ),
    }),
  ),
  probe: ImportProbe.nullable(),
  truth: TruthTest.nullable(),
  diff: ImportDiff.nullable(),
  /** the recipe it was read with */
  recipe: z.object({ id: z.string(), name: z.string() }).nullable(),
  jobId: z.string().nullable(),
  measureJobId: z.string().nullable(),
  reason: z.string().nullable(),
  reasonZh: z.string().nullable(),
  createdAt: z.string(),
  committedAt: z.string().nullable(),
  undoable: z.boolean(),
});
export type ImportRecord = z.infer<typeof ImportRecord>;
