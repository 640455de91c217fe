// What the quality rules found, what people said of it, and when each rule ran.
import {
  and,
  asc,
  count,
  desc,
  eq,
  inArray,
  isNotNull,
  isNull,
  max,
  min,
  notInArray,
  type SQL,
  sql,
  sum,
} from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { CameraRecord } from './cameras.repository.ts';
import { codesWithin, type Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { cameras, qualityIssues, qualityMarks, qualityRuns, regions } from './tables.sqlite.ts';

export type IssueRecord = typeof qualityIssues.$inferSelect;
export type MarkRecord = typeof qualityMarks.$inferSelect;
export type RunRecord = typeof qualityRuns.$inferSelect;

const CHUNK = 500;

/** Cameras that stand in these leaves, in id order. */
export async function camerasOfLeaves(reader: Reader, _scope: Scope, codes: string[]): Promise<CameraRecord[]> {
  return reader.select().from(cameras).where(inArray(cameras.regionCode, codes)).orderBy(asc(cameras.id));
}
/** Cameras that stand in no region, in id order behind `after`. */
export async function homelessCameras(
  reader: Reader,
  _scope: Scope & { kind: 'everything' },
  after: string,
  limit: number,
): Promise<CameraRecord[]> {
  return reader
    .select()
    .from(cameras)
    .where(and(isNull(cameras.regionCode), sql`${cameras.id} > ${after}`))
    .orderBy(asc(cameras.id))
    .limit(limit);
}

/** Issues of these cameras, and those kept under these leaves whoever they are of. */
export async function issuesOf(
  reader: Reader,
  _scope: Scope,
  asked: { subjects: string[]; codes: string[] },
): Promise<IssueRecord[]> {
  const found = new Map<string, IssueRecord>();
  const keep = (rows: IssueRecord[]): void => {
    for (const row of rows) found.set(`${row.rule} ${row.subject}`, row);
  };
  for (let i = 0; i < asked.subjects.length; i += CHUNK)
    keep(
      await reader
        .select()
        .from(qualityIssues)
        .where(inArray(qualityIssues.subject, asked.subjects.slice(i, i + CHUNK))),
    );
  if (asked.codes.length > 0)
    keep(await reader.select().from(qualityIssues).where(inArray(qualityIssues.regionCode, asked.codes)));
  return Array.from(found, ([, value]) => value);
}
export async function putIssues(writer: Writer, rows: Iterable<IssueRecord>): Promise<void> {
  writer.insertMany(qualityIssues, rows, 'replace');
}
export async function deleteIssues(
  writer: Writer,
  rows: Iterable<Pick<IssueRecord, 'rule' | 'subject'>>,
): Promise<void> {
  const byRule = new Map<string, string[]>();
  for (const { rule, subject } of rows) byRule.set(rule, [...(byRule.get(rule) ?? []), subject]);
  for (const [rule, subjects] of byRule)
    for (let i = 0; i < subjects.length; i += CHUNK)
      await writer
        .delete(qualityIssues)
        .where(and(eq(qualityIssues.rule, rule), inArray(qualityIssues.subject, subjects.slice(i, i + CHUNK))));
}
/** Issues of cameras that are gone and of rules that are not run any more. */
export async function sweepIssues(writer: Writer, rules: readonly string[]): Promise<void> {
  await writer.delete(qualityIssues).where(notInArray(qualityIssues.rule, [...rules]));
  await writer
    .delete(qualityIssues)
    .where(notInArray(qualityIssues.subject, writer.select({ id: cameras.id }).from(cameras)));
}

export async function runRecords(reader: Reader, _scope: Scope): Promise<RunRecord[]> {
  return reader.select().from(qualityRuns).orderBy(asc(qualityRuns.rule));
}
export async function putRuns(writer: Writer, rows: RunRecord[], kept: readonly string[]): Promise<void> {
  await writer.delete(qualityRuns).where(notInArray(qualityRuns.rule, [...kept]));
  writer.insertMany(qualityRuns, rows, 'replace');
}

const ignored = alias(qualityMarks, 'ignored');
const assigned = alias(qualityMarks, 'assigned');

/** A mark holds for the record it was made of: another revision is another record. */
const isIgnored = and(
  eq(ignored.rule, qualityIssues.rule),
  eq(ignored.subject, qualityIssues.subject),
  eq(ignored.mark, 'ignored'),
  eq(ignored.revision, cameras.revision),
);
const isAssigned = and(
  eq(assigned.rule, qualityIssues.rule),
  eq(assigned.subject, qualityIssues.subject),
  eq(assigned.mark, 'assigned'),
);

export interface IssueFilter {
  rule?: string;
  state?: 'open' | 'ignored';
  owner?: string;
  ids?: string[];
}
async function where(reader: Reader, scope: Scope, filter: IssueFilter): Promise<SQL | undefined> {
  return and(
    await codesWithin(reader, scope, qualityIssues.regionCode),
    filter.rule === undefined ? undefined : eq(qualityIssues.rule, filter.rule),
    filter.state === undefined ? undefined : filter.state === 'open' ? isNull(ignored.rule) : isNotNull(ignored.rule),
    filter.owner === undefined ? undefined : eq(assigned.text, filter.owner),
    filter.ids === undefined ? undefined : inArray(qualityIssues.subject, filter.ids),
  );
}

export const ISSUE_SORTS = ['-effect', 'effect', 'age', '-age', 'camera'] as const;
export type IssueSort = (typeof ISSUE_SORTS)[number];
const ORDER: Record<IssueSort, SQL> = {
  '-effect': desc(qualityIssues.effectM2),
  effect: asc(qualityIssues.effectM2),
  age: desc(qualityIssues.firstSeenAt),
  '-age': asc(qualityIssues.firstSeenAt),
  camera: asc(qualityIssues.subject),
};

/** Issues with what people said of them; ties in the order of ids, so that a page follows the one before. */
export async function issuePage(
  reader: Reader,
  scope: Scope,
  filter: IssueFilter,
  sort: IssueSort,
  offset: number,
  limit: number,
) {
  return reader
    .select({
      rule: qualityIssues.rule,
      subject: qualityIssues.subject,
      name: cameras.name,
      longitude: cameras.longitude,
      latitude: cameras.latitude,
      regionCode: cameras.regionCode,
      regionName: regions.name,
      regionNameEn: regions.nameEn,
      effectM2: qualityIssues.effectM2,
      detail: qualityIssues.detail,
      foundRevision: qualityIssues.revision,
      revision: cameras.revision,
      firstSeenAt: qualityIssues.firstSeenAt,
      ignoredWhy: ignored.text,
      ignoredBy: ignored.actor,
      ignoredAt: ignored.at,
      owner: assigned.text,
    })
    .from(qualityIssues)
    .innerJoin(cameras, eq(cameras.id, qualityIssues.subject))
    .leftJoin(regions, eq(regions.code, cameras.regionCode))
    .leftJoin(ignored, isIgnored)
    .leftJoin(assigned, isAssigned)
    .where(await where(reader, scope, filter))
    .orderBy(ORDER[sort], asc(qualityIssues.subject), asc(qualityIssues.rule))
    .limit(limit)
    .offset(offset);
}
export type IssueRow = Awaited<ReturnType<typeof issuePage>>[number];

/** Where issues are, greatest effect first. */
export async function positionsOfIssues(reader: Reader, scope: Scope, filter: IssueFilter, limit: number) {
  return reader
    .select({
      subject: qualityIssues.subject,
      longitude: cameras.longitude,
      latitude: cameras.latitude,
      effectM2: qualityIssues.effectM2,
    })
    .from(qualityIssues)
    .innerJoin(cameras, eq(cameras.id, qualityIssues.subject))
    .leftJoin(ignored, isIgnored)
    .leftJoin(assigned, isAssigned)
    .where(await where(reader, scope, filter))
    .orderBy(ORDER['-effect'], asc(qualityIssues.subject))
    .limit(limit);
}
/** How many issues a filter finds. */
export async function issueCount(reader: Reader, scope: Scope, filter: IssueFilter): Promise<number> {
  const rows = await reader
    .select({ count: count() })
    .from(qualityIssues)
    .innerJoin(cameras, eq(cameras.id, qualityIssues.subject))
    .leftJoin(ignored, isIgnored)
    .leftJoin(assigned, isAssigned)
    .where(await where(reader, scope, filter));
  return rows[0].count;
}

/** Per rule and state: how many, since when, how much ground (a bound: cameras may share some). */
export async function ruleCounts(reader: Reader, scope: Scope) {
  const state = sql<number>`case when ${ignored.rule} is null then 0 else 1 end`;
  return reader
    .select({
      rule: qualityIssues.rule,
      isIgnored: state,
      count: count(),
      effectM2: sum(qualityIssues.effectM2).mapWith(Number),
      since: min(qualityIssues.firstSeenAt),
    })
    .from(qualityIssues)
    .innerJoin(cameras, eq(cameras.id, qualityIssues.subject))
    .leftJoin(ignored, isIgnored)
    .where(await codesWithin(reader, scope, qualityIssues.regionCode))
    .groupBy(qualityIssues.rule, state);
}
/** Is there an issue of a record that changed after it was asked? Paper changes without a new data version. */
export async function anyChanged(reader: Reader, scope: Scope): Promise<boolean> {
  const rows = await reader
    .select({ subject: qualityIssues.subject })
    .from(qualityIssues)
    .innerJoin(cameras, eq(cameras.id, qualityIssues.subject))
    .where(
      and(
        sql`${cameras.revision} <> ${qualityIssues.revision}`,
        await codesWithin(reader, scope, qualityIssues.regionCode),
      ),
    )
    .limit(1);
  return rows.length > 0;
}
/** Who has how many of a rule's issues. */
export async function ownerCounts(reader: Reader, scope: Scope) {
  return reader
    .select({ rule: qualityIssues.rule, owner: assigned.text, count: count() })
    .from(qualityIssues)
    .innerJoin(assigned, isAssigned)
    .where(await codesWithin(reader, scope, qualityIssues.regionCode))
    .groupBy(qualityIssues.rule, assigned.text)
    .orderBy(asc(assigned.text));
}
/** Ground in doubt through open issues of these rules, each camera once. */
export async function doubtfulM2(reader: Reader, scope: Scope, rules: readonly string[]): Promise<number> {
  const each = reader
    .select({ m2: max(qualityIssues.effectM2).as('m2') })
    .from(qualityIssues)
    .innerJoin(cameras, eq(cameras.id, qualityIssues.subject))
    .leftJoin(ignored, isIgnored)
    .where(
      and(
        inArray(qualityIssues.rule, [...rules]),
        isNull(ignored.rule),
        await codesWithin(reader, scope, qualityIssues.regionCode),
      ),
    )
    .groupBy(qualityIssues.subject)
    .as('each');
  const rows = await reader.select({ m2: sum(each.m2).mapWith(Number) }).from(each);
  return rows[0]?.m2 ?? 0;
}

export async function putMarks(writer: Writer, rows: Iterable<MarkRecord>): Promise<void> {
  writer.insertMany(qualityMarks, rows, 'replace');
}
export async function deleteMarks(
  writer: Writer,
  rows: readonly Pick<MarkRecord, 'rule' | 'subject'>[],
  mark: MarkRecord['mark'],
): Promise<void> {
  const subjects = rows.map((row) => row.subject);
  const rules = [...new Set(rows.map((row) => row.rule))];
  for (const rule of rules)
    for (let i = 0; i < subjects.length; i += CHUNK)
      await writer.delete(qualityMarks).where(
        and(
          eq(qualityMarks.mark, mark),
          eq(qualityMarks.rule, rule),
          inArray(
            qualityMarks.subject,
            rows.slice(i, i + CHUNK).flatMap((row) => (row.rule === rule ? [row.subject] : [])),
          ),
        ),
      );
}

/** Leaves whose figures' inputs changed after this data version, ascending. */
export async function leavesTouchedAfter(reader: Reader, _scope: Scope, version: number): Promise<string[]> {
  const rows = await reader
    .select({ code: regions.code })
    .from(regions)
    .where(and(eq(regions.isLeaf, true), sql`${regions.touchedVersion} > ${version}`))
    .orderBy(asc(regions.code));
  return rows.map((row) => row.code);
}
