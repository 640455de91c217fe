// The stage ledger: of which leaves do the steps hold, and of what are they made?
import { and, asc, desc, eq, gt, inArray, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import { keptQuery } from './kept-query.ts';
import { raise, readMeta } from './meta.repository.ts';
import { regionsWithin, type Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { cameraHistory, cameras, regions, stageLeaves, stageSteps } from './tables.sqlite.ts';

export type StepRecord = typeof stageSteps.$inferSelect;

/** Stands for a leaf where cameras are in no region. */
export const NO_REGION = '';
/** Steps that were made once and do not hold any more. */
const STALE = -1;

/** Cameras of these regions (null = of none) were changed in a way that may change steps. Settled at the commit. */
export function forgetSteps(writer: Writer, codes: Iterable<string | null>): void {
  const stale = writer.beforeCommit(
    'stage steps',
    () => new Set<string>(),
    (all) => settle(writer, all),
  );
  for (const code of codes) stale.add(code ?? NO_REGION);
}

async function settle(writer: Writer, codes: ReadonlySet<string>): Promise<void> {
  const mark = markStale(writer);
  for (const regionCode of codes) await mark.execute({ regionCode });
  await raise(writer, 'stagesVersion');
}
const markStale = keptQuery((writer: Writer) =>
  writer
    .update(stageLeaves)
    .set({ builtVersion: STALE })
    .where(eq(stageLeaves.regionCode, sql.placeholder('regionCode')))
    .prepare(),
);

/** Changes when steps cease to hold, or leaves change. */
export const ledgerVersion = async (reader: Reader): Promise<string> =>
  `${await readMeta(reader, 'stagesVersion')} ${await readMeta(reader, 'regionsVersion')}`;

/** Others have theirs. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Leaves read in one statement; others have their turn in between. */
const LEAVES_READ = 5_000;

/** Leaves of the scope whose steps have to be made, in the order of their paths; NO_REGION first, where it is asked for. */
export async function staleLeaves(reader: Reader, scope: Scope): Promise<string[]> {
  const codes: string[] = [];
  const stale = or(isNull(stageLeaves.builtVersion), lt(stageLeaves.builtVersion, 0));
  for await (const page of leafPages(reader, scope, stale)) for (const [code] of page) codes.push(code);
  if (scope.kind !== 'everything') return codes;
  const homeless = await reader.select().from(stageLeaves).where(eq(stageLeaves.regionCode, NO_REGION));
  return homeless.some((row) => row.builtVersion >= 0) ? codes : [NO_REGION, ...codes];
}

async function* leafPages(
  reader: Reader,
  scope: Scope,
  more: SQL | undefined,
): AsyncGenerator<[code: string, path: string][]> {
  const inside = await regionsWithin(reader, scope);
  for (let after = ''; ; ) {
    const query = reader
      .select({ code: regions.code, path: regions.path })
      .from(regions)
      .leftJoin(stageLeaves, eq(stageLeaves.regionCode, regions.code))
      .where(and(inside, eq(regions.isLeaf, true), gt(regions.path, after), more))
      .orderBy(asc(regions.path))
      .limit(LEAVES_READ);
    const page = (await reader.rawRows(query, {})) as [string, string][];
    yield page;
    if (page.length < LEAVES_READ) return;
    after = page[LEAVES_READ - 1][1];
    await turn();
  }
}

/** Takes out what was made of regions that are no leaves any more. */
export async function dropFormerLeaves(writer: Writer): Promise<void> {
  const stale = await writer
    .select({ code: stageLeaves.regionCode, isLeaf: regions.isLeaf })
    .from(stageLeaves)
    .leftJoin(regions, eq(regions.code, stageLeaves.regionCode))
    .where(lt(stageLeaves.builtVersion, 0));
  for (const { code, isLeaf } of stale)
    if (code !== NO_REGION && isLeaf !== true) {
      await writer.delete(stageSteps).where(eq(stageSteps.regionCode, code));
      await writer.delete(stageLeaves).where(eq(stageLeaves.regionCode, code));
    }
}

/** What steps are made of, of one leaf, behind `after` in id order; as arrays in this order. */
const STAGED = {
  id: cameras.id,
  count: cameras.count,
  stage: cameras.stage,
  plannedOn: cameras.plannedOn,
  approvedOn: cameras.approvedOn,
  procuredOn: cameras.procuredOn,
  installedOn: cameras.installedOn,
  networkedOn: cameras.networkedOn,
  acceptedOn: cameras.acceptedOn,
  retiredOn: cameras.retiredOn,
  filedOn: cameras.filedOn,
  filingNo: cameras.filingNo,
  validFrom: cameras.validFrom,
  recordedAt: cameras.recordedAt,
  revision: cameras.revision,
};
export type StagedCamera = Pick<typeof cameras.$inferSelect, keyof typeof STAGED>;
const NAMES = Object.keys(STAGED) as (keyof typeof STAGED)[];
const stagedQuery = (reader: Reader, ofLeaf: boolean) =>
  reader
    .select(STAGED)
    .from(cameras)
    .where(
      and(
        ofLeaf ? eq(cameras.regionCode, sql.placeholder('code')) : isNull(cameras.regionCode),
        gt(cameras.id, sql.placeholder('after')),
      ),
    )
    .orderBy(asc(cameras.id))
    .limit(sql.placeholder('limit'));
const stagedOfLeaf = keptQuery((reader: Reader) => stagedQuery(reader, true));
const stagedOfNone = keptQuery((reader: Reader) => stagedQuery(reader, false));

export async function stagedPage(
  reader: Reader,
  _scope: Scope,
  code: string,
  after: string,
  limit: number,
): Promise<StagedCamera[]> {
  const query = code === NO_REGION ? stagedOfNone(reader) : stagedOfLeaf(reader);
  const rows = await reader.rawRows(query, code === NO_REGION ? { after, limit } : { code, after, limit });
  return rows.map((row) => {
    const camera: Record<string, unknown> = {};
    for (let i = 0; i < NAMES.length; i += 1) camera[NAMES[i]] = row[i];
    return camera as StagedCamera;
  });
}

/** Former states of cameras, newest first. */
export async function formerStates(
  reader: Reader,
  _scope: Scope,
  ids: readonly string[],
): Promise<Map<string, { stage: StagedCamera['stage']; validFrom: string; recordedAt: string }[]>> {
  const found: Awaited<ReturnType<typeof formerStates>> = new Map();
  const { cameraId, record, validFrom, recordedAt, id } = cameraHistory;
  for (let i = 0; i < ids.length; i += 500) {
    const query = reader
      .select({ cameraId, record, validFrom, recordedAt })
      .from(cameraHistory)
      .where(inArray(cameraId, ids.slice(i, i + 500)))
      .orderBy(desc(id));
    for (const [own, text, valid, recorded] of (await reader.rawRows(query, {})) as string[][]) {
      const { stage } = JSON.parse(text) as Pick<StagedCamera, 'stage'>;
      const states = found.get(own) ?? [];
      states.push({ stage, validFrom: valid, recordedAt: recorded });
      found.set(own, states);
    }
  }
  return found;
}

/** The steps of one leaf, in place of those it had. */
export async function replaceSteps(
  writer: Writer,
  regionCode: string,
  builtVersion: number,
  steps: Iterable<StepRecord>,
): Promise<void> {
  await deleteSteps(writer).execute({ regionCode });
  writer.insertMany(stageSteps, steps);
  writer.insertMany(stageLeaves, [{ regionCode, builtVersion }], 'replace');
}
const deleteSteps = keptQuery((writer: Writer) =>
  writer
    .delete(stageSteps)
    .where(eq(stageSteps.regionCode, sql.placeholder('regionCode')))
    .prepare(),
);

/** The leaves of a scope, in the order of their paths. */
export async function leafPaths(reader: Reader, scope: Scope): Promise<[code: string, path: string][]> {
  const all: [string, string][] = [];
  for await (const page of leafPages(reader, scope, undefined)) for (const leaf of page) all.push(leaf);
  return all;
}

/** Which of these regions there are, with their paths. */
export async function pathsOf(
  reader: Reader,
  scope: Scope,
  which: { codes?: readonly string[]; level?: string; parent?: string },
): Promise<[code: string, path: string][]> {
  const inside = await regionsWithin(reader, scope);
  const found: [string, string][] = [];
  const codes = which.codes ?? null;
  for (let i = 0; codes === null ? i === 0 : i < codes.length; i += 500) {
    const query = reader
      .select({ code: regions.code, path: regions.path })
      .from(regions)
      .where(
        and(
          inside,
          codes === null ? undefined : inArray(regions.code, codes.slice(i, i + 500)),
          which.level === undefined ? undefined : eq(regions.level, which.level),
          which.parent === undefined ? undefined : eq(regions.parentCode, which.parent),
        ),
      )
      .orderBy(asc(regions.code));
    for (const row of (await reader.rawRows(query, {})) as [string, string][]) found.push(row);
    if (i > 0) await turn();
  }
  return found;
}

/** The first day on which anything reached a stage; null = nothing ever did. */
export async function firstStepDay(reader: Reader, _scope: Scope, stage: StepRecord['stage']): Promise<string | null> {
  const rows = await reader
    .select({ day: sql<string | null>`min(${stageSteps.day})` })
    .from(stageSteps)
    .where(eq(stageSteps.stage, stage));
  return rows[0].day;
}
