// What reading a file came to: the receipt, the problems by code, and whether it may be committed.
import type { ParseSummary } from '#importers/types';
import { countOfSource } from '#storage/cameras.repository';
import { changeImport, type ImportRow, problemPage } from '#storage/imports.repository';
import { obstacleBoxes } from '#storage/obstacles.repository';
import { zoneRecords } from '#storage/privacy-zones.repository';
import { publicSpaceRecords } from '#storage/public-space.repository';
import { EVERYTHING } from '#storage/scope';
import type { ProblemGroup } from '#storage/tables';
import type { Ctx } from './ctx.ts';
import { earlierOfFile } from './import-commit.ts';
import type { StageCounts } from './import-stage.ts';

/** Problems that the receipt itself shows; all others are listed page by page. */
const SHOWN_PROBLEMS = 50;

export async function finishReading(
  ctx: Ctx,
  row: ImportRow,
  summary: ParseSummary,
  counts: StageCounts,
  /** cameras only: how many rows stand in the inventory already, by the import that made or changed them last */
  knownOf: ReadonlyMap<string, number> = new Map(),
): Promise<ImportRow['state']> {
  const { reader } = ctx.storage;
  const first = await problemPage(reader, EVERYTHING, row.id, undefined, 0, SHOWN_PROBLEMS);
  const refused = summary.refused;
  const state = refused !== null ? 'failed' : summary.questions.length > 0 ? 'needs-answer' : 'ready';
  const problems = first.map((item) => item.problem);
  const receipt: ImportRow['receipt'] = {
    kind: row.kind,
    format: summary.format,
    encoding: summary.encoding,
    crs: summary.crs,
    rows: summary.rows,
    usable: summary.usable,
    rejected: summary.rejected,
    create: counts.create,
    update: counts.update,
    unchanged: counts.unchanged,
    vanish: state === 'ready' ? await countVanished(ctx, row, knownOf) : 0,
    dropped: summary.dropped,
    questions: summary.questions,
    problems: refused === null || problems.some((p) => p.code === refused.code) ? problems : [refused, ...problems],
  };
  const groups = await problemGroups(ctx, row.id, summary);
  await ctx.storage.transaction((writer) =>
    changeImport(writer, row.id, {
      state,
      receipt,
      mapping: summary.mapping,
      columns: summary.columns,
      problemGroups: groups,
      reason: refused?.message ?? null,
      reasonZh: refused?.messageZh ?? null,
    }),
  );
  return state;
}

/** One line per code, worst first, with the sentences of its first case. */
async function problemGroups(ctx: Ctx, importId: string, summary: ParseSummary): Promise<ProblemGroup[]> {
  const groups: ProblemGroup[] = [];
  for (const [code, count] of Object.entries(summary.problemCounts)) {
    const [first] = await problemPage(ctx.storage.reader, EVERYTHING, importId, code, 0, 1);
    const problem = first?.problem ?? (summary.refused?.code === code ? summary.refused : null);
    if (problem === null) continue;
    const { severity, message, messageZh, fix, fixZh } = problem;
    groups.push({ code, severity, count, message, messageZh, fix, fixZh });
  }
  const order = { error: 0, warning: 1, note: 2 };
  return groups.sort(
    (a, b) => order[a.severity] - order[b.severity] || b.count - a.count || (a.code < b.code ? -1 : 1),
  );
}

/** Records of earlier imports of the same file that this one does not have. A layer is always replaced. */
async function countVanished(ctx: Ctx, row: ImportRow, knownOf: ReadonlyMap<string, number>): Promise<number> {
  const { reader } = ctx.storage;
  if (row.kind === 'public-space') return (await publicSpaceRecords(reader, EVERYTHING)).length;
  if (row.kind === 'obstacles') return (await obstacleBoxes(reader, EVERYTHING)).ids.length;
  if (row.kind === 'privacy-zones') return (await zoneRecords(reader, EVERYTHING)).length;
  if (row.kind !== 'cameras') return 0;
  let vanished = 0;
  for (const { id } of await earlierOfFile(reader, row))
    vanished += (await countOfSource(reader, EVERYTHING, id)) - (knownOf.get(id) ?? 0);
  return vanished;
}
