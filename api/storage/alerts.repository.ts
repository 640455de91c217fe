// Alerts: rules, channels, the inbox and what waits to be sent.
import { and, asc, count, desc, eq, inArray, isNull, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import { codesWithin, type Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { alertChannels, alertDeliveries, alertRules, alerts } from './tables.sqlite.ts';

export type AlertRecord = typeof alerts.$inferSelect;
export type RuleRecord = typeof alertRules.$inferSelect;
export type ChannelRecord = typeof alertChannels.$inferSelect;
export type DeliveryRecord = typeof alertDeliveries.$inferSelect;

/** Rules and channels are those of the workspace. */
export async function ruleRecords(reader: Reader, _scope: Scope): Promise<RuleRecord[]> {
  return reader.select().from(alertRules).orderBy(asc(alertRules.id));
}
export async function channelRecords(reader: Reader, _scope: Scope): Promise<ChannelRecord[]> {
  return reader.select().from(alertChannels).orderBy(asc(alertChannels.id));
}
export async function putRule(writer: Writer, row: RuleRecord): Promise<void> {
  writer.insertMany(alertRules, [row], 'replace');
}
export async function deleteRule(writer: Writer, id: string): Promise<void> {
  await writer.delete(alertRules).where(eq(alertRules.id, id));
}
export async function putChannel(writer: Writer, row: ChannelRecord): Promise<void> {
  writer.insertMany(alertChannels, [row], 'replace');
}
export async function deleteChannel(writer: Writer, id: string): Promise<void> {
  await writer.delete(alertDeliveries).where(eq(alertDeliveries.channelId, id));
  await writer.delete(alertChannels).where(eq(alertChannels.id, id));
}

/** Alerts about no region belong to everybody. */
async function visible(reader: Reader, scope: Scope): Promise<SQL | undefined> {
  const inside = await codesWithin(reader, scope, alerts.regionCode);
  return inside === undefined ? undefined : or(isNull(alerts.regionCode), inside);
}

/** Newest first, behind [openedAt, id]. */
export async function alertPage(
  reader: Reader,
  scope: Scope,
  filter: { state?: 'open' | 'cleared'; unread?: boolean },
  before: readonly [string, string] | null,
  limit: number,
): Promise<AlertRecord[]> {
  return reader
    .select()
    .from(alerts)
    .where(
      and(
        await visible(reader, scope),
        filter.state === 'open' ? isNull(alerts.clearedAt) : undefined,
        filter.state === 'cleared' ? sql`${alerts.clearedAt} is not null` : undefined,
        filter.unread ? isNull(alerts.readAt) : undefined,
        before === null
          ? undefined
          : or(lt(alerts.openedAt, before[0]), and(eq(alerts.openedAt, before[0]), lt(alerts.id, before[1]))),
      ),
    )
    .orderBy(desc(alerts.openedAt), desc(alerts.id))
    .limit(limit);
}
export async function findAlert(reader: Reader, scope: Scope, id: string): Promise<AlertRecord | null> {
  const rows = await reader
    .select()
    .from(alerts)
    .where(and(await visible(reader, scope), eq(alerts.id, id)));
  return rows[0] ?? null;
}
export async function countAlerts(reader: Reader, scope: Scope): Promise<{ unread: number; open: number }> {
  const inside = await visible(reader, scope);
  const of = async (condition: SQL): Promise<number> =>
    (await reader.select({ n: count() }).from(alerts).where(and(inside, condition)))[0].n;
  return { unread: await of(isNull(alerts.readAt)), open: await of(isNull(alerts.clearedAt)) };
}
/** The newest alert of a rule and subject. */
export async function lastAlert(
  reader: Reader,
  _scope: Scope,
  ruleId: string,
  subject: string,
): Promise<AlertRecord | null> {
  const rows = await reader
    .select()
    .from(alerts)
    .where(and(eq(alerts.ruleId, ruleId), eq(alerts.subject, subject)))
    .orderBy(desc(alerts.openedAt), desc(alerts.id))
    .limit(1);
  return rows[0] ?? null;
}
export async function openAlertsOf(reader: Reader, _scope: Scope, ruleId: string): Promise<AlertRecord[]> {
  return reader
    .select()
    .from(alerts)
    .where(and(eq(alerts.ruleId, ruleId), isNull(alerts.clearedAt)));
}
export async function putAlert(writer: Writer, row: AlertRecord): Promise<void> {
  writer.insertMany(alerts, [row], 'replace');
}
/** null = all of the scope that are not read yet. */
export async function markRead(
  writer: Writer,
  scope: Scope,
  ids: string[] | null,
  by: { at: string; actor: string },
): Promise<void> {
  await writer
    .update(alerts)
    .set({ readAt: by.at, readBy: by.actor })
    .where(
      and(await visible(writer, scope), isNull(alerts.readAt), ids === null ? undefined : inArray(alerts.id, ids)),
    );
}

export async function addDeliveries(writer: Writer, rows: DeliveryRecord[]): Promise<void> {
  writer.insertMany(alertDeliveries, rows);
}
/** What is to be sent by now, oldest first. */
export async function dueDeliveries(
  reader: Reader,
  _scope: Scope,
  now: string,
  limit: number,
): Promise<DeliveryRecord[]> {
  return reader
    .select()
    .from(alertDeliveries)
    .where(and(eq(alertDeliveries.state, 'waiting'), lte(alertDeliveries.nextAt, now)))
    .orderBy(asc(alertDeliveries.nextAt), asc(alertDeliveries.id))
    .limit(limit);
}
export async function changeDelivery(
  writer: Writer,
  id: string,
  change: Partial<Pick<DeliveryRecord, 'state' | 'attempts' | 'nextAt' | 'failure' | 'sentAt'>>,
): Promise<void> {
  await writer.update(alertDeliveries).set(change).where(eq(alertDeliveries.id, id));
}
/** Of each channel: when something was sent last, and the last failure that is newer than that. */
export async function lastOfChannels(
  reader: Reader,
  _scope: Scope,
): Promise<Map<string, { sentAt: string | null; failure: string | null }>> {
  const rows = await reader
    .select({
      channelId: alertDeliveries.channelId,
      state: alertDeliveries.state,
      failure: alertDeliveries.failure,
      sentAt: alertDeliveries.sentAt,
      id: sql<string>`max(${alertDeliveries.id})`,
    })
    .from(alertDeliveries)
    .groupBy(alertDeliveries.channelId, alertDeliveries.state);
  const found = new Map<string, { sentAt: string | null; failure: string | null; id: string }>();
  for (const row of rows.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const known = found.get(row.channelId) ?? { sentAt: null, failure: null, id: '' };
    if (row.state === 'sent') found.set(row.channelId, { sentAt: row.sentAt, failure: null, id: row.id });
    else found.set(row.channelId, { ...known, failure: row.failure ?? known.failure, id: row.id });
  }
  return found;
}
