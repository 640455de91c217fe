// What reading a file came to: the receipt, the problems by code, and whether it may be committed.
import { writeFile } from 'node:fs/promises';
import type { ImportDiff, ImportKind, ImportQuestion, TruthTest } from '#contract/import';
import type { ParseSummary } from '#importers/types';
import { isBeside } from '#rules/standing';
import { countOfSource } from '#storage/cameras.repository';
import { addProblems, changeImport, type ImportRow, problemPage } from '#storage/imports.repository';
import { obstacleBoxes } from '#storage/obstacles.repository';
import { zoneRecords } from '#storage/privacy-zones.repository';
import { publicSpaceRecords } from '#storage/public-space.repository';
import { EVERYTHING } from '#storage/scope';
import type { ProblemGroup } from '#storage/tables';
import { type CameraCounts, MOVED_M } from './camera-stage.ts';
import type { Ctx } from './ctx.ts';
import { earlierOfFile } from './import-commit.ts';
import { type Matching, matchByPosition, matchQuestion } from './import-match.ts';
import type { StageCounts } from './import-stage.ts';
import { vanishedRegions } from './import-vanished.ts';
import { namedPlaces } from './named-places.ts';
import type { PlaceCheck } from './place-check.ts';
import { proposedCrosswalk, sayTargets, vanishedQuestion } from './region-retire.ts';
import { orderByFit, truthMaps, truthOf, truthQuestion } from './truth-test.ts';

/** Problems that the receipt itself shows; all others are listed page by page. */
const SHOWN_PROBLEMS = 50;

/** Cameras only. */
interface CamerasFound {
  found?: CameraCounts;
  elsewhere?: Pick<PlaceCheck, 'problems' | 'counts'>;
}

const isAboutPositions = ({ option }: ImportQuestion): boolean => option === 'crs' || option === 'axes';

/** Behind all problems that reading the file found. */
const ELSEWHERE_FROM = 1_000_000_000;

async function sayElsewhere(
  ctx: Ctx,
  row: ImportRow,
  summary: ParseSummary,
  { problems, counts }: Pick<PlaceCheck, 'problems' | 'counts'>,
): Promise<void> {
  if (problems.length === 0) return;
  Object.assign(summary.problemCounts, counts);
  await ctx.storage.transaction((writer) =>
    addProblems(
      writer,
      problems.map((problem, i) => ({
        importId: row.id,
        seq: ELSEWHERE_FROM + i,
        code: problem.code,
        severity: problem.severity,
        row: problem.row,
        problem,
      })),
    ),
  );
}

/** Adds a question where another coordinate system fits clearly better; keeps what its maps draw beside the file. */
async function testTruth(ctx: Ctx, row: ImportRow, summary: ParseSummary): Promise<TruthTest | null> {
  if (summary.refused !== null || summary.positions.length === 0) return null;
  const { reader } = ctx.storage;
  const { crs, axes } = summary;
  const found = truthOf(
    summary.positions,
    { crs, axes },
    await ctx.spatial.leaves(reader),
    await namedPlaces(reader),
    await besideSpace(ctx, row.kind),
  );
  if (found === null) return null;
  const { test, tried } = found;
  const open = summary.questions.find(isAboutPositions);
  if (open) orderByFit(open, test);
  else {
    const said = { crs: row.options.crs !== undefined, axes: row.options.axes !== undefined };
    const question = truthQuestion(test, said);
    if (question !== null) summary.questions.push(question);
  }
  await writeFile(truthFileOf(row.filePath), JSON.stringify(truthMaps(tried)), { mode: 0o600 });
  return test;
}

/** Is a place on public space, or beside it? null = a file of this kind says nothing about that, or none is known. */
async function besideSpace(ctx: Ctx, kind: ImportKind): Promise<((lon: number, lat: number) => boolean) | null> {
  if (kind !== 'cameras') return null;
  const { table } = await ctx.spatial.space(ctx.storage.reader);
  return table.boxes === null ? null : (lon, lat) => isBeside(table, lon, lat);
}

export const truthFileOf = (filePath: string): string => `${filePath}.truth.json`;

export async function finishReading(
  ctx: Ctx,
  row: ImportRow,
  summary: ParseSummary,
  counts: StageCounts,
  { found, elsewhere }: CamerasFound = {},
): Promise<ImportRow['state']> {
  const { reader } = ctx.storage;
  const truth = await testTruth(ctx, row, summary);
  // while it is open in which system the positions stand, that they stand elsewhere says nothing
  if (elsewhere !== undefined && !summary.questions.some(isAboutPositions))
    await sayElsewhere(ctx, row, summary, elsewhere);
  const matching = summary.refused === null && found !== undefined ? await takeMatches(ctx, row, summary, found) : null;
  const vanished = summary.refused === null ? await countVanished(ctx, row, found?.knownOf ?? new Map()) : 0;
  const diff = summary.refused === null ? diffOf(row, counts, found, vanished, matching) : null;
  if (row.kind === 'regions' && vanished > 0) await askVanished(ctx, row, summary);
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
    vanish: vanished,
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
      findings: { probe: summary.probe, truth, diff },
      recipeId: summary.recipe,
      reason: refused?.message ?? null,
      reasonZh: refused?.messageZh ?? null,
    }),
  );
  return state;
}

/** Asks whether rows are about the records beside them, or, where that was answered, takes them for those. */
async function takeMatches(
  ctx: Ctx,
  row: ImportRow,
  summary: ParseSummary,
  counts: CameraCounts,
): Promise<Matching | null> {
  if (summary.questions.some(isAboutPositions)) return null;
  const matching = await matchByPosition(ctx, row, counts);
  if (matching === null) return null;
  if (row.options.match === undefined) {
    summary.questions.push(matchQuestion(matching.proposal));
    return matching;
  }
  const { matches } = matching;
  ctx.storage.keepMatches(row.id, matches);
  counts.create -= matches.length;
  counts.update += matches.length;
  for (const { source, action } of matches) {
    if (action === 'moved') counts.moved += 1;
    if (source !== null) counts.knownOf.set(source, (counts.knownOf.get(source) ?? 0) + 1);
  }
  return matching;
}

function diffOf(
  { options }: ImportRow,
  { create, update, unchanged }: StageCounts,
  cameras: CameraCounts | undefined,
  vanished: number,
  matching: Matching | null,
): ImportDiff {
  const moved = cameras?.moved ?? 0;
  const movedM = options.movedM ?? MOVED_M;
  const changed = update - moved;
  const matchedBy = options.match ?? 'id';
  const proposal = matching?.proposal ?? null;
  return { matchedBy, added: create, moved, changed, unchanged, vanished, movedM, proposal };
}

/** Regions that vanished: kept or retired, a person says; targets that speak of them are named. */
async function askVanished(ctx: Ctx, row: ImportRow, summary: ParseSummary): Promise<void> {
  if (row.options.vanish === 'keep') return;
  const { reader } = ctx.storage;
  const codes = await vanishedRegions(reader, row);
  const targets = await sayTargets(ctx, row, codes);
  if (targets > 0) summary.problemCounts['region.target_retired'] = targets;
  if (row.options.vanish === undefined && !summary.questions.some(isAboutPositions))
    summary.questions.push(vanishedQuestion(codes, await proposedCrosswalk(reader, row.id, codes)));
}

/** One line per code, worst first, with the sentences of its first case. */
async function problemGroups(ctx: Ctx, importId: string, summary: ParseSummary): Promise<ProblemGroup[]> {
  const groups: ProblemGroup[] = [];
  for (const [code, count] of Object.entries(summary.problemCounts)) {
    const [first] = await problemPage(ctx.storage.reader, EVERYTHING, importId, code, 0, 1);
    const problem = first?.problem ?? (summary.refused?.code === code ? summary.refused : null);
    if (problem === null) continue;
    const { severity, message, messageZh, fix, fixZh } = problem;
    const { values, repairable } = await valuesOf(ctx, importId, code);
    groups.push({ code, severity, count, message, messageZh, fix, fixZh, values, repairable });
  }
  const order = { error: 0, warning: 1, note: 2 };
  return groups.sort(
    (a, b) => order[a.severity] - order[b.severity] || b.count - a.count || (a.code < b.code ? -1 : 1),
  );
}

const SHOWN_VALUES = 50;
const PROBLEM_PAGE = 5_000;

/** Which cells have the problem, most frequent first, and how many of its cases have a proposal. */
async function valuesOf(
  ctx: Ctx,
  importId: string,
  code: string,
): Promise<{ values: NonNullable<ProblemGroup['values']>; repairable: number }> {
  const known = new Map<string, NonNullable<ProblemGroup['values']>[number]>();
  let repairable = 0;
  for (let after = 0; ; ) {
    const page = await problemPage(ctx.storage.reader, EVERYTHING, importId, code, after, PROBLEM_PAGE);
    for (const { problem } of page) {
      const { column, value, proposal = null } = problem;
      if (proposal !== null) repairable += 1;
      if (value === null) continue;
      const key = JSON.stringify([column, value]);
      const same = known.get(key);
      if (same) same.count += 1;
      else known.set(key, { column, value, count: 1, proposal });
    }
    if (page.length < PROBLEM_PAGE) break;
    after = page.at(-1)!.seq;
  }
  const values = [...known.values()].sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  return { values: values.slice(0, SHOWN_VALUES), repairable };
}

/** Records of earlier imports of the same file that this one does not have. A layer is always replaced. */
async function countVanished(ctx: Ctx, row: ImportRow, knownOf: ReadonlyMap<string, number>): Promise<number> {
  const { reader } = ctx.storage;
  if (row.kind === 'public-space') return (await publicSpaceRecords(reader, EVERYTHING)).length;
  if (row.kind === 'obstacles') return (await obstacleBoxes(reader, EVERYTHING)).ids.length;
  if (row.kind === 'privacy-zones') return (await zoneRecords(reader, EVERYTHING)).length;
  if (row.kind === 'regions') return (await vanishedRegions(reader, row)).length;
  if (row.kind !== 'cameras') return 0;
  let vanished = 0;
  for (const { id } of await earlierOfFile(reader, row))
    vanished += (await countOfSource(reader, EVERYTHING, id)) - (knownOf.get(id) ?? 0);
  return vanished;
}
