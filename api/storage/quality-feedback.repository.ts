// What people said of the quality rules themselves, newest first.
import { and, count, desc, eq, getTableColumns, lt } from 'drizzle-orm';
import { codesWithin, type Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { qualityFeedback, regions } from './tables.sqlite.ts';

export type FeedbackRecord = typeof qualityFeedback.$inferSelect;

export async function addFeedback(writer: Writer, row: FeedbackRecord): Promise<void> {
  await writer.insert(qualityFeedback).values(row);
}

/** `before`: the id of the last one read; ids ascend with time. */
export async function feedbackPage(reader: Reader, scope: Scope, rule: string, before: string | null, limit: number) {
  return reader
    .select({ ...getTableColumns(qualityFeedback), regionName: regions.name, regionNameEn: regions.nameEn })
    .from(qualityFeedback)
    .leftJoin(regions, eq(regions.code, qualityFeedback.regionCode))
    .where(
      and(
        eq(qualityFeedback.rule, rule),
        before === null ? undefined : lt(qualityFeedback.id, before),
        await codesWithin(reader, scope, qualityFeedback.regionCode),
      ),
    )
    .orderBy(desc(qualityFeedback.id))
    .limit(limit);
}

export type FeedbackRow = Awaited<ReturnType<typeof feedbackPage>>[number];

/** How much was said of each rule. */
export async function feedbackCounts(reader: Reader, scope: Scope): Promise<Map<string, number>> {
  const rows = await reader
    .select({ rule: qualityFeedback.rule, count: count() })
    .from(qualityFeedback)
    .where(await codesWithin(reader, scope, qualityFeedback.regionCode))
    .groupBy(qualityFeedback.rule);
  return new Map(rows.map((row) => [row.rule, row.count]));
}
